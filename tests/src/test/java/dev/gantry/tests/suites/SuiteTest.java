package dev.gantry.tests.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Strategy;
import dev.gantry.runtime.platform.Platform;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wast.Tally;
import dev.gantry.wast.WastRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The official suites beside the project, those of components among them (R7), and the project's own scripts.
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SuiteTest {
    private static final Path SUITES = Path.of(System.getProperty("gantry.suites", "../shared"), "suites");
    private static final Pattern SCRIPTS_WITH_OBJECTS =
            Pattern.compile("(array|struct|i31|ref_|br_on|extern|type-|table|elem|throw|try|local|global).*\\.wast");
    private static final Path OURS = Path.of(System.getProperty("gantry.root", ".."), "tests", "wast", "ours");
    private static final Set<String> NOT_BUILT = Set.of(
            "stack switching",
            "not enough free memory",
            "adapters",
            "async",
            "threads",
            "error-context",
            "stackful",
            "gc-abi");

    static List<String> folders() {
        return List.of(
                "spec/core",
                "spec/custom",
                "spec/proposals/threads",
                "spec/proposals/wide-arithmetic",
                "spec/proposals/custom-page-sizes",
                "component-model",
                "wasmtime/component-model",
                "wasmtime/component-model-threading",
                "wasmtime/misc",
                "wasmtime/custom-page-sizes",
                "wasmtime/function-references",
                "wasmtime/gc",
                "wasmtime/memory64",
                "wasmtime/multi-memory",
                "wasmtime/simd",
                "wasmtime/tail-call",
                "wasmtime/threads",
                "wasmtime/winch");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyDirectiveDoesWhatItDemands(String folder) throws IOException, InterruptedException {
        Tally tally = check(folder, () -> new Config().strategy(Strategy.INTERPRETER));
        if (folder.equals("component-model")) {
            assertThat(tally.passed()).isGreaterThan(770);
        }
        if (folder.equals("spec/core")) {
            assertThat(tally.passed()).isGreaterThan(65_000);
            assertThat(tally.skipped()).isEmpty();
        }
    }

    /// Machine code does what the interpreter does, on the systems that have it, and skips what the interpreter skips.
    @ParameterizedTest
    @MethodSource("folders")
    void everyDirectiveDoesWhatItDemandsInMachineCode(String folder) throws IOException, InterruptedException {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        Tally interpreted = check(folder, () -> new Config().strategy(Strategy.INTERPRETER));
        for (boolean signals : new boolean[] {false, true}) {
            Collector collector = signals ? Collector.COPYING : Collector.DRC;
            Tally tally = check(
                    folder,
                    () -> new Config()
                            .strategy(Strategy.WINCH)
                            .signalsBasedTraps(signals)
                            .collector(collector));
            assertThat(tally.skipped()).isEqualTo(interpreted.skipped());
            assertThat(tally.passed()).isEqualTo(interpreted.passed());
        }
    }

    /// All directives pass but those that are listed as failures of the strategy, and these fail.
    private static Tally check(String folder, Supplier<Config> config) throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(SUITES.resolve(folder)), "SKIPPED: no suite at " + SUITES.resolve(folder));
        Tally tally = run(SUITES.resolve(folder), config);
        Set<String> missing =
                ExpectedFailures.of(config.get().strategy().name()).below(folder);
        List<String> unexpected = new ArrayList<>();
        for (String failure : tally.failures()) {
            String relative = failure.replace(SUITES + "/", "");
            if (!missing.remove(relative.replaceFirst("(\\.wast:\\d+):.*(?s).*", "$1"))) {
                unexpected.add(relative);
            }
        }
        assertThat(unexpected).as("failures, %s", tally).isEmpty();
        assertThat(missing).as("expected failures that pass").isEmpty();
        assertThat(tally.passed()).isPositive();
        assertThat(tally.skipped().keySet()).isSubsetOf(NOT_BUILT);
        return tally;
    }

    /// The former exception handling is behind a switch, and so are its scripts.
    @ParameterizedTest
    @CsvSource({"interpreter, copying", "interpreter, drc", "winch, copying", "winch, drc"})
    void scriptsOfLegacyExceptionsPassWhenTheyAreAskedFor(String strategy, String collector)
            throws IOException, InterruptedException {
        Path folder = SUITES.resolve("spec/legacy");
        assumeTrue(Files.isDirectory(folder), "SKIPPED: no suite at " + folder);
        assumeTrue(strategy.equals("interpreter") || Platform.isAvailable(), "SKIPPED: no machine code here");
        Strategy named = Strategy.named(strategy);
        WastRunner runner = new WastRunner(
                () -> new Config().strategy(named).collector(Collector.named(collector)),
                config -> config.feature(WasmFeature.LEGACY_EXCEPTIONS, true),
                1);
        Tally tally = runner.run(WastRunner.collect(List.of(folder)), (_, _) -> {});
        assertThat(tally.failures()).isEmpty();
        assertThat(tally.skipped()).isEmpty();
        assertThat(tally.passed()).isGreaterThan(80);
        assertThat(run(folder, () -> new Config().strategy(Strategy.INTERPRETER))
                        .skipped())
                .containsOnlyKeys("legacy exceptions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interpreter", "winch"})
    void ourOwnScriptsPass(String strategy) throws IOException, InterruptedException {
        assumeTrue(strategy.equals("interpreter") || Platform.isAvailable(), "SKIPPED: no machine code here");
        Tally tally = run(OURS, () -> new Config().strategy(Strategy.named(strategy)));
        assertThat(tally.failures()).isEmpty();
        assertThat(tally.skipped()).isEqualTo(Map.of());
        assertThat(tally.passed()).isPositive();
    }

    /// The scripts with objects, with each collector; a forced collection at every allocation moves everything
    /// that can move, and the heap is checked after each.
    @ParameterizedTest
    @CsvSource({
        "interpreter, true, copying, 1",
        "interpreter, true, copying, 0",
        "interpreter, true, drc, 1",
        "interpreter, true, drc, 0",
        "interpreter, true, null, 0",
        "winch, true, copying, 1",
        "winch, true, copying, 0",
        "winch, true, drc, 1",
        "winch, true, drc, 0",
        "winch, true, null, 0",
        "winch, false, copying, 0",
        "winch, false, drc, 0",
        "winch, false, null, 0"
    })
    void scriptsWithObjectsPassWithEveryCollector(String strategy, boolean signals, String collector, int zeal)
            throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(SUITES), "SKIPPED: no suites at " + SUITES);
        assumeTrue(strategy.equals("interpreter") || Platform.isAvailable(), "SKIPPED: no machine code here");
        WastRunner runner = new WastRunner(
                () -> new Config()
                        .strategy(Strategy.named(strategy))
                        .signalsBasedTraps(signals)
                        .collector(Collector.named(collector))
                        .gcZeal(zeal),
                _ -> {},
                Runtime.getRuntime().availableProcessors());
        List<Path> scripts = new ArrayList<>();
        try (Stream<Path> core = Files.list(SUITES.resolve("spec/core"))) {
            core.filter(file -> SCRIPTS_WITH_OBJECTS
                            .matcher(file.getFileName().toString())
                            .matches())
                    .forEach(scripts::add);
        }
        scripts.add(SUITES.resolve("wasmtime/gc"));
        scripts.add(SUITES.resolve("wasmtime/function-references"));
        Tally tally = runner.run(WastRunner.collect(scripts), (_, _) -> {});
        assertThat(tally.failures()).isEmpty();
        assertThat(tally.passed()).isGreaterThan(1_200);
    }

    private static Tally run(Path folder, Supplier<Config> config) throws IOException, InterruptedException {
        WastRunner runner = new WastRunner(config, _ -> {}, Runtime.getRuntime().availableProcessors());
        return runner.run(WastRunner.collect(List.of(folder)), (_, _) -> {});
    }
}
