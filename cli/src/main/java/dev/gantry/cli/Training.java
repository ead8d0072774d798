package dev.gantry.cli;

import dev.gantry.CacheConfig;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.ModuleCache;
import dev.gantry.Store;
import dev.gantry.component.Component;
import dev.gantry.wasi.Wasi;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasi.WasiContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The run whose classes the launcher's start-up cache keeps: the usual commands over the examples, unseen.
public final class Training {
    private static final Console CONSOLE =
            Console.of(InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream());

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
            execute("run", "-O", "cache=n", module);
            for (String command : List.of("validate", "print", "objdump")) {
                execute(command, module);
            }
        }
        for (String module : modules) {
            execute("run", "-O", "cache=n", "--strategy", "interpreter", module);
            useCache(Path.of(module));
        }
        execute("--help");
        execute("settings");
        Console _ = Console.ofProcess();
        Class<?> _ = Main.class;
    }

    /// Which modules `gantry run` keeps must not decide what is in the start-up cache: compiles and stores each, then
    /// finds and runs it.
    private static void useCache(Path module) throws IOException {
        Path folder = Files.createTempDirectory("gantry-training");
        CacheConfig settings = CacheConfig.of(folder).withMinModuleBytes(0);
        for (int round = 0; round < 2; round++) {
            try (Engine engine = new Engine(new Config().cache(settings))) {
                ModuleFile file = ModuleFile.read(module.toString(), CONSOLE).inBinary();
                if (file.isComponent()) {
                    Component _ = file.loadComponent(engine);
                } else {
                    instantiate(engine, file.load(engine));
                }
            }
        }
        ModuleCache.at(settings).clear();
        Files.deleteIfExists(folder);
    }

    private static void instantiate(Engine engine, Module module) throws IOException {
        try (WasiContext wasi = WasiContext.of(WasiConfig.builder().build());
                Store<WasiContext> store = new Store<>(engine, wasi)) {
            Linker<WasiContext> linker = new Linker<>(engine);
            Wasi.addTo(linker, context -> context);
            linker.instantiate(store, module);
        }
    }

    private static void execute(String... args) {
        Cli.execute(CONSOLE, args);
    }
}
