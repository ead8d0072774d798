package dev.gantry.runtime.machine;

import dev.gantry.environ.Tunables;
import dev.gantry.runtime.platform.Platform;
import dev.gantry.runtime.spi.Executor;
import dev.gantry.runtime.spi.ExecutorProvider;
import org.jspecify.annotations.Nullable;

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
    public @Nullable String obstacle() {
        return Platform.obstacle();
    }

    @Override
    public boolean usesSignals() {
        return true;
    }

    @Override
    public Executor executor(Tunables tunables) {
        return new MachineExecutor(tunables);
    }
}
