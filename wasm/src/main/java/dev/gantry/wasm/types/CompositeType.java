package dev.gantry.wasm.types;

/// The structure of a defined type: a function, a struct or an array.
///
/// @wasm syntax-comptype
public sealed interface CompositeType permits FuncType, StructType, ArrayType {
    /// The abstract heap type directly above all types of this kind.
    ///
    /// @return `func`, `struct` or `array`
    AbsHeapType kind();
}
