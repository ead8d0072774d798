package dev.gantry.environ.artifact;

import dev.gantry.environ.spi.FuncKey;
import org.jspecify.annotations.Nullable;

/// The functions of an artifact, in the order in which they were linked.
///
/// Threading: thread-safe.
public sealed interface FunctionTable permits LinkedFunctions, StoredFunctions {
    /// How many there are.
    ///
    /// @return at least zero
    int size();

    /// What a function is.
    ///
    /// @param entry from 0 to [#size] - 1
    /// @return its key
    FuncKey key(int entry);

    /// Where a function starts, without reading its tables. Offsets ascend with entries.
    ///
    /// @param entry from 0 to [#size] - 1
    /// @return the offset in the text
    int offset(int entry);

    /// Where a function lies.
    ///
    /// @param entry from 0 to [#size] - 1
    /// @return its place and tables
    Artifact.Location location(int entry);

    /// Finds a function.
    ///
    /// @param key what it is
    /// @return its place and tables, or null if the artifact does not have it
    Artifact.@Nullable Location find(FuncKey key);
}
