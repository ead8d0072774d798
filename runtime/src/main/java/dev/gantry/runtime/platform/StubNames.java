package dev.gantry.runtime.platform;

import dev.gantry.runtime.StubSink;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The names of machine code that belongs to no module: stubs, trampolines, the handler of faults. For profilers.
/// Tables beside the code have no names.
///
/// Threading: thread-safe; sinks are called under a lock.
public final class StubNames {
    /// What there is now, by its address.
    private final TreeMap<Long, Place> places = new TreeMap<>();

    private final List<StubSink> sinks = new ArrayList<>();

    private record Place(long bytes, String name) {}

    StubNames() {}

    private static final class OfProcess {
        static final StubNames NAMES = new StubNames();
    }

    static StubNames ofProcess() {
        return OfProcess.NAMES;
    }

    /// Tells a sink of all code that there is in the process, and of all that comes, as long as the process runs. It is
    /// told once, however often it asks.
    ///
    /// @param sink takes the names, and throws nothing: whoever needs the code gets it in any case
    public static void watchProcess(StubSink sink) {
        Stubs _ = Stubs.ofProcess(); // which name themselves
        ofProcess().watch(sink);
    }

    synchronized void watch(StubSink sink) {
        if (sinks.contains(sink)) {
            return;
        }
        places.forEach((address, place) -> sink.place(address, place.bytes(), place.name()));
        sinks.add(sink);
    }

    synchronized void add(long address, long bytes, String name) {
        places.put(address, new Place(bytes, name));
        for (StubSink sink : sinks) {
            sink.place(address, bytes, name);
        }
    }

    synchronized void remove(long address) {
        places.remove(address);
    }
}
