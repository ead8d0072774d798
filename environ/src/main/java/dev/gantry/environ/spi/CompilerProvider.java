package dev.gantry.environ.spi;

import dev.gantry.environ.Tunables;

/// The compiler half of a strategy, found by [java.util.ServiceLoader]. The other half, the executor of what it makes,
/// is `ExecutorProvider` in the runtime module, under the same name.
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

    /// Makes the compiler of an engine with a collector. Asked once an engine, instead of [#compiler(Tunables)].
    ///
    /// @param tunables  what the code is to depend on
    /// @param collector the collector that the tunables name: its layouts and barriers
    /// @return a thread-safe compiler; by default one that knows no collector
    default Compiler compiler(Tunables tunables, GcRuntimeProvider collector) {
        return compiler(tunables);
    }
}
