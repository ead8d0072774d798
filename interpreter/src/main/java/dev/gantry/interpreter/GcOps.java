package dev.gantry.interpreter;

import dev.gantry.environ.spi.GcHeap;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.instr.ObjectOps;
import dev.gantry.runtime.vm.FieldKind;
import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;

/// Executes instructions on structs and arrays.
///
/// Objects are read and written in the heap itself; allocation and barriers are calls of the collector. An
/// allocation may move objects, so operands are read from their slots, which are roots, after it.
///
/// The heap is not trusted (R114): whatever a reference is, an access either lies within the heap or is the trap
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
                    int ref = ObjectOps.array(s[fp + code[pc + 2]]);
                    s[fp + code[pc + 1]] = home.store.heap().heap.load32(ref + code[pc + 3]);
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

    // structs

    private static int getField(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = ObjectOps.struct(s[fp + code[pc + 2]]);
        home.store.heap().read(ref + code[pc + 3], code[pc + 4], op == Ops.STRUCT_GET_S, s, fp + code[pc + 1]);
        return pc + 5;
    }

    private static int setField(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = ObjectOps.struct(s[fp + code[pc + 1]]);
        home.store.heap().write(ref + code[pc + 3], code[pc + 4], s, fp + code[pc + 2]);
        return pc + 5;
    }

    private static int newStruct(int[] code, int pc, long[] s, int fp, InstanceState home) {
        VmHeap heap = home.store.heap();
        int typeId = home.typeIds[code[pc + 2]];
        int ref = heap.allocate(heap.layout(typeId).word(), code[pc + 3]);
        int end = pc + 5 + 3 * code[pc + 4];
        GcHeap bytes = heap.heap;
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

    private static int getElement(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = ObjectOps.array(s[fp + code[pc + 2]]);
        VmHeap heap = home.store.heap();
        int kind = code[pc + 5];
        int at = ObjectOps.element(heap, ref, (int) s[fp + code[pc + 3]], code[pc + 4], kind);
        heap.read(at, kind, op == Ops.ARRAY_GET_S, s, fp + code[pc + 1]);
        return pc + 6;
    }

    private static int setElement(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = ObjectOps.array(s[fp + code[pc + 1]]);
        VmHeap heap = home.store.heap();
        int kind = code[pc + 5];
        int at = ObjectOps.element(heap, ref, (int) s[fp + code[pc + 2]], code[pc + 4], kind);
        heap.write(at, kind, s, fp + code[pc + 3]);
        return pc + 6;
    }

    private static int newArray(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int length = (int) s[fp + code[pc + 3]];
        int typeId = home.typeIds[code[pc + 4]];
        VmHeap heap = home.store.heap();
        int ref = ObjectOps.newArray(heap, typeId, length, code[pc + 5], code[pc + 6], s, fp + code[pc + 2]);
        s[fp + code[pc + 1]] = ref & LOW;
        return pc + 7;
    }

    private static int newFixedArray(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int typeId = home.typeIds[code[pc + 3]];
        VmHeap heap = home.store.heap();
        int slot = fp + code[pc + 2];
        int ref = ObjectOps.newFixedArray(heap, typeId, code[pc + 4], code[pc + 5], code[pc + 6], s, slot);
        s[fp + code[pc + 1]] = ref & LOW;
        return pc + 7;
    }

    private static int newArrayOfData(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = ObjectOps.newArrayOfData(
                home.instance,
                home.typeIds[code[pc + 4]],
                code[pc + 5],
                (int) s[fp + code[pc + 2]],
                (int) s[fp + code[pc + 3]],
                code[pc + 6],
                code[pc + 7]);
        s[fp + code[pc + 1]] = ref & LOW;
        return pc + 8;
    }

    private static int newArrayOfElem(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int ref = ObjectOps.newArrayOfElem(
                home.instance,
                home.typeIds[code[pc + 4]],
                code[pc + 5],
                (int) s[fp + code[pc + 2]],
                (int) s[fp + code[pc + 3]],
                code[pc + 6],
                code[pc + 7]);
        s[fp + code[pc + 1]] = ref & LOW;
        return pc + 8;
    }

    private static int fill(int[] code, int pc, long[] s, int fp, InstanceState home) {
        ObjectOps.fill(
                home.store.heap(),
                ObjectOps.array(s[fp + code[pc + 1]]),
                (int) s[fp + code[pc + 2]],
                (int) s[fp + code[pc + 4]],
                code[pc + 5],
                code[pc + 6],
                s,
                fp + code[pc + 3]);
        return pc + 7;
    }

    private static int copy(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int to = ObjectOps.array(s[fp + code[pc + 1]]);
        int from = ObjectOps.array(s[fp + code[pc + 3]]);
        ObjectOps.copy(
                home.store.heap(),
                to,
                (int) s[fp + code[pc + 2]],
                from,
                (int) s[fp + code[pc + 4]],
                (int) s[fp + code[pc + 5]],
                code[pc + 6],
                code[pc + 7]);
        return pc + 8;
    }

    private static int initData(int[] code, int pc, long[] s, int fp, InstanceState home) {
        ObjectOps.initData(
                home.instance,
                ObjectOps.array(s[fp + code[pc + 1]]),
                (int) s[fp + code[pc + 2]],
                code[pc + 5],
                (int) s[fp + code[pc + 3]],
                (int) s[fp + code[pc + 4]],
                code[pc + 6],
                code[pc + 7]);
        return pc + 8;
    }

    private static int initElem(int[] code, int pc, long[] s, int fp, InstanceState home) {
        ObjectOps.initElem(
                home.instance,
                s,
                fp + code[pc + 1],
                (int) s[fp + code[pc + 2]],
                code[pc + 5],
                (int) s[fp + code[pc + 3]],
                (int) s[fp + code[pc + 4]],
                code[pc + 6],
                code[pc + 7]);
        return pc + 8;
    }
}
