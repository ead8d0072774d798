package dev.gantry.wasm.types;

/// A packed type: a narrow integer that exists only in fields of structs and arrays.
///
/// @wasm syntax-packtype
public enum PackedType implements StorageType {
    /// 8-bit integers.
    I8("i8"),
    /// 16-bit integers.
    I16("i16");

    private final String text;

    PackedType(String text) {
        this.text = text;
    }

    /// The text form, `i8` or `i16`.
    @Override
    public String toString() {
        return text;
    }
}
