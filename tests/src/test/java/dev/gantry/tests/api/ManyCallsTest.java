package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What suspended calls cost, in JVMs of their own.
@Timeout(300)
class ManyCallsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("gantry.root", "..")).toAbsolutePath();

    /// One carrier serves them all: if a suspended call held it, the next one would not begin. The stages are completed
    /// by four other threads, and one of the guests traps when it goes on.
    @ParameterizedTest
    @ValueSource(strings = {"interpreter", "winch"})
    @DisplayName("R72: 10,000 suspended calls of guests with a page of memory fit into 1 GiB and pin no thread")
    void tenThousandCallsAreSuspendedAtOnce(String strategy) throws IOException, InterruptedException {
        List<String> options = List.of(
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1");
        String output = run(options, "suspend", strategy, "10000", "1");
        System.out.print("ManyCallsTest: " + output.replace("\n", "; ").strip() + "\n");
        assertThat(output).contains("calls 10000\n").contains("pinned 0\n");
    }

    @Test
    @DisplayName("R72: a suspended call without memory takes some KiB")
    void suspendedCallsAreSmall() throws IOException, InterruptedException {
        String output = run(List.of("-Xmx1g"), "suspend", "interpreter", "2000", "0");
        System.out.print("ManyCallsTest: " + output.replace("\n", "; ").strip() + "\n");
        long bytes = output.lines()
                .filter(line -> line.startsWith("bytes "))
                .mapToLong(line -> Long.parseLong(line.substring("bytes ".length())))
                .max()
                .orElseThrow();
        assertThat(bytes).isBetween(1L, 48L << 10);
    }

    @Test
    @DisplayName("R72: where the JVM does not list its threads, a call that nobody can resume is collected")
    void abandonedCallsAreCollected() throws IOException, InterruptedException {
        assertThat(run(List.of("-Djdk.trackAllThreads=false"), "drop")).contains("collected");
    }

    private static String run(List<String> options, String... args) throws IOException, InterruptedException {
        String classPath = Stream.concat(
                        Stream.of("wasm", "environ", "asm", "runtime", "interpreter", "winch-port", "api")
                                .map(module -> ROOT.resolve(module).resolve("target/classes")),
                        Stream.of(ROOT.resolve("tests/target/test-classes")))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-ea");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, ManyCalls.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
