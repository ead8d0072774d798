package dev.gantry.gc.none;

import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcTypes;
import java.util.function.IntConsumer;

/// A heap that only grows.
///
/// Algorithm: the next object starts where the last one ended. When the region is full it is doubled, until the store's
/// limits or the machine refuse; then allocation fails. A collection does nothing.
///
/// Header, 8 bytes: kind and type; the collector's word is not used.
///
/// Not collected: anything. The corruption of an object can at worst make [#forEachObject] end early with an exception.
///
/// Threading: confined to its store.
final class NullRuntime implements GcRuntime {
    static final int HEADER_BYTES = 8;

    /// The state word that holds the end of the last object.
    static final int TOP = 0;

    /// The state word that holds the end of the region.
    static final int LIMIT = 1;

    private static final int FIRST = GcRefs.ALIGNMENT;
    private static final long SMALLEST_GROWTH = 64 << 10;

    private final GcHeap heap;
    private final GcTypes types;

    NullRuntime(GcHeap heap, GcTypes types) {
        this.heap = heap;
        this.types = types;
        heap.state(TOP, FIRST);
        heap.state(LIMIT, limit(heap));
    }

    /// The end of the region as a reference; of one of 4 GiB, the last 8 bytes are not used.
    private static int limit(GcHeap heap) {
        return (int) Math.min(heap.sizeBytes(), (1L << Integer.SIZE) - GcRefs.ALIGNMENT);
    }

    // @start region=allocate
    @Override
    public int allocate(int word, int sizeBytes) {
        int ref = heap.state(TOP);
        long end = Integer.toUnsignedLong(ref) + Integer.toUnsignedLong(sizeBytes);
        if (end > Integer.toUnsignedLong(heap.state(LIMIT)) && !grow(end)) {
            return 0;
        }
        heap.state(TOP, (int) end);
        heap.store32(ref, word);
        return ref;
    }

    private boolean grow(long end) {
        long wanted = Math.max(end, Math.max(2 * heap.sizeBytes(), SMALLEST_GROWTH));
        boolean hasGrown = heap.grow(Math.min(wanted, heap.maxBytes())) || heap.grow(end);
        heap.state(LIMIT, limit(heap));
        return hasGrown && end <= Integer.toUnsignedLong(heap.state(LIMIT));
    }
    // @end

    @Override
    public void readBarrier(int ref) {
        // nothing ever moves or dies
    }

    @Override
    public void writeBarrier(int oldRef, int newRef) {
        // nothing is counted
    }

    @Override
    public void collect() {
        // there is no garbage by definition
    }

    // @start region=walk
    @Override
    public void forEachObject(IntConsumer visitor) {
        long end = Integer.toUnsignedLong(heap.state(TOP));
        long at = FIRST;
        while (at < end) {
            int ref = (int) at;
            var shape = types.shape(heap.load32(ref) & GcLayouts.TYPE_MASK);
            visitor.accept(ref);
            at += shape.sizeBytes(shape.isArray() ? heap.load32(ref + HEADER_BYTES) : 0);
        }
    }
    // @end

    @Override
    public long usedBytes() {
        return Integer.toUnsignedLong(heap.state(TOP)) - FIRST;
    }

    @Override
    public void verify() {
        long end = Integer.toUnsignedLong(heap.state(TOP));
        if (end > Math.max(heap.sizeBytes(), FIRST) || end % GcRefs.ALIGNMENT != 0) {
            throw new IllegalStateException("the last object ends at " + end + " in a heap of " + heap.sizeBytes());
        }
    }

    @Override
    public void reset() {
        heap.fill(0, limit(heap), (byte) 0); // all of it: guests may have written behind the last object
        heap.state(TOP, FIRST);
    }
}
