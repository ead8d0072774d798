package dev.gantry.runtime.spi;

import dev.gantry.environ.artifact.Artifact;
import dev.gantry.runtime.vm.LoadedCode;

/// Makes artifacts runnable.
///
/// Threading: thread-safe.
public interface Executor {
    /// Loads the code of an artifact. Called once a module.
    ///
    /// @param artifact an artifact of the compiler with the same name and tunables
    /// @return its code
    LoadedCode load(Artifact artifact);
}
