package dev.gantry.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A collection of a collected heap; its duration is that of the collection, and of the next one where a heap had to
/// grow in between.
///
/// Threading: confined to the thread that collects.
@Name("dev.gantry.GcCollection")
@Label("Collection of guest objects")
@Description("A collection of the heap of a WebAssembly store")
@Category({"Gantry", "Collected heap"})
@StackTrace(false)
final class CollectionEvent extends Event {
    @Label("Collector")
    @Nullable
    String collector;

    @Label("Used afterwards")
    @Description("Bytes of objects, garbage that was not found included")
    @DataAmount
    long usedBytes;

    @Label("Heap size")
    @DataAmount
    long heapBytes;
}
