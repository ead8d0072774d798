package dev.gantry.runtime.vm;

import dev.gantry.environ.TypeRegistry;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.VecType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Function;

/// How fields and elements are kept in a heap: small numbers for storage types, and moves between the heap and slots.
///
/// Threading: no state.
public final class FieldKind {
    /// An `i8`.
    public static final int I8 = 0;
    /// An `i16`.
    public static final int I16 = 1;
    /// An `i32` or `f32`.
    public static final int BITS32 = 2;
    /// An `i64` or `f64`.
    public static final int BITS64 = 3;
    /// A `v128`.
    public static final int V128 = 4;
    /// A reference to a function: an id, of no interest to collectors.
    public static final int FUNC = 5;
    /// Any other reference, in heaps whose collector has no barriers.
    public static final int REF = 6;
    /// Any other reference, in heaps whose collector has barriers.
    public static final int BARRED_REF = 7;

    private static final int[] SHIFTS = {0, 1, 2, 3, 4, 2, 2, 2};
    private static final VarHandle VIEW16 = view(short[].class);
    private static final VarHandle VIEW32 = view(int[].class);
    private static final VarHandle VIEW64 = view(long[].class);
    private static final long LOW = 0xFFFF_FFFFL;

    private FieldKind() {}

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN)
                .withInvokeExactBehavior();
    }

    /// The kind of a storage type.
    ///
    /// @param type        the type
    /// @param hasBarriers whether the collector has barriers
    /// @param top         gives the top of the hierarchy of a heap type
    /// @return one of the constants here
    public static int of(StorageType type, boolean hasBarriers, Function<HeapType, AbsHeapType> top) {
        return switch (type) {
            case PackedType packed -> packed == PackedType.I8 ? I8 : I16;
            case NumType number -> number == NumType.I32 || number == NumType.F32 ? BITS32 : BITS64;
            case VecType _ -> V128;
            case RefType ref -> top.apply(ref.heap()) == AbsHeapType.FUNC ? FUNC : hasBarriers ? BARRED_REF : REF;
        };
    }

    /// The kind of a storage type that names others by id.
    static int of(StorageType type, boolean hasBarriers, TypeRegistry types) {
        return of(type, hasBarriers, types::top);
    }

    /// The size of a field as a power of two.
    ///
    /// @param kind its kind
    /// @return 0 to 4
    public static int shift(int kind) {
        return SHIFTS[kind];
    }

    /// Whether fields are references that collectors look at.
    ///
    /// @param kind the kind
    /// @return true for [#REF] and [#BARRED_REF]
    public static boolean isRef(int kind) {
        return kind >= REF;
    }

    /// Where the length of an array is, seen from its first element.
    ///
    /// @param kind the kind of the elements
    /// @return bytes to go back
    public static int lengthDistance(int kind) {
        return SHIFTS[kind] < 3 ? Integer.BYTES : Long.BYTES;
    }

    /// Reads a field into slots.
    ///
    /// @param bytes    the heap
    /// @param at       where the field is
    /// @param kind     its kind
    /// @param isSigned whether packed ones are sign-extended
    /// @param slots    receives the value
    /// @param slot     where
    public static void load(byte[] bytes, int at, int kind, boolean isSigned, long[] slots, int slot) {
        switch (kind) {
            case BITS32 -> slots[slot] = (int) VIEW32.get(bytes, at);
            case REF, BARRED_REF, FUNC -> slots[slot] = (int) VIEW32.get(bytes, at) & LOW;
            case BITS64 -> slots[slot] = (long) VIEW64.get(bytes, at);
            case I8 -> slots[slot] = isSigned ? bytes[at] : bytes[at] & 0xFF;
            case I16 -> {
                short value = (short) VIEW16.get(bytes, at);
                slots[slot] = isSigned ? value : value & 0xFFFF;
            }
            default -> {
                slots[slot + 1] = (long) VIEW64.get(bytes, at + Long.BYTES);
                slots[slot] = (long) VIEW64.get(bytes, at);
            }
        }
    }

    /// Writes a field from slots, without barriers.
    ///
    /// @param bytes the heap
    /// @param at    where the field is
    /// @param kind  its kind
    /// @param slots holds the value
    /// @param slot  where
    public static void store(byte[] bytes, int at, int kind, long[] slots, int slot) {
        switch (kind) {
            case BITS32, REF, BARRED_REF, FUNC -> VIEW32.set(bytes, at, (int) slots[slot]);
            case BITS64 -> VIEW64.set(bytes, at, slots[slot]);
            case I8 -> bytes[at] = (byte) slots[slot];
            case I16 -> VIEW16.set(bytes, at, (short) slots[slot]);
            default -> {
                VIEW64.set(bytes, at + Long.BYTES, slots[slot + 1]);
                VIEW64.set(bytes, at, slots[slot]);
            }
        }
    }

    /// Writes the same value to a run of elements, without barriers.
    ///
    /// @param bytes the heap
    /// @param at    where the first one is
    /// @param kind  their kind
    /// @param count how many
    /// @param slots holds the value
    /// @param slot  where
    public static void fill(byte[] bytes, int at, int kind, int count, long[] slots, int slot) {
        int size = 1 << SHIFTS[kind];
        long past = at + Integer.toUnsignedLong(count) * size;
        if (at < 0 || past > bytes.length) { // the heap's idea of a length is not trusted
            throw new IndexOutOfBoundsException("elements from " + at + " to " + past);
        }
        int end = (int) past;
        if (kind == I8) {
            Arrays.fill(bytes, at, end, (byte) slots[slot]);
            return;
        }
        for (int to = at; to < end; to += size) {
            store(bytes, to, kind, slots, slot);
        }
    }

    /// Reads 4 bytes.
    ///
    /// @param bytes the heap
    /// @param at    where
    /// @return the bits
    public static int load32(byte[] bytes, int at) {
        return (int) VIEW32.get(bytes, at);
    }

    /// Writes 4 bytes.
    ///
    /// @param bytes the heap
    /// @param at    where
    /// @param bits  what
    public static void store32(byte[] bytes, int at, int bits) {
        VIEW32.set(bytes, at, bits);
    }
}
