package dev.gantry.tests.gc;

import dev.gantry.runtime.vm.VmLimiter;
import java.util.OptionalLong;

/// Lets nothing grow.
final class NoGrowth implements VmLimiter {
    @Override
    public boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maxBytes) {
        return false;
    }

    @Override
    public void memoryGrowFailed(long currentBytes, long desiredBytes) {}

    @Override
    public boolean tableGrowing(long current, long desired, OptionalLong max) {
        return false;
    }

    @Override
    public void tableGrowFailed(long current, long desired) {}

    @Override
    public int maxInstances() {
        return 1;
    }

    @Override
    public int maxTables() {
        return 1;
    }

    @Override
    public int maxMemories() {
        return 1;
    }
}
