package dev.gantry.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.platform.Platform;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Processes that have run out of addresses, mappings or room for code, or that lack what machine code needs, refuse
/// what is too much with a documented exception, and keep what they have.
@Timeout(300)
@EnabledIf("isAvailable")
class ExhaustionTest {
    private static final String[] SMALL = {"-XX:+UseSerialGC", "-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"};

    private static final String DEBUGGER = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";
    private static final String RECORDER = "-XX:StartFlightRecording=filename=/dev/null";

    static boolean isAvailable() {
        return Platform.isAvailable();
    }

    private static String succeed(ChildJvm jvm, String... arguments) throws IOException, InterruptedException {
        ChildJvm.Output output = jvm.run(Exhaustion.class, arguments);
        assertThat(output.text()).contains("done");
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }

    /// Room for a few memories of 6 GiB.
    @Test
    void aProcessWithFewAddressesRefusesMemories() throws IOException, InterruptedException {
        ChildJvm jvm = new ChildJvm(32L << 20, List.of(SMALL));
        assertThat(succeed(jvm, "few addresses", "3")).contains("bytes of addresses");
    }

    /// 128 TiB is what the processor has.
    @Test
    void whenAllAddressesAreReservedMemoriesAreRefused() throws IOException, InterruptedException {
        assertThat(succeed(ChildJvm.of(SMALL), "all addresses", "500")).contains("bytes of addresses");
    }

    @Test
    void whenAllAddressesAreReservedHeapsOfObjectsAreRefused() throws IOException, InterruptedException {
        assertThat(succeed(ChildJvm.of(SMALL), "objects")).contains("no heap: ");
    }

    @Test
    void whenTheSystemHasNoMoreMappingsMemoriesAreRefused() throws IOException, InterruptedException {
        assertThat(succeed(ChildJvm.of(SMALL), "mappings")).contains("mappings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseZGC", "-Xcheck:jni", DEBUGGER, RECORDER})
    void aFullRegionOfCodeRefusesModules(String option) throws IOException, InterruptedException {
        String text = succeed(ChildJvm.of("-Xmx256m", "-Dgantry.native.codeMib=8", option), "code");
        assertThat(text).contains("of machine code among 8388608 that are reserved");
    }

    @Test
    void closedModulesMakeRoomForOthers() throws IOException, InterruptedException {
        String text = succeed(ChildJvm.of("-Xms1g", "-Xmx1g", "-Dgantry.native.codeMib=8"), "closed");
        assertThat(text).doesNotContain("no room");
    }

    @Test
    void aProcessorWithoutTheInstructionsGetsTheInterpreter() throws IOException, InterruptedException {
        assertThat(succeed(ChildJvm.of("-Xmx256m", "-Dgantry.native.lacks=sse4_2,popcnt"), "processor"))
                .contains("machine code: the processor lacks sse4_2, popcnt", "strategy interpreter");
    }
}
