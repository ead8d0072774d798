package dev.gantry.tests.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Precompiled;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.component.Component;
import dev.gantry.component.Instance;
import dev.gantry.component.ItemType;
import dev.gantry.component.ResourceType;
import dev.gantry.component.Type;
import dev.gantry.component.Val;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ComponentArtifact;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.platform.Platform;
import dev.gantry.wasm.ArtifactException;
import dev.gantry.wasm.ArtifactException.Reason;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.component.text.ComponentParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One artifact holds a component with all its modules.
class ComponentArtifactTest {
    private static final byte[] EMPTY = ComponentParser.parseComponent("(component)");

    @TempDir
    Path folder;

    private static Instance instance(Engine engine, Store<String> store, Component component) {
        return new dev.gantry.component.Linker<String>(engine).instantiate(store, component);
    }

    private static void assertRefused(Reason reason, String message, ThrowingCallable loading) {
        assertThatThrownBy(loading)
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "interpreter"})
    @DisplayName("R97: a component that was serialized runs in another engine as it did before")
    void loadedComponentsRun(String strategy) throws IOException {
        Config config = new Config().strategy(Strategy.named(strategy));
        Path file = folder.resolve("greeter.gwasm");
        try (Engine engine = new Engine(config)) {
            Files.write(file, engine.precompileComponent(Artifacts.GREETER.getBytes(StandardCharsets.UTF_8)));
        }
        try (Engine engine = new Engine(config);
                Store<String> store = new Store<>(engine, "")) {
            Component component = Component.deserializeFile(engine, file);
            assertThat(component.exports().keySet()).containsExactlyInAnyOrder("greet", "inner", "fail", "lib");
            Instance instance = instance(engine, store, component);
            assertThat(instance.func("greet").call(Val.string("Ada"))).contains(Val.string("Hi, Ada"));
            assertThat(instance.instance("inner").func("seven").call()).contains(Val.u32(7));
        }
    }

    @Test
    @DisplayName("R97: a loaded component can be serialized again; equal components give equal files")
    void loadedComponentsSerialize() {
        try (Engine engine = new Engine()) {
            byte[] artifact = Component.ofText(engine, Artifacts.GREETER).serialize();
            assertThat(Component.deserialize(engine, artifact).serialize()).isEqualTo(artifact);
            assertThat(Component.deserialize(engine, Component.of(engine, EMPTY).serialize())
                            .exports())
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("R106, R107: modules are compiled in parallel, and the file does not depend on that")
    void filesDoNotDependOnThreads() {
        String modules = IntStream.range(0, 40)
                .mapToObj(number -> "(core module $m" + number + " "
                        + "(func (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))"
                                .repeat(1 + number * 3 % 90)
                        + "(func (export \"f\"))) (core instance (instantiate $m" + number + "))\n")
                .collect(Collectors.joining("", "(component ", ")"));
        byte[] binary = ComponentParser.parseComponent(modules);
        byte[] alone;
        try (Engine engine = new Engine(new Config().parallelCompilation(false))) {
            alone = engine.precompileComponent(binary);
        }
        try (Engine engine = new Engine()) {
            engine.precompileComponent(Artifacts.GREETER.getBytes(StandardCharsets.UTF_8));
            for (int round = 0; round < 5; round++) {
                assertThat(engine.precompileComponent(binary)).isEqualTo(alone);
            }
        }
    }

    @Test
    @DisplayName("R101, R110: artifacts of modules and components are not mixed up, nor are their binaries")
    void modulesAndComponentsAreNotMixedUp() {
        try (Engine engine = new Engine()) {
            byte[] module = engine.precompileModule(Artifacts.adder());
            byte[] component = engine.precompileComponent(EMPTY);
            assertRefused(
                    Reason.KIND,
                    "artifact of a component, expected a module",
                    () -> Module.deserialize(engine, component));
            assertRefused(
                    Reason.KIND,
                    "artifact of a module, expected a component",
                    () -> Component.deserialize(engine, module));
            assertThatThrownBy(() -> engine.precompileModule(EMPTY))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("a component was found where a module was expected");
            assertThatThrownBy(() -> engine.precompileComponent(Artifacts.adder()))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("a module was found where a component was expected");
            assertRefused(
                    Reason.NOT_AN_ARTIFACT,
                    "expected a precompiled artifact",
                    () -> Component.deserialize(engine, EMPTY));
        }
    }

    @Test
    @DisplayName("R99: the first bytes tell modules from components")
    void theFirstBytesTellWhatItIs() throws IOException {
        try (Engine engine = new Engine()) {
            byte[] artifact = engine.precompileComponent(EMPTY);
            assertThat(Engine.detectPrecompiled(Arrays.copyOf(artifact, 64))).contains(Precompiled.COMPONENT);
            assertThat(Engine.detectPrecompiled(Files.write(folder.resolve("c.gwasm"), artifact)))
                    .contains(Precompiled.COMPONENT);
            assertThat(Engine.detectPrecompiled(EMPTY)).isEmpty();
        }
    }

    @Test
    @DisplayName("R108: a component is refused under other settings")
    void otherSettingsAreRefused() {
        byte[] artifact;
        try (Engine engine = new Engine(new Config().consumeFuel(true))) {
            artifact = engine.precompileComponent(Artifacts.GREETER.getBytes(StandardCharsets.UTF_8));
        }
        try (Engine engine = new Engine()) {
            assertRefused(
                    Reason.SETTINGS, "consume-fuel=y instead of n", () -> Component.deserialize(engine, artifact));
        }
    }

    @Test
    @DisplayName("R100: a module that a component exports can be used, but not serialized")
    void exportedModulesCanBeUsed() {
        try (Engine engine = new Engine();
                Store<String> store = new Store<>(engine, "")) {
            Component fresh = Component.ofText(engine, Artifacts.GREETER);
            for (Component component : List.of(fresh, Component.deserialize(engine, fresh.serialize()))) {
                Module module = instance(engine, store, component).module("lib");
                assertThat(new Linker<String>(engine)
                                .instantiate(store, module)
                                .func("seven")
                                .call())
                        .containsExactly(dev.gantry.Val.i32(7));
                assertThatThrownBy(module::serialize)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("expected a module of its own, found one of a component");
            }
        }
    }

    @Test
    @DisplayName("R27: traps of a loaded component are told as those of a fresh one, with the same places")
    void trapsAreTheSame() {
        try (Engine engine = new Engine()) {
            Component fresh = Component.ofText(engine, Artifacts.GREETER);
            Component loaded = Component.deserialize(engine, fresh.serialize());
            String backtrace = trap(engine, fresh, "fail", "integer divide by zero");
            assertThat(trap(engine, loaded, "fail", "integer divide by zero")).isEqualTo(backtrace);
        }
    }

    @Test
    @DisplayName("R27: functions that always trap do so in a loaded component, and have their place in backtraces")
    void functionsThatAlwaysTrapDoSo() {
        String always = """
                (component
                  (core module $m (func (export "f")))
                  (core instance $i (instantiate $m))
                  (func $lifted (canon lift (core func $i "f")))
                  (core func $lowered (canon lower (func $lifted)))
                  (core module $n (import "" "f" (func $f)) (func $caller (export "g") call $f))
                  (core instance $j (instantiate $n (with "" (instance (export "f" (func $lowered))))))
                  (func (export "g") (canon lift (core func $j "g"))))
                """;
        try (Engine engine = new Engine()) {
            Component fresh = Component.ofText(engine, always);
            String backtrace = trap(engine, fresh, "g", "cannot enter component instance");
            assertThat(backtrace).contains("caller");
            assertThat(trap(
                            engine,
                            Component.deserialize(engine, fresh.serialize()),
                            "g",
                            "cannot enter component instance"))
                    .isEqualTo(backtrace);
        }
    }

    private static String trap(Engine engine, Component component, String func, String message) {
        try (Store<String> store = new Store<>(engine, "")) {
            Instance instance = instance(engine, store, component);
            Trap trap =
                    catchThrowableOfType(Trap.class, () -> instance.func(func).call());
            assertThat(trap).hasMessage(message);
            return trap.backtrace().toString();
        }
    }

    @Test
    void backtracesNamePlacesInTheComponent() {
        byte[] binary = ComponentParser.parseComponent(Artifacts.GREETER);
        try (Engine engine = new Engine();
                Store<String> store = new Store<>(engine, "")) {
            Instance instance = instance(engine, store, Component.ofBinary(engine, binary));
            Trap trap =
                    catchThrowableOfType(Trap.class, () -> instance.func("fail").call());
            WasmBacktrace.Frame frame = trap.backtrace().frames().getFirst();
            assertThat(binary[(int) frame.moduleOffset()] & 0xFF).isEqualTo(0x6D); // i32.div_s
        }
    }

    @Test
    @DisplayName("R97: types of imported resources are known of a loaded component")
    void importedResourcesAreReflected() {
        try (Engine engine = new Engine()) {
            Component component =
                    Component.deserialize(engine, engine.precompileComponent("""
                    (component
                      (import "x" (type $x (sub resource)))
                      (import "f" (func (result (own $x)))))
                    """.getBytes(StandardCharsets.UTF_8)));
            assertThat(component.imports().keySet()).containsExactly("x", "f");
            ResourceType resource = ((ItemType.OfResource) component.imports().get("x")).type();
            assertThat(((ItemType.OfFunc) component.imports().get("f")).type().result())
                    .contains(new Type.OwnType(resource));
        }
    }

    @Test
    void binariesThatWereCutAreRefused() {
        byte[] binary = ComponentParser.parseComponent(Artifacts.GREETER);
        try (Engine engine = new Engine()) {
            for (int size = 0; size < binary.length; size++) {
                byte[] cut = Arrays.copyOf(binary, size);
                int length = size;
                try {
                    assertThat(Component.ofBinary(engine, cut).exports())
                            .as("cut to " + length)
                            .hasSizeLessThan(5);
                } catch (MalformedException | ValidationException e) { // between sections, a component may end
                    assertThat(e).as("cut to " + length).hasMessageContaining("offset");
                }
            }
        }
    }

    @Test
    @DisplayName("R102: a signature is registered once, however many modules of a component have it")
    void signaturesAreRegisteredOnce() {
        String module = "(core module (func (export \"f\") (param i32 f64) (result i64) (i64.const 1)) (func))";
        String text = "(component " + module.repeat(30) + "(core module (func) (func (param i32 f64) (result i64) "
                + "(i64.const 1)) (func (param i32))))";
        try (Engine engine = new Engine()) {
            ComponentArtifact artifact =
                    EngineAccess.INSTANCE.compileComponent(engine, text.getBytes(StandardCharsets.UTF_8), "<bytes>");
            int[] first = artifact.modules().getFirst().module().typeIds();
            assertThat(artifact.modules().subList(0, 30))
                    .allSatisfy(other -> assertThat(other.module().typeIds()).isEqualTo(first));
            assertThat(artifact.modules().getLast().module().typeIds()).startsWith(first[1], first[0]);
            assertThat(EngineAccess.INSTANCE.types(engine).interner().groupCount())
                    .isEqualTo(3);
        }
    }

    /// Modules of which one has no code; what traps has a place in its own module.
    private static final String SMALL = """
            (component
              (core module $first (func (export "f") (result i32) (i32.const 1)))
              (core module $empty)
              (core module $second (func (export "f") (param i32) (result i32) (i32.div_u (i32.const 8) (local.get 0))))
              (core instance $a (instantiate $first))
              (core instance $b (instantiate $empty))
              (core instance $c (instantiate $second))
              (func (export "one") (result u32) (canon lift (core func $a "f")))
              (func (export "eight-by") (param "x" u32) (result u32) (canon lift (core func $c "f")))
              (export "second" (core module $second)))
            """;

    @Test
    @DisplayName("R98: one file has all modules of a component, and their machine code is one object")
    void allModulesAreOneObject() {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        try (Engine engine = new Engine(new Config().strategy(Strategy.WINCH));
                Store<String> store = new Store<>(engine, "")) {
            Component fresh = Component.ofText(engine, SMALL);
            for (Component component : List.of(fresh, Component.deserialize(engine, fresh.serialize()))) {
                Instance instance = instance(engine, store, component);
                assertThat(instance.func("one").call()).contains(Val.u32(1));
                assertThat(instance.func("eight-by").call(Val.u32(2))).contains(Val.u32(4));
                Trap trap = catchThrowableOfType(
                        Trap.class, () -> instance.func("eight-by").call(Val.u32(0)));
                assertThat(trap).hasMessage("integer divide by zero");
                assertThat(trap.backtrace().frames())
                        .singleElement()
                        .satisfies(frame -> assertThat(frame.module()).isEqualTo("second"));
            }
            ComponentArtifact artifact =
                    EngineAccess.INSTANCE.compileComponent(engine, SMALL.getBytes(StandardCharsets.UTF_8), "<bytes>");
            List<long[]> places = new ArrayList<>();
            for (Module module : EngineAccess.INSTANCE.modules(engine, artifact.modules())) {
                EngineAccess.INSTANCE
                        .vm(module)
                        .code()
                        .visitPlaces((_, address, bytes) -> places.add(new long[] {address, address + bytes}));
            }
            assertThat(places).hasSize(2);
            assertThat(places.getLast()[0])
                    .as("behind the other, on the same page")
                    .isBetween(places.getFirst()[1], places.getFirst()[0] + 512);
        }
    }

    /// Nothing else refers to the component then.
    @Test
    @DisplayName("R98: the object stays as long as one of its modules is used")
    void theObjectStaysWithAnyModule() {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        try (Engine engine = new Engine(new Config().strategy(Strategy.WINCH));
                Store<String> store = new Store<>(engine, "")) {
            Module second = exported(engine);
            for (int round = 0; round < 5; round++) {
                System.gc();
                Component _ = Component.ofText(engine, SMALL); // takes the place of code that is gone
            }
            assertThat(new Linker<String>(engine)
                            .instantiate(store, second)
                            .func("f")
                            .call(dev.gantry.Val.i32(4)))
                    .containsExactly(dev.gantry.Val.i32(2));
        }
    }

    private static Module exported(Engine engine) {
        try (Store<String> store = new Store<>(engine, "")) {
            return instance(engine, store, Component.ofText(engine, SMALL)).module("second");
        }
    }

    @Test
    @DisplayName("R103, R104: sections are found by name and module, symbols name module, family and number")
    void sectionsAndSymbolsHaveNumbers() {
        try (Engine engine = new Engine()) {
            ElfImage image =
                    ElfImage.read(engine.precompileComponent(Artifacts.GREETER.getBytes(StandardCharsets.UTF_8)));
            assertThat(image.sections())
                    .extracting(ElfImage.Section::name)
                    .contains(".gantry.component", ".text.0", ".gantry.funcs.0", ".text.1", ".gantry.traps.1")
                    .doesNotContain(".text", ".gantry.module");
            assertThat(image.symbols())
                    .extracting(ElfImage.Symbol::name)
                    .contains("m0_wasm_function0", "m1_wasm_function0");
            assertThat(ArtifactReader.modules(image)).hasSize(2).allSatisfy(module -> {
                assertThat(module.symbols()).hasSize(module.functions().size());
                assertThat(module.symbols())
                        .allSatisfy(symbol -> assertThat(symbol.section()).isEqualTo(module.text()));
            });
            assertThat(ArtifactReader.about(image)).containsAllEntriesOf(Map.of("name", "greeter", "modules", "2"));
        }
    }
}
