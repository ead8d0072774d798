package dev.gantry.jfr;

import dev.gantry.environ.spi.GcObserver;

/// Makes [CollectionEvent] and [GrowthEvent]. They cost next to nothing while no recording wants them.
///
/// Threading: thread-safe, no state.
public final class JfrObserver implements GcObserver {
    /// Called by [java.util.ServiceLoader].
    public JfrObserver() {}

    @Override
    public Collection collecting(String collector) {
        CollectionEvent event = new CollectionEvent();
        event.begin();
        return (usedBytes, heapBytes) -> {
            event.end();
            if (event.shouldCommit()) {
                event.collector = collector;
                event.usedBytes = usedBytes;
                event.heapBytes = heapBytes;
                event.commit();
            }
        };
    }

    @Override
    public void grown(String collector, long fromBytes, long toBytes) {
        GrowthEvent event = new GrowthEvent();
        if (event.shouldCommit()) {
            event.collector = collector;
            event.fromBytes = fromBytes;
            event.toBytes = toBytes;
            event.commit();
        }
    }
}
