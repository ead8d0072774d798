package dev.gantry.runtime.machine;

import dev.gantry.environ.Tunables;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.runtime.StubSink;
import dev.gantry.runtime.platform.Platform;
import dev.gantry.runtime.platform.Signals;
import dev.gantry.runtime.platform.StubNames;
import dev.gantry.runtime.spi.Executor;
import dev.gantry.runtime.vm.LoadedCode;
import dev.gantry.runtime.vm.StateForm;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.UnsupportedException;
import java.util.List;

/// Runs artifacts of machine code.
///
/// Threading: thread-safe.
final class MachineExecutor implements Executor {
    private final Tunables tunables;

    /// An executor.
    ///
    /// @throws UnsupportedException if the platform is not supported, or native access is not permitted, or another
    /// library has replaced the signal handlers that the tunables ask for
    MachineExecutor(Tunables tunables) {
        this.tunables = tunables;
        Platform _ = Platform.current();
        if (tunables.signalsBasedTraps()) {
            Signals.install();
        }
    }

    @Override
    public LoadedCode load(Artifact artifact) {
        return CodeObject.publish(List.of(artifact)).getFirst();
    }

    @Override
    public List<? extends LoadedCode> loadTogether(List<Artifact> artifacts) {
        return CodeObject.publish(artifacts);
    }

    @Override
    public void watchStubs(StubSink sink) {
        StubNames.watchProcess(sink);
    }

    @Override
    public StateForm form(VmStore store) {
        if (tunables.signalsBasedTraps() && !Signals.isInstalled()) {
            throw new UnsupportedException("traps by signals: another library has replaced the signal handlers");
        }
        return new MachineStore(store, tunables);
    }
}
