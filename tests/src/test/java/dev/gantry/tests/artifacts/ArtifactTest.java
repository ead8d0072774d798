package dev.gantry.tests.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.ExportType;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.Precompiled;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.environ.artifact.ArtifactKind;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.wasm.ArtifactException;
import dev.gantry.wasm.ArtifactException.Reason;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.text.TextParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactTest {
    private static final int FLAGS_AT = 48;
    private static final int VERSION_AT = 8;

    /// The largest of the benchmarks; it is beside the project, or not there.
    private static final Path LARGE =
            Path.of(System.getProperty("gantry.suites", "../shared"), "programs/benchmarks/quickjs-provider.wasm");

    @TempDir
    Path folder;

    private static byte[] precompiled(Config config, byte[] module) {
        try (Engine engine = new Engine(config)) {
            return engine.precompileModule(module);
        }
    }

    private static String defaultStrategy() {
        try (Engine engine = new Engine()) {
            return engine.strategy().name();
        }
    }

    private static byte[] precompiled() {
        return precompiled(new Config(), Artifacts.adder());
    }

    private static void assertRefused(Reason reason, String message, ThrowingCallable loading) {
        assertThatThrownBy(loading)
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    private static void assertRefused(Reason reason, String message, byte[] artifact) {
        try (Engine engine = new Engine()) {
            assertRefused(reason, message, () -> Module.deserialize(engine, artifact));
        }
    }

    @Test
    @DisplayName("R97: a module that was serialized runs in another engine as it did before")
    void loadedModulesRun() throws IOException {
        Path file = Files.write(folder.resolve("adder.gwasm"), precompiled());
        try (Engine engine = new Engine();
                Module module = Module.deserializeFile(engine, file);
                Store<String> store = new Store<>(engine, "")) {
            assertThat(module.name()).contains("adder");
            assertThat(module.exports())
                    .extracting(ExportType::name)
                    .containsExactly("mem", "g", "add", "fail", "through");
            Instance instance = new Linker<String>(engine).instantiate(store, module);
            assertThat(instance.func("add").call(Val.i32(1), Val.i32(2))).containsExactly(Val.i32(3));
            assertThat(instance.func("through").call(Val.i32(0))).containsExactly(Val.i32(42));
            Memory memory = (Memory) instance.export("mem").orElseThrow();
            assertThat(new String(memory.read(8, 5), StandardCharsets.UTF_8)).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("R97: backtraces of a loaded module name the same functions and places")
    void loadedModulesHaveTheSameBacktraces() {
        try (Engine engine = new Engine();
                Module fresh = Module.of(engine, Artifacts.adder());
                Module loaded = Module.deserialize(engine, fresh.serialize())) {
            assertThat(backtrace(engine, loaded))
                    .isEqualTo(backtrace(engine, fresh))
                    .contains("adder", "fail");
        }
    }

    private static String backtrace(Engine engine, Module module) {
        try (Store<String> store = new Store<>(engine, "")) {
            Instance instance = new Linker<String>(engine).instantiate(store, module);
            return ((Trap) org.assertj.core.api.Assertions.catchThrowable(
                            () -> instance.func("through").call(Val.i32(1))))
                    .backtrace()
                    .toString();
        }
    }

    @Test
    @DisplayName("R97: a loaded module can be serialized again")
    void loadedModulesSerialize() {
        byte[] artifact = precompiled();
        try (Engine engine = new Engine();
                Module module = Module.deserialize(engine, artifact)) {
            assertThat(module.serialize()).isEqualTo(artifact).isNotSameAs(artifact);
        }
    }

    @Test
    @DisplayName("R106, R107: parallel and sequential compilation, fresh and used engines give the same bytes")
    void artifactsAreDeterministic() throws IOException {
        String many = IntStream.range(0, 500)
                        .mapToObj(number -> "(func (result i32) (i32.const " + number + "))")
                        .reduce("(module ", String::concat)
                + ")";
        try (Engine used = new Engine(Artifacts.allFeatures().parallelCompilation(true))) {
            Module.ofText(used, "(module (func (param f64)) (func (param f32 f32) (result i64) (i64.const 1)))");
            List<byte[]> modules = Artifacts.corpus(used);
            modules.add(TextParser.parseModule(many));
            if (Files.exists(LARGE)) {
                modules.add(Files.readAllBytes(LARGE));
            }
            for (byte[] module : modules) {
                byte[] expected = precompiled(Artifacts.allFeatures().parallelCompilation(false), module);
                for (int round = 0; round < 3; round++) {
                    assertThat(used.precompileModule(module)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    @DisplayName("R99: the kind of an artifact is told by the flags of its header, and kinds are not mixed up")
    void kindsAreToldByFlags() throws IOException {
        byte[] artifact = precompiled();
        assertThat(Engine.detectPrecompiled(artifact)).contains(Precompiled.MODULE);
        assertThat(Engine.detectPrecompiled(Files.write(folder.resolve("a"), artifact)))
                .contains(Precompiled.MODULE);
        byte[] component = artifact.clone();
        ByteBuffer.wrap(component).order(ByteOrder.LITTLE_ENDIAN).putInt(FLAGS_AT, ArtifactKind.COMPONENT.flag());
        assertThat(Engine.detectPrecompiled(component)).contains(Precompiled.COMPONENT);
        assertRefused(Reason.KIND, "artifact of a component, expected a module", Artifacts.sealed(component));
        assertThat(Engine.detectPrecompiled(Artifacts.adder())).isEmpty();
        assertThat(Engine.detectPrecompiled(new byte[] {0x7F, 'E', 'L', 'F'})).isEmpty();
        assertThat(Engine.detectPrecompiled(new byte[0])).isEmpty();
    }

    @Test
    void otherBytesAreRefused() {
        assertRefused(Reason.NOT_AN_ARTIFACT, "expected a precompiled artifact", Artifacts.adder());
        assertRefused(Reason.NOT_AN_ARTIFACT, "expected a precompiled artifact", new byte[] {
            0x7F, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
        });
        assertRefused(Reason.DAMAGED, "ends after 0 bytes", new byte[0]);
    }

    @Test
    @DisplayName("R108: artifacts of another build or format are refused")
    void otherVersionsAreRefused() {
        byte[] artifact = precompiled();
        assertRefused(
                Reason.VERSION,
                "artifact of engine 9.9.9-",
                Artifacts.forge(artifact, "build: 0.1.0-", "build: 9.9.9-"));
        byte[] newer = artifact.clone();
        newer[VERSION_AT]++;
        assertRefused(Reason.VERSION, "artifact of format 2, expected format 1", newer);
    }

    @Test
    @DisplayName("R108: artifacts of another strategy are refused")
    void otherStrategiesAreRefused() {
        String ours = defaultStrategy();
        String other = ours.toUpperCase(Locale.ROOT);
        assertRefused(
                Reason.STRATEGY,
                "artifact for strategy " + other + ", expected " + ours,
                Artifacts.forge(precompiled(), "strategy: " + ours, "strategy: " + other));
    }

    @Test
    @DisplayName("R108: artifacts of other settings are refused, and the message names the settings")
    void otherSettingsAreRefused() {
        assertRefused(
                Reason.SETTINGS,
                "artifact made with other settings: consume-fuel=y instead of n, opt-level=0 instead of 2",
                precompiled(new Config().consumeFuel(true).optLevel(0), Artifacts.adder()));
        assertRefused(
                Reason.SETTINGS,
                "artifact made with other settings: threads=y instead of n, tail-call=n instead of y",
                precompiled(
                        new Config().feature(WasmFeature.THREADS, true).feature(WasmFeature.TAIL_CALL, false),
                        Artifacts.adder()));
    }

    @Test
    @DisplayName("R108: settings that code does not depend on do not matter")
    void unrelatedSettingsDoNotMatter() {
        byte[] artifact = precompiled();
        Config config =
                new Config().parallelCompilation(false).maxWasmStack(1 << 16).maxBacktraceFrames(3);
        try (Engine engine = new Engine(config)) {
            Module.deserialize(engine, artifact).close();
        }
    }

    @Test
    @DisplayName("R103, R109: sections of settings, code and tables; R104: a symbol for each function")
    void artifactsHaveSectionsAndSymbols() {
        ElfImage image = ElfImage.read(precompiled());
        assertThat(image.sections())
                .extracting(ElfImage.Section::name)
                .contains(".gantry.check", ".gantry.info", ".text", ".gantry.module", ".gantry.funcs", ".symtab");
        assertThat(ArtifactReader.settings(image))
                .containsEntry("strategy", defaultStrategy())
                .containsEntry("consume-fuel", "n")
                .containsKey("settings");
        assertThat(ArtifactReader.about(image)).containsEntry("name", "adder").containsEntry("functions", "3");
        assertThat(image.symbols())
                .extracting(ElfImage.Symbol::name)
                .containsExactly("wasm_function0", "wasm_function1", "wasm_function2");
        int end = image.section(".text").sizeBytes();
        assertThat(image.symbols())
                .allSatisfy(symbol ->
                        assertThat(symbol.offsetBytes() + symbol.sizeBytes()).isBetween(1, end));
    }

    @Test
    @DisplayName("R109: an artifact holds the module without its bodies, and little besides")
    void artifactsAreCompact() {
        String body = "(local.set 0 (i32.add (local.get 0) (i32.const 77)))".repeat(2_000);
        byte[] module = TextParser.parseModule("(module (func (param i32) " + body + "))");
        byte[] artifact = precompiled(new Config(), module);
        ElfImage image = ElfImage.read(artifact);
        assertThat(image.section(".gantry.module").sizeBytes()).isLessThan(100);
        assertThat(artifact.length - image.section(".text").sizeBytes()).isLessThan(module.length + 2_500);
    }

    @Test
    void closedEnginesLoadNothing() {
        byte[] artifact = precompiled();
        Engine engine = new Engine();
        engine.close();
        assertThatThrownBy(() -> Module.deserialize(engine, artifact)).isInstanceOf(IllegalStateException.class);
    }
}
