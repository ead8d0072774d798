package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Precompiled modules on the command line.
class CompileCommandTest {
    private static final String TEXT = """
            (module $sum
              (import "lib" "two" (func $two (result i32)))
              (func $inc (export "inc") (param i32) (result i32) (i32.add (local.get 0) (call $two)))
              (func $fail (export "fail") (unreachable)))
            """;

    @TempDir
    private Path folder;

    private String source;
    private String library;
    private String target;

    @BeforeEach
    void write() throws IOException {
        source = Files.writeString(folder.resolve("sum.wat"), TEXT).toString();
        library = Files.writeString(
                        folder.resolve("lib.wat"), "(module (func (export \"two\") (result i32) (i32.const 2)))")
                .toString();
        target = folder.resolve("sum.gwasm").toString();
    }

    private void compile(String... options) {
        String[] line = Arrays.copyOf(new String[] {"compile", source, "-o", target}, 4 + options.length);
        System.arraycopy(options, 0, line, 4, options.length);
        assertThat(CliRun.of(line)).isEqualTo(new CliRun(0, "", ""));
    }

    @Test
    @DisplayName("R97: a precompiled module runs, as the module itself and as a preload")
    void precompiledModulesRun() {
        compile();
        String compiledLibrary = folder.resolve("lib.gwasm").toString();
        assertThat(CliRun.of("compile", library, "-o", compiledLibrary).code()).isZero();
        for (String preload : new String[] {library, compiledLibrary}) {
            assertThat(CliRun.of("run", "--preload", "lib=" + preload, "--invoke", "inc", target, "40"))
                    .isEqualTo(new CliRun(0, "42\n", ""));
        }
        CliRun trap = CliRun.of("run", "--preload", "lib=" + library, "--invoke", "fail", target);
        assertThat(trap.code()).isEqualTo(134);
        assertThat(trap.err()).contains("unreachable", "sum!fail");
    }

    @Test
    @DisplayName("R108: a module that was precompiled under other settings is refused, with their names")
    void otherSettingsAreRefused() {
        compile();
        CliRun run = CliRun.of("run", "-W", "fuel=100", "--preload", "lib=" + library, "--invoke", "inc", target, "1");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("error: " + target + ": artifact made with other settings: consume-fuel=n instead of y\n");
        compile("-W", "fuel=1");
        assertThat(CliRun.of("run", "-W", "fuel=100", "--preload", "lib=" + library, "--invoke", "inc", target, "1"))
                .isEqualTo(new CliRun(0, "3\n", ""));
    }

    @Test
    void damagedArtifactsAreRefused() throws IOException {
        compile();
        byte[] artifact = Files.readAllBytes(Path.of(target));
        Files.write(Path.of(target), Arrays.copyOf(artifact, artifact.length - 1));
        for (String command : new String[] {"run", "objdump"}) {
            CliRun run = CliRun.of(command, target);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).startsWith("error: " + target + ": damaged artifact: expected ");
        }
    }

    @Test
    void commandsThatNeedTheSourceSaySo() {
        compile();
        for (String command : new String[] {"validate", "print", "parse", "compile"}) {
            CliRun run = CliRun.of(command, target);
            assertThat(run.code()).as(command).isEqualTo(1);
            assertThat(run.err()).isEqualTo("error: " + target + ": is precompiled, expected a WebAssembly module\n");
        }
    }

    @Test
    @DisplayName("R99, R104: objdump tells artifacts by their first bytes, and shows sections and functions")
    void objdumpShowsArtifacts() {
        compile("--strategy", "interpreter");
        CliRun run = CliRun.of("objdump", target);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith(target + ": precompiled module for any machine, ")
                .containsPattern("(?m)^name +sum$")
                .containsPattern("(?m)^strategy +interpreter$")
                .containsPattern("(?m)^consume-fuel +n$")
                .containsPattern("(?m)^\\.text +0x")
                .containsPattern("(?m)^wasm_function0 +0x?0 .* func\\[1] <inc> at 0x")
                .containsPattern("(?m)^wasm_function1 .* func\\[2] <fail> at 0x");
        for (String name : new String[] {"inc", "1", "wasm_function0"}) {
            CliRun one = CliRun.of("objdump", "--func", name, target);
            assertThat(one.out()).hasLineCount(1).startsWith("wasm_function0");
        }
        CliRun none = CliRun.of("objdump", "--func", "nobody", target);
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("no function is called nobody");
        assertThat(CliRun.of("objdump", "--headers", target).out()).doesNotContain("wasm_function0");
    }

    @Test
    void errorsNameTheFile() throws IOException {
        String wrong = Files.writeString(folder.resolve("wrong.wat"), "(module (func (result i32)))")
                .toString();
        CliRun run = CliRun.of("compile", wrong, "-o", target);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: " + wrong + ": type mismatch");
        CliRun lost = CliRun.of(
                "compile", source, "-o", folder.resolve("no/such/folder.gwasm").toString());
        assertThat(lost.code()).isEqualTo(1);
        assertThat(lost.err()).contains("there is no folder " + folder.resolve("no/such"));
    }
}
