package dev.gantry.jmh;

import dev.gantry.wasm.text.TextParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The modules that compilation is measured with: one of the examples, generated ones of known sizes, and programs
/// of the folder beside the project where there is one.
final class GuestFiles {
    /// Names to files below the folder that `gantry.suites` names.
    private static final Map<String, String> PROGRAMS = Map.of(
            "regex", "programs/sightglass/regex/benchmark.wasm",
            "quickjs-provider", "programs/benchmarks/quickjs-provider.wasm");

    private static final int GENERATED_FUNC_BYTES = 68;

    private GuestFiles() {}

    /// The names of the modules that there are on this machine.
    static List<String> names() {
        return Stream.of("hello", "generated-16", "generated-1024", "regex", "quickjs-provider")
                .filter(name -> !PROGRAMS.containsKey(name) || Files.exists(program(name)))
                .toList();
    }

    /// The binary of a module: `hello`, `generated-N` with N in KiB, or the name of a program.
    static byte[] read(String name) throws IOException {
        if (name.startsWith("generated-")) {
            return generate(1_024 * Integer.parseInt(name.substring("generated-".length())));
        }
        return Files.readAllBytes(name.equals("hello") ? hello() : program(name));
    }

    private static Path hello() {
        return Path.of(System.getProperty("gantry.root", "."), "examples", "hello.wasm");
    }

    private static Path program(String name) {
        return Path.of(System.getProperty("gantry.suites", "../shared"), PROGRAMS.get(name));
    }

    /// Functions with a loop, loads and stores, a branch and a call, until there are about as many bytes as wanted.
    private static byte[] generate(int bytes) {
        StringBuilder text = new StringBuilder("(module (memory 1)\n");
        int funcs = Math.max(1, bytes / GENERATED_FUNC_BYTES);
        for (int func = 0; func < funcs; func++) {
            text.append("""
                    (func (param $x i32) (param $y i64) (result i64) (local $sum i64)
                      (loop $again
                        (local.set $sum (i64.add (local.get $sum) (i64.load offset=%d (local.get $x))))
                        (i64.store (local.get $x) (i64.mul (local.get $sum) (i64.const %d)))
                        (local.tee $x (i32.sub (local.get $x) (i32.const 8)))
                        (br_if $again (i32.gt_s (i32.const %d))))
                      (if (i64.eqz (local.get $y)) (then (return (local.get $sum))))
                      (call %d (local.get $x) (i64.xor (local.get $y) (local.get $sum))))
                    """.formatted(func % 1_000, 7L * func + 1, func % 5_000, func / 2));
        }
        return TextParser.parseModule(text.append(')').toString());
    }
}
