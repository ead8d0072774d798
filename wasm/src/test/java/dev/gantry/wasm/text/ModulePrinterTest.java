package dev.gantry.wasm.text;

import static dev.gantry.wasm.binary.Samples.bytes;
import static dev.gantry.wasm.binary.Samples.module;
import static dev.gantry.wasm.binary.Samples.moduleWithBody;
import static dev.gantry.wasm.binary.Samples.section;
import static dev.gantry.wasm.binary.Samples.sized;
import static dev.gantry.wasm.binary.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.binary.Samples;
import dev.gantry.wasm.module.ModuleDef;
import java.io.IOException;
import java.io.Writer;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class ModulePrinterTest {
    private static ModuleDef read(byte[] binary) {
        return ModuleReader.read(binary, EnumSet.allOf(WasmFeature.class));
    }

    private static String print(byte[] binary) {
        return ModulePrinter.print(read(binary));
    }

    private static String body(Object... instructions) {
        String text = print(moduleWithBody(0, bytes(instructions), 0x0B));
        int start = text.indexOf("(func (;0;) (type 0)") + "(func (;0;) (type 0)".length();
        return text.substring(start, text.lastIndexOf("))")).strip().replaceAll("\n *", "\n");
    }

    @Test
    void everySectionIsPrinted() {
        assertThat(print(Samples.everything())).isEqualTo("""
                (module $"everyöthing"
                  (type (;0;) (func))
                  (type (;1;) (func (param i32 i64) (result f32)))
                  (type (;2;) (func (param v128) (result externref funcref)))
                  (rec
                    (type $node (;3;) (sub (struct (field $tag (mut i8)) (field i16) (field $next (mut (ref null 4))))))
                    (type (;4;) (sub $node (struct (field (mut i8)) (field i16) (field (mut (ref null 4))) (field f64)))))
                  (type (;5;) (array (mut (ref i31))))
                  (type (;6;) (array i64))
                  (import "m" "func" (func $imported (;0;) (type 1)))
                  (import "m" "table" (table (;0;) 1 10 funcref))
                  (import "m" "memory" (memory (;0;) 1 2))
                  (import "m" "global" (global (;0;) (mut i32)))
                  (import "m" "tag" (tag (;0;) (type 0)))
                  (func $start (;1;) (type 0))
                  (func (@name "start") (;2;) (type 1) (param $x i32) (param i64) (result f32)
                    (local (@name "x") i32) (local $y i32)
                    (local v128)
                    block $out (;@1;)
                      loop $in (result i32) (;@2;)
                        local.get $x
                        if (;@3;)
                          br $out
                        else
                          nop
                        end
                        i32.const -1
                      end
                      drop
                      i32.const 0
                      br_table $out 1
                    end
                    i32.const 0
                    i32.load 1 offset=128 align=2
                    drop
                    v128.const i32x4 0x03020100 0x07060504 0x0b0a0908 0x0f0e0d0c
                    local.set 4
                    i32.const 0
                    i32.const 0
                    i32.const 0
                    memory.init 0
                    data.drop 1
                    try_table (catch_all 0 (;@0;)) (;@1;)
                      throw $oops
                    end
                    f64.const 0x1.8p0 (;=1.5;)
                    drop
                    f32.const 0x1.0p0 (;=1.0;))
                  (func $"a b" (;3;) (type 2) (param v128) (result externref funcref)
                    ref.null extern
                    ref.null func)
                  (table (;1;) 0 externref)
                  (table (;2;) i64 1 65535 funcref)
                  (table (;3;) 4 (ref func) (ref.func $start))
                  (memory (;1;) i64 1)
                  (memory (;2;) 0 3)
                  (tag $oops (;1;) (type 0))
                  (global (;1;) (mut i32) (i32.const 0))
                  (global (;2;) i64 i64.const 1 i64.const -2 i64.add)
                  (global (;3;) f32 (f32.const nan:0x400001))
                  (global (;4;) (ref null $node) (ref.null none))
                  (export "f" (func $start))
                  (export "t" (table 0))
                  (export "m" (memory 1))
                  (export "g" (global 0))
                  (export "e \\"\\\\\\nä\\u{202e}" (tag 0))
                  (start $start)
                  (elem (;0;) (offset (i32.const 0)) func $imported $start)
                  (elem (;1;) func $start)
                  (elem (;2;) (table 2) (offset (i32.const 0)) func 2)
                  (elem (;3;) declare func $"a b")
                  (elem (;4;) (offset (i32.const 0)) funcref (item (ref.func $imported)))
                  (elem (;5;) externref (item (ref.null extern)))
                  (elem (;6;) (table 1) (offset (i32.const 0)) externref (item (ref.null extern)))
                  (elem (;7;) declare funcref (item (ref.func 2)))
                  (data (;0;) (offset (i32.const 0)) "abc")
                  (data (;1;) "\\00\\22x")
                  (data (;2;) (memory 2) (offset (i32.const 0)) "")
                  (@custom "first" (before first) "\\01\\02\\03")
                  (@custom "middle" (after code) "\\ff\\22\\5c")
                  (@custom "producers" (after last) "\\01\\08language\\01\\01C\\0223"))
                """);
    }

    @Test
    void anEmptyModuleIsTwoParentheses() {
        assertThat(print(module())).isEqualTo("(module)\n");
    }

    @Test
    void floatsAreExact() {
        assertThat(body(0x43, 0, 0, 0, 0x80)).isEqualTo("f32.const -0x0.0p0 (;=-0.0;)");
        assertThat(body(0x43, 0, 0, 0x80, 0x7F)).isEqualTo("f32.const inf");
        assertThat(body(0x43, 0, 0, 0x80, 0xFF)).isEqualTo("f32.const -inf");
        assertThat(body(0x43, 0, 0, 0xC0, 0xFF)).isEqualTo("f32.const -nan:0x400000");
        assertThat(body(0x43, 1, 0, 0, 0)).isEqualTo("f32.const 0x0.000002p-126 (;=1.4E-45;)");
        assertThat(body(0x44, 1, 0, 0, 0, 0, 0, 0xF0, 0x7F)).isEqualTo("f64.const nan:0x1");
        assertThat(body(0x44, 0, 0, 0, 0, 0, 0, 0xF0, 0xFF)).isEqualTo("f64.const -inf");
    }

    @Test
    void immediatesHaveTheOrderOfTheTextFormat() {
        assertThat(body(0x11, 0, 0)).isEqualTo("call_indirect (type 0)");
        assertThat(body(0x11, 0, 3)).isEqualTo("call_indirect 3 (type 0)");
        assertThat(body(0xFC, 0x0C, 1, 2)).isEqualTo("table.init 2 1");
        assertThat(body(0xFC, 0x0E, 1, 2)).isEqualTo("table.copy 1 2");
        assertThat(body(0xFC, 0x0A, 0, 0)).isEqualTo("memory.copy");
        assertThat(body(0xFC, 0x0A, 0, 1)).isEqualTo("memory.copy 0 1");
        assertThat(body(0x3F, 0)).isEqualTo("memory.size");
        assertThat(body(0xFB, 0x08, 1, 2)).isEqualTo("array.new_fixed 1 2");
        assertThat(body(0xFB, 0x02, 1, 2)).isEqualTo("struct.get 1 2");
        assertThat(body(0xFB, 0x15, 0x6D)).isEqualTo("ref.test (ref null eq)");
        assertThat(body(0xFB, 0x16, 0)).isEqualTo("ref.cast (ref 0)");
        assertThat(body(0xFB, 0x18, 1, 0, 0x6E, 0x6D)).isEqualTo("br_on_cast 0 (;@0;) (ref null any) (ref eq)");
        assertThat(body(0x1C, 1, 0x70)).isEqualTo("select (result funcref)");
        assertThat(body(0xFD, 0x54, 0, 4, 7)).isEqualTo("v128.load8_lane offset=4 7");
        assertThat(body(0xFD, 0x15, 9)).isEqualTo("i8x16.extract_lane_s 9");
        assertThat(body(0xFD, 0x0D, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 31}))
                .isEqualTo("i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31");
        assertThat(body(0x28, 0x3F, 0)).isEqualTo("i32.load align=9223372036854775808");
        assertThat(body(0xFE, 3, 0)).isEqualTo("atomic.fence");
    }

    @Test
    void shadowedLabelsAreNamedByNumber() {
        byte[] names = section(0, "name", 3, sized(vector(bytes(0, vector(bytes(0, "l"), bytes(1, "l"))))));
        byte[] code = moduleWithBody(0, 0x02, 0x40, 0x02, 0x40, 0x0C, 0, 0x0C, 1, 0x0B, 0x0B, 0x0B);
        assertThat(print(bytes(code, names))).contains("br $l\n").contains("br 1 (;@1;)\n");
    }

    @Test
    void branchHintsAreAnnotationsWhereTheyFit() {
        byte[] before = bytes(section(1, vector(bytes(0x60, 0, 0))), section(3, vector(bytes(0))));
        byte[] code = Samples.code(0, 0x41, 0, 0x04, 0x40, 0x0B, 0x41, 0, 0x0D, 0, 0x0B);
        byte[] good = section(0, "metadata.code.branch_hint", 1, 0, vector(bytes(3, 1, 1), bytes(8, 1, 0)));
        byte[] bad = section(0, "metadata.code.branch_hint", 1, 0, vector(bytes(4, 1, 1)));
        assertThat(print(module(before, good, code)))
                .contains("(@metadata.code.branch_hint \"\\01\") if (;@1;)\n")
                .contains("(@metadata.code.branch_hint \"\\00\") br_if 0 (;@0;))")
                .doesNotContain("@custom");
        assertThat(print(module(before, bad, code)))
                .contains("(@custom \"metadata.code.branch_hint\" (after func) \"\\01\\00\\01\\04\\01\\01\")");
    }

    @Test
    void runsOfLocalsAreJoined() {
        assertThat(print(moduleWithBody(5, 0, 0x7C, 1, 0x7F, 0, 0x7E, 2, 0x7F, 1, 0x7B, 0x0B)))
                .contains("(func (;0;) (type 0)\n    (local i32 i32 i32)\n    (local v128))");
    }

    @Test
    void memoriesHaveAllFlags() {
        assertThat(print(module(section(5, vector(bytes(0x0F, 1, 2, 0))))))
                .contains("(memory (;0;) i64 1 2 shared (pagesize 1))");
    }

    @Test
    void offsetsStartLinesWhenAskedFor() throws IOException {
        StringBuilder text = new StringBuilder();
        ModulePrinter.print(read(moduleWithBody(0, 0x01, 0x0B)), text, new ModulePrinter.Options(true));
        assertThat(text.toString().lines().toList())
                .contains(
                        "(;0x00000a;)   (type (;0;) (func))",
                        "(;0x000016;)   (func (;0;) (type 0)",
                        "(;0x000017;)     nop))");
    }

    @Test
    void errorsOfTheDestinationReachTheCaller() {
        Writer full = new Writer() {
            @Override
            public void write(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        assertThatIOException()
                .isThrownBy(() -> ModulePrinter.print(read(module()), full, ModulePrinter.Options.DEFAULT))
                .withMessage("no space left");
    }
}
