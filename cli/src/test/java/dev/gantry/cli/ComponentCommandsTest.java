package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands on components.
class ComponentCommandsTest {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("gantry.root", "..")).resolve("examples");
    private static final String GREET = EXAMPLES.resolve("greet.wat").toString();
    private static final String SHAPES = EXAMPLES.resolve("shapes.wat").toString();

    @TempDir
    private Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static void gives(String out, String... line) {
        assertThat(CliRun.of(line)).isEqualTo(new CliRun(0, out + "\n", ""));
    }

    private static void fails(int code, String message, String... line) {
        CliRun run = CliRun.of(line);
        assertThat(run.err()).contains(message).doesNotContain("internal error");
        assertThat(run.code()).isEqualTo(code);
    }

    @Test
    void theExamplesRun() {
        gives("\"Hello, Ada!\"", "run", "--invoke", "greet", GREET, "\"Ada\"");
        gives("[\"Hello, Ada!\", \"Hello, Grace!\"]", "run", "--invoke", "greet-all([\"Ada\", \"Grace\"])", GREET);
        gives("{bytes: 3, first: some(65)}", "run", "--invoke", "measure", GREET, "\"Ada\"");
        gives("{bytes: 0, first: none}", "run", "--invoke", "measure", GREET, "\"\"");
        gives("9", "run", "--invoke", "demo:shapes/area#area", SHAPES, "square(3)");
        gives("10", "run", "--invoke", "area", SHAPES, "rectangle((4, 2.5))");
        gives("{write}", "run", "--invoke", "invert", SHAPES, "{read, execute}");
        gives("blue", "run", "--invoke", "next", SHAPES, "green");
    }

    @Test
    void wrongArgumentsSayWhatIsExpected() {
        fails(2, "greet.wat: greet: expected 1 argument, found 0", "run", "--invoke", "greet", GREET);
        fails(
                2,
                "greet: argument 1, column 1: expected a string in double quotes, found Ada",
                "run",
                "--invoke",
                "greet",
                GREET,
                "Ada");
        fails(2, "greet: column 6: expected 1 arguments, found more", "run", "--invoke", "greet(\"\", 1)", GREET);
        fails(2, "greet: arguments are given twice", "run", "--invoke", "greet(\"\")", GREET, "\"\"");
        fails(
                2,
                "next: argument 1, column 1: expected one of red, green, blue, found pink",
                "run",
                "--invoke",
                "next",
                SHAPES,
                "pink");
    }

    @Test
    void functionsAreFoundInExportedInstances() throws IOException {
        fails(
                1,
                "expected an exported function nope, found demo:shapes/area#area, demo:shapes/rights#invert,",
                "run",
                "--invoke",
                "nope",
                SHAPES);
        String twice = file("twice.wat", """
                (component
                  (core module $m (func (export "f") (result i32) (i32.const 7)))
                  (core instance $i (instantiate $m))
                  (func $f (result u32) (canon lift (core func $i "f")))
                  (instance $inner (export "f" (func $f)))
                  (instance $outer (export "inner" (instance $inner)) (export "g" (func $f)))
                  (export "a" (instance $inner))
                  (export "b" (instance $outer)))
                """);
        fails(1, "expected one exported function f, found a#f, b#inner#f", "run", "--invoke", "f", twice);
        gives("7", "run", "--invoke", "b#inner#f", twice);
        gives("7", "run", "--invoke", "g()", twice);
        CliRun library = CliRun.of("run", twice);
        assertThat(library.code()).isZero();
        assertThat(library.err()).contains("exports no wasi:cli/run").contains("a#f, b#inner#f, b#g");
    }

    @Test
    void theCommandOfAComponentIsCalled() throws IOException {
        for (int code : new int[] {0, 1}) {
            String command = file("command.wat", """
                    (component
                      (core module $m (func (export "run") (result i32) (i32.const %d)))
                      (core instance $i (instantiate $m))
                      (func $run (result (result)) (canon lift (core func $i "run")))
                      (instance $instance (export "run" (func $run)))
                      (export "wasi:cli/run@0.2.6" (instance $instance)))
                    """.formatted(code));
            assertThat(CliRun.of("run", command)).isEqualTo(new CliRun(code, "", ""));
        }
    }

    @Test
    void missingImportsAreNamed() throws IOException {
        String wasi = file("wasi.wat", """
                (component
                  (import "wasi:io/error@0.2.0" (instance (export "error" (type (sub resource)))))
                  (import "wasi:cli/exit@0.2.0" (instance (export "exit" (func (param "status" (result))))))
                  (import "only-types" (instance)))
                """);
        fails(
                1,
                "feature not built: WASI 0.2: the component imports wasi:io/error@0.2.0, wasi:cli/exit@0.2.0",
                "run",
                wasi);
        String other = file("other.wat", "(component (import \"log\" (func (param \"text\" string))))");
        fails(1, "other.wat: imports log, which nothing provides", "run", other);
        fails(2, "--preload", "run", "--preload", "m=" + GREET, GREET);
    }

    @Test
    void trapsAndLimitsAreThoseOfModules() throws IOException {
        String traps = file("traps.wat", """
                (component
                  (core module $m
                    (func (export "trap") unreachable)
                    (func (export "spin") (loop $l (br $l))))
                  (core instance $i (instantiate $m))
                  (func (export "trap") (canon lift (core func $i "trap")))
                  (func (export "spin") (canon lift (core func $i "spin"))))
                """);
        CliRun trap = CliRun.of("run", "--invoke", "trap", traps);
        assertThat(trap.code()).isEqualTo(134);
        assertThat(trap.err()).contains("trap: unreachable").contains("wasm backtrace:");
        fails(134, "fuel", "run", "--fuel", "10000", "--invoke", "spin", traps);
        fails(134, "interrupt", "run", "--timeout=50ms", "--invoke", "spin", traps);
    }

    @Test
    void asynchronousComponentsAreRefused() throws IOException {
        String async = file("async.wat", """
                (component
                  (core module $m (func (export "f")))
                  (core instance $i (instantiate $m))
                  (func (export "f") async (canon lift (core func $i "f"))))
                """);
        fails(1, "feature not built: async", "run", "-W", "component-model-async", "--invoke", "f", async);
    }

    @Test
    void standardInputCanHoldTheComponent() throws IOException {
        byte[] text = Files.readString(Path.of(SHAPES)).getBytes(StandardCharsets.UTF_8);
        assertThat(CliRun.withInput(text, "run", "--invoke", "area", "-", "nothing"))
                .isEqualTo(new CliRun(0, "0\n", ""));
    }

    @Test
    void precompiledComponentsRun_R110() {
        String artifact = folder.resolve("greet.cwasm").toString();
        assertThat(CliRun.of("compile", GREET, "-o", artifact)).isEqualTo(new CliRun(0, "", ""));
        gives("\"Hello, Ada!\"", "run", "--invoke", "greet", artifact, "\"Ada\"");
        fails(
                1,
                "artifact of a component, expected a module",
                "run",
                "--preload",
                "x=" + artifact,
                EXAMPLES.resolve("hello.wat").toString());
        fails(1, "artifact made with other settings", "run", "--fuel", "1000", "--invoke", "greet", artifact, "\"\"");
    }

    @Test
    void componentsAreCheckedParsedAndPrinted() throws IOException {
        assertThat(CliRun.of("validate", GREET, SHAPES)).isEqualTo(new CliRun(0, "", ""));
        String binary = folder.resolve("shapes.wasm").toString();
        assertThat(CliRun.of("parse", SHAPES, "-o", binary).code()).isZero();
        gives("9", "run", "--invoke", "area", binary, "square(3)");
        CliRun printed = CliRun.of("print", binary);
        assertThat(printed.out()).startsWith("(component").contains("demo:shapes/area");
        gives("9", "run", "--invoke", "area", file("again.wat", printed.out()), "square(3)");
    }

    @Test
    void objdumpShowsComponents() {
        CliRun binary = CliRun.of("objdump", SHAPES);
        assertThat(binary.code()).isZero();
        assertThat(binary.out())
                .contains("WebAssembly component, ")
                .containsPattern("core module +0x")
                .contains("module 0: WebAssembly module, ")
                .contains("<area>")
                .contains("f64.mul");
        assertThat(CliRun.of("objdump", "--headers", SHAPES).out())
                .contains("core module")
                .doesNotContain("f64.mul");
        assertThat(CliRun.of("objdump", "--func", "invert", SHAPES).out())
                .contains("i32.xor")
                .doesNotContain("f64.mul", "core module");
        fails(1, "no defined function is called nope", "objdump", "--func", "nope", SHAPES);
    }

    @Test
    void objdumpShowsPrecompiledComponents() {
        String artifact = folder.resolve("shapes.cwasm").toString();
        assertThat(CliRun.of("compile", "--strategy", "interpreter", SHAPES, "-o", artifact)
                        .code())
                .isZero();
        CliRun run = CliRun.of("objdump", artifact);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("precompiled component for any machine")
                .contains(".gantry.component", ".text.0")
                .containsPattern("m0_wasm_function0 +0x0 .* func\\[0\\] at 0x");
        assertThat(CliRun.of("objdump", "--func", "m0_wasm_function1", artifact).out())
                .startsWith("m0_wasm_function1")
                .hasLineCount(1);
    }
}
