package dev.gantry.runtime.vm;

import dev.gantry.environ.ConstExprs;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.environ.spi.GcRoots;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// The places outside the collected heap that hold references: globals, tables, element segments, payloads of
/// exceptions, handles of the host, constant expressions that are being evaluated, frames.
///
/// Threading: confined to its store.
final class VmRoots implements GcRoots {
    private static final int FIRST_THRESHOLD = 64;

    private final VmStore store;
    private final List<VmGlobal> globals = new ArrayList<>();
    private final List<VmTable> tables = new ArrayList<>();
    private final List<VmInstance> instances = new ArrayList<>();
    private final List<WeakReference<VmException>> exceptions = new ArrayList<>();
    private final List<ConstExprs> evaluations = new ArrayList<>();
    private final List<Passage> passages = new ArrayList<>();
    private int exceptionThreshold = FIRST_THRESHOLD;
    private long places;

    VmRoots(VmStore store) {
        this.store = store;
    }

    private boolean isTraced(ValType type) {
        return type instanceof RefType ref && store.types.top(ref.heap()) != AbsHeapType.FUNC;
    }

    void add(VmGlobal global) {
        if (isTraced(global.type.type())) {
            globals.add(global);
        }
    }

    void add(VmTable table) {
        if (!table.holdsFuncs) {
            tables.add(table);
        }
    }

    void remove(VmTable table) {
        tables.remove(table);
    }

    /// Adds the element segments of an instance, some of which may already have been evaluated.
    void add(VmInstance instance) {
        instances.add(instance);
    }

    void remove(VmInstance instance) {
        instances.remove(instance);
    }

    /// Adds an exception for as long as it is reachable.
    void add(VmException exn) {
        if (exceptions.size() >= exceptionThreshold) {
            exceptions.removeIf(known -> known.refersTo(null));
            exceptionThreshold = Math.max(FIRST_THRESHOLD, 2 * exceptions.size());
        }
        exceptions.add(new WeakReference<>(exn));
    }

    /// Adds constant expressions until [#endEvaluation].
    void beginEvaluation(ConstExprs exprs) {
        evaluations.add(exprs);
    }

    void endEvaluation() {
        evaluations.removeLast();
    }

    /// Values between host and wasm.
    private record Passage(long[] slots, int base, List<ValType> types) {}

    /// Adds values that are neither in a frame nor in the host's hands, until [#endPassage]: while code of the
    /// host is asked something, or told.
    void beginPassage(long[] slots, int base, List<ValType> types) {
        passages.add(new Passage(slots, base, types));
    }

    void endPassage() {
        passages.removeLast();
    }

    @Override
    public long visit(IntUnaryOperator visitor) {
        places = 0;
        visitAll(ref -> {
            places++;
            return GcRefs.isObject(ref) ? visitor.applyAsInt(ref) : ref;
        });
        return places;
    }

    /// Visits references to host objects and exceptions as well as those to objects.
    void visitAll(IntUnaryOperator visitor) {
        visitHeld(visitor);
        for (Activation run = store.activation; run != null; run = run.outer) {
            run.visitRefs(visitor);
        }
    }

    /// Visits everything but frames.
    void visitHeld(IntUnaryOperator visitor) {
        for (VmGlobal global : globals) {
            global.set(Integer.toUnsignedLong(visitor.applyAsInt((int) global.low())), 0);
        }
        for (VmTable table : tables) {
            table.visit(visitor);
        }
        for (VmInstance instance : instances) {
            instance.visitElems(visitor);
        }
        for (WeakReference<VmException> known : exceptions) {
            VmException exn = known.get();
            if (exn != null) {
                visitPayload(exn, visitor);
            }
        }
        for (ConstExprs exprs : evaluations) {
            exprs.visitRefs(visitor);
        }
        for (Passage passage : passages) {
            visit(passage.slots, passage.base, passage.types, visitor);
        }
        store.handles.visit(visitor);
    }

    void visitPayload(VmException exn, IntUnaryOperator visitor) {
        visit(exn.payload, 0, exn.tag.type.params(), visitor);
    }

    private void visit(long[] slots, int base, List<ValType> types, IntUnaryOperator visitor) {
        int slot = base;
        for (ValType type : types) {
            if (isTraced(type)) {
                slots[slot] = Integer.toUnsignedLong(visitor.applyAsInt((int) slots[slot]));
            }
            slot += type.slots();
        }
    }

    static void visit(int[] refs, int count, IntUnaryOperator visitor) {
        for (int index = 0; index < count; index++) {
            refs[index] = visitor.applyAsInt(refs[index]);
        }
    }

    void clear() {
        globals.clear();
        tables.clear();
        instances.clear();
        exceptions.clear();
    }
}
