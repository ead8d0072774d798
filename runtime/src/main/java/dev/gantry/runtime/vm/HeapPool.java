package dev.gantry.runtime.vm;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Heaps of closed stores, kept for the next stores of the engine (R117), so that a store that lives shortly does not
/// cost the machine a heap.
///
/// A heap that waits here is as good as new: without objects, of the size that heaps begin with, and zero in every
/// byte, whatever the last guest wrote where ([dev.gantry.environ.spi.GcRuntime#reset]). Heaps that have grown are not
/// kept. There are at most [#MAX_HEAPS], of at most [#MAX_BYTES] each.
///
/// Threading: thread-safe.
public final class HeapPool {
    /// The most heaps that wait at a time.
    public static final int MAX_HEAPS = 8;

    /// The largest heaps that are kept.
    public static final long MAX_BYTES = 1 << 20;

    private final ArrayDeque<HeapRegion> waiting = new ArrayDeque<>();

    /// A pool without heaps.
    public HeapPool() {}

    /// The heap that was used last, if there is any.
    synchronized @Nullable HeapRegion take() {
        return waiting.pollLast();
    }

    /// Resets a heap that no store uses any more, and keeps it if there is room.
    ///
    /// @param region     the heap
    /// @param firstBytes the size that heaps begin with
    void give(HeapRegion region, long firstBytes) {
        long size = region.heap.sizeBytes();
        if (size != firstBytes || size == 0 || size > MAX_BYTES || size() >= MAX_HEAPS) {
            region.heap.close();
            return;
        }
        region.use(null);
        region.gc.reset();
        // again: no guest sees another one's bytes through a collector's fault
        region.heap.fill(0, (int) size, (byte) 0);
        putBack(region);
    }

    /// Keeps a heap that is as good as new.
    synchronized void putBack(HeapRegion region) {
        if (waiting.size() < MAX_HEAPS) {
            waiting.addLast(region);
        } else {
            region.heap.close();
        }
    }

    /// How many heaps wait.
    ///
    /// @return at most [#MAX_HEAPS]
    public synchronized int size() {
        return waiting.size();
    }
}
