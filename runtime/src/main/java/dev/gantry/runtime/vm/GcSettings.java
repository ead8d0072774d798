package dev.gantry.runtime.vm;

import dev.gantry.environ.spi.GcRuntimeProvider;

/// How a store makes its collected heap.
///
/// Threading: immutable.
///
/// @param provider     the collector
/// @param initialBytes the size that a heap begins with
/// @param maxBytes     the size that it never exceeds
/// @param zeal         0, or collect at every so manieth allocation, poison what is freed, and check the heap after
///                     every collection: for tests
public record GcSettings(GcRuntimeProvider provider, long initialBytes, long maxBytes, int zeal) {}
