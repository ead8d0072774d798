package dev.gantry.environ.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.environ.spi.Relocation;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.text.TextParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArtifactBuilderTest {
    private static final int FUNCTIONS = 500;

    private final ModuleTranslation module = ModuleTranslation.translate(
            TextParser.parseModule("(module " + "(func)".repeat(FUNCTIONS) + ")"),
            WasmFeature.defaults(),
            new TypeRegistry(),
            Tunables.defaults(),
            false);

    /// A compiler whose threads finish in any order, and whose functions call the first one and a builtin.
    private static final class Shuffling implements Compiler {
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        final Queue<FuncKey> compiled = new ConcurrentLinkedQueue<>();
        private final long seed;

        Shuffling(long seed) {
            this.seed = seed;
        }

        @Override
        public void check(ModuleTranslation module) {}

        @Override
        public List<FuncKey> keys(ModuleTranslation module) {
            List<FuncKey> keys = new ArrayList<>();
            for (int function = 0; function < FUNCTIONS; function++) {
                keys.add(new FuncKey.WasmFunction(function));
            }
            keys.add(new FuncKey.ArrayToWasm(0));
            Collections.shuffle(keys, new Random(seed));
            return keys;
        }

        @Override
        public CompiledFunction compile(ModuleTranslation module, FuncKey key) {
            threads.add(Thread.currentThread());
            compiled.add(key);
            byte[] code = new byte[4 + Math.floorMod(key.symbol().hashCode(), 13)];
            boolean calls = key instanceof FuncKey.WasmFunction;
            return new CompiledFunction(
                    key,
                    code,
                    16,
                    calls
                            ? List.of(new Relocation(0, Relocation.Kind.REL32, new FuncKey.WasmFunction(0), -4))
                            : List.of(),
                    OffsetTable.EMPTY,
                    OffsetTable.EMPTY,
                    List.of(),
                    List.of(),
                    calls ? Set.of(Builtin.MEMORY_GROW) : Set.of());
        }
    }

    @Test
    @DisplayName("R106, R107: functions are compiled by many threads, and the result does not depend on them")
    void resultsDoNotDependOnThreads() {
        Artifact sequential = ArtifactBuilder.build("test", new Shuffling(1), module, false);
        for (int seed = 2; seed < 10; seed++) {
            Artifact parallel = ArtifactBuilder.build("test", new Shuffling(seed), module, true);
            assertThat(parallel.text()).isEqualTo(sequential.text());
            assertThat(keys(parallel)).isEqualTo(keys(sequential));
            assertThat(ArtifactWriter.write(parallel, "build")).isEqualTo(ArtifactWriter.write(sequential, "build"));
        }
    }

    @Test
    @DisplayName("R104: every function has a place and a symbol, and relocations lead to their targets")
    void functionsAreLinked() {
        Artifact artifact = ArtifactBuilder.build("test", new Shuffling(1), module, true);
        assertThat(artifact.functions().size()).isEqualTo(FUNCTIONS + 2);
        assertThat(keys(artifact))
                .extracting(FuncKey::symbol)
                .contains("wasm_function0", "wasm_function499", "array_to_wasm0", "wasm_to_builtin_memory_grow");
        int target = place(artifact, 0);
        ByteBuffer text = artifact.text().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int function = 0; function < FUNCTIONS; function++) {
            int place = place(artifact, function);
            assertThat(place % 16).isZero();
            assertThat(place + 4 + text.getInt(place)).isEqualTo(target);
        }
    }

    @Test
    @DisplayName("R134: a builtin's trampoline is made once, however many functions call it")
    void builtinTrampolinesAreMadeOnce() {
        Shuffling compiler = new Shuffling(1);
        Artifact artifact = ArtifactBuilder.build("test", compiler, module, true);
        for (Collection<FuncKey> found : List.of(keys(artifact), compiler.compiled)) {
            assertThat(found)
                    .filteredOn(key -> key instanceof FuncKey.WasmToBuiltin)
                    .containsExactly(new FuncKey.WasmToBuiltin(Builtin.MEMORY_GROW));
        }
    }

    private static List<FuncKey> keys(Artifact artifact) {
        FunctionTable functions = artifact.functions();
        return IntStream.range(0, functions.size()).mapToObj(functions::key).toList();
    }

    private static int place(Artifact artifact, int function) {
        Artifact.Location location = artifact.functions().find(new FuncKey.WasmFunction(function));
        return location == null ? -1 : location.offsetBytes();
    }
}
