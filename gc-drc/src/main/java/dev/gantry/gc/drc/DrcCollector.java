package dev.gantry.gc.drc;

import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.GcCompiler;
import dev.gantry.environ.spi.GcEmitter;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.environ.spi.GcRoots;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.environ.spi.GcTypes;

/// The collector that counts references, see [DrcRuntime] (R113). Objects do not move, and most garbage is
/// reclaimed at once; cycles are not.
///
/// Threading: thread-safe, no state.
public final class DrcCollector implements GcRuntimeProvider, GcCompiler {
    private static final GcLayouts LAYOUTS = new GcLayouts(DrcRuntime.HEADER_BYTES);

    /// Called by [java.util.ServiceLoader].
    public DrcCollector() {}

    @Override
    public String name() {
        return "drc";
    }

    @Override
    public GcLayouts layouts() {
        return LAYOUTS;
    }

    @Override
    public GcCompiler compiler() {
        return this;
    }

    @Override
    public GcRuntime runtime(GcHeap heap, GcTypes types, GcRoots roots, boolean poisons) {
        return new DrcRuntime(heap, types, roots, poisons);
    }

    /// Inline: the next object of the run.
    @Override
    public int emitAllocate(GcEmitter emit, int word, int sizeBytes) {
        int slow = emit.label();
        int done = emit.label();
        int ref = emit.variable(emit.state(DrcRuntime.TOP));
        int end = emit.add(ref, sizeBytes);
        emit.branchIfBelow(emit.state(DrcRuntime.LIMIT), end, slow);
        emit.state(DrcRuntime.TOP, end);
        emit.store(ref, 0, Integer.BYTES, word);
        emit.store(
                ref, GcLayouts.COLLECTOR_WORD, Integer.BYTES, emit.constant(Integer.toUnsignedLong(DrcRuntime.LISTED)));
        emit.branch(done);
        emit.place(slow);
        emit.set(ref, emit.call(Builtin.GC_ALLOC, word, sizeBytes));
        emit.place(done);
        return ref;
    }

    /// Inline: nothing for references that name no object, or one that is in the list already.
    @Override
    public void emitReadBarrier(GcEmitter emit, int ref) {
        int slow = emit.label();
        int done = emit.label();
        int zero = emit.constant(0);
        emit.branchIfEqual(ref, zero, done);
        emit.branchIfBelow(zero, emit.and(ref, emit.constant(GcRefs.ALIGNMENT - 1)), done);
        int word = emit.load(ref, GcLayouts.COLLECTOR_WORD, Integer.BYTES);
        int isListed = emit.and(word, emit.constant(Integer.toUnsignedLong(DrcRuntime.LISTED)));
        emit.branchIfEqual(isListed, zero, slow);
        emit.branch(done);
        emit.place(slow);
        int _ = emit.call(Builtin.GC_READ_BARRIER, ref);
        emit.place(done);
    }

    /// Inline: the counts. An object that nothing holds any more is freed by the runtime.
    @Override
    public void emitWriteBarrier(GcEmitter emit, int oldRef, int newRef) {
        int second = emit.label();
        int slow = emit.label();
        int done = emit.label();
        int zero = emit.constant(0);
        int mask = emit.constant(GcRefs.ALIGNMENT - 1);
        emit.branchIfEqual(newRef, zero, second);
        emit.branchIfBelow(zero, emit.and(newRef, mask), second);
        int more = emit.add(emit.load(newRef, GcLayouts.COLLECTOR_WORD, Integer.BYTES), emit.constant(1));
        emit.store(newRef, GcLayouts.COLLECTOR_WORD, Integer.BYTES, more);
        emit.place(second);
        emit.branchIfEqual(oldRef, zero, done);
        emit.branchIfBelow(zero, emit.and(oldRef, mask), done);
        int less = emit.add(emit.load(oldRef, GcLayouts.COLLECTOR_WORD, Integer.BYTES), emit.constant(-1));
        int needed = emit.constant(Integer.toUnsignedLong(DrcRuntime.LISTED | DrcRuntime.COUNT));
        emit.branchIfEqual(emit.and(less, needed), zero, slow);
        emit.store(oldRef, GcLayouts.COLLECTOR_WORD, Integer.BYTES, less);
        emit.branch(done);
        emit.place(slow);
        int _ = emit.call(Builtin.GC_WRITE_BARRIER, oldRef, zero);
        emit.place(done);
    }
}
