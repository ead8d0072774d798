package dev.gantry.tests.artifacts;

import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;

/// What [NoCompilerTest] runs among modules that have no compiler.
public final class NoCompilerGuest {
    private NoCompilerGuest() {}

    /// Runs an artifact, then tries to compile.
    ///
    /// @param artifact a module that was compiled
    /// @param binary   the module
    /// @return the result, and what the engine says about compiling
    public static String run(byte[] artifact, byte[] binary) {
        try (Engine engine = new Engine();
                Module module = Module.deserialize(engine, artifact);
                Store<String> store = new Store<>(engine, "")) {
            Instance instance = new Linker<String>(engine).instantiate(store, module);
            String result =
                    String.valueOf(instance.func("through").call(Val.i32(0))[0].asI32());
            try {
                Module.of(engine, binary).close();
                return result;
            } catch (IllegalStateException e) {
                return result + "; " + e.getMessage();
            }
        }
    }
}
