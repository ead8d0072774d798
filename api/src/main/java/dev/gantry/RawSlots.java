package dev.gantry;

import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// Between packed slots and raw values of 16 bytes each, little-endian, narrower values in the low bytes.
final class RawSlots {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private RawSlots() {}

    static void pack(List<ValType> types, MemorySegment raw, long[] slots, int base) {
        int slot = base;
        for (int index = 0; index < types.size(); index++) {
            ValType type = types.get(index);
            long low = raw.get(LONG, 16L * index);
            slots[slot] = type == NumType.I32 || type == NumType.F32 ? (int) low : low;
            if (type == VecType.V128) {
                slots[slot + 1] = raw.get(LONG, 16L * index + 8);
            }
            slot += type.slots();
        }
    }

    static void unpack(List<ValType> types, long[] slots, int base, MemorySegment raw) {
        int slot = base;
        for (int index = 0; index < types.size(); index++) {
            ValType type = types.get(index);
            long low = slots[slot];
            raw.set(LONG, 16L * index, type == NumType.I32 || type == NumType.F32 ? low & 0xFFFF_FFFFL : low);
            raw.set(LONG, 16L * index + 8, type == VecType.V128 ? slots[slot + 1] : 0);
            slot += type.slots();
        }
    }
}
