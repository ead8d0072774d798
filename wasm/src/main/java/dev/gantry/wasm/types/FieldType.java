package dev.gantry.wasm.types;

/// A field of a struct, or the elements of an array.
///
/// @param storage   what is stored
/// @param isMutable whether it can be written after creation
/// @wasm syntax-fieldtype
public record FieldType(StorageType storage, boolean isMutable) {
    /// The text form, `i8` or `(mut i8)`.
    @Override
    public String toString() {
        return isMutable ? "(mut " + storage + ")" : storage.toString();
    }
}
