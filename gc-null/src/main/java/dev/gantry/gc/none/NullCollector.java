package dev.gantry.gc.none;

import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.GcCompiler;
import dev.gantry.environ.spi.GcEmitter;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRoots;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.environ.spi.GcTypes;

/// The collector that does not collect: for guests that end before they fill their heap, and for measuring what others
/// cost.
///
/// Threading: thread-safe, no state.
public final class NullCollector implements GcRuntimeProvider, GcCompiler {
    private static final GcLayouts LAYOUTS = new GcLayouts(NullRuntime.HEADER_BYTES);

    /// Called by [java.util.ServiceLoader].
    public NullCollector() {}

    @Override
    public String name() {
        return "null";
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
        return new NullRuntime(heap, types);
    }

    // @start region=emit
    @Override
    public int emitAllocate(GcEmitter emit, int word, int sizeBytes) {
        int slow = emit.label();
        int done = emit.label();
        int ref = emit.variable(emit.state(NullRuntime.TOP));
        int end = emit.add(ref, sizeBytes);
        emit.branchIfBelow(emit.state(NullRuntime.LIMIT), end, slow);
        emit.branchIfBelow(end, ref, slow); // beyond 4 GiB
        emit.state(NullRuntime.TOP, end);
        emit.store(ref, 0, Integer.BYTES, word);
        emit.branch(done);
        emit.place(slow);
        emit.set(ref, emit.call(Builtin.GC_ALLOC, word, sizeBytes));
        emit.place(done);
        return ref;
    }

    @Override
    public void emitReadBarrier(GcEmitter emit, int ref) {
        // nothing ever moves or dies
    }

    @Override
    public void emitWriteBarrier(GcEmitter emit, int oldRef, int newRef) {
        // nothing is counted
    }
    // @end
}
