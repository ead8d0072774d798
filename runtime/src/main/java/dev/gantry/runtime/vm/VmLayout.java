package dev.gantry.runtime.vm;

import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcShape;

/// All there is to know of the objects of one type in a heap.
///
/// Threading: immutable, on the condition that nobody writes to the arrays.
///
/// @param typeId  the canonical type
/// @param word    the first word of headers
/// @param shape   what the collector needs to know
/// @param offsets where the fields of a struct are; of an array, where the first element is
/// @param kinds   the [FieldKind] of each field; of an array, that of the elements
public record VmLayout(int typeId, int word, GcShape shape, int[] offsets, int[] kinds) {
    /// The layout of a type.
    ///
    /// @param typeId  the canonical type
    /// @param shape   its shape
    /// @param offsets where the fields or elements are
    /// @param kinds   what they are
    /// @return the layout
    static VmLayout of(int typeId, GcShape shape, int[] offsets, int[] kinds) {
        return new VmLayout(typeId, GcLayouts.word(shape, typeId), shape, offsets, kinds);
    }
}
