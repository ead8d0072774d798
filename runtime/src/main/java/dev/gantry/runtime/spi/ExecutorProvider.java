package dev.gantry.runtime.spi;

import dev.gantry.environ.Tunables;

/// Offers a way to run the artifacts of one compiler; found by [java.util.ServiceLoader].
///
/// Threading: thread-safe.
public interface ExecutorProvider {
    /// The name of the strategy, the same as that of its compiler. Asked first.
    ///
    /// @return lower-case letters, digits and hyphens
    String name();

    /// Makes an executor. Called once an engine.
    ///
    /// @param tunables what the engine's code depends on
    /// @return an executor for artifacts of these tunables
    Executor executor(Tunables tunables);
}
