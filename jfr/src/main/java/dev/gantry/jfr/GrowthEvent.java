package dev.gantry.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// The growth of a collected heap beyond its first size.
///
/// Threading: confined to the thread that allocates.
@Name("dev.gantry.GcHeapGrowth")
@Label("Growth of a heap of guest objects")
@Description("The heap of a WebAssembly store has grown")
@Category({"Gantry", "Collected heap"})
@StackTrace(false)
final class GrowthEvent extends Event {
    @Label("Collector")
    @Nullable
    String collector;

    @Label("Old size")
    @DataAmount
    long fromBytes;

    @Label("New size")
    @DataAmount
    long toBytes;
}
