package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.fuzz.generate.Choice;
import dev.gantry.fuzz.generate.GeneratorOptions;
import dev.gantry.fuzz.generate.ModuleGenerator;
import dev.gantry.fuzz.run.GantryRunner;
import dev.gantry.fuzz.run.Plan;
import dev.gantry.fuzz.sandbox.SandboxRun;
import dev.gantry.wasm.text.TextParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Targets for Jazzer, which looks for inputs that reach new code. In normal runs they get the inputs of
/// [#binaries], [#texts] and [#decisions], and what was saved below `src/test/resources`; with `JAZZER_FUZZ=1` in
/// the environment one of them, named by `-Dtest=JazzerTest#decode`, is fuzzed for a minute; Jazzer keeps what it
/// finds beside the inputs.
class JazzerTest {
    private static final int CALLS = 40;
    private static final int SEEDS = 6;

    private static Engine engine;
    private static Module guest;
    private static GantryRunner plain;
    private static GantryRunner counting;
    private static ExecutionOracle oracle;
    private static ModuleGenerator generator;

    @BeforeAll
    static void open() {
        engine = new Engine(new Config().parallelCompilation(false));
        guest = SandboxRun.module(engine);
        plain = new GantryRunner(new Config());
        counting = new GantryRunner(new Config().consumeFuel(true).tableLazyInit(false));
        oracle = new ExecutionOracle();
        generator = new ModuleGenerator(GeneratorOptions.all());
    }

    @AfterAll
    static void close() {
        oracle.close();
        counting.close();
        plain.close();
        guest.close();
        engine.close();
    }

    static List<Arguments> texts() throws IOException {
        List<Arguments> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(Corpus.OWN)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Arguments.of((Object) Files.readAllBytes(file)));
            }
        }
        return inputs;
    }

    static List<Arguments> binaries() throws IOException {
        List<Arguments> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(Corpus.OWN)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Arguments.of((Object) TextParser.parseModule(Files.readString(file))));
            }
        }
        return inputs;
    }

    static List<Arguments> decisions() {
        List<Arguments> inputs = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            byte[] bytes = new byte[400];
            FuzzSettings.random(seed).nextBytes(bytes);
            inputs.add(Arguments.of((Object) bytes));
        }
        return inputs;
    }

    /// Any bytes: decoder, validator, encoder, printer and parser.
    @MethodSource("binaries")
    @FuzzTest(maxDuration = "1m")
    void decode(byte[] bytes) {
        assertThat(ModuleOracle.check(bytes)).isIn("valid", "invalid", "malformed");
    }

    /// Any text.
    @MethodSource("texts")
    @FuzzTest(maxDuration = "1m")
    void text(byte[] utf8) {
        TextOracle.check(new String(utf8, StandardCharsets.UTF_8));
    }

    /// Any bytes that are a valid module: runs.
    @MethodSource("binaries")
    @FuzzTest(maxDuration = "1m")
    void execute(byte[] bytes) {
        if (ModuleOracle.check(bytes).equals("valid")) {
            oracle.check(bytes);
        }
    }

    /// Generated modules are valid and do the same with other settings.
    @MethodSource("decisions")
    @FuzzTest(maxDuration = "1m")
    void validate(byte[] bytes) {
        Bytes random = new Bytes(bytes);
        byte[] module = generator.make(random);
        assertThat(ModuleOracle.check(module)).isEqualTo("valid");
        Plan plan = Plan.of(module, random, false);
        assertThat(counting.run(plan)).isEqualTo(plain.run(plan));
    }

    /// Calls of WASI.
    @MethodSource("decisions")
    @FuzzTest(maxDuration = "1m")
    void wasi(byte[] bytes) throws IOException {
        try (SandboxRun run = new SandboxRun(engine, guest, new Choice(new Bytes(bytes)))) {
            run.perform(CALLS);
        }
    }
}
