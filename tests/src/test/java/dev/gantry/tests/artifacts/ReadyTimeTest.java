package dev.gantry.tests.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.runtime.platform.Platform;
import dev.gantry.tests.faults.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A module of 1.8 MB comes out of a cache within 50 ms, and five times sooner than it is compiled; in a process that
/// has just begun, in which Java itself is slow, still in half of the time.
class ReadyTimeTest {
    private static final Path MODULE = Path.of(
            System.getProperty("gantry.suites", "../shared"), "programs", "benchmarks", "quickjs-provider.wasm");

    private static String run(String strategy, String cache, String... options)
            throws IOException, InterruptedException {
        ChildJvm.Output output = ChildJvm.of(options)
                .run(ReadyTime.class, strategy, MODULE.toAbsolutePath().toString(), cache);
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }

    /// Microseconds by name.
    private static Map<String, Long> times(String strategy, String cache) throws IOException, InterruptedException {
        return run(strategy, cache, "-Xmx1g")
                .lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(words -> words[0], words -> Long.parseLong(words[1])));
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void aCachedModuleIsReadySooner(String strategy, @TempDir Path cache) throws IOException, InterruptedException {
        assumeTrue(Files.exists(MODULE), "SKIPPED: no " + MODULE);
        assumeTrue(!strategy.equals("winch") || Platform.isAvailable(), "SKIPPED: no machine code here");
        Map<String, Long> compiled = times(strategy, "-");
        Map<String, Long> kept = times(strategy, cache.toString());
        assertThat(kept).extractingByKey("hits").isEqualTo(11L);
        Map<String, Long> cached = times(strategy, cache.toString());
        System.out.println(strategy + ": compiled in " + compiled + ", cached " + cached + " (microseconds)");
        assertThat(cached).extractingByKey("hits").isEqualTo(12L);
        assertThat(cached.get("least")).isLessThan(50_000).isLessThan(compiled.get("least") / 5);
        assertThat(cached.get("first")).isLessThan(compiled.get("first") / 2);
    }

    /// Each lambda and each pattern switch takes the JDK a millisecond when it first runs: most of what a new process
    /// needs to load a module, once, and easily brought back.
    @Test
    void loadingLinksNeitherLambdasNorSwitches(@TempDir Path cache) throws IOException, InterruptedException {
        assumeTrue(Files.exists(MODULE), "SKIPPED: no " + MODULE);
        String first = run("interpreter", cache.toString());
        assertThat(first).contains("hits 11");
        List<String> linked = run("interpreter", cache.toString(), "-Xlog:class+load=info:stdout:none")
                .lines()
                .dropWhile(line -> !line.startsWith("rounds"))
                .takeWhile(line -> !line.startsWith("hits"))
                .filter(line -> line.matches("dev\\.gantry\\.(?!tests).*\\$\\$(Lambda|TypeSwitch).*"))
                .map(line -> line.replaceFirst("\\$\\$.*", ""))
                .toList();
        assertThat(linked).containsExactly("dev.gantry.Module"); // to have an error for users around it
    }
}
