package dev.gantry.environ.spi;

import dev.gantry.wasm.Trap;
import org.jspecify.annotations.Nullable;

/// Is told what engines do: for monitoring. Found by [java.util.ServiceLoader] when an engine is made; without one,
/// nothing is measured. Collected heaps have a [GcObserver].
///
/// Threading: thread-safe; called by the threads that compile and run, and must not use engines or stores.
public interface EngineObserver {
    /// Called when a module, or a component with all its modules, is about to be validated and compiled.
    ///
    /// @param strategy the strategy's name
    /// @return is told when it has ended
    Compilation compiling(String strategy);

    /// Called when the code of a module was made ready to run, whether it was just compiled or compiled before.
    ///
    /// @param strategy  the strategy's name
    /// @param module    the module's name, or null if it has none
    /// @param codeBytes how much code there is, in the strategy's form
    void loaded(String strategy, @Nullable String module, long codeBytes);

    /// Called when an instance is about to be made, of a module or as a part of a component.
    ///
    /// @param module the module's name, or null if it has none
    /// @return is told when it has ended
    Instantiation instantiating(@Nullable String module);

    /// Called when code has trapped, before the host learns of it.
    ///
    /// @param trap the trap
    void trapped(Trap trap);

    /// A compilation that runs.
    @FunctionalInterface
    interface Compilation {
        /// Called when it has ended; not if it ended with an exception.
        ///
        /// @param module    the name of the module or component, or null if it has none
        /// @param functions how many functions it defines
        /// @param wasmBytes the size of its binary
        /// @param codeBytes the size of the code
        void ended(@Nullable String module, int functions, long wasmBytes, long codeBytes);
    }

    /// An instantiation that runs.
    @FunctionalInterface
    interface Instantiation {
        /// Called when the start function, if there is one, has returned; not if it ended with an exception.
        void ended();
    }
}
