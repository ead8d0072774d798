package dev.gantry.tests.faults;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A JVM of its own for what could end the one that it is tried in.
///
/// @param addressKib how many KiB of addresses it may have, or 0 for no limit
/// @param options    its options, beside those that keep it from leaving files when it crashes
public record ChildJvm(long addressKib, List<String> options) {
    private static final Path ROOT =
            Path.of(System.getProperty("gantry.root", "..")).toAbsolutePath();
    private static final List<String> MODULES = List.of(
            "wasm", "environ", "asm", "runtime", "interpreter", "winch-port", "gc-null", "gc-copying", "gc-drc", "api");

    /// What came of it.
    ///
    /// @param exitCode 0 if its program ended
    /// @param text     what it printed on both channels
    public record Output(int exitCode, String text) {}

    public static ChildJvm of(String... options) {
        return new ChildJvm(0, List.of(options));
    }

    /// Runs a program of the tests.
    public Output run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        String classPath = Stream.concat(
                        MODULES.stream().map(module -> module + "/target/classes"),
                        Stream.of("tests/target/test-classes"))
                .map(folder -> ROOT.resolve(folder).toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        if (addressKib > 0) {
            command.addAll(List.of("/bin/sh", "-c", "ulimit -v " + addressKib + "; exec \"$@\"", "limited"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"));
        command.addAll(options);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-ea", "-cp", classPath, program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }
}
