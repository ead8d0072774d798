package dev.gantry.runtime.vm;

import dev.gantry.environ.gc.ArrayHeap;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcRoots;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcShape;
import dev.gantry.environ.spi.GcTypes;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The bytes of a collected heap and the collector in charge of them: in use by the heap of one store at a time,
/// or in a [HeapPool]. Types, roots and permission to grow are asked of whoever uses it.
///
/// Threading: confined to the store that uses it; whoever takes it out of a pool sees what the last one did.
final class HeapRegion implements GcTypes, GcRoots, ArrayHeap.Limiter {
    final GcHeap heap;
    final GcRuntime gc;
    private @Nullable VmHeap user;

    /// A region without objects.
    ///
    /// @param form      makes the bytes
    /// @param settings  its collector and its largest size
    /// @param user      who uses it first
    /// @param sizeBytes its size, if the user's limits allow it; else it has none
    HeapRegion(StateForm form, GcSettings settings, VmHeap user, long sizeBytes) {
        this.user = user;
        this.heap = form.newHeap(settings.mostBytes(), this);
        if (sizeBytes > 0) {
            boolean _ = heap.grow(sizeBytes);
        }
        this.gc = settings.provider().runtime(heap, this, this, settings.zeal() != 0);
    }

    private VmHeap user() {
        VmHeap known = user;
        if (known == null) {
            throw new IllegalStateException("a heap that no store uses");
        }
        return known;
    }

    /// Says who uses it from now on: nobody, while it is in a pool.
    void use(@Nullable VmHeap next) {
        user = next;
    }

    @Override
    public boolean mayGrow(long currentBytes, long desiredBytes) {
        return user().mayGrow(currentBytes, desiredBytes);
    }

    @Override
    public void grown(long fromBytes, long toBytes) {
        user().grown(fromBytes, toBytes);
    }

    @Override
    public GcShape shape(int typeId) {
        return user().shape(typeId);
    }

    @Override
    public long visit(IntUnaryOperator visitor) {
        return user().visitRoots(visitor);
    }
}
