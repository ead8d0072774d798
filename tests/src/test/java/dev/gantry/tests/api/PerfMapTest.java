package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.Profiling;
import dev.gantry.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
        for (String line : Files.readAllLines(FILE)) {
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
        load(Strategy.WINCH, Profiling.PERF_MAP, "(module)");
        assertThat(FILE).doesNotExist();
    }

    /// Numbers of processes are used again.
    @Test
    void whatAFormerProcessLeftIsReplaced() throws IOException {
        Files.writeString(FILE, "1000 10 stale\n");
        Files.setLastModifiedTime(FILE, java.nio.file.attribute.FileTime.fromMillis(0));
        load(Strategy.WINCH, Profiling.PERF_MAP, "(module (func $f))");
        assertThat(Files.readAllLines(FILE)).hasSize(1).allMatch(line -> line.endsWith("!f"));
    }
}
