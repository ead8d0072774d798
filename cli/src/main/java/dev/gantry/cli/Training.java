package dev.gantry.cli;

import dev.gantry.CacheConfig;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.ModuleCache;
import dev.gantry.wasm.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The run whose classes the launcher's start-up cache keeps: the usual commands over the examples, unseen.
public final class Training {
    private Training() {}

    /// Runs the usual commands.
    ///
    /// @param args the folder of examples
    /// @throws IOException if the folder cannot be read
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length == 0 ? "examples" : args[0]);
        List<String> modules;
        try (Stream<Path> files = Files.list(folder)) {
            modules = files.map(Path::toString)
                    .filter(name -> name.endsWith(".wasm") || name.endsWith(".wat"))
                    .sorted()
                    .toList();
        }
        for (String module : modules) {
            for (String command : List.of("run", "validate", "print", "objdump")) {
                execute(command, module);
            }
        }
        for (String module : modules) {
            execute("run", "--strategy", "interpreter", module);
            useCache(Path.of(module));
        }
        execute("--help");
        execute("settings");
    }

    /// The examples are too small to be kept by `gantry run`, but what keeps larger modules is to start as fast.
    private static void useCache(Path module) throws IOException {
        Path folder = Files.createTempDirectory("gantry-training");
        CacheConfig settings = CacheConfig.of(folder).withMinModuleBytes(0);
        for (int round = 0; round < 2; round++) {
            try (Engine engine = new Engine(new Config().cache(settings))) {
                Module.fromFile(engine, module).close();
            } catch (MalformedException _) {
                break; // a component, which is not kept
            }
        }
        ModuleCache.at(settings).clear();
        Files.deleteIfExists(folder);
    }

    private static void execute(String... args) {
        Cli.execute(
                Console.of(
                        InputStream.nullInputStream(),
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream()),
                args);
    }
}
