package dev.gantry.wasm.types;

/// What a reference refers to: an abstract heap type or a defined type.
///
/// A defined type is named in one of three index spaces, each with a record of its own, so that they cannot be mixed
/// up: [Index] as written in a module, [Rec] inside a canonical recursion group, [Id] in a [TypeInterner].
///
/// @wasm syntax-heaptype
public sealed interface HeapType permits AbsHeapType, HeapType.Index, HeapType.Rec, HeapType.Id {
    /// A type by its index in a module's type index space.
    ///
    /// @param typeIndex the index
    record Index(int typeIndex) implements HeapType {
        @Override
        public String toString() {
            return Integer.toString(typeIndex);
        }
    }

    /// A type by its position in the recursion group that mentions it.
    ///
    /// @param position zero for the first type of the group
    record Rec(int position) implements HeapType {
        @Override
        public String toString() {
            return "rec." + position;
        }
    }

    /// A type by its canonical identity: equal ids mean equal types.
    ///
    /// @param typeId the id given by the [TypeInterner]
    record Id(int typeId) implements HeapType {
        @Override
        public String toString() {
            return "type#" + typeId;
        }
    }
}
