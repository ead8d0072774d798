package dev.gantry.wasm.types;

/// The type of an exception tag.
///
/// @param type the function type whose parameters are the payload, by index or id
/// @wasm syntax-tagtype
public record TagType(HeapType type) implements ExternType {
    @Override
    public ExternKind kind() {
        return ExternKind.TAG;
    }

    /// The text form, for example `(tag (type 0))`.
    @Override
    public String toString() {
        return "(tag (type " + type + "))";
    }
}
