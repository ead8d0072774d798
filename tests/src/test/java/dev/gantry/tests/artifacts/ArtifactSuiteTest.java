package dev.gantry.tests.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.Strategy;
import dev.gantry.component.Component;
import dev.gantry.wast.Tally;
import dev.gantry.wast.WastRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Scripts have the same outcome when every module and component of theirs was written to an artifact and read again.
/// With `-Dgantry.full=true` these are all suites.
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ArtifactSuiteTest {
    private static final Path SUITES = Path.of(System.getProperty("gantry.suites", "../shared"), "suites");
    private static final Path OURS = Path.of(System.getProperty("gantry.root", ".."), "tests", "wast", "ours");

    static Stream<Path> folders() {
        Stream<String> quick = Stream.of(
                "spec/proposals/threads",
                "wasmtime/misc",
                "wasmtime/multi-memory",
                "component-model",
                "wasmtime/component-model");
        Stream<String> full = Stream.of(
                "spec/core",
                "spec/proposals",
                "wasmtime/custom-page-sizes",
                "wasmtime/function-references",
                "wasmtime/memory64",
                "wasmtime/simd",
                "wasmtime/tail-call",
                "wasmtime/threads");
        boolean isFull = Boolean.getBoolean("gantry.full");
        return Stream.concat(
                Stream.of(OURS),
                Stream.concat(quick, isFull ? full : Stream.of()).map(SUITES::resolve));
    }

    @ParameterizedTest
    @MethodSource("folders")
    @DisplayName("R97: modules and components that were serialized and loaded pass the suites as fresh ones do")
    void scriptsHaveTheSameOutcome(Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(folder), "SKIPPED: no suite at " + folder);
        Tally fresh = run(folder, false);
        Tally loaded = run(folder, true);
        assertThat(loaded.failures()).isEqualTo(fresh.failures());
        assertThat(loaded.passed()).isEqualTo(fresh.passed()).isPositive();
        assertThat(loaded.skipped()).isEqualTo(fresh.skipped());
    }

    private static Tally run(Path folder, boolean isSerialized) throws IOException, InterruptedException {
        WastRunner runner = new WastRunner(
                () -> new Config().strategy(Strategy.INTERPRETER),
                _ -> {},
                Runtime.getRuntime().availableProcessors(),
                isSerialized ? ArtifactSuiteTest::load : Module::ofBinary,
                isSerialized ? ArtifactSuiteTest::loadComponent : Component::ofBinary);
        return runner.run(WastRunner.collect(List.of(folder)), (_, _) -> {});
    }

    private static Module load(Engine engine, byte[] binary) {
        try (Module module = Module.ofBinary(engine, binary)) {
            return Module.deserialize(engine, module.serialize());
        }
    }

    private static Component loadComponent(Engine engine, byte[] binary) {
        return Component.deserialize(engine, Component.ofBinary(engine, binary).serialize());
    }
}
