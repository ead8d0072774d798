package dev.gantry.runtime.platform;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The trampolines of the process: one for each signature and kind that somebody uses, and the last thousand that
/// nobody uses any more, so that stores which come and go find theirs.
///
/// Threading: thread-safe.
final class TrampolinePool {
    /// A page each.
    static final int MOST_IDLE = 1024;

    private final CodeRegion region;
    private final Map<String, Entry> entries = new HashMap<>();
    private final LinkedHashMap<String, Entry> idle = new LinkedHashMap<>();

    TrampolinePool(CodeRegion region) {
        this.region = region;
    }

    private static final class OfProcess {
        static final TrampolinePool POOL = new TrampolinePool(CodeRegion.ofStubs());
    }

    static TrampolinePool ofProcess() {
        return OfProcess.POOL;
    }

    /// A trampoline.
    static final class Entry {
        private final String key;
        private final CodeMemory memory;
        private int users;

        private Entry(String key, CodeMemory memory) {
            this.key = key;
            this.memory = memory;
        }

        long address() {
            return memory.address();
        }
    }

    /// Gives a trampoline to one more user.
    ///
    /// @param key  its kind and signature
    /// @param code makes its code
    /// @throws dev.gantry.runtime.ResourceException if too many are in use
    synchronized Entry acquire(String key, Supplier<byte[]> code) {
        Entry entry = entries.get(key);
        if (entry == null) {
            byte[] bytes = code.get();
            CodeMemory memory = region.publish(bytes);
            entry = new Entry(key, memory);
            entries.put(key, entry);
            StubNames.ofProcess().add(memory.address(), memory.size(), "trampoline " + key);
        } else if (entry.users == 0) {
            idle.remove(key);
        }
        entry.users++;
        return entry;
    }

    /// Takes a trampoline back from a user; code that calls it does not run any more.
    synchronized void release(Entry entry) {
        if (--entry.users > 0) {
            return;
        }
        idle.put(entry.key, entry);
        if (idle.size() > MOST_IDLE) {
            Entry eldest = idle.firstEntry().getValue();
            idle.remove(eldest.key);
            entries.remove(eldest.key);
            StubNames.ofProcess().remove(eldest.address());
            eldest.memory.close();
        }
    }

    /// How many there are.
    synchronized int size() {
        return entries.size();
    }
}
