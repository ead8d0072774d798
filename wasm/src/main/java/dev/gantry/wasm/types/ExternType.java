package dev.gantry.wasm.types;

/// The type of an import or an export.
///
/// @wasm syntax-externtype
public sealed interface ExternType permits ExternType.Func, TableType, MemoryType, GlobalType, TagType {
    /// The index space that something of this type is in.
    ///
    /// @return the kind
    ExternKind kind();

    /// A function import or export.
    ///
    /// @param type the function's type, by index or id
    record Func(HeapType type) implements ExternType {
        @Override
        public ExternKind kind() {
            return ExternKind.FUNC;
        }

        @Override
        public String toString() {
            return "(func (type " + type + "))";
        }
    }
}
