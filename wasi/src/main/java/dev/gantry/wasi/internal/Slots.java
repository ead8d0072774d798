package dev.gantry.wasi.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The arguments of one call: 16 bytes each, little-endian, narrower values in the low bytes.
///
/// @param segment the arguments
/// @param abi     the snapshot the function was imported from
record Slots(MemorySegment segment, Abi abi) {
    /// The size of one slot.
    static final int SLOT_BYTES = 16;

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    int i32(int index) {
        return segment.get(I32, (long) index * SLOT_BYTES);
    }

    long i64(int index) {
        return segment.get(I64, (long) index * SLOT_BYTES);
    }
}
