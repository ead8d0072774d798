package dev.gantry.winch;

import dev.gantry.environ.Tunables;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.CompilerProvider;
import dev.gantry.environ.spi.GcRuntimeProvider;

/// The compiler half of the strategy `winch`.
///
/// Threading: thread-safe, no state.
public final class WinchProvider implements CompilerProvider {
    /// Called by [java.util.ServiceLoader].
    public WinchProvider() {}

    @Override
    public String name() {
        return "winch";
    }

    @Override
    public Compiler compiler(Tunables tunables) {
        return new WinchCompiler(tunables, null);
    }

    @Override
    public Compiler compiler(Tunables tunables, GcRuntimeProvider collector) {
        return new WinchCompiler(tunables, collector);
    }
}
