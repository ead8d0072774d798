package dev.gantry.gc.copying;

import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.GcCompiler;
import dev.gantry.environ.spi.GcEmitter;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRoots;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.environ.spi.GcTypes;

/// The semi-space collector, see [CopyingRuntime]: allocation is as cheap as can be, and there are no barriers.
///
/// Threading: thread-safe, no state.
public final class CopyingCollector implements GcRuntimeProvider, GcCompiler {
    private static final GcLayouts LAYOUTS = new GcLayouts(CopyingRuntime.HEADER_BYTES);

    /// Called by [java.util.ServiceLoader].
    public CopyingCollector() {}

    @Override
    public String name() {
        return "copying";
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
        return new CopyingRuntime(heap, types, roots, poisons);
    }

    @Override
    public int emitAllocate(GcEmitter emit, int word, int sizeBytes) {
        int slow = emit.label();
        int done = emit.label();
        int ref = emit.variable(emit.state(CopyingRuntime.TOP));
        int end = emit.add(ref, sizeBytes);
        emit.branchIfBelow(emit.state(CopyingRuntime.LIMIT), end, slow);
        emit.branchIfBelow(end, ref, slow); // beyond 4 GiB
        emit.state(CopyingRuntime.TOP, end);
        emit.store(ref, 0, Integer.BYTES, word);
        emit.branch(done);
        emit.place(slow);
        emit.set(ref, emit.call(Builtin.GC_ALLOC, word, sizeBytes));
        emit.place(done);
        return ref;
    }

    @Override
    public void emitReadBarrier(GcEmitter emit, int ref) {
        // references are found and set right when a collection happens
    }

    @Override
    public void emitWriteBarrier(GcEmitter emit, int oldRef, int newRef) {
        // all live objects are visited at every collection
    }
}
