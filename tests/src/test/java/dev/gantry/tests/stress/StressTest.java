package dev.gantry.tests.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.runtime.platform.Platform;
import dev.gantry.tests.faults.ChildJvm;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Long runs, each in a JVM of its own: no crash, no unexpected exception, no growth. `-Dgantry.stress.seconds` and
/// `-Dgantry.stress.count` say how long.
@Timeout(3600)
class StressTest {
    private static final boolean IS_FULL = Boolean.getBoolean("gantry.full");
    private static final int COUNT = Integer.getInteger("gantry.stress.count", IS_FULL ? 10_000_000 : 100_000);
    private static final int SECONDS = Integer.getInteger("gantry.stress.seconds", IS_FULL ? 600 : 6);
    private static final long SEED = Long.getLong("seed", 20_251_121L);

    /// All of Java's heap is there from the beginning, so that whatever grows is something else.
    ///
    /// A guest in a loop keeps its carrier, and who shall end the loop may wait for a virtual thread.
    /// So there are enough carriers for all virtual threads.
    private static final String[] OPTIONS = {
        "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-Djdk.virtualThreadScheduler.parallelism=16"
    };

    private static void succeed(Class<?> program, String... arguments) throws IOException, InterruptedException {
        succeed(ChildJvm.of(OPTIONS), program, arguments);
    }

    private static void succeed(ChildJvm jvm, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        ChildJvm.Output output = jvm.run(program, arguments);
        System.out.println(output.text());
        assertThat(output.text()).contains("done ");
        assertThat(output.exitCode()).as(output.text()).isZero();
    }

    @Test
    void trapsAndCallsOfTheHostTakeNoMemory() throws IOException, InterruptedException {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        succeed(ManyPassages.class, "winch", Integer.toString(COUNT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void everythingAtOnceGoesOnAndOn(String strategy) throws IOException, InterruptedException {
        assumeTrue(!strategy.equals("winch") || Platform.isAvailable(), "SKIPPED: no machine code here");
        succeed(MixedStress.class, strategy, Integer.toString(SECONDS), Long.toString(SEED));
    }

    /// Other collectors of the JVM stop threads at other places.
    @ParameterizedTest
    @CsvSource({"winch, -XX:+UseG1GC", "winch, -XX:+UseZGC", "interpreter, -XX:+UseG1GC"})
    void nothingIsUsedThatIsClosed(String strategy, String collector) throws IOException, InterruptedException {
        assumeTrue(!strategy.equals("winch") || Platform.isAvailable(), "SKIPPED: no machine code here");
        String seconds = Integer.toString(Math.max(1, SECONDS / 2));
        succeed(ChildJvm.of("-Xmx512m", collector), CloseStress.class, strategy, seconds, Long.toString(SEED));
    }
}
