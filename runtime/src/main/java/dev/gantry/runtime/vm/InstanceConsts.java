package dev.gantry.runtime.vm;

import dev.gantry.environ.ConstExprs;
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
    static int[] elems(VmInstance instance, ElemSegment segment) {
        int[] refs = new int[segment.size()];
        if (segment.usesExprs()) {
            ConstExprs exprs = of(instance);
            int index = 0;
            for (CodeRange expr : segment.exprs()) {
                refs[index++] = (int) exprs.eval(expr);
            }
        } else {
            for (int index = 0; index < refs.length; index++) {
                refs[index] = instance.funcRef(segment.funcs()[index]);
            }
        }
        return refs;
    }

    @Override
    public void globalSlots(int globalIndex, long[] slots, int at) {
        slots[at] = instance.globals[globalIndex].lo;
        slots[at + 1] = instance.globals[globalIndex].hi;
    }

    @Override
    public int refFunc(int funcIndex) {
        return instance.funcRef(funcIndex);
    }
}
