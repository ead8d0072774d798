package dev.gantry.environ.spi;

import dev.gantry.environ.ModuleTranslation;
import java.util.List;

/// Makes code of validated modules. Methods are listed in the order in which they are called.
///
/// Threading: thread-safe; [#compile] is called by many threads at once.
public interface Compiler {
    /// Refuses modules that need something the strategy does not have. Called once a module, after validation.
    ///
    /// @param module the module
    /// @throws dev.gantry.wasm.UnsupportedException if it lacks a feature; the message names it
    void check(ModuleTranslation module);

    /// Everything that has to be compiled for a module: its functions, and the trampolines the strategy wants. Builtin
    /// trampolines are not listed; they are asked for by [CompiledFunction#builtins].
    ///
    /// @param module the module
    /// @return the keys, in any order, without duplicates
    List<FuncKey> keys(ModuleTranslation module);

    /// Compiles one function or trampoline. The result depends on the arguments only (R107).
    ///
    /// @param module the module
    /// @param key    one of [#keys], or a builtin trampoline that compiled code asked for
    /// @return the code
    CompiledFunction compile(ModuleTranslation module, FuncKey key);

    /// What the code is for. Asked when it is linked.
    ///
    /// @return the machine; by default any
    default Machine machine() {
        return Machine.PORTABLE;
    }
}
