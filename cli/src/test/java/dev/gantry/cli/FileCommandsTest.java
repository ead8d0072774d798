package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands that read modules and run nothing: what they print, their messages and exit codes.
class FileCommandsTest {
    private static final byte[] EMPTY_MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final byte[] COMPONENT = {0, 'a', 's', 'm', 0x0d, 0, 1, 0};
    private static final String ADD = """
            (module
              (func (export "add") (param i32 i32) (result i32)
                local.get 0
                local.get 1
                i32.add))
            """;

    @TempDir
    private Path folder;

    private String file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    private String file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void validModulesAreValidInSilence() throws IOException {
        assertThat(CliRun.of("validate", file("a.wasm", EMPTY_MODULE), file("add.wat", ADD)))
                .isEqualTo(new CliRun(0, "", ""));
    }

    @Test
    void everyInvalidModuleIsNamed() throws IOException {
        String wrong = file("wrong.wat", "(module (func (result i32) i64.const 1))");
        String good = file("good.wat", ADD);
        CliRun run = CliRun.of("validate", wrong, good, wrong);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("error: " + wrong + ": type mismatch"))
                .allMatch(line -> line.contains("offset 0x"));
    }

    @Test
    void aComponentIsRecognisedWhereAModuleIsExpected_R110() throws IOException {
        String component = file("c.wasm", COMPONENT);
        CliRun run = CliRun.of("run", "--preload", "m=" + component, file("a.wasm", EMPTY_MODULE));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("--preload " + component + ": a component was found where a module was expected")
                .hasLineCount(1);
    }

    @Test
    void componentsAreParsedPrintedAndValidated() throws IOException {
        String text = file("c.wat", "(component (import \"f\" (func $f (param \"x\" (list u8)))) (core module $m))");
        String binary = folder.resolve("c.wasm").toString();
        assertThat(CliRun.of("parse", text, "-o", binary).code()).isZero();
        assertThat(Files.readAllBytes(Path.of(binary))).startsWith(COMPONENT);
        CliRun printed = CliRun.of("print", binary);
        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .startsWith("(component")
                .contains("(type (;0;) (list u8))")
                .contains("(import \"f\" (func $f (;0;) (type 1)))")
                .contains("(core module $m (;0;))");
        assertThat(CliRun.withInput(printed.out().getBytes(StandardCharsets.UTF_8), "parse", "-")
                        .out())
                .isEqualTo(CliRun.of("parse", text).out());
        assertThat(CliRun.of("validate", text, binary)).isEqualTo(new CliRun(0, "", ""));
        CliRun invalid = CliRun.of("validate", file("d.wat", "(component (export \"a\" (func 0)))"));
        assertThat(invalid.code()).isEqualTo(1);
        assertThat(invalid.err()).contains("d.wat: ").contains("offset 0x").hasLineCount(1);
        CliRun malformed = CliRun.of("print", file("e.wat", "(component\n  (fune))"));
        assertThat(malformed.code()).isEqualTo(1);
        assertThat(malformed.err()).contains("e.wat:2:4: ");
    }

    @Test
    void filesThatAreNoModulesGiveOneLine() throws IOException {
        assertOneLine(folder.resolve("missing.wasm").toString(), "no such file");
        assertOneLine(folder.toString(), "is a folder, expected a module");
        assertOneLine(file("empty", ""), "is empty, expected a module");
        assertOneLine(file("elf", "\u007fELF......"), "is an ELF file, expected a WebAssembly module");
        assertOneLine(
                file("noise", new byte[] {1, 2, 3, 4, 5}),
                "is neither a WebAssembly binary (magic header not detected) nor text");
        assertOneLine(file("magic", new byte[] {0, 'a', 's'}), "unexpected end");
    }

    private static void assertOneLine(String file, String message) {
        for (String command : new String[] {"validate", "print", "objdump", "run", "parse"}) {
            CliRun run = CliRun.of(command, file);
            if (command.equals("parse") && message.equals("unexpected end")) {
                continue; // parse passes binaries on
            }
            assertThat(run.code()).as(command + " " + file).isEqualTo(1);
            assertThat(run.err())
                    .as(command)
                    .contains(file + ": ")
                    .contains(message)
                    .hasLineCount(1);
        }
    }

    @Test
    void textErrorsShowLineColumnAndSource() throws IOException {
        String wrong = file("wrong.wat", "(module\n  (func i32.addd))\n");
        CliRun run = CliRun.of("validate", wrong);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(wrong).contains("2:9").contains("i32.addd");
    }

    @Test
    void textBecomesBinaryAndTextAgain() throws IOException {
        String text = file("add.wat", ADD);
        String binary = folder.resolve("add.wasm").toString();
        assertThat(CliRun.of("parse", text, "-o", binary).code()).isZero();
        assertThat(Files.readAllBytes(Path.of(binary))).startsWith(EMPTY_MODULE);
        CliRun printed = CliRun.of("print", binary);
        assertThat(printed.code()).isZero();
        assertThat(printed.out()).contains("(export \"add\"").contains("i32.add");
        assertThat(CliRun.withInput(printed.out().getBytes(StandardCharsets.UTF_8), "parse", "-")
                        .out())
                .isEqualTo(CliRun.of("parse", text).out());
    }

    @Test
    void objdumpShowsOffsetsBytesAndInstructions() throws IOException {
        CliRun run = CliRun.of("objdump", file("add.wat", ADD));
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("code ")
                .contains("func[0] <add>")
                .containsPattern("[0-9a-f]{8}: 6a +\\| i32\\.add");
        assertThat(CliRun.of("objdump", "--headers", file("add.wat", ADD)).out())
                .doesNotContain("i32.add");
        assertThat(CliRun.of("objdump", "--func", "nope", file("add.wat", ADD)))
                .isEqualTo(new CliRun(
                        1, "", "error: " + folder.resolve("add.wat") + ": no defined function is called nope\n"));
    }

    @Test
    void aFullDiskIsAnError() throws IOException {
        String text = file("add.wat", ADD);
        for (String command : new String[] {"print", "objdump", "parse"}) {
            CliRun run = CliRun.withFullDisk(command, text);
            assertThat(run.code()).as(command).isEqualTo(1);
            assertThat(run.err())
                    .as(command)
                    .contains("No space left on device")
                    .hasLineCount(1);
        }
        assertThat(CliRun.withFullDisk("settings").code()).isEqualTo(1);
        assertThat(CliRun.withFullDisk("--help").code()).isEqualTo(1);
    }

    @Test
    void disabledFeaturesAreNamed() throws IOException {
        String tail = file("tail.wat", "(module (func $f (return_call $f)))");
        assertThat(CliRun.of("validate", tail).code()).isZero();
        CliRun run = CliRun.of("validate", "-W", "tail-call=n", tail);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("tail-call");
    }

    @Test
    void wrongUsageIsExitCodeTwoWithAHint() {
        assertUsage("expected FILE", "print");
        assertUsage("unknown option: --frobnicate", "print", "--frobnicate", "x");
        assertUsage("-W frob: no such setting", "validate", "-W", "frob=1", "x");
        assertUsage("-W tail-call: expected y or n, found 7", "validate", "-W", "tail-call=7", "x");
        assertUsage("unexpected argument: b", "print", "a", "b");
        assertUsage("-W fuel: expected a number, found -1", "run", "--fuel", "-1", "x");
        assertUsage("-W timeout: expected a time such as 10s or 500ms, found soon", "run", "--timeout", "soon", "x");
        assertUsage("-O opt-level: expected 0, 1 or 2, found 3", "compile", "-O", "opt-level=3", "x");
        assertUsage("--jobs: expected a number from 1 on, found 0", "wast", "-j", "0", "x");
        assertThat(CliRun.of().code()).isEqualTo(2);
    }

    @Test
    void wordsThatAreNoCommandsAreNamed() {
        assertThat(CliRun.of("frobnicate", "x"))
                .isEqualTo(new CliRun(
                        2, "", "error: frobnicate: no such command, and no such file\ntry: gantry --help\n"));
        assertThat(CliRun.of("help", "frobnicate"))
                .isEqualTo(new CliRun(2, "", "error: frobnicate: no such command\ntry: gantry --help\n"));
        assertThat(CliRun.of("no/file.wasm")).isEqualTo(new CliRun(1, "", "error: no/file.wasm: no such file\n"));
    }

    @Test
    void outputThatCannotBeWrittenIsNamedAndNotLeftInHalves() throws IOException {
        String text = file("add.wat", ADD);
        for (String command : new String[] {"parse", "print", "compile"}) {
            String below = folder.resolve("no/out").toString();
            assertThat(CliRun.of(command, text, "-o", below))
                    .isEqualTo(new CliRun(
                            1, "", "error: " + below + ": there is no folder " + folder.resolve("no") + "\n"));
            assertThat(CliRun.of(command, text, "-o", folder.toString()))
                    .isEqualTo(new CliRun(1, "", "error: " + folder + ": is a folder\n"));
        }
        Path half = folder.resolve("half");
        assertThatThrownBy(() -> OutputFile.write(half.toString(), Console.ofProcess(), out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
        assertThat(half).doesNotExist();
    }

    /// `| head` closes the pipe when it has seen enough.
    @Test
    void aReaderThatHasSeenEnoughIsNoError() throws IOException {
        CliRun run = CliRun.withOutputThatFails("Broken pipe", "print", file("add.wat", ADD));
        assertThat(run).isEqualTo(new CliRun(1, "", ""));
    }

    private static void assertUsage(String message, String... args) {
        CliRun run = CliRun.of(args);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: " + message).contains("\ntry: gantry " + args[0] + " --help\n");
    }

    @Test
    void everyCommandHasHelp() {
        String overview = CliRun.of("--help").out();
        for (String command :
                new String[] {"run", "wast", "validate", "parse", "print", "objdump", "explore", "settings"}) {
            assertThat(overview).contains("\n  " + command + " ");
            assertThat(CliRun.of(command, "--help").out()).startsWith("usage: gantry " + command + " ");
            assertThat(CliRun.of("help", command)).isEqualTo(CliRun.of(command, "--help"));
            assertThat(CliRun.of(command, "--help").out().lines()).allMatch(line -> line.length() <= 80);
        }
        assertThat(overview.lines()).allMatch(line -> line.length() <= 80);
        assertThat(CliRun.of("help", "version")).isEqualTo(CliRun.of("--help"));
        assertThat(CliRun.of("--version").out()).startsWith("gantry ");
    }

    @Test
    void settingsListsFeaturesAndValues_R142_R157() {
        CliRun run = CliRun.of("settings", "-W", "threads,simd=n,fuel=10", "-O", "opt-level=0");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern("\\n  threads +y\\n")
                .containsPattern("\\n  simd +n\\n")
                .containsPattern("\\n  fuel=N +10 ")
                .containsPattern("\\n  opt-level=0..2 +0 ");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(run.out()
                        .lines()
                        .filter(line -> line.matches("  [a-z0-9-]+ +[yn]"))
                        .map(String::length))
                .hasSizeGreaterThan(30)
                .containsOnly(39);
    }

    @Test
    void failuresOfScriptsAreToldAsScriptsWriteThem() throws IOException {
        String file = file("wrong.wast", """
                (module
                  (func (export "i32") (result i32) (i32.const -1))
                  (func (export "two") (result i64 f32) (i64.const 7) (f32.const -nan:0x200001))
                  (func (export "f64") (result f64) (f64.const -inf))
                  (func (export "v128") (result v128) (v128.const i64x2 1 2))
                  (func (export "func") (result funcref) (ref.null func))
                  (func (export "extern") (param externref) (result externref) (local.get 0))
                  (func (export "i31") (result anyref) (ref.i31 (i32.const 5)))
                  (func (export "none")))
                (assert_return (invoke "i32") (i32.const 2))
                (assert_return (invoke "two") (i64.const 7) (f32.const nan:canonical))
                (assert_return (invoke "f64") (f64.const 0.5))
                (assert_return (invoke "v128") (v128.const f32x4 1 nan:arithmetic inf nan:0x200001))
                (assert_return (invoke "func") (ref.func))
                (assert_return (invoke "extern" (ref.extern 3)) (ref.null extern))
                (assert_return (invoke "i31") (either (ref.null any) (ref.struct)))
                (assert_return (invoke "none") (f64.const nan:arithmetic))
                (assert_trap (invoke "none") "unreachable")
                """);
        assertThat(CliRun.of("wast", file).out().lines().map(line -> line.replace(file + ":", "")))
                .containsExactly(
                        "10: expected (i32.const 2), found (i32.const -1)",
                        "11: expected (i64.const 7) (f32.const nan:canonical),"
                                + " found (i64.const 7) (f32.const -nan:0x200001)",
                        "12: expected (f64.const 0.5), found (f64.const -inf)",
                        "13: expected (v128.const f32x4 1.0 nan:arithmetic inf nan:0x200001),"
                                + " found (v128.const i64x2 0x0000000000000001 0x0000000000000002)",
                        "14: expected (ref.func), found (ref.null func)",
                        "15: expected (ref.null extern), found (ref.extern 3)",
                        "16: expected (either (ref.null any) (ref.struct)), found (ref.i31 5)",
                        "17: expected (f64.const nan:arithmetic), found no results",
                        "18: expected trap 'unreachable', found no results",
                        "1 passed, 9 failed, 0 skipped");
    }
}
