package dev.gantry.wast;

import dev.gantry.wasm.types.AbsHeapType;

/// An argument in a script.
public sealed interface Constant {
    /// A 32-bit integer.
    ///
    /// @param value the value
    record I32(int value) implements Constant {}

    /// A 64-bit integer.
    ///
    /// @param value the value
    record I64(long value) implements Constant {}

    /// A 32-bit float.
    ///
    /// @param bits its bits
    record F32(int bits) implements Constant {}

    /// A 64-bit float.
    ///
    /// @param bits its bits
    record F64(long bits) implements Constant {}

    /// A vector.
    ///
    /// @param low  bits 0 to 63
    /// @param high bits 64 to 127
    record V128(long low, long high) implements Constant {}

    /// A null reference.
    ///
    /// @param heap the heap type
    record RefNull(AbsHeapType heap) implements Constant {}

    /// A host object told by a number, as `externref`.
    ///
    /// @param number which one
    record RefExtern(long number) implements Constant {}

    /// A host object told by a number, as `anyref`.
    ///
    /// @param number which one
    record RefHost(long number) implements Constant {}
}
