package dev.gantry.wasm.types;

/// An array type.
///
/// @param element the type of every element
/// @wasm syntax-arraytype
public record ArrayType(FieldType element) implements CompositeType {
    @Override
    public AbsHeapType kind() {
        return AbsHeapType.ARRAY;
    }

    /// The text form, for example `(array (mut i8))`.
    @Override
    public String toString() {
        return "(array " + element + ")";
    }
}
