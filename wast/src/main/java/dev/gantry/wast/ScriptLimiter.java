package dev.gantry.wast;

import dev.gantry.ResourceLimitException;
import dev.gantry.ResourceLimiter;
import java.util.OptionalLong;

/// The limits of scripts: memories and tables as large as the host gives.
///
/// @param isThrowing whether a table that the host cannot give is an error; else `table.grow` gives -1
record ScriptLimiter(boolean isThrowing) implements ResourceLimiter {
    private static final int MAX_ENTITIES = 100_000;

    @Override
    public boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maximumBytes) {
        return true;
    }

    @Override
    public boolean tableGrowing(long current, long desired, OptionalLong maximum) {
        return true;
    }

    @Override
    public void tableGrowFailed(long current, long desired) {
        if (isThrowing) {
            throw new ResourceLimitException("failed to allocate a table of " + desired + " elements");
        }
    }

    @Override
    public int maxInstances() {
        return MAX_ENTITIES;
    }

    @Override
    public int maxTables() {
        return MAX_ENTITIES;
    }

    @Override
    public int maxMemories() {
        return MAX_ENTITIES;
    }
}
