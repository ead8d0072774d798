package dev.gantry.runtime.spi;

import dev.gantry.environ.artifact.Artifact;
import dev.gantry.runtime.StubSink;
import dev.gantry.runtime.vm.LoadedCode;
import dev.gantry.runtime.vm.StateForm;
import dev.gantry.runtime.vm.VmStore;
import java.util.ArrayList;
import java.util.List;

/// Makes artifacts runnable.
///
/// Threading: thread-safe.
public interface Executor {
    /// Loads the code of an artifact. Called once a module that is no part of a component.
    ///
    /// @param artifact an artifact of the compiler with the same name and tunables
    /// @return its code
    LoadedCode load(Artifact artifact);

    /// Loads the code of modules that belong together. Called once a component.
    ///
    /// @param artifacts artifacts as in [#load]
    /// @return the code of each
    default List<? extends LoadedCode> loadTogether(List<Artifact> artifacts) {
        List<LoadedCode> loaded = new ArrayList<>(artifacts.size());
        for (Artifact artifact : artifacts) {
            loaded.add(load(artifact));
        }
        return loaded;
    }

    /// Decides where a store of the engine keeps its state. Called once a store, while it is made.
    ///
    /// @param store the store
    /// @return the form; state in Java objects unless the executor says otherwise
    default StateForm form(VmStore store) {
        return VmStore.javaForm();
    }

    /// Tells where machine code is that belongs to no module, now and as it comes. Called before each load whose
    /// functions profilers shall know.
    ///
    /// @param sink is told of each place once, however often this is called; of none if there is no machine code
    default void watchStubs(StubSink sink) {}
}
