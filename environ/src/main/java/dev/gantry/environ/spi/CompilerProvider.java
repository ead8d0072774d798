package dev.gantry.environ.spi;

import dev.gantry.environ.Tunables;

/// The compiler half of a strategy, found by [java.util.ServiceLoader]. The other half, the executor of what it makes,
/// is
/// `ExecutorProvider` in the runtime module, under the same name.
///
/// Threading: thread-safe.
public interface CompilerProvider {
    /// The name by which users select the strategy, for example `interpreter`. Asked first.
    ///
    /// @return lower-case letters, digits and hyphens
    String name();

    /// Makes the compiler of an engine. Asked once an engine.
    ///
    /// @param tunables what the code is to depend on
    /// @return a thread-safe compiler
    Compiler compiler(Tunables tunables);
}
