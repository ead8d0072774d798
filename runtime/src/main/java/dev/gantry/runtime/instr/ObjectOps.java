package dev.gantry.runtime.instr;

import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.FieldKind;
import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.module.CodeRange;

/// Executes instructions on arrays, which are read and written in the heap itself, and what structs share with
/// them.
///
/// The elements of an array are described by two numbers: where the first one is, seen from the object, and their
/// [FieldKind]. Whatever a reference is (R114), an access either lies within the heap or throws
/// [IndexOutOfBoundsException], which callers turn into the trap `corrupt gc heap`.
///
/// Allocation may move objects: values are read from the given slots, which are roots, after it.
///
/// Threading: confined to the store of the heap.
public final class ObjectOps {
    private static final long LOW = 0xFFFF_FFFFL;

    private ObjectOps() {}

    /// The array that a slot refers to.
    ///
    /// @param slot the slot
    /// @return the reference
    /// @throws TrapSignal `null array reference`
    public static int array(long slot) {
        if ((int) slot == 0) {
            throw TrapSignal.of(Failure.NULL_ARRAY_REFERENCE);
        }
        return (int) slot;
    }

    /// The struct that a slot refers to.
    ///
    /// @param slot the slot
    /// @return the reference
    /// @throws TrapSignal `null structure reference`
    public static int struct(long slot) {
        if ((int) slot == 0) {
            throw TrapSignal.of(Failure.NULL_STRUCTURE_REFERENCE);
        }
        return (int) slot;
    }

    /// Where an element is.
    ///
    /// @param heap     the heap
    /// @param ref      the array
    /// @param index    which element, unsigned
    /// @param elements where the first one is
    /// @param kind     their kind
    /// @return the offset in the heap
    /// @throws TrapSignal if there is no such element
    public static int element(VmHeap heap, int ref, int index, int elements, int kind) {
        int length = heap.heap.load32(ref + elements - FieldKind.lengthDistance(kind));
        if (Integer.compareUnsigned(index, length) >= 0) {
            throw TrapSignal.of(Failure.OUT_OF_BOUNDS_ARRAY_ACCESS);
        }
        return ref + elements + (index << FieldKind.shift(kind));
    }

    /// Where a run of elements starts.
    private static int elements(GcHeap heap, int ref, int index, int count, int elements, int kind) {
        int length = heap.load32(ref + elements - FieldKind.lengthDistance(kind));
        if ((index & LOW) + (count & LOW) > (length & LOW)) {
            throw TrapSignal.of(Failure.OUT_OF_BOUNDS_ARRAY_ACCESS);
        }
        return ref + elements + (index << FieldKind.shift(kind));
    }

    /// Makes an array of equal elements.
    ///
    /// @param heap     the heap
    /// @param typeId   the canonical type
    /// @param length   the number of elements
    /// @param elements where the first one is
    /// @param kind     their kind
    /// @param s        holds the value
    /// @param slot     where
    /// @return the reference
    public static int newArray(VmHeap heap, int typeId, int length, int elements, int kind, long[] s, int slot) {
        int ref = heap.allocateArray(typeId, length);
        fillElements(heap, ref + elements, kind, length, s, slot, true);
        return ref;
    }

    /// Makes an array of the elements in a row of slots.
    ///
    /// @param heap     the heap
    /// @param typeId   the canonical type
    /// @param length   the number of elements
    /// @param elements where the first one is
    /// @param kind     their kind
    /// @param s        holds the values
    /// @param first    where the first one is
    /// @return the reference
    public static int newFixedArray(VmHeap heap, int typeId, int length, int elements, int kind, long[] s, int first) {
        int ref = heap.allocateArray(typeId, length);
        int size = 1 << FieldKind.shift(kind);
        int at = ref + elements;
        int slot = first;
        for (int element = 0; element < length; element++) {
            heap.initialize(at, kind, s, slot);
            at += size;
            slot += kind == FieldKind.V128 ? 2 : 1;
        }
        return ref;
    }

    /// Makes an array of bytes of a data segment.
    ///
    /// @param instance whose segment it is
    /// @param typeId   the canonical type
    /// @param segment  the segment
    /// @param offset   the first byte
    /// @param length   the number of elements
    /// @param elements where the first one is
    /// @param kind     their kind
    /// @return the reference
    public static int newArrayOfData(
            VmInstance instance, int typeId, int segment, int offset, int length, int elements, int kind) {
        int from = data(instance, segment, offset, length, kind);
        VmHeap heap = instance.store.heap();
        int ref = heap.allocateArray(typeId, length);
        byte[] module = instance.module.t().def().bytes();
        heap.heap.copyIn(ref + elements, module, from, length << FieldKind.shift(kind));
        return ref;
    }

    /// Where a run of elements starts in the module's bytes.
    private static int data(VmInstance instance, int segment, int offset, int count, int kind) {
        if ((offset & LOW) + ((count & LOW) << FieldKind.shift(kind)) > instance.dataSize(segment)) {
            throw TrapSignal.of(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
        }
        CodeRange bytes = instance.module.t().def().datas().get(segment).bytes();
        return bytes.start() + offset;
    }

    /// Makes an array of references of an element segment.
    ///
    /// @param instance whose segment it is
    /// @param typeId   the canonical type
    /// @param segment  the segment
    /// @param from     the first reference
    /// @param length   the number of elements
    /// @param elements where the first one is
    /// @param kind     their kind
    /// @return the reference
    public static int newArrayOfElem(
            VmInstance instance, int typeId, int segment, int from, int length, int elements, int kind) {
        int[] refs = instance.elem(segment);
        check(refs, from, length);
        VmHeap heap = instance.store.heap();
        int ref = heap.allocateArray(typeId, length);
        setRefs(heap, ref + elements, kind, refs, from, length);
        return ref;
    }

    private static void check(int[] refs, int from, int count) {
        if ((from & LOW) + (count & LOW) > refs.length) {
            throw TrapSignal.of(Failure.OUT_OF_BOUNDS_TABLE_ACCESS);
        }
    }

    private static void setRefs(VmHeap heap, int to, int kind, int[] refs, int from, int count) {
        GcHeap bytes = heap.heap;
        int at = to;
        for (int index = from; index < from + count; index++) {
            if (kind == FieldKind.BARRED_REF) {
                heap.gc.writeBarrier(bytes.load32(at), refs[index]);
            }
            bytes.store32(at, refs[index]);
            at += Integer.BYTES;
        }
    }

    /// Sets a run of elements to one value.
    ///
    /// @param heap     the heap
    /// @param ref      the array
    /// @param index    the first element, unsigned
    /// @param count    how many, unsigned
    /// @param elements where the first one is
    /// @param kind     their kind
    /// @param s        holds the value
    /// @param slot     where
    public static void fill(VmHeap heap, int ref, int index, int count, int elements, int kind, long[] s, int slot) {
        fillElements(heap, elements(heap.heap, ref, index, count, elements, kind), kind, count, s, slot, false);
    }

    private static void fillElements(VmHeap heap, int at, int kind, int count, long[] s, int slot, boolean isNew) {
        GcHeap bytes = heap.heap;
        if (kind == FieldKind.BARRED_REF) {
            for (int index = 0; index < count; index++) {
                int old = isNew ? 0 : bytes.load32(at + index * Integer.BYTES);
                heap.gc.writeBarrier(old, (int) s[slot]);
            }
        }
        FieldKind.fill(bytes, at, kind, count, s, slot);
    }

    /// Copies a run of elements, as if through a buffer.
    ///
    /// @param heap      the heap
    /// @param to        the array to write
    /// @param toIndex   the first element there, unsigned
    /// @param from      the array to read
    /// @param fromIndex the first element there, unsigned
    /// @param count     how many, unsigned
    /// @param elements  where the first element of either array is
    /// @param kind      their kind
    public static void copy(
            VmHeap heap, int to, int toIndex, int from, int fromIndex, int count, int elements, int kind) {
        GcHeap bytes = heap.heap;
        int toAt = elements(bytes, to, toIndex, count, elements, kind);
        int fromAt = elements(bytes, from, fromIndex, count, elements, kind);
        if (kind == FieldKind.BARRED_REF) {
            countCopied(heap.gc, bytes, toAt, fromAt, count);
        }
        bytes.copy(toAt, fromAt, count << FieldKind.shift(kind));
    }

    /// The write barriers of a copy: every reference that comes, before every one that goes, since they may be the
    /// same.
    private static void countCopied(GcRuntime gc, GcHeap heap, int to, int from, int count) {
        for (int index = 0; index < count; index++) {
            gc.writeBarrier(0, heap.load32(from + index * Integer.BYTES));
        }
        for (int index = 0; index < count; index++) {
            gc.writeBarrier(heap.load32(to + index * Integer.BYTES), 0);
        }
    }

    /// Sets a run of elements to bytes of a data segment.
    ///
    /// @param instance whose segment it is
    /// @param ref      the array
    /// @param index    the first element, unsigned
    /// @param segment  the segment
    /// @param offset   the first byte, unsigned
    /// @param count    how many elements, unsigned
    /// @param elements where the first one is
    /// @param kind     their kind
    public static void initData(
            VmInstance instance, int ref, int index, int segment, int offset, int count, int elements, int kind) {
        GcHeap heap = instance.store.heap().heap;
        int at = elements(heap, ref, index, count, elements, kind);
        int from = data(instance, segment, offset, count, kind);
        byte[] module = instance.module.t().def().bytes();
        heap.copyIn(at, module, from, count << FieldKind.shift(kind));
    }

    /// Sets a run of elements to references of an element segment, whose evaluation may allocate.
    ///
    /// @param instance whose segment it is
    /// @param s        holds the array
    /// @param slot     where
    /// @param index    the first element, unsigned
    /// @param segment  the segment
    /// @param from     the first reference, unsigned
    /// @param count    how many, unsigned
    /// @param elements where the first element is
    /// @param kind     their kind
    public static void initElem(
            VmInstance instance,
            long[] s,
            int slot,
            int index,
            int segment,
            int from,
            int count,
            int elements,
            int kind) {
        int _ = array(s[slot]);
        int[] refs = instance.elem(segment);
        VmHeap heap = instance.store.heap();
        int at = elements(heap.heap, (int) s[slot], index, count, elements, kind);
        check(refs, from, count);
        setRefs(heap, at, kind, refs, from, count);
    }
}
