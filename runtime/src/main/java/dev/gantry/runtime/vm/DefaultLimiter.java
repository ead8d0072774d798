package dev.gantry.runtime.vm;

import dev.gantry.wasm.Limits;
import java.util.OptionalLong;

/// The limits of a store that was given none of its own: all memories together, each table, and the numbers of things.
///
/// | what | limit |
/// |---|---|
/// | bytes of all memories together | 4 GiB and 64 KiB |
/// | elements of all tables together | 20,000,000 |
/// | elements of one table | 10,000,000 |
/// | instances, tables, memories | 10,000 each |
///
/// The first one lets a 32-bit memory grow to its full size beside a small one.
///
/// Threading: confined to its store.
public class DefaultLimiter implements VmLimiter {
    /// The most bytes of all memories together.
    public static final long MEMORY_BYTES = (4L << 30) + (64 << 10);

    /// The most elements of one table.
    public static final long TABLE_ELEMENTS = Limits.TABLE_ELEMENTS;

    /// The most elements of all tables together.
    public static final long ALL_TABLE_ELEMENTS = 2 * TABLE_ELEMENTS;

    /// The most instances, tables and memories, each.
    public static final int COUNT = 10_000;

    private long memoryBytes;
    private long tableElements;

    /// A limiter for one store.
    public DefaultLimiter() {}

    @Override
    public boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maxBytes) {
        long more = desiredBytes - currentBytes;
        if (more > MEMORY_BYTES - memoryBytes) {
            return false;
        }
        memoryBytes += more;
        return true;
    }

    @Override
    public void memoryGrowFailed(long currentBytes, long desiredBytes) {
        memoryBytes -= desiredBytes - currentBytes;
    }

    @Override
    public boolean tableGrowing(long current, long desired, OptionalLong max) {
        long more = desired - current;
        if (desired > TABLE_ELEMENTS || more > ALL_TABLE_ELEMENTS - tableElements) {
            return false;
        }
        tableElements += more;
        return true;
    }

    @Override
    public void tableGrowFailed(long current, long desired) {
        tableElements -= desired - current;
    }

    @Override
    public int maxInstances() {
        return COUNT;
    }

    @Override
    public int maxTables() {
        return COUNT;
    }

    @Override
    public int maxMemories() {
        return COUNT;
    }
}
