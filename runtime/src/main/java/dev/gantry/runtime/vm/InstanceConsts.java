package dev.gantry.runtime.vm;

import dev.gantry.environ.ConstExprs;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ElemSegment;

/// Constant expressions in the context of an instance.
final class InstanceConsts implements ConstExprs.Env {
    private final VmInstance instance;

    private InstanceConsts(VmInstance instance) {
        this.instance = instance;
    }

    static ConstExprs of(VmInstance instance) {
        return new ConstExprs(instance.module.t().def(), new InstanceConsts(instance));
    }

    /// The references of an element segment.
    ///
    /// @param refs receives them; they are roots while it is filled
    static void elems(VmInstance instance, ElemSegment segment, int[] refs) {
        if (segment.usesExprs()) {
            ConstExprs exprs = of(instance);
            instance.store.roots.beginEvaluation(exprs);
            try {
                int index = 0;
                for (CodeRange expr : segment.exprs()) {
                    refs[index++] = (int) exprs.eval(expr);
                }
            } finally {
                instance.store.roots.endEvaluation();
            }
        } else {
            for (int index = 0; index < refs.length; index++) {
                refs[index] = instance.funcRef(segment.funcs()[index]);
            }
        }
    }

    @Override
    public void globalSlots(int globalIndex, long[] slots, int at) {
        slots[at] = instance.globals[globalIndex].low();
        slots[at + 1] = instance.globals[globalIndex].high();
    }

    @Override
    public int allocate(InstrReader instr, long[] slots, int from, int to) {
        VmHeap heap = instance.store.heap();
        int typeId = instance.typeIds[instr.index()];
        return switch (instr.op()) {
            case Ops.STRUCT_NEW_DEFAULT -> heap.allocateStruct(typeId);
            case Ops.STRUCT_NEW -> newStruct(heap, typeId, slots, from);
            case Ops.ARRAY_NEW_DEFAULT -> heap.allocateArray(typeId, (int) slots[from]);
            case Ops.ARRAY_NEW -> newArray(heap, typeId, (int) slots[to - 1], slots, from, 0);
            case Ops.ARRAY_NEW_FIXED -> {
                int length = instr.index2();
                yield newArray(heap, typeId, length, slots, from, length == 0 ? 0 : (to - from) / length);
            }
            default -> throw Bug.unreachable(instr.opcode() + " in a constant expression");
        };
    }

    private static int newStruct(VmHeap heap, int typeId, long[] slots, int from) {
        VmLayout layout = heap.layout(typeId);
        int ref = heap.allocateStruct(typeId);
        int slot = from;
        for (int field = 0; field < layout.kinds().length; field++) {
            int kind = layout.kinds()[field];
            heap.initialize(ref + layout.offsets()[field], kind, slots, slot);
            slot += kind == FieldKind.V128 ? 2 : 1;
        }
        return ref;
    }

    /// Makes an array whose elements are in the slots, so many slots apart.
    private static int newArray(VmHeap heap, int typeId, int length, long[] slots, int from, int distance) {
        VmLayout layout = heap.layout(typeId);
        int ref = heap.allocateArray(typeId, length);
        int kind = layout.kinds()[0];
        int at = ref + layout.offsets()[0];
        int slot = from;
        for (int element = 0; element < length; element++) {
            heap.initialize(at, kind, slots, slot);
            at += 1 << FieldKind.shift(kind);
            slot += distance;
        }
        return ref;
    }

    @Override
    public int refFunc(int funcIndex) {
        return instance.funcRef(funcIndex);
    }
}
