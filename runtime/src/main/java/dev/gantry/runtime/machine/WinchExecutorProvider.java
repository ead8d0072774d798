package dev.gantry.runtime.machine;

import dev.gantry.environ.Tunables;
import dev.gantry.runtime.spi.Executor;
import dev.gantry.runtime.spi.ExecutorProvider;

/// The executor of the strategy `winch`. It runs any machine code that keeps to docs/native.md.
///
/// Threading: thread-safe, no state.
public final class WinchExecutorProvider implements ExecutorProvider {
    /// Called by [java.util.ServiceLoader].
    public WinchExecutorProvider() {}

    @Override
    public String name() {
        return "winch";
    }

    @Override
    public boolean isAutomatic() {
        return false;
    }

    @Override
    public Executor executor(Tunables tunables) {
        return new MachineExecutor(tunables);
    }
}
