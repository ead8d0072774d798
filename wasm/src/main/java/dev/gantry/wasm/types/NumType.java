package dev.gantry.wasm.types;

import java.util.Locale;

/// A number type.
///
/// @wasm syntax-numtype
public enum NumType implements ValType {
    /// 32-bit integers.
    I32,
    /// 64-bit integers.
    I64,
    /// 32-bit floats.
    F32,
    /// 64-bit floats.
    F64;

    @Override
    public boolean isDefaultable() {
        return true;
    }

    @Override
    public int slots() {
        return 1;
    }

    /// The text form: `i32`, `i64`, `f32` or `f64`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
