package dev.gantry.runtime.machine;

import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;

/// Packed slots of 8 bytes by which values pass between wasm code and Java; a `v128` takes two. The upper half of a
/// slot that holds 32 bits is zero.
///
/// Threading: no state.
final class Slots {
    private static final long LOW = 0xFFFF_FFFFL;

    private Slots() {}

    /// The letter of a type in signatures of trampolines.
    static char letter(ValType type) {
        return switch (type) {
            case NumType number ->
                switch (number) {
                    case I32 -> 'i';
                    case I64 -> 'l';
                    case F32 -> 'f';
                    case F64 -> 'd';
                };
            case VecType _ -> 'v';
            case RefType _ -> 'i';
        };
    }

    /// Whether values have 32 bits.
    static boolean isNarrow(ValType type) {
        return type instanceof RefType || type == NumType.I32 || type == NumType.F32;
    }

    static long get(long slots, int slot) {
        return NativeAccess.getLong(slots + (long) Long.BYTES * slot);
    }

    static int get32(long slots, int slot) {
        return NativeAccess.getInt(slots + (long) Long.BYTES * slot);
    }

    static void put(long slots, int slot, long value) {
        NativeAccess.putLong(slots + (long) Long.BYTES * slot, value);
    }

    static void put32(long slots, int slot, long value) {
        put(slots, slot, value & LOW);
    }

    /// Copies slots into an array.
    static void read(long slots, long[] to, int base, int count) {
        for (int slot = 0; slot < count; slot++) {
            to[base + slot] = get(slots, slot);
        }
    }

    /// Copies slots from an array, as they are.
    static void write(long[] from, int base, int count, long slots) {
        for (int slot = 0; slot < count; slot++) {
            put(slots, slot, from[base + slot]);
        }
    }
}
