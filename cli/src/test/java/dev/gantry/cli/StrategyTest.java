package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command says about how it runs code.
class StrategyTest {
    @TempDir
    private Path folder;

    private String module;

    @BeforeEach
    void write() throws IOException {
        module = Files.writeString(
                        folder.resolve("one.wat"), "(module $m (func $one (export \"f\") (result i32) (i32.const 1)))")
                .toString();
    }

    private static String automatic() {
        try (Engine engine = new Engine()) {
            return engine.strategy().name();
        }
    }

    @Test
    void settingsShowTheStrategyInUse() {
        assertThat(CliRun.of("settings").out())
                .startsWith("in use with these options:\n")
                .containsPattern("\\n  strategy +" + automatic() + "\\n");
        assertThat(CliRun.of("settings", "--strategy", "interpreter").out())
                .containsPattern("\\n  strategy +interpreter\\n  traps +by explicit checks\\n")
                .doesNotContain("\n  not ");
        CliRun unknown = CliRun.of("settings", "--strategy", "steam");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("expected a strategy out of ", "found steam");
    }

    @Test
    void verboseRunsTellTheStrategy() {
        CliRun run = CliRun.of("run", "-v", "--strategy", "interpreter", "--invoke", "f", module);
        assertThat(run.out()).isEqualTo("1\n");
        assertThat(run.err()).matches("strategy +interpreter\\ntraps +by explicit checks\\n");
        assertThat(CliRun.of("run", "--invoke", "f", module)).isEqualTo(new CliRun(0, "1\n", ""));
    }

    @Test
    void functionsAreWrittenForPerf() throws IOException {
        assumeTrue(automatic().equals("winch"), "SKIPPED: no machine code here");
        Path file = Path.of("/tmp/perf-" + ProcessHandle.current().pid() + ".map");
        Files.deleteIfExists(file);
        try {
            assertThat(CliRun.of("run", "-D", "perf-map", "--invoke", "f", module)
                            .out())
                    .isEqualTo("1\n");
            assertThat(Files.readAllLines(file))
                    .filteredOn(line -> !line.contains(" [gantry] "))
                    .singleElement()
                    .asString()
                    .matches("[0-9a-f]+ [0-9a-f]+ m!one");
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
