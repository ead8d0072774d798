package dev.gantry.environ.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.Machine;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.wasm.ArtifactException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArtifactReaderTest {
    private static final String TEXT = """
            (module
              (type $a (func (param i32)))
              (type $s (struct (field i32)))
              (type $b (func (param (ref null $s)) (result i64)))
              (import "m" "f" (func (type $a)))
              (func $x (type $b) (i64.const 1))
              (func $y (type $a))
              (export "y" (func $y)))
            """;
    private static final ArtifactInfo ENGINE =
            new ArtifactInfo("1-2", "test", Tunables.defaults(), WasmFeature.defaults());

    /// Gives every function all tables there are.
    private record Everything(Machine machine) implements Compiler {
        @Override
        public void check(ModuleTranslation module) {}

        @Override
        public List<FuncKey> keys(ModuleTranslation module) {
            int[] typeIds = module.typeIds();
            return List.of(
                    new FuncKey.WasmToArray(module.types().trampolineType(typeIds[2])),
                    new FuncKey.ArrayToWasm(module.types().trampolineType(typeIds[2])),
                    new FuncKey.ArrayToWasm(module.types().trampolineType(typeIds[0])),
                    new FuncKey.WasmFunction(1),
                    new FuncKey.WasmFunction(0));
        }

        @Override
        public CompiledFunction compile(ModuleTranslation module, FuncKey key) {
            return new CompiledFunction(
                    key,
                    new byte[] {1, 2, 3},
                    32,
                    List.of(),
                    OffsetTable.of(new int[] {0, 2}, new int[] {7, 3}),
                    OffsetTable.of(new int[] {1}, new int[] {100_000}),
                    List.of(new CompiledFunction.StackMap(2, new int[] {8, 24})),
                    List.of(new CompiledFunction.Handler(2, -1, 0), new CompiledFunction.Handler(2, 5, 1)),
                    key instanceof FuncKey.WasmFunction ? Set.of(Builtin.THROW) : Set.of());
        }
    }

    private static Artifact artifact() {
        return artifact(Machine.PORTABLE);
    }

    private static Artifact artifact(Machine machine) {
        ModuleTranslation module = ModuleTranslation.translate(
                TextParser.parseModule(TEXT), WasmFeature.defaults(), new TypeRegistry(), Tunables.defaults(), false);
        return ArtifactBuilder.build("test", new Everything(machine), module, false);
    }

    @Test
    @DisplayName("R103, R104: what is written is read again, with the types of another engine")
    void functionsAndTablesAreReadAgain() {
        TypeRegistry types = new TypeRegistry();
        types.register(FuncType.of(List.of(NumType.F64, NumType.F32), List.of()));
        Artifact read = ArtifactReader.readModule(ArtifactWriter.write(artifact(), "1-2"), ENGINE, types);

        int plain = types.trampolineType(read.module().typeIds()[0]);
        int erased = types.trampolineType(read.module().typeIds()[2]);
        assertThat(plain).isNotZero();
        FunctionTable functions = read.functions();
        List<FuncKey> keys = List.of(
                new FuncKey.WasmFunction(0),
                new FuncKey.WasmFunction(1),
                new FuncKey.ArrayToWasm(plain),
                new FuncKey.ArrayToWasm(erased),
                new FuncKey.WasmToArray(erased),
                new FuncKey.WasmToBuiltin(Builtin.THROW));
        assertThat(functions.size()).isEqualTo(keys.size());
        for (int entry = 0; entry < keys.size(); entry++) {
            assertThat(functions.key(entry)).isEqualTo(keys.get(entry));
            Artifact.Location location = Objects.requireNonNull(functions.find(keys.get(entry)));
            assertThat(location.offsetBytes()).isEqualTo(32 * entry);
            assertThat(read.code(location).get(2)).isEqualTo((byte) 3);
            assertThat(location.traps().at(2, -1)).isEqualTo(3);
            assertThat(location.addressMap().floor(2, -1)).isEqualTo(100_000);
            assertThat(location.stackMaps().getFirst().slots()).containsExactly(8, 24);
            assertThat(location.handlers())
                    .containsExactly(new CompiledFunction.Handler(2, -1, 0), new CompiledFunction.Handler(2, 5, 1));
        }
        assertThat(read.alignmentBytes()).isEqualTo(32);
        assertThat(functions.find(new FuncKey.WasmFunction(2))).isNull();
    }

    @Test
    void theModuleIsReadAgainWithoutBodies() {
        Artifact fresh = artifact();
        Artifact read = ArtifactReader.readModule(ArtifactWriter.write(fresh, "1-2"), ENGINE, new TypeRegistry());
        assertThat(read.module().def().funcs())
                .extracting(func -> func.body())
                .isEqualTo(fresh.module().def().funcs().stream()
                        .map(func -> func.body())
                        .toList());
        assertThat(read.module().def().codeSection())
                .isEqualTo(fresh.module().def().codeSection());
        assertThat(read.module().def().hasBodies()).isFalse();
        assertThat(read.module().escapedFuncs()).isEqualTo(fresh.module().escapedFuncs());
        assertThat(read.module().names().func(2)).isEqualTo("y");
        assertThatThrownBy(() -> FuncBody.read(read.module().def(), 0)).isInstanceOf(AssertionError.class);
    }

    @Test
    @DisplayName("R108: the settings are written as text, with a hash that differs when they differ")
    void settingsHaveAHash() {
        ArtifactInfo other = new ArtifactInfo("1-2", "test", Tunables.defaults(), Set.of(WasmFeature.MVP));
        assertThat(ENGINE.hash()).hasSize(16).isNotEqualTo(other.hash());
        assertThat(ArtifactInfo.parse(ENGINE.text()))
                .containsEntry("settings", ENGINE.hash())
                .containsEntry("build", "1-2")
                .containsEntry("opt-level", "2");
    }

    @Test
    @DisplayName("R108: forged settings that name a feature twice are refused")
    void featuresThatAreNamedTwiceAreRefused() {
        String features = ArtifactInfo.parse(ENGINE.text()).get("features");
        String forged = ENGINE.text().replace("features: " + features, "features: " + features + " " + features);
        assertThat(forged).isNotEqualTo(ENGINE.text());
        assertThatThrownBy(() -> ENGINE.check(forged))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("other settings")
                .hasMessageContaining(features + " " + features);
    }

    @Test
    @DisplayName("R108: code for another machine is refused, and says for which it is")
    void codeForAnotherMachineIsRefused() {
        Machine host = Machine.ofHost();
        Machine other = host == Machine.S390X ? Machine.X64 : Machine.S390X;
        ElfImage image = ElfImage.read(ArtifactWriter.write(artifact(other), ENGINE.build()));
        assertThat(image.machine()).isEqualTo(other);
        assertThatThrownBy(() -> ArtifactReader.readModule(image, ENGINE, new TypeRegistry()))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("artifact for " + other + ", expected " + host);
        byte[] own = ArtifactWriter.write(artifact(host), ENGINE.build());
        assertThat(ArtifactReader.readModule(own, ENGINE, new TypeRegistry()).machine())
                .isEqualTo(host);
    }

    @Test
    void toolsReadFunctionsWithoutAnEngine() {
        Artifact written = artifact(Machine.S390X);
        ElfImage image = ElfImage.read(ArtifactWriter.write(written, "another build"));
        ArtifactReader.StoredModule module = ArtifactReader.modules(image).getFirst();
        FunctionTable functions = module.functions();
        assertThat(functions.size()).isEqualTo(written.functions().size());
        for (int entry = 0; entry < functions.size(); entry++) {
            assertThat(functions.location(entry).offsetBytes())
                    .isEqualTo(written.functions().location(entry).offsetBytes());
            assertThat(functions.location(entry).traps().at(2, -1)).isEqualTo(3);
        }
        assertThat(functions.key(0)).isEqualTo(new FuncKey.WasmFunction(0));
        assertThat(module.code()).hasSize(written.text().capacity()).startsWith(1, 2, 3);
    }

    @Test
    void buildsAreTheSameForTheSameClasses() {
        assertThat(BuildId.of(BuildId.class))
                .startsWith(BuildId.VERSION + "-")
                .isEqualTo(BuildId.of(ElfImage.class))
                .isNotEqualTo(BuildId.of(WasmFeature.class));
        assertThat(BuildId.of(String.class)).isEqualTo(BuildId.VERSION);
    }
}
