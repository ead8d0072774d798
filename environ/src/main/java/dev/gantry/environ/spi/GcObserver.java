package dev.gantry.environ.spi;

/// Is told what happens to the collected heaps of a process: for monitoring. Found by [java.util.ServiceLoader] when an
/// engine is made; without one, nothing is measured but what a store's statistics need.
///
/// Threading: thread-safe; called by the threads that use the stores, in the middle of allocations, so it must not use
/// any store.
public interface GcObserver {
    /// Called when a collection begins.
    ///
    /// @param collector the collector's name
    /// @return is told when it has ended
    Collection collecting(String collector);

    /// Called when a heap has grown, but for its first size.
    ///
    /// @param collector the collector's name
    /// @param fromBytes its size until now
    /// @param toBytes   its new size
    void grown(String collector, long fromBytes, long toBytes);

    /// A collection that runs.
    @FunctionalInterface
    interface Collection {
        /// Called when it has ended; not if it ended with an exception.
        ///
        /// @param usedBytes bytes in use, garbage that was not found included
        /// @param heapBytes the size of the heap
        void ended(long usedBytes, long heapBytes);
    }
}
