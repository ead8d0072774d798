package dev.gantry.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Faults of guests beside faults of Java, in JVMs of several kinds.
@Timeout(600)
class GuestFaultsTest {
    private static final boolean IS_FULL = Boolean.getBoolean("gantry.full");

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
        boolean isDebugged = option.startsWith("-agentlib:jdwp");
        ChildJvm.Output output = ChildJvm.of("-Xmx512m", "-Xss4m", option)
                .run(GuestFaults.class, strategy, traps, IS_FULL ? "200" : "1", isDebugged ? "50" : "1000");
        assertThat(output.text()).contains("done ");
        assertThat(output.exitCode()).as(output.text()).isZero();
    }
}
