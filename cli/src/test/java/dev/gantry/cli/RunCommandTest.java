package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gantry run`: what guests print, and how runs end.
class RunCommandTest {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("gantry.root", "..")).resolve("examples");
    private static final String LIBRARY = """
            (module
              (memory (export "memory") 1)
              (func (export "div") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
              (func (export "swap") (param i64 f64) (result f64 i64) (local.get 1) (local.get 0))
              (func (export "f32") (param f32) (result f32) (local.get 0))
              (func (export "v128") (param v128) (result v128) (local.get 0))
              (func (export "null") (param externref) (result i32) (ref.is_null (local.get 0)))
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
              (func $deep (export "deep") (result i32) (i32.add (i32.const 1) (call $deep)))
              (func (export "spin") (loop $l (br $l))))
            """;

    @TempDir
    private Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private CliRun invoke(String name, String... args) throws IOException {
        String[] line = new String[args.length + 4];
        line[0] = "run";
        line[1] = "--invoke";
        line[2] = name;
        line[3] = file("lib.wat", LIBRARY);
        System.arraycopy(args, 0, line, 4, args.length);
        return CliRun.of(line);
    }

    @Test
    void theExamplesRun() {
        assertThat(CliRun.of("run", EXAMPLES.resolve("hello.wasm").toString()))
                .isEqualTo(new CliRun(0, "Hello, world!\n", ""));
        assertThat(CliRun.of("run", EXAMPLES.resolve("hello.wat").toString()))
                .isEqualTo(new CliRun(0, "Hello, world!\n", ""));
        assertThat(CliRun.of(
                        "run", "--invoke", "fib", EXAMPLES.resolve("fib.wat").toString(), "20"))
                .isEqualTo(new CliRun(0, "6765\n", ""));
        assertThat(CliRun.of(
                        "run",
                        "--invoke",
                        "fib_loop",
                        EXAMPLES.resolve("fib.wat").toString(),
                        "90"))
                .isEqualTo(new CliRun(0, "2880067194370816120\n", ""));
    }

    @Test
    void runIsWhatAFileMeans() {
        assertThat(CliRun.of(EXAMPLES.resolve("hello.wasm").toString(), "Ada", "--help"))
                .isEqualTo(new CliRun(0, "Hello, Ada!\nHello, --help!\n", ""));
    }

    @Test
    void argumentsAndResultsAreOfEveryType() throws IOException {
        assertThat(invoke("div", "-7", "0x2").out()).isEqualTo("-3\n");
        assertThat(invoke("div", "4294967295", "1").out()).isEqualTo("-1\n");
        assertThat(invoke("swap", "18446744073709551615", "2.5").out()).isEqualTo("2.5\n-1\n");
        assertThat(invoke("f32", "-inf").out()).isEqualTo("-Infinity\n");
        assertThat(invoke("f32", "nan").out()).isEqualTo("NaN\n");
        assertThat(invoke("null", "null").out()).isEqualTo("1\n");
        assertThat(invoke("v128", "0x000102030405060708090a0b0c0d0e0f").code()).isZero();
    }

    @Test
    void wrongArgumentsSayWhatIsExpected() throws IOException {
        assertThat(invoke("div", "1").code()).isEqualTo(2);
        assertThat(invoke("div", "1").err())
                .contains("lib.wat: div: expected 2 arguments")
                .contains("found 1");
        assertThat(invoke("div", "1", "4294967296").err())
                .contains("lib.wat: div: argument 2: expected i32, found 4294967296");
        assertThat(invoke("div", "1", "x").code()).isEqualTo(2);
        assertThat(invoke("f32", "1d").code()).isEqualTo(2);
        CliRun missing = invoke("nope");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("nope").hasLineCount(1);
    }

    @Test
    void aTrapIs134WithABacktrace() throws IOException {
        CliRun run = invoke("div", "1", "0");
        assertThat(run.code()).isEqualTo(134);
        assertThat(run.err())
                .startsWith("error: " + folder.resolve("lib.wat") + ": trap: integer divide by zero\nwasm backtrace:\n")
                .doesNotContain("\tat ");
    }

    @Test
    void deepRecursionIsATrap() throws IOException {
        CliRun run = invoke("deep");
        assertThat(run.code()).isEqualTo(134);
        assertThat(run.err()).contains("trap: call stack exhausted");
    }

    @Test
    void guestsThatDoNotEndAreStopped() throws IOException {
        String spin = file("lib.wat", LIBRARY);
        CliRun fuel = CliRun.of("run", "--fuel", "10000", "--invoke", "spin", spin);
        assertThat(fuel.code()).isEqualTo(134);
        assertThat(fuel.err()).contains("fuel");
        CliRun timeout = CliRun.of("run", "--timeout=50ms", "--invoke", "spin", spin);
        assertThat(timeout.code()).isEqualTo(134);
        assertThat(timeout.err()).contains("interrupt");
    }

    @Test
    void memoriesAreLimited() throws IOException {
        String lib = file("lib.wat", LIBRARY);
        assertThat(CliRun.of("run", "--max-memory-size", "128KiB", "--invoke", "grow", lib, "1")
                        .out())
                .isEqualTo("1\n");
        assertThat(CliRun.of("run", "--max-memory-size", "128KiB", "--invoke", "grow", lib, "2")
                        .out())
                .isEqualTo("-1\n");
    }

    @Test
    void theGuestsExitCodeIsTheCommands_R82() throws IOException {
        for (int code : new int[] {0, 1, 7, 134, 255}) {
            assertThat(CliRun.of("run", file("exit.wat", exit(code))).code()).isEqualTo(code);
        }
        assertThat(CliRun.of("run", file("exit.wat", exit(256))).code()).isEqualTo(1);
    }

    private static String exit(int code) {
        return """
                (module
                  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                  (memory (export "memory") 1)
                  (func (export "_start") (call $exit (i32.const %d)) unreachable))
                """.formatted(code);
    }

    @Test
    void importsFindPreloadedModules() throws IOException {
        String lib = file("lib.wat", LIBRARY);
        String user = file("user.wat", """
                (module
                  (import "lib" "div" (func $div (param i32 i32) (result i32)))
                  (func (export "half") (param i32) (result i32) (call $div (local.get 0) (i32.const 2))))
                """);
        assertThat(CliRun.of("run", "--preload", "lib=" + lib, "--invoke", "half", user, "84")
                        .out())
                .isEqualTo("42\n");
        CliRun missing = CliRun.of("run", "--invoke", "half", user, "84");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err())
                .contains("unknown import")
                .contains("lib")
                .contains("div")
                .hasLineCount(1);
    }

    @Test
    void missingFoldersAndFilesGiveOneLine() {
        String hello = EXAMPLES.resolve("hello.wasm").toString();
        String nowhere = folder.resolve("nowhere").toString();
        for (String[] line : new String[][] {
            {"run", nowhere},
            {"run", "--dir", nowhere, hello},
            {"run", "--preload", "x=" + nowhere, hello},
            {nowhere}
        }) {
            CliRun run = CliRun.of(line);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains(nowhere).contains("no such f").hasLineCount(1);
        }
    }

    @Test
    void componentsAreRecognised_R110() throws IOException {
        Path component = Files.write(folder.resolve("c.wasm"), new byte[] {0, 'a', 's', 'm', 0x0d, 0, 1, 0});
        CliRun run = CliRun.of(
                "run",
                "--preload",
                "c=" + component,
                EXAMPLES.resolve("hello.wasm").toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("a component was found where a module was expected")
                .hasLineCount(1);
    }

    @Test
    void aLibraryAloneGetsAHint() throws IOException {
        CliRun run = CliRun.of("run", file("lib.wat", LIBRARY));
        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("--invoke NAME").contains("div");
    }

    @Test
    void anUnknownStrategyIsAnError() {
        CliRun run = CliRun.of(
                "run", "--strategy", "nope", EXAMPLES.resolve("hello.wasm").toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("nope").doesNotContain("internal error").hasLineCount(1);
    }

    @Test
    void scriptsAreCounted() throws IOException {
        String good = file("good.wast", """
                (module (func (export "one") (result i32) (i32.const 1)))
                (assert_return (invoke "one") (i32.const 1))
                """);
        CliRun passed = CliRun.of("wast", good);
        assertThat(passed.code()).isZero();
        assertThat(passed.out()).endsWith("2 passed, 0 failed, 0 skipped\n");
        file("wrong.wast", """
                (module (func (export "one") (result i32) (i32.const 1)))
                (assert_return (invoke "one") (i32.const 2))
                """);
        CliRun failed = CliRun.of("wast", folder.toString());
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).contains("wrong.wast:2: ").endsWith("3 passed, 1 failed, 0 skipped\n");
        assertThat(CliRun.of("wast", folder.resolve("none").toString()).err()).contains("no such file");
    }

    @Test
    void standardInputCanHoldTheModule() {
        CliRun run = CliRun.withInput(
                "(module (func (export \"f\") (result i32) (i32.const 3)))".getBytes(StandardCharsets.UTF_8),
                "run",
                "--invoke",
                "f",
                "-");
        assertThat(run).isEqualTo(new CliRun(0, "3\n", ""));
    }
}
