package dev.gantry.wasm.types;

import java.util.List;
import java.util.stream.Collectors;

/// A struct type.
///
/// @param fields the fields, first one first
/// @wasm syntax-structtype
public record StructType(List<FieldType> fields) implements CompositeType {
    /// Copies the list.
    public StructType {
        fields = List.copyOf(fields);
    }

    @Override
    public AbsHeapType kind() {
        return AbsHeapType.STRUCT;
    }

    /// The text form, for example `(struct (field i32))`.
    @Override
    public String toString() {
        return fields.stream().map(field -> " (field " + field + ")").collect(Collectors.joining("", "(struct", ")"));
    }
}
