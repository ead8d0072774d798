package dev.gantry.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Faults of guests beside faults of Java, in JVMs of several kinds.
@Timeout(600)
class GuestFaultsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("gantry.root", "..")).toAbsolutePath();
    private static final boolean IS_FULL = Boolean.getBoolean("gantry.full");
    private static final List<String> MODULES =
            List.of("wasm", "environ", "asm", "runtime", "interpreter", "winch-port", "api");

    @ParameterizedTest
    @CsvSource({
        "interpreter, checks, -XX:+UseSerialGC",
        "winch, signals, -XX:+UseSerialGC",
        "winch, signals, -XX:+UseZGC",
        "winch, signals, -Xcheck:jni",
        "winch, signals, -Xint",
        "winch, signals, '-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0'",
        "winch, signals, -XX:StartFlightRecording=filename=/dev/null",
        "winch, checks, -XX:+UseG1GC"
    })
    void guestsAndJavaFaultTogether(String strategy, String traps, String option)
            throws IOException, InterruptedException {
        String classPath = Stream.concat(
                        MODULES.stream().map(module -> module + "/target/classes"),
                        Stream.of("tests/target/test-classes"))
                .map(folder -> ROOT.resolve(folder).toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        boolean isDebugged = option.startsWith("-agentlib:jdwp");
        command.addAll(List.of("-Xmx512m", "-Xss4m", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null", option));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, GuestFaults.class.getName()));
        command.addAll(List.of(strategy, traps, IS_FULL ? "200" : "1", isDebugged ? "50" : "1000"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).contains("done ");
        assertThat(process.waitFor()).as(output).isZero();
    }
}
