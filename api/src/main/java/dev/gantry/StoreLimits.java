package dev.gantry;

import java.util.OptionalLong;

/// Fixed limits for a store.
///
/// Threading: immutable.
///
/// @param maxMemoryBytes     the largest size of one memory
/// @param maxTableElements   the largest size of one table
/// @param maxInstances       how many instances the store may hold
/// @param maxTables          how many tables
/// @param maxMemories        how many memories
/// @param trapOnGrowFailure  whether a refused `memory.grow` or `table.grow` is an error instead of -1
public record StoreLimits(
        long maxMemoryBytes,
        long maxTableElements,
        int maxInstances,
        int maxTables,
        int maxMemories,
        boolean trapOnGrowFailure)
        implements ResourceLimiter {
    /// What a store has if nobody says otherwise: memories of 4 GiB, tables of 10 million elements, 10,000 of each
    /// kind.
    ///
    /// @return the limits
    public static StoreLimits defaults() {
        return new StoreLimits(1L << 32, 10_000_000, 10_000, 10_000, 10_000, false);
    }

    /// The same with another bound on memories.
    ///
    /// @param bytes the largest size of one memory
    /// @return new limits
    public StoreLimits withMaxMemoryBytes(long bytes) {
        return new StoreLimits(bytes, maxTableElements, maxInstances, maxTables, maxMemories, trapOnGrowFailure);
    }

    /// The same with another bound on tables.
    ///
    /// @param elements the largest size of one table
    /// @return new limits
    public StoreLimits withMaxTableElements(long elements) {
        return new StoreLimits(maxMemoryBytes, elements, maxInstances, maxTables, maxMemories, trapOnGrowFailure);
    }

    /// The same with another bound on instances.
    ///
    /// @param instances how many
    /// @return new limits
    public StoreLimits withMaxInstances(int instances) {
        return new StoreLimits(maxMemoryBytes, maxTableElements, instances, maxTables, maxMemories, trapOnGrowFailure);
    }

    /// The same with an error instead of -1 when growth is refused.
    ///
    /// @param trap whether it is an error
    /// @return new limits
    public StoreLimits withTrapOnGrowFailure(boolean trap) {
        return new StoreLimits(maxMemoryBytes, maxTableElements, maxInstances, maxTables, maxMemories, trap);
    }

    @Override
    public boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maximumBytes) {
        return allowed(desiredBytes, maxMemoryBytes, currentBytes, "memory");
    }

    @Override
    public boolean tableGrowing(long current, long desired, OptionalLong maximum) {
        return allowed(desired, maxTableElements, current, "table");
    }

    private boolean allowed(long desired, long limit, long current, String what) {
        boolean isAllowed = Long.compareUnsigned(desired, limit) <= 0;
        if (!isAllowed && trapOnGrowFailure) {
            throw new ResourceLimitException(
                    "growing a " + what + " from " + current + " to " + desired + " exceeds the limit of " + limit);
        }
        return isAllowed;
    }
}
