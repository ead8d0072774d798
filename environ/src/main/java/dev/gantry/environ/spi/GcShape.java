package dev.gantry.environ.spi;

/// What a collector needs to know of a type: how large its objects are, and where they hold references.
///
/// References are all those that can name something in the heap or in a table of the store; functions are left out.
///
/// Threading: immutable, on the condition that nobody writes to the array.
///
/// @param isArray      whether the objects are arrays
/// @param baseBytes    the size of a struct, header included; the offset of an array's first element
/// @param elementShift the size of an element of an array, as a power of two; 0 for a struct
/// @param hasRefs      whether the elements of an array are references; for a struct, whether `refOffsets` is not
/// empty
/// @param refOffsets   the offsets of the references in a struct
public record GcShape(boolean isArray, int baseBytes, int elementShift, boolean hasRefs, int[] refOffsets) {
    /// The size of an object, rounded up to [GcRefs#ALIGNMENT].
    ///
    /// @param length the number of elements of an array, unsigned; not looked at for a struct
    /// @return bytes, header included
    public long sizeBytes(int length) {
        long size = isArray ? baseBytes + (Integer.toUnsignedLong(length) << elementShift) : baseBytes;
        return size + (GcRefs.ALIGNMENT - 1) & -GcRefs.ALIGNMENT;
    }
}
