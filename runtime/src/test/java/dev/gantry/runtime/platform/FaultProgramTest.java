package dev.gantry.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults and exhaustion in JVMs of their own, of several kinds.
@EnabledIf("dev.gantry.runtime.platform.Platform#isAvailable")
class FaultProgramTest {
    private static final Path ROOT =
            Path.of(System.getProperty("gantry.root", "..")).toAbsolutePath();
    private static final boolean IS_FULL = Boolean.getBoolean("gantry.full");
    private static final String PERMITTED = "--enable-native-access=ALL-UNNAMED";

    private record Output(int exitCode, String text) {}

    private static Output run(List<String> options, String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), options, arguments);
    }

    private static Output run(Map<String, String> environment, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        String classPath = Stream.concat(
                        Stream.of("wasm", "environ", "asm", "runtime").map(module -> module + "/target/classes"),
                        Stream.of("runtime/target/test-classes"))
                .map(folder -> ROOT.resolve(folder).toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, FaultProgram.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }

    private static void succeed(List<String> options, String... arguments) throws IOException, InterruptedException {
        Output output = run(options, arguments);
        assertThat(output.text()).contains("done");
        assertThat(output.exitCode()).as(output.text()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseSerialGC",
                "-XX:+UseG1GC",
                "-XX:+UseZGC",
                "-XX:+UseParallelGC",
                "-XX:+UseShenandoahGC",
                "-XX:+UseCompactObjectHeaders",
                "-Xcheck:jni",
                "-Xint",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0",
                "-XX:StartFlightRecording=filename=/dev/null"
            })
    void trapsAndFaultsOfJavaGoTogether(String option) throws IOException, InterruptedException {
        int rounds = IS_FULL ? 200_000 : 1000;
        succeed(List.of(PERMITTED, option), "stress", Integer.toString(option.equals("-Xint") ? rounds / 10 : rounds));
    }

    @Test
    void theLibraryThatChainsSignalsChangesNothing() throws IOException, InterruptedException {
        Path library = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
        assertThat(library).exists();
        Output output = run(Map.of("LD_PRELOAD", library.toString()), List.of(PERMITTED), "stress", "500");
        assertThat(output.text()).contains("done 500");
        assertThat(output.exitCode()).isZero();
    }

    @Test
    void aLibraryThatForwardsSignalsToUsChangesNothing() throws IOException, InterruptedException {
        succeed(List.of(PERMITTED), "forwarded");
    }

    @Test
    void manyTrapsAndRequestsTakeNoMemory() throws IOException, InterruptedException {
        succeed(List.of(PERMITTED), "many", IS_FULL ? "10000000" : "30000");
    }

    @Test
    void aReplacedHandlerIsNoticed() throws IOException, InterruptedException {
        Output output = run(List.of(PERMITTED), "replaced");
        assertThat(output.text())
                .contains("traps by signals: another library has replaced the signal handlers")
                .contains("done");
        assertThat(output.exitCode()).isZero();
    }

    @Test
    void exhaustedMappingsAreRefusedAndComeBack() throws IOException, InterruptedException {
        succeed(List.of(PERMITTED, "-XX:+UseSerialGC", "-Xms256m", "-XX:+AlwaysPreTouch"), "mappings");
    }

    @Test
    void deniedAccessIsAnObstacle() throws IOException, InterruptedException {
        Output output = run(List.of("--illegal-native-access=deny"), "permission");
        assertThat(output.text().lines())
                .containsExactly("available: false", "feature not built: machine code: native access is denied");
    }

    @Test
    void accessThatIsDeniedInAFileOfOptionsIsFoundWhenItIsUsed() throws IOException, InterruptedException {
        Path options = Files.createTempFile("options", ".txt");
        try {
            Files.writeString(options, "--illegal-native-access=deny\n");
            Output output = run(List.of("@" + options), "permission");
            assertThat(output.text()).contains("feature not built: machine code: native access is denied");
            assertThat(output.exitCode()).isZero();
        } finally {
            Files.delete(options);
        }
    }

    @Test
    void machineCodeCanBeSwitchedOff() throws IOException, InterruptedException {
        Output output = run(List.of(PERMITTED, "-Dgantry.native=false"), "permission");
        assertThat(output.text()).contains("available: false").contains("switched off by the system property");
    }

    @Test
    void withoutPermissionThereIsAWarning() throws IOException, InterruptedException {
        Output output = run(List.of(), "permission");
        assertThat(output.text()).contains("available: true", "WARNING", "pages of 4096");
        assertThat(output.exitCode()).isZero();
    }
}
