package dev.gantry.wasm.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.FuncDef;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.TextParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Encoding what was decoded.
final class ModuleWriterTest {
    private static ModuleDef read(byte[] bytes) {
        return ModuleReader.read(bytes, EnumSet.allOf(WasmFeature.class));
    }

    @Test
    void everySectionComesBackAsItWas() {
        byte[] bytes = TextParser.parseModule("""
                (module $m
                  (rec (type $s (sub (struct (field $x (mut i8)) (field f64)))) (type (sub final $s (struct (field (mut i8)) (field f64)))))
                  (type (array (mut (ref null $s))))
                  (import "a" "f" (func (param i32))) (import "a" "t" (table i64 1 2 externref))
                  (import "a" "m" (memory 1 2 shared)) (import "a" "g" (global (mut v128))) (import "a" "e" (tag (param i64)))
                  (table 3 (ref func) (ref.func 0)) (table 1 funcref)
                  (memory i64 1 (pagesize 1)) (tag (param f32)) (global i32 (i32.add (i32.const 1) (i32.const 2)))
                  (export "x" (func 0)) (export "y" (table 1)) (export "z" (memory 1)) (export "w" (global 0)) (export "v" (tag 1))
                  (start $go)
                  (elem (table 2) (i32.const 0) func 0) (elem func 0) (elem declare func 0)
                  (elem (table 2) (i32.const 0) funcref (ref.null func)) (elem (ref null $s) (ref.null $s)) (elem declare anyref)
                  (data (memory 1) (i64.const 0) "x") (data "y")
                  (@custom "c" (after import) "payload")
                  (func $go (local i32 i32 i64) (data.drop 1)))
                """);
        assertThat(ModuleWriter.write(read(bytes))).isEqualTo(bytes);
    }

    @Test
    void emptySectionsAreKept() {
        byte[] bytes = new ModuleWriter()
                .section(ModuleWriter.TYPE, vector())
                .custom("between", new byte[] {1})
                .section(ModuleWriter.IMPORT, vector())
                .section(ModuleWriter.TABLE, vector())
                .custom("", new byte[0])
                .toBytes();
        assertThat(ModuleWriter.write(read(bytes))).isEqualTo(bytes);
    }

    private static ByteWriter vector() {
        ByteWriter empty = new ByteWriter();
        empty.u32(0);
        return empty;
    }

    /// Programs, whose sizes are often not in their shortest form: the second encoding equals the first, and bodies and
    /// custom sections are those of the original.
    @Test
    void programsKeepTheirContent() throws IOException {
        Path programs =
                Path.of(System.getProperty("gantry.suites", "../shared")).resolve("programs");
        assumeTrue(Files.isDirectory(programs), "no programs at " + programs + ": set -Dgantry.suites");
        try (Stream<Path> files = Files.walk(programs)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".wasm")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes[4] != 1 || bytes.length > 5_000_000) {
                    continue; // a component, or too long for a quick test
                }
                ModuleDef before = read(bytes);
                byte[] written = ModuleWriter.write(before);
                ModuleDef after = read(written);
                assertThat(ModuleWriter.write(after)).as(file.toString()).isEqualTo(written);
                assertThat(after.recGroups()).isEqualTo(before.recGroups());
                assertThat(after.tableSpace()).isEqualTo(before.tableSpace());
                assertThat(customs(after)).isEqualTo(customs(before));
                assertThat(bodies(after)).isEqualTo(bodies(before));
            }
        }
    }

    private static List<String> customs(ModuleDef module) {
        return module.customs().stream().map(custom -> name(module, custom)).toList();
    }

    private static String name(ModuleDef module, CustomSection custom) {
        int hash = Arrays.hashCode(Arrays.copyOfRange(
                module.bytes(), custom.payload().start(), custom.payload().end()));
        return custom.sectionsBefore() + " " + custom.name() + " " + hash;
    }

    private static List<Integer> bodies(ModuleDef module) {
        return module.funcs().stream().map(func -> hash(module, func)).toList();
    }

    private static int hash(ModuleDef module, FuncDef func) {
        return Arrays.hashCode(Arrays.copyOfRange(
                module.bytes(), func.body().start(), func.body().end()));
    }
}
