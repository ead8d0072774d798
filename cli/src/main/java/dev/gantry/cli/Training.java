package dev.gantry.cli;

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
        execute("--help");
        execute("settings");
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
