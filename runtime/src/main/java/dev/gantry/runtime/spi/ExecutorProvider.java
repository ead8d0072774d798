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

    /// Whether a user who chooses no strategy may get this one. Asked before [#executor].
    ///
    /// @return false if it has to be chosen by name
    default boolean isAutomatic() {
        return true;
    }

    /// Makes an executor. Called once an engine.
    ///
    /// @param tunables what the engine's code depends on
    /// @return an executor for artifacts of these tunables
    Executor executor(Tunables tunables);
}
