package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.AnyRef;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.ExportType;
import dev.gantry.ImportType;
import dev.gantry.Instance;
import dev.gantry.InstancePre;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.ResourceLimitException;
import dev.gantry.Store;
import dev.gantry.StoreLimits;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleTest {
    private static final String TEXT = """
            (module $m (import "a" "f" (func (param i32))) (memory (export "mem") 1 2) (func (export "g")))""";

    private final Guests guests = new Guests();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        guests.close();
    }

    @Test
    @DisplayName("R105: modules are made from binary, text and files; text errors name the file")
    void modulesHaveManySources() throws IOException {
        byte[] binary = TextParser.parseModule(TEXT);
        Path wat = Files.writeString(folder.resolve("m.wat"), TEXT);
        Path wasm = Files.write(folder.resolve("m.wasm"), binary);
        for (Module module : new Module[] {
            Module.of(guests.engine, binary),
            Module.of(guests.engine, TEXT.getBytes(StandardCharsets.UTF_8)),
            Module.ofText(guests.engine, TEXT),
            Module.ofBinary(guests.engine, binary),
            Module.fromFile(guests.engine, wat),
            Module.fromFile(guests.engine, wasm)
        }) {
            assertThat(module.name()).contains("m");
            assertThat(module.imports()).extracting(ImportType::name).containsExactly("f");
            assertThat(module.exports()).extracting(ExportType::name).containsExactly("mem", "g");
        }
        Path wrong = Files.writeString(folder.resolve("wrong.wat"), "(module\n  (func (i32.plus)))");
        assertThatThrownBy(() -> Module.fromFile(guests.engine, wrong))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("wrong.wat:2:10")
                .hasMessageContaining("(func (i32.plus)))");
        assertThatThrownBy(() -> Module.ofBinary(guests.engine, TEXT.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    @DisplayName("R145: what goes wrong in the layers below surfaces as an error of the API")
    void errorsOfTheEnvironmentSurface() {
        assertThatThrownBy(() -> Module.fromFile(guests.engine, folder.resolve("none.wasm")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> guests.instance("(module (import \"no\" \"thing\" (func)))"))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("no.thing");
        guests.store.limiter(StoreLimits.defaults().withMaxInstances(0));
        assertThatThrownBy(() -> guests.instance("(module)")).isInstanceOf(ResourceLimitException.class);
        guests.store.limiter(StoreLimits.defaults().withMaxMemoryBytes(0));
        assertThatThrownBy(() -> Memory.of(guests.store, MemoryType.of(Limits.atLeast(1))))
                .isInstanceOf(ResourceLimitException.class);
    }

    @Test
    @DisplayName("R110: a component where a module is expected is named")
    void componentsAreRecognised() {
        byte[] component = {0, 'a', 's', 'm', 0x0D, 0, 1, 0};
        assertThatThrownBy(() -> Module.of(guests.engine, component))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("component");
    }

    @Test
    void disabledFeaturesAreNamed() {
        try (Engine engine = new Engine(new Config().feature(WasmFeature.TAIL_CALL, false))) {
            assertThatThrownBy(() -> Module.ofText(engine, "(module (func $f (return_call $f)))"))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("tail-call");
        }
        assertThatThrownBy(() -> guests.module("(module (func try catch_all end))"))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("legacy-exceptions");
    }

    @Test
    void modulesThatMakeObjectsAreValidated() {
        assertThat(guests.module("(module (type $s (struct)) (func (result (ref $s)) (struct.new $s)))"))
                .isNotNull();
        assertThatThrownBy(() -> guests.module("(module (type $s (struct)) (func (result i32) (struct.new $s)))"))
                .isInstanceOf(ValidationException.class);
    }

    @Test
    void unknownStrategiesAndCollectorsNameWhatThereIs() {
        assertThatThrownBy(() -> new Engine(new Config().strategy(Strategy.named("warp"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("interpreter, winch]");
    }

    @Test
    void incompatibleImportsNameBothTypes() {
        guests.linker.define("m", "mem", Memory.of(guests.store, MemoryType.of(Limits.of(1, 1))));
        LinkException thrown = catchThrowableOfType(
                LinkException.class, () -> guests.instance("(module (import \"m\" \"mem\" (memory 2)))"));
        assertThat(thrown.failure()).isEqualTo(Failure.INCOMPATIBLE_IMPORT_TYPE);
        assertThat(thrown).hasMessageContaining("(memory 2)").hasMessageContaining("(memory 1 1)");
    }

    @Test
    void oneLookupServesManyInstances() {
        guests.linker.func("host", "one", IntSupplier.class, () -> 1);
        InstancePre<String> pre = guests.linker.instantiatePre(guests.module("""
                (module (import "host" "one" (func $one (result i32))) (global $g (mut i32) (i32.const 0))
                  (func (export "next") (result i32)
                    (global.set $g (i32.add (global.get $g) (call $one))) (global.get $g)))"""));
        try (Store<String> other = new Store<>(guests.engine, "other")) {
            Instance first = pre.instantiate(guests.store);
            Instance second = pre.instantiate(guests.store);
            Instance third = pre.instantiate(other);
            assertThat(first.func("next").call()).containsExactly(Val.i32(1));
            assertThat(first.func("next").call()).containsExactly(Val.i32(2));
            assertThat(second.func("next").call()).containsExactly(Val.i32(1));
            assertThat(third.func("next").call()).containsExactly(Val.i32(1));
        }
    }

    @Test
    @DisplayName("R116: i31 values pass both ways, wrapped or checked")
    void i31ValuesPass() {
        Instance instance = guests.instance("""
                (module (func (export "get") (param i31ref) (result i32) (i31.get_s (local.get 0)))
                  (func (export "make") (param i32) (result i31ref) (ref.i31 (local.get 0))))""");
        assertThat(instance.func("get").call(Val.anyref(new AnyRef.I31(-5)))).containsExactly(Val.i32(-5));
        assertThat(instance.func("make").call(Val.i32(0x4000_0001)))
                .containsExactly(Val.anyref(AnyRef.I31.wrapping(0x4000_0001)));
        assertThatThrownBy(() -> new AnyRef.I31(0x4000_0000)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new AnyRef.I31(-1).unsigned()).isEqualTo(0x7FFF_FFFF);
    }
}
