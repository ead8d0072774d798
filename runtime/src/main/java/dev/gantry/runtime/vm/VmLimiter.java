package dev.gantry.runtime.vm;

import java.util.OptionalLong;

/// Decides how much a store may use. What its methods throw ends the operation and comes out of the wasm call as the
/// same object (R83).
///
/// Threading: called by the thread that uses the store.
public interface VmLimiter {
    /// Asked before a memory is created or grows.
    ///
    /// @param currentBytes its size, 0 for a new one
    /// @param desiredBytes the size wanted
    /// @param maxBytes     the most that its type allows, if it says
    /// @return whether it may
    boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maxBytes);

    /// Told when a permitted growth failed after all, or when a memory was given back.
    ///
    /// @param currentBytes the size it still has
    /// @param desiredBytes the size that was permitted
    default void memoryGrowFailed(long currentBytes, long desiredBytes) {}

    /// Asked before a table is created or grows.
    ///
    /// @param current its size in elements, 0 for a new one
    /// @param desired the size wanted
    /// @param max     the most that its type allows, if it says
    /// @return whether it may
    boolean tableGrowing(long current, long desired, OptionalLong max);

    /// Told when a permitted growth failed after all.
    ///
    /// @param current the size it still has
    /// @param desired the size that was permitted
    default void tableGrowFailed(long current, long desired) {}

    /// How many instances the store may hold.
    ///
    /// @return the number
    int maxInstances();

    /// How many tables the store may hold.
    ///
    /// @return the number
    int maxTables();

    /// How many memories the store may hold.
    ///
    /// @return the number
    int maxMemories();
}
