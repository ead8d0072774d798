package dev.gantry;

import java.util.OptionalLong;

/// Decides how much a store's guests may take. [StoreLimits] has the usual rules; a limiter of your own can do
/// anything.
///
/// Threading: called by the thread that uses the store.
public interface ResourceLimiter {
    /// Asked before a memory is created or grows.
    ///
    /// @param currentBytes its size, 0 at creation
    /// @param desiredBytes the size it would have
    /// @param maximumBytes its declared maximum
    /// @return whether it may; if not, `memory.grow` gives -1 and creation fails
    /// @throws RuntimeException to make the guest's call fail with this same object (R83)
    boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maximumBytes);

    /// Told when a memory was allowed to grow and the host could not provide it.
    ///
    /// @param currentBytes its size
    /// @param desiredBytes the size it would have had
    /// @throws RuntimeException to make the guest's call fail with this same object instead of giving -1 (R83)
    default void memoryGrowFailed(long currentBytes, long desiredBytes) {}

    /// Asked before a table is created or grows.
    ///
    /// @param current its number of elements, 0 at creation
    /// @param desired the number it would have
    /// @param maximum its declared maximum
    /// @return whether it may; if not, `table.grow` gives -1 and creation fails
    /// @throws RuntimeException to make the guest's call fail with this same object (R83)
    boolean tableGrowing(long current, long desired, OptionalLong maximum);

    /// Told when a table was allowed to grow and the host could not provide it.
    ///
    /// @param current its number of elements
    /// @param desired the number it would have had
    /// @throws RuntimeException to make the guest's call fail with this same object instead of giving -1 (R83)
    default void tableGrowFailed(long current, long desired) {}

    /// How many instances a store may hold.
    ///
    /// @return at least zero; as many as [StoreLimits#defaults] says, unless overridden
    default int maxInstances() {
        return StoreLimits.defaults().maxInstances();
    }

    /// How many tables a store may hold.
    ///
    /// @return at least zero; as many as [StoreLimits#defaults] says, unless overridden
    default int maxTables() {
        return StoreLimits.defaults().maxTables();
    }

    /// How many memories a store may hold.
    ///
    /// @return at least zero; as many as [StoreLimits#defaults] says, unless overridden
    default int maxMemories() {
        return StoreLimits.defaults().maxMemories();
    }
}
