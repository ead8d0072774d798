package dev.gantry.wasm.types;

import java.util.List;

/// A recursion group: types that may refer to each other.
///
/// Two groups are the same types if they are equal after references inside the group are written as [HeapType.Rec] and
/// references out of it as [HeapType.Id] (iso-recursive equality).
///
/// @param types the types of the group, in order
/// @wasm syntax-rectype
public record RecGroup(List<SubType> types) {
    /// Copies the list.
    public RecGroup {
        types = List.copyOf(types);
    }
}
