package dev.gantry.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.platform.Platform;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
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
    /// Java's own heap is there from the beginning, so that it does not fail for want of what guests have taken. The
    /// collector's other memory is small; all collectors get by.
    private static String[] small(String collector) {
        return new String[] {"-XX:+Use" + collector, "-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"};
    }

    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @ValueSource(strings = {"SerialGC", "ParallelGC", "G1GC", "ShenandoahGC", "ZGC"})
    private @interface EachCollector {}

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
    @EachCollector
    void aProcessWithFewAddressesRefusesMemories(String collector) throws IOException, InterruptedException {
        ChildJvm jvm = new ChildJvm(32L << 20, List.of(small(collector)));
        assertThat(succeed(jvm, "few addresses", "3")).contains("bytes of addresses");
    }

    /// 128 TiB is what the processor has.
    @EachCollector
    void whenAllAddressesAreReservedMemoriesAreRefused(String collector) throws IOException, InterruptedException {
        assertThat(succeed(ChildJvm.of(small(collector)), "all addresses", "500"))
                .contains("bytes of addresses");
    }

    @EachCollector
    void whenAllAddressesAreReservedHeapsOfObjectsAreRefused(String collector)
            throws IOException, InterruptedException {
        assertThat(succeed(ChildJvm.of(small(collector)), "objects")).contains("no heap: ");
    }

    @EachCollector
    void whenTheSystemHasNoMoreMappingsMemoriesAreRefused(String collector) throws IOException, InterruptedException {
        assertThat(succeed(ChildJvm.of(small(collector)), "mappings")).contains("mappings");
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
