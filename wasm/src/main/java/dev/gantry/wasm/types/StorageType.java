package dev.gantry.wasm.types;

/// What a field of a struct or an array holds: a value type or a packed type.
///
/// @wasm syntax-storagetype
public sealed interface StorageType permits ValType, PackedType {
    /// The value type that reading the field yields.
    ///
    /// @return this type, or `i32` for packed types
    default ValType unpacked() {
        return this instanceof ValType value ? value : NumType.I32;
    }
}
