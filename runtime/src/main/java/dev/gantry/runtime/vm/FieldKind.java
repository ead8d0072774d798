package dev.gantry.runtime.vm;

import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.VecType;
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
    private static final long LOW = 0xFFFF_FFFFL;

    private FieldKind() {}

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
    /// @param heap     the heap
    /// @param at       where the field is
    /// @param kind     its kind
    /// @param isSigned whether packed ones are sign-extended
    /// @param slots    receives the value
    /// @param slot     where
    public static void load(GcHeap heap, int at, int kind, boolean isSigned, long[] slots, int slot) {
        switch (kind) {
            case BITS32 -> slots[slot] = heap.load32(at);
            case REF, BARRED_REF, FUNC -> slots[slot] = heap.load32(at) & LOW;
            case BITS64 -> slots[slot] = heap.load64(at);
            case I8 -> {
                byte value = heap.load8(at);
                slots[slot] = isSigned ? value : value & 0xFF;
            }
            case I16 -> {
                short value = heap.load16(at);
                slots[slot] = isSigned ? value : value & 0xFFFF;
            }
            default -> {
                slots[slot + 1] = heap.load64(at + Long.BYTES);
                slots[slot] = heap.load64(at);
            }
        }
    }

    /// Writes a field from slots, without barriers.
    ///
    /// @param heap  the heap
    /// @param at    where the field is
    /// @param kind  its kind
    /// @param slots holds the value
    /// @param slot  where
    public static void store(GcHeap heap, int at, int kind, long[] slots, int slot) {
        switch (kind) {
            case BITS32, REF, BARRED_REF, FUNC -> heap.store32(at, (int) slots[slot]);
            case BITS64 -> heap.store64(at, slots[slot]);
            case I8 -> heap.store8(at, (byte) slots[slot]);
            case I16 -> heap.store16(at, (short) slots[slot]);
            default -> {
                heap.store64(at + Long.BYTES, slots[slot + 1]);
                heap.store64(at, slots[slot]);
            }
        }
    }

    /// Writes the same value to a run of elements, without barriers.
    ///
    /// @param heap  the heap
    /// @param at    where the first one is
    /// @param kind  their kind
    /// @param count how many
    /// @param slots holds the value
    /// @param slot  where
    public static void fill(GcHeap heap, int at, int kind, int count, long[] slots, int slot) {
        int size = 1 << SHIFTS[kind];
        long past = at + Integer.toUnsignedLong(count) * size;
        if (at < 0 || past > heap.sizeBytes()) { // the heap's idea of a length is not trusted
            throw new IndexOutOfBoundsException("elements from " + at + " to " + past);
        }
        if (kind == I8) {
            heap.fill(at, count, (byte) slots[slot]);
            return;
        }
        int end = (int) past;
        for (int to = at; to < end; to += size) {
            store(heap, to, kind, slots, slot);
        }
    }
}
