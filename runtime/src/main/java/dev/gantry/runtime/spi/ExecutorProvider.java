package dev.gantry.runtime.spi;

import dev.gantry.environ.Tunables;
import org.jspecify.annotations.Nullable;

/// Offers a way to run the artifacts of one compiler; found by [java.util.ServiceLoader].
///
/// Threading: thread-safe.
public interface ExecutorProvider {
    /// The name of the strategy, the same as that of its compiler. Asked first.
    ///
    /// @return lower-case letters, digits and hyphens
    String name();

    /// Why code of this strategy cannot run in this process. Asked before [#executor] where the user has named no
    /// strategy; must be quick, and leave nothing behind.
    ///
    /// @return a reason for users, or null if there is none that shows without trying
    default @Nullable String obstacle() {
        return null;
    }

    /// Makes an executor. Called once an engine.
    ///
    /// @param tunables what the engine's code depends on
    /// @return an executor for artifacts of these tunables
    /// @throws dev.gantry.wasm.UnsupportedException if the strategy cannot run in this process
    Executor executor(Tunables tunables);
}
