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

    /// Whether code of this strategy can rely on faults instead of explicit checks, on some system at least. Where it
    /// cannot, the user's choice is of no account, and the tunables have no signals.
    ///
    /// @return false if it has no use for them
    default boolean usesSignals() {
        return false;
    }

    /// Makes an executor. Called for each engine with tunables without signals, and once more with signals if
    /// [#usesSignals], unless the user does not want them; the engine keeps the last one that could be made.
    ///
    /// @param tunables what the engine's code depends on
    /// @return an executor for artifacts of these tunables
    /// @throws dev.gantry.wasm.UnsupportedException if the strategy cannot run in this process, or if the tunables
    ///     have signals and traps cannot be found by them
    Executor executor(Tunables tunables);
}
