package dev.gantry.runtime.vm;

import dev.gantry.environ.gc.ArrayHeap;
import dev.gantry.environ.spi.GcObserver;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.environ.spi.GcRuntimeProvider;
import org.jspecify.annotations.Nullable;

/// How a store makes its collected heap. Stores with the same settings share heaps, one after the other.
///
/// Threading: thread-safe.
///
/// @param provider     the collector
/// @param initialBytes the size that a heap begins with
/// @param maxBytes     the size that it never exceeds
/// @param zeal         0, or collect at every n-th allocation, poison what is freed, and check the heap after every
///                     collection: for tests
/// @param pool         heaps of closed stores that had these settings
/// @param observer     is told of collections and growth, or null
public record GcSettings(
        GcRuntimeProvider provider,
        long initialBytes,
        long maxBytes,
        int zeal,
        HeapPool pool,
        @Nullable GcObserver observer) {
    /// Settings with a pool of their own, and without an observer.
    ///
    /// @param provider     the collector
    /// @param initialBytes the size that a heap begins with
    /// @param maxBytes     the size that it never exceeds
    /// @param zeal         0, or collect at every n-th allocation
    public GcSettings(GcRuntimeProvider provider, long initialBytes, long maxBytes, int zeal) {
        this(provider, initialBytes, maxBytes, zeal, new HeapPool(), null);
    }

    /// The size that a heap begins with, as a multiple of 8.
    long firstBytes() {
        return Math.min(initialBytes, mostBytes()) & -GcRefs.ALIGNMENT;
    }

    /// The size that no heap exceeds, wherever it is: an array holds no more.
    long mostBytes() {
        return Math.min(maxBytes, ArrayHeap.MAX_BYTES) & -GcRefs.ALIGNMENT;
    }
}
