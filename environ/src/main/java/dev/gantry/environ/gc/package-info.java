/// What strategies and tests need for collected heaps, whatever the collector: a heap in a Java array, shapes of types,
/// a check of all that must hold in a heap.
package dev.gantry.environ.gc;
