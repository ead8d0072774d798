package dev.gantry.tests.artifacts;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.component.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What [NoCompilerTest] runs among modules that have no compiler.
public final class NoCompilerGuest {
    private NoCompilerGuest() {}

    /// Runs an artifact of machine code in a run-time image.
    ///
    /// @param args files with the artifact and the module
    /// @throws IOException if they cannot be read
    public static void main(String[] args) throws IOException {
        System.out.println(run(
                new Config().strategy(Strategy.WINCH),
                Files.readAllBytes(Path.of(args[0])),
                Files.readAllBytes(Path.of(args[1]))));
    }

    /// Runs an artifact, then tries to compile.
    ///
    /// @param artifact a module that was compiled
    /// @param binary   the module
    /// @return the result, and what the engine says about compiling
    public static String run(byte[] artifact, byte[] binary) {
        return run(new Config(), artifact, binary);
    }

    /// Runs the artifact of a component.
    ///
    /// @param artifact a component that was compiled
    /// @return what it answers
    public static String runComponent(byte[] artifact) {
        try (Engine engine = new Engine();
                Store<String> store = new Store<>(engine, "")) {
            var linker = new dev.gantry.component.Linker<String>(engine);
            return linker.instantiate(store, Component.deserialize(engine, artifact))
                    .func("greet")
                    .call(dev.gantry.component.Val.string("Ada"))
                    .filter(dev.gantry.component.Val.Str.class::isInstance)
                    .map(text -> ((dev.gantry.component.Val.Str) text).value())
                    .orElse("");
        }
    }

    private static String run(Config config, byte[] artifact, byte[] binary) {
        try (Engine engine = new Engine(config);
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
