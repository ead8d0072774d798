package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Profiling;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.tests.faults.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The file that tells `perf` where functions are.
class PerfMapTest {
    private static final Path FILE =
            Path.of("/tmp/perf-" + ProcessHandle.current().pid() + ".map");

    @BeforeEach
    void needsMachineCode() throws IOException {
        MachineCode.assume("winch");
        Files.deleteIfExists(FILE);
    }

    @AfterEach
    void deleteTheFile() throws IOException {
        Files.deleteIfExists(FILE);
    }

    private static void load(Strategy strategy, Profiling profiling, String text) {
        try (Engine engine = new Engine(new Config().strategy(strategy).profiling(profiling))) {
            Module.ofText(engine, text).close();
        }
    }

    private static List<String> linesOfFunctions() throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(line -> !line.contains(" [gantry] "))
                .toList();
    }

    @Test
    void eachFunctionOfEachModuleIsALine() throws IOException {
        load(Strategy.WINCH, Profiling.PERF_MAP, """
                (module $first
                  (import "m" "f" (func $imported))
                  (func $one (result i32) (i32.const 1))
                  (func (result i32) (i32.const 2))
                  (func $"three\\0aand more" (result i32) (i32.const 3)))
                """);
        load(Strategy.WINCH, Profiling.PERF_MAP, "(module (func $late))");
        List<String> names = new ArrayList<>();
        long end = 0;
        for (String line : linesOfFunctions()) {
            String[] words = line.split(" ", 3);
            long address = Long.parseUnsignedLong(words[0], 16);
            long bytes = Long.parseUnsignedLong(words[1], 16);
            assertThat(bytes).isBetween(1L, 4096L);
            assertThat(names.size() == 3 || address >= end).as(line).isTrue(); // functions do not overlap
            end = address + bytes;
            names.add(words[2]);
        }
        assertThat(names)
                .containsExactly("first!one", "first!<wasm function 2>", "first!three?and more", "<unknown>!late");
    }

    @Test
    void nothingIsWrittenUnlessAskedForOrWithoutMachineCode() {
        load(Strategy.WINCH, Profiling.NONE, "(module (func $f))");
        load(Strategy.INTERPRETER, Profiling.PERF_MAP, "(module (func $f))");
        assertThat(FILE).doesNotExist();
    }

    /// The process names its stubs once, so that their lines may stand in a file that another test has deleted; a
    /// trampoline comes with its signature, which no other test has.
    @Test
    void whatFunctionsAreCalledThroughIsALine() throws IOException {
        try (Engine engine = new Engine(new Config().strategy(Strategy.WINCH).profiling(Profiling.PERF_MAP));
                Store<Void> store = Store.of(engine)) {
            Module module = Module.ofText(engine, """
                    (module
                      (func (export "f") (param f32 i64 f32 i64 f32 f64 f32 v128 f32 i32) (result i64)
                        (local.get 1)))
                    """);
            Val[] args = {
                Val.f32(0),
                Val.i64(5),
                Val.f32(0),
                Val.i64(0),
                Val.f32(0),
                Val.f64(0),
                Val.f32(0),
                Val.v128(0, 0),
                Val.f32(0),
                Val.i32(0)
            };
            Instance.of(store, module, List.of()).func("f").call(args);
        }
        assertThat(Files.readAllLines(FILE))
                .filteredOn(line -> line.endsWith(" [gantry] trampoline array flflfdfvfi>l"))
                .singleElement()
                .satisfies(line ->
                        assertThat(Long.parseLong(line.split(" ", 3)[1], 16)).isBetween(32L, 4096L));
    }

    /// Numbers of processes are used again.
    @Test
    void whatAFormerProcessLeftIsReplaced() throws IOException {
        load(Strategy.WINCH, Profiling.PERF_MAP, "(module)"); // the first one names stubs
        Files.writeString(FILE, "1000 10 stale\n");
        Files.setLastModifiedTime(FILE, java.nio.file.attribute.FileTime.fromMillis(0));
        load(Strategy.WINCH, Profiling.PERF_MAP, "(module (func $f))");
        assertThat(Files.readAllLines(FILE)).hasSize(1).allMatch(line -> line.endsWith("!f"));
    }

    /// Nobody's calls fail for want of a profile: there is one warning, and no further try.
    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void whereItCannotBeWrittenThereIsAWarning(String modulesBefore) throws IOException, InterruptedException {
        ChildJvm.Output output = ChildJvm.of("-Xmx256m").run(UnwritablePerfMap.class, modulesBefore);
        assertThat(output.exitCode()).as(output.text()).isZero();
        assertThat(output.text()).contains("done").containsOnlyOnce("no more lines for perf: cannot write /tmp/perf-");
    }
}
