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

    /// Its frames are the largest: a thousand nested calls take 6.4 MiB, see docs/native.md.
    private static final String ONLY_C1 = "-XX:TieredStopAtLevel=1";

    @ParameterizedTest
    @CsvSource({
        "interpreter, checks, -XX:+UseSerialGC",
        "winch, signals, -XX:+UseSerialGC",
        "winch, signals, -XX:+UseZGC",
        "winch, signals, -Xcheck:jni",
        "winch, signals, -Xint",
        "winch, signals, '-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0'",
        "winch, signals, -XX:StartFlightRecording=filename=/dev/null",
        "winch, signals, -XX:+UseG1GC",
        "winch, signals, -XX:+UseParallelGC",
        "winch, signals, -XX:+UseShenandoahGC",
        "winch, signals, -XX:+UseCompactObjectHeaders",
        "winch, signals, -XX:-UseCompressedOops",
        "winch, signals, -XX:-TieredCompilation",
        "winch, signals, -Xcomp",
        "winch, signals, " + ONLY_C1,
        "winch, checks, -XX:+UseG1GC",
        "winch, checks, -XX:+UseZGC"
    })
    void guestsAndJavaFaultTogether(String strategy, String traps, String option)
            throws IOException, InterruptedException {
        boolean isDebugged = option.startsWith("-agentlib:jdwp");
        String stack = option.equals(ONLY_C1) ? "-Xss10m" : "-Xss4m";
        ChildJvm.Output output = ChildJvm.of("-Xmx512m", stack, option)
                .run(GuestFaults.class, strategy, traps, IS_FULL ? "200" : "1", isDebugged ? "50" : "1000");
        assertThat(output.text()).contains("done ");
        assertThat(output.exitCode()).as(output.text()).isZero();
    }

    /// The initializer of a class that overflows the stack makes the class unusable, for all guests.
    @ParameterizedTest
    @CsvSource({
        "winch, host, 2000, (memory.init $data (i32.const 0) (i32.const 0) (i32.const 1))",
        "winch, host, 2000, (drop (array.new_data $bytes $data (i32.const 0) (i32.const 1)))",
        "interpreter, host, 2500, (drop (memory.grow (i32.const 1)))",
        "interpreter, wasm, 4000, (memory.init $data (i32.const 0) (i32.const 0) (i32.const 1))"
    })
    void whatIsDoneForTheFirstTimeFindsStack(String strategy, String way, String levels, String instruction)
            throws IOException, InterruptedException {
        ChildJvm.Output output = ChildJvm.of("-Xmx512m").run(StackEnd.class, strategy, way, levels, instruction);
        assertThat(output.text()).endsWith("done\n");
        assertThat(output.exitCode()).as(output.text()).isZero();
    }
}
