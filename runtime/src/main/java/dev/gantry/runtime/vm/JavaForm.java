package dev.gantry.runtime.vm;

import dev.gantry.environ.gc.ArrayHeap;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;

/// State in Java objects: arrays and fields, which an interpreter loop reaches fastest.
///
/// Threading: no state.
final class JavaForm implements StateForm {
    static final JavaForm INSTANCE = new JavaForm();

    private JavaForm() {}

    @Override
    public VmMemory newMemory(VmStore store, MemoryType type, long bytes) {
        if (!type.isShared() && ArrayMemory.isArraySize(bytes)) {
            try {
                return new ArrayMemory(store, type, new byte[(int) bytes]);
            } catch (OutOfMemoryError _) { // the heap is too small; there may be room outside of it
                return new SegmentMemory(store, type, bytes);
            }
        }
        return new SegmentMemory(type.isShared() ? null : store, type, bytes);
    }

    @Override
    public VmTable newTable(VmStore store, TableType type, int size) {
        return new VmTable(store, type, size);
    }

    @Override
    public VmGlobal newGlobal(VmStore store, GlobalType type, long lo, long hi) {
        return new VmGlobal(store, type, lo, hi);
    }

    @Override
    public void allocated(VmInstance instance) {
        // nothing more to do
    }

    @Override
    public void registered(VmFunc func) {
        // nothing more to do
    }

    @Override
    public GcHeap newHeap(long maxBytes, ArrayHeap.Limiter limiter) {
        return new ArrayHeap(maxBytes, limiter);
    }

    @Override
    public void heapMade(VmHeap heap) {
        // nothing more to do
    }

    @Override
    public void deadlineMoved(long epoch) {
        // code reads the store's field
    }

    @Override
    public void close() {
        // nothing is held
    }
}
