package dev.gantry.wasm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.ModuleDef;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of identifiers and annotations.
final class TextNamesTest {
    private static ModuleDef module(String text) {
        return ModuleReader.read(TextParser.parseModule(text), WasmFeature.defaults());
    }

    private static byte[] custom(ModuleDef module, String name) {
        CustomSection section = module.customs().stream()
                .filter(custom -> custom.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Arrays.copyOfRange(
                module.bytes(), section.payload().start(), section.payload().end());
    }

    private static void subsection(ByteWriter out, int id, Object... indicesAndNames) {
        out.u8(id);
        int region = out.beginSized();
        map(out, indicesAndNames);
        out.endSized(region);
    }

    private static void map(ByteWriter out, Object... indicesAndNames) {
        out.u32(indicesAndNames.length / 2);
        for (int entry = 0; entry < indicesAndNames.length; entry += 2) {
            out.u32((Integer) indicesAndNames[entry]);
            if (indicesAndNames[entry + 1] instanceof String name) {
                out.name(name);
            } else {
                map(out, (Object[]) indicesAndNames[entry + 1]);
            }
        }
    }

    @Test
    void identifiersBecomeTheNameSection() {
        String text = """
                (module $m
                  (type $s (struct (field i32) (field $y i64)))
                  (import "a" "b" (func $imported (param $unseen i32)))
                  (table $t 1 funcref) (memory $mem 1) (global $g i32 (i32.const 0)) (tag $e)
                  (elem $seg func) (data $d "")
                  (func)
                  (func $f (param $p i32) (local i32) (local $l i32)
                    (block $outer
                      (block
                        (if $if (block $cond (result i32) (i32.const 0)) (then (br $if)) (else (br $outer)))))))
                """;
        ByteWriter expected = new ByteWriter();
        expected.u8(0);
        int region = expected.beginSized();
        expected.name("m");
        expected.endSized(region);
        subsection(expected, 1, 0, "imported", 2, "f");
        subsection(expected, 2, 2, new Object[] {0, "p", 2, "l"});
        subsection(expected, 3, 2, new Object[] {0, "outer", 2, "cond", 3, "if"});
        subsection(expected, 4, 0, "s");
        subsection(expected, 5, 0, "t");
        subsection(expected, 6, 0, "mem");
        subsection(expected, 7, 0, "g");
        subsection(expected, 8, 0, "seg");
        subsection(expected, 9, 0, "d");
        subsection(expected, 10, 0, new Object[] {1, "y"});
        subsection(expected, 11, 0, "e");
        assertThat(custom(module(text), "name")).isEqualTo(expected.toBytes());
    }

    @Test
    void nameAnnotationsWinOverIdentifiers() {
        ByteWriter expected = new ByteWriter();
        expected.u8(0);
        int region = expected.beginSized();
        expected.name("Modül");
        expected.endSized(region);
        subsection(expected, 1, 0, "λ");
        assertThat(custom(module("(module $m (@name \"Modül\") (func $f (@name \"λ\")))"), "name"))
                .isEqualTo(expected.toBytes());
    }

    @Test
    void customAnnotationsBecomeSectionsInTheirPlaces() {
        ModuleDef module = module("""
                (@custom "last" "1" "\\ff")
                (@custom "first" (before first))
                (@custom "types" (after type) "x")
                (@custom "no section" (before table))
                (func)
                """);
        List<String> places = module.customs().stream()
                .map(custom -> custom.sectionsBefore() + " " + custom.name())
                .toList();
        assertThat(places).containsExactly("0 first", "1 types", "2 no section", "3 last");
        assertThat(custom(module, "last")).containsExactly('1', 0xFF);
    }

    @Test
    void branchHintsKnowTheOffsetOfTheirInstruction() {
        ModuleDef module = module("""
                (func)
                (func (param i32) (local i64)
                  (@metadata.code.branch_hint "\\01") (if (local.get 0) (then))
                  (block local.get 0 (@metadata.code.branch_hint "\\00") br_if 0))
                """);
        // Local declarations take 3 bytes, local.get 2, `if void end` 3, `block void` 2, local.get 2.
        assertThat(custom(module, "metadata.code.branch_hint")).containsExactly(1, 1, 2, 5, 1, 1, 12, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(@name \"x\")",
                "(module (@name \"a\") (@name \"b\"))",
                "(func (nop (@name \"x\")))",
                "(@custom)",
                "(@custom 4)",
                "(@custom \"x\" (after))",
                "(@custom \"x\" (near type))",
                "(@custom \"x\" (before types))",
                "(@custom \"x\" (after first))",
                "(func (@custom \"x\"))",
                "(@metadata.code.branch_hint \"\\01\")",
                "(func (@metadata.code.branch_hint \"\\02\") nop)",
                "(func (@metadata.code.branch_hint 1) nop)",
                "(func (@metadata.code.branch_hint \"\\01\") (@metadata.code.branch_hint \"\\01\") nop)",
                "(func (@metadata.code.branch_hint \"\\01\"))",
                "(func (block (@metadata.code.branch_hint \"\\01\")))",
                "(func block (@metadata.code.branch_hint \"\\01\") end)",
                "(global i32 (@metadata.code.branch_hint \"\\01\") (i32.const 0))",
            })
    void misplacedAndMalformedAnnotationsAreRefused(String text) {
        assertThatThrownBy(() -> TextParser.parseModule(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("annotation");
    }

    /// Every prefix and every text with a token left out parses or is refused with a position.
    @Test
    void mutilatedTextsFailWithAPosition() {
        String text = """
                (module $m (@name "M") (type $s (sub final (struct (field $y (mut i64) )))) (rec (type (func (param i32))))
                  (import "a" "b" (func $i (type 1))) (table $t i64 1 2 (ref null func) (ref.null func))
                  (memory $mem (export "m") 1 1 shared) (memory (data "abc" "\\00")) (global $g (mut i32) (i32.const 0))
                  (tag $e (param i32)) (elem (table $t) (offset (i64.const 0)) funcref (item ref.null func))
                  (data $d "\\u{41}") (start $f) (@custom "c" (after type) "x") (export "f" (func $f))
                  (func $f (local $l i32) (v128) (drop (v128.const f32x4 1 -inf nan:0x1 0x1p3))
                    (if $if (local.get $l) (then (br $if)) (else nop)) block $b br_table 0 $b 0 end $b
                    (i32.store8 $mem offset=1 align=1 (i32.const 1) (i32.const 2)) try_table (catch $e 0) end
                    (call_indirect $t (param i32) (i32.const 0) (i64.const 0)) (select (result i32))))
                """.replace("(v128)", "");
        Tokens tokens = Tokens.of(new SourceText(text, ""));
        for (int end = 0; end < text.length(); end++) {
            tryParse(text.substring(0, end));
        }
        for (int token = 0; token < tokens.count(); token++) {
            tryParse(text.substring(0, tokens.start(token)) + text.substring(tokens.end(token)));
            for (String other : List.of("(", ")", "0", "-1", "$x", "func", "\"\"", "1.5", "(@name \"\")", "end")) {
                tryParse(
                        text.substring(0, tokens.start(token)) + " " + other + " " + text.substring(tokens.end(token)));
            }
        }
    }

    private static void tryParse(String text) {
        try {
            TextParser.parseModule(text);
        } catch (MalformedException e) {
            assertThat(e).hasMessageMatching("(?s)\\d+:\\d+: .*");
        }
    }
}
