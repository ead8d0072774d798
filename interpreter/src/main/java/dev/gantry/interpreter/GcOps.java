package dev.gantry.interpreter;

import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.FieldKind;
import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.module.CodeRange;

/// Executes instructions on structs and arrays.
///
/// Objects are read and written in the heap's array itself; allocation and barriers are calls of the collector. An
/// allocation may move objects, so operands are read from their slots, which are roots, after it.
///
/// The heap is not trusted (R114): whatever a reference is, an access either lies within the array or is the trap
/// `corrupt gc heap`.
///
/// Threading: confined to the store of the code.
final class GcOps {
    private static final long LOW = 0xFFFF_FFFFL;

    private GcOps() {}

    /// Executes one instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return where to go on
    static int execute(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        try {
            return switch (op) {
                case Ops.STRUCT_GET, Ops.STRUCT_GET_S, Ops.STRUCT_GET_U -> getField(op, code, pc, s, fp, home);
                case Ops.STRUCT_SET -> setField(code, pc, s, fp, home);
                case Ops.STRUCT_NEW -> newStruct(code, pc, s, fp, home);
                case Ops.STRUCT_NEW_DEFAULT -> {
                    VmHeap heap = home.store.heap();
                    s[fp + code[pc + 1]] = heap.allocateStruct(home.typeIds[code[pc + 2]]) & LOW;
                    yield pc + 4;
                }
                case Ops.ARRAY_GET, Ops.ARRAY_GET_S, Ops.ARRAY_GET_U -> getElement(op, code, pc, s, fp, home);
                case Ops.ARRAY_SET -> setElement(code, pc, s, fp, home);
                case Ops.ARRAY_LEN -> {
                    int ref = array(s[fp + code[pc + 2]]);
                    s[fp + code[pc + 1]] = FieldKind.load32(bytes(home), ref + code[pc + 3]);
                    yield pc + 4;
                }
                case Ops.ARRAY_NEW -> newArray(code, pc, s, fp, home);
                case Ops.ARRAY_NEW_DEFAULT -> {
                    VmHeap heap = home.store.heap();
                    int length = (int) s[fp + code[pc + 2]];
                    s[fp + code[pc + 1]] = heap.allocateArray(home.typeIds[code[pc + 3]], length) & LOW;
                    yield pc + 4;
                }
                case Ops.ARRAY_NEW_FIXED -> newFixedArray(code, pc, s, fp, home);
                case Ops.ARRAY_NEW_DATA -> newArrayOfData(code, pc, s, fp, home);
                case Ops.ARRAY_NEW_ELEM -> newArrayOfElem(code, pc, s, fp, home);
                case Ops.ARRAY_FILL -> fill(code, pc, s, fp, home);
                case Ops.ARRAY_COPY -> copy(code, pc, s, fp, home);
                case Ops.ARRAY_INIT_DATA -> initData(code, pc, s, fp, home);
                case Ops.ARRAY_INIT_ELEM -> initElem(code, pc, s, fp, home);
                default -> throw Bug.unreachable("gc instruction " + op);
            };
        } catch (IndexOutOfBoundsException _) { // only the heap is accessed without a check of our own
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
    }

    private static byte[] bytes(InstanceState home) {
        return home.store.heap().heap.bytes;
    }

    private static int array(long slot) {
        if (slot == 0) {
            throw TrapSignal.of(Failure.NULL_ARRAY_REFERENCE);
        }
        return (int) slot;
    }

    // structs

    private static int getField(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = (int) s[fp + code[pc + 2]];
        if (ref == 0) {
            throw TrapSignal.of(Failure.NULL_STRUCTURE_REFERENCE);
        }
        home.store.heap().read(ref + code[pc + 3], code[pc + 4], op == Ops.STRUCT_GET_S, s, fp + code[pc + 1]);
        return pc + 5;
    }

    private static int setField(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = (int) s[fp + code[pc + 1]];
        if (ref == 0) {
            throw TrapSignal.of(Failure.NULL_STRUCTURE_REFERENCE);
        }
        home.store.heap().write(ref + code[pc + 3], code[pc + 4], s, fp + code[pc + 2]);
        return pc + 5;
    }

    private static int newStruct(int[] code, int pc, long[] s, int fp, InstanceState home) {
        VmHeap heap = home.store.heap();
        int typeId = home.typeIds[code[pc + 2]];
        int ref = heap.allocate(heap.layout(typeId).word(), code[pc + 3]);
        int end = pc + 5 + 3 * code[pc + 4];
        byte[] bytes = heap.heap.bytes;
        for (int field = pc + 5; field < end; field += 3) {
            int slot = fp + code[field];
            int kind = code[field + 2];
            if (kind == FieldKind.BARRED_REF) {
                heap.gc.writeBarrier(0, (int) s[slot]);
            }
            FieldKind.store(bytes, ref + code[field + 1], kind, s, slot);
        }
        s[fp + code[pc + 1]] = ref & LOW;
        return end;
    }

    // arrays

    /// Where an element is; `elements` is the offset of the first one.
    private static int element(byte[] bytes, int ref, int index, int elements, int kind) {
        int length = FieldKind.load32(bytes, ref + elements - FieldKind.lengthDistance(kind));
        if (Integer.compareUnsigned(index, length) >= 0) {
            throw TrapSignal.of(Failure.OUT_OF_BOUNDS_ARRAY_ACCESS);
        }
        return ref + elements + (index << FieldKind.shift(kind));
    }

    /// Where a run of elements starts.
    private static int elements(byte[] bytes, int ref, int index, int count, int elements, int kind) {
        int length = FieldKind.load32(bytes, ref + elements - FieldKind.lengthDistance(kind));
        if ((index & LOW) + (count & LOW) > (length & LOW)) {
            throw TrapSignal.of(Failure.OUT_OF_BOUNDS_ARRAY_ACCESS);
        }
        return ref + elements + (index << FieldKind.shift(kind));
    }

    private static int getElement(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = array(s[fp + code[pc + 2]]);
        int kind = code[pc + 5];
        int at = element(bytes(home), ref, (int) s[fp + code[pc + 3]], code[pc + 4], kind);
        home.store.heap().read(at, kind, op == Ops.ARRAY_GET_S, s, fp + code[pc + 1]);
        return pc + 6;
    }

    private static int setElement(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = array(s[fp + code[pc + 1]]);
        int kind = code[pc + 5];
        int at = element(bytes(home), ref, (int) s[fp + code[pc + 2]], code[pc + 4], kind);
        home.store.heap().write(at, kind, s, fp + code[pc + 3]);
        return pc + 6;
    }

    private static int newArray(int[] code, int pc, long[] s, int fp, InstanceState home) {
        VmHeap heap = home.store.heap();
        int length = (int) s[fp + code[pc + 3]];
        int ref = heap.allocateArray(home.typeIds[code[pc + 4]], length);
        fillElements(heap, ref + code[pc + 5], code[pc + 6], length, s, fp + code[pc + 2], true);
        s[fp + code[pc + 1]] = ref & LOW;
        return pc + 7;
    }

    private static int newFixedArray(int[] code, int pc, long[] s, int fp, InstanceState home) {
        VmHeap heap = home.store.heap();
        int length = code[pc + 4];
        int kind = code[pc + 6];
        int ref = heap.allocateArray(home.typeIds[code[pc + 3]], length);
        int size = 1 << FieldKind.shift(kind);
        int at = ref + code[pc + 5];
        int slot = fp + code[pc + 2];
        for (int element = 0; element < length; element++) {
            heap.initialize(at, kind, s, slot);
            at += size;
            slot += kind == FieldKind.V128 ? 2 : 1;
        }
        s[fp + code[pc + 1]] = ref & LOW;
        return pc + 7;
    }

    private static int newArrayOfData(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int length = (int) s[fp + code[pc + 3]];
        int kind = code[pc + 7];
        int from = data(home, code[pc + 5], (int) s[fp + code[pc + 2]], length, kind);
        VmHeap heap = home.store.heap();
        int ref = heap.allocateArray(home.typeIds[code[pc + 4]], length);
        byte[] module = home.instance.module.t().def().bytes();
        System.arraycopy(module, from, heap.heap.bytes, ref + code[pc + 6], length << FieldKind.shift(kind));
        s[fp + code[pc + 1]] = ref & LOW;
        return pc + 8;
    }

    /// Where a run of elements starts in the module's bytes.
    private static int data(InstanceState home, int segment, int offset, int count, int kind) {
        if ((offset & LOW) + ((count & LOW) << FieldKind.shift(kind)) > home.instance.dataSize(segment)) {
            throw TrapSignal.of(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
        }
        CodeRange bytes = home.instance.module.t().def().datas().get(segment).bytes();
        return bytes.start() + offset;
    }

    private static int newArrayOfElem(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int from = (int) s[fp + code[pc + 2]];
        int length = (int) s[fp + code[pc + 3]];
        int[] refs = home.instance.elem(code[pc + 5]);
        check(refs, from, length);
        VmHeap heap = home.store.heap();
        int ref = heap.allocateArray(home.typeIds[code[pc + 4]], length);
        setRefs(heap, ref + code[pc + 6], code[pc + 7], refs, from, length);
        s[fp + code[pc + 1]] = ref & LOW;
        return pc + 8;
    }

    private static void check(int[] refs, int from, int count) {
        if ((from & LOW) + (count & LOW) > refs.length) {
            throw TrapSignal.of(Failure.OUT_OF_BOUNDS_TABLE_ACCESS);
        }
    }

    private static void setRefs(VmHeap heap, int to, int kind, int[] refs, int from, int count) {
        byte[] bytes = heap.heap.bytes;
        int at = to;
        for (int index = from; index < from + count; index++) {
            if (kind == FieldKind.BARRED_REF) {
                heap.gc.writeBarrier(FieldKind.load32(bytes, at), refs[index]);
            }
            FieldKind.store32(bytes, at, refs[index]);
            at += Integer.BYTES;
        }
    }

    private static int fill(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = array(s[fp + code[pc + 1]]);
        int count = (int) s[fp + code[pc + 4]];
        int kind = code[pc + 6];
        VmHeap heap = home.store.heap();
        int at = elements(heap.heap.bytes, ref, (int) s[fp + code[pc + 2]], count, code[pc + 5], kind);
        fillElements(heap, at, kind, count, s, fp + code[pc + 3], false);
        return pc + 7;
    }

    private static void fillElements(VmHeap heap, int at, int kind, int count, long[] s, int slot, boolean isNew) {
        byte[] bytes = heap.heap.bytes;
        if (kind == FieldKind.BARRED_REF) {
            for (int index = 0; index < count; index++) {
                int old = isNew ? 0 : FieldKind.load32(bytes, at + index * Integer.BYTES);
                heap.gc.writeBarrier(old, (int) s[slot]);
            }
        }
        FieldKind.fill(bytes, at, kind, count, s, slot);
    }

    private static int copy(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int to = array(s[fp + code[pc + 1]]);
        int from = array(s[fp + code[pc + 3]]);
        int count = (int) s[fp + code[pc + 5]];
        int kind = code[pc + 7];
        VmHeap heap = home.store.heap();
        byte[] bytes = heap.heap.bytes;
        int toAt = elements(bytes, to, (int) s[fp + code[pc + 2]], count, code[pc + 6], kind);
        int fromAt = elements(bytes, from, (int) s[fp + code[pc + 4]], count, code[pc + 6], kind);
        if (kind == FieldKind.BARRED_REF) {
            countCopied(heap.gc, bytes, toAt, fromAt, count);
        }
        System.arraycopy(bytes, fromAt, bytes, toAt, count << FieldKind.shift(kind));
        return pc + 8;
    }

    /// The write barriers of a copy: every reference that comes, before every one that goes, since they may be the
    /// same.
    private static void countCopied(GcRuntime gc, byte[] bytes, int to, int from, int count) {
        for (int index = 0; index < count; index++) {
            gc.writeBarrier(0, FieldKind.load32(bytes, from + index * Integer.BYTES));
        }
        for (int index = 0; index < count; index++) {
            gc.writeBarrier(FieldKind.load32(bytes, to + index * Integer.BYTES), 0);
        }
    }

    private static int initData(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = array(s[fp + code[pc + 1]]);
        int count = (int) s[fp + code[pc + 4]];
        int kind = code[pc + 7];
        byte[] bytes = bytes(home);
        int at = elements(bytes, ref, (int) s[fp + code[pc + 2]], count, code[pc + 6], kind);
        int from = data(home, code[pc + 5], (int) s[fp + code[pc + 3]], count, kind);
        byte[] module = home.instance.module.t().def().bytes();
        System.arraycopy(module, from, bytes, at, count << FieldKind.shift(kind));
        return pc + 8;
    }

    private static int initElem(int[] code, int pc, long[] s, int fp, InstanceState home) {
        VmHeap heap = home.store.heap();
        int from = (int) s[fp + code[pc + 3]];
        int count = (int) s[fp + code[pc + 4]];
        int kind = code[pc + 7];
        int[] refs = s[fp + code[pc + 1]] == 0 ? new int[0] : home.instance.elem(code[pc + 5]); // may allocate
        int ref = array(s[fp + code[pc + 1]]);
        int at = elements(heap.heap.bytes, ref, (int) s[fp + code[pc + 2]], count, code[pc + 6], kind);
        check(refs, from, count);
        setRefs(heap, at, kind, refs, from, count);
        return pc + 8;
    }
}
