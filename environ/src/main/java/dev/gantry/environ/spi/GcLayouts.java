package dev.gantry.environ.spi;

import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.StructType;

/// How objects lie in a collector's heap. Offsets are bytes from the start of the object.
///
/// Threading: immutable.
public interface GcLayouts {
    /// The size of the header that every object starts with: kind and canonical type first, then what the collector
    /// needs.
    ///
    /// @return a multiple of 8
    int headerBytes();

    /// Lays out a struct.
    ///
    /// @param type the type
    /// @return the offset of each field, and the object's size as the last entry
    int[] structLayout(StructType type);

    /// The offset of the length of an array, an `i32`.
    ///
    /// @return the offset
    int arrayLengthOffset();

    /// The offset of the first element of an array.
    ///
    /// @param type the type
    /// @return the offset, a multiple of the element's size
    int arrayElementsOffset(ArrayType type);
}
