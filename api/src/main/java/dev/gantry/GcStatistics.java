package dev.gantry;

import java.time.Duration;

/// What garbage collection in a store has done, and what there is.
///
/// Threading: immutable.
///
/// @param collections how often the collected heap was collected
/// @param time        how long that took, all together
/// @param longest     how long the longest collection took
/// @param usedBytes   bytes of objects, garbage that has not been found included
/// @param heapBytes   the size of the collected heap
/// @param hostObjects host objects that the guest may still hold
public record GcStatistics(
        long collections, Duration time, Duration longest, long usedBytes, long heapBytes, int hostObjects) {}
