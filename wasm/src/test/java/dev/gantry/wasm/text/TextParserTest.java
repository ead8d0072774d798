package dev.gantry.wasm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Texts against the binaries they stand for, and texts that are no modules.
final class TextParserTest {
    private static final String HEADER = "0061736d01000000";

    /// The sections of a module without names.
    private static String sections(String text) {
        String hex = HexFormat.of().formatHex(TextParser.parseModule(text));
        assertThat(hex).startsWith(HEADER);
        return hex.substring(HEADER.length());
    }

    private static MalformedException failure(String text) {
        try {
            TextParser.parseModule(text);
        } catch (MalformedException e) {
            return e;
        }
        throw new AssertionError("parsed: " + text);
    }

    @Test
    void emptyTextIsAnEmptyModule() {
        assertThat(sections("")).isEmpty();
        assertThat(sections("(module)")).isEmpty();
        assertThat(sections(";; nothing\n(; (; at ;) all ;)")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(func) | 01 04 01 60 00 00  03 02 01 00  0a 04 01 02 00 0b",
                "(func (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))"
                        + "| 01 07 01 60 02 7f 7f 01 7f  03 02 01 00  0a 09 01 07 00 20 00 20 01 6a 0b",
                "(func (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)"
                        + "| 01 07 01 60 02 7f 7f 01 7f  03 02 01 00  0a 09 01 07 00 20 00 20 01 6a 0b",
                "(memory (export \"m\") 1 2) | 05 04 01 01 01 02  07 05 01 01 6d 02 00",
                "(memory i64 1) | 05 03 01 04 01",
                "(memory 1 1 shared) | 05 04 01 03 01 01",
                "(memory 7 (pagesize 1)) | 05 04 01 08 07 00",
                "(memory (data \"hi\")) | 05 04 01 01 01 01  0b 08 01 00 41 00 0b 02 68 69",
                "(table 1 funcref) | 04 04 01 70 00 01",
                "(table 1 (ref func) (unreachable)) | 04 09 01 40 00 64 70 00 01 00 0b",
                "(global (mut i64) (i64.const -1)) | 06 06 01 7e 01 42 7f 0b",
                "(import \"a\" \"b\" (func)) | 01 04 01 60 00 00  02 07 01 01 61 01 62 00 00",
                "(func (import \"a\" \"b\")) | 01 04 01 60 00 00  02 07 01 01 61 01 62 00 00",
                "(tag) | 01 04 01 60 00 00  0d 03 01 00 00",
                "(type (struct (field i8) (field (mut i32)))) | 01 07 01 5f 02 78 00 7f 01",
                "(rec (type (sub (array i32))) (type (sub final 0 (array i32))))"
                        + "| 01 0e 01 4e 02 50 00 5e 7f 00 4f 01 00 5e 7f 00",
                "(func (if (i32.const 0) (then (nop)) (else (unreachable))))"
                        + "| 01 04 01 60 00 00  03 02 01 00  0a 0c 01 0a 00 41 00 04 40 01 05 00 0b 0b",
                "(func i32.const 0 if nop else unreachable end)"
                        + "| 01 04 01 60 00 00  03 02 01 00  0a 0c 01 0a 00 41 00 04 40 01 05 00 0b 0b",
                "(func (block (result i32 i32) unreachable) unreachable)"
                        + "| 01 09 02 60 00 00 60 00 02 7f 7f  03 02 01 00  0a 09 01 07 00 02 01 00 0b 00 0b",
                "(elem declare funcref (ref.null func)) | 09 07 01 07 70 01 d0 70 0b",
                "(data \"a\" \"\\62\\u{63}\") | 0b 06 01 01 03 61 62 63",
            })
    void textStandsForBytes(String text, String hex) {
        assertThat(sections(text)).isEqualTo(hex.replace(" ", ""));
    }

    @Test
    void errorsShowLineColumnAndSource() {
        String text = "(module\n  (func\n\t(i32.plus (i32.const 1))))";
        assertThat(failure(text))
                .hasMessage("3:3: unknown operator: i32.plus\n  \t(i32.plus (i32.const 1))))\n  \t ^")
                .extracting(MalformedException::failure)
                .isEqualTo(Failure.UNKNOWN_OPERATOR);
        assertThatThrownBy(() -> TextParser.parseModule("(func $f)\n(func $f)", "a.wat"))
                .hasMessage("a.wat:2:7: duplicate func $f\n  (func $f)\n        ^");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(func (i32.const 4294967296)) | i32 constant out of range",
                "(func (br $x)) | unknown label $x",
                "(func (call $x)) | unknown func $x",
                "(func (local.get $x)) | unknown local $x",
                "(func (param $x i32) (local $x i32)) | duplicate local $x",
                "(func block $a end $b) | mismatching label $b",
                "(func (i32.load align=3 (i32.const 0))) | alignment must be a power of two",
                "(type $t (func)) (func (type $t) (param i32)) | inline function type",
                "(func) (import \"\" \"\" (func)) | import after function",
                "(func $a) (start $a) (start $a) | multiple start sections",
                "(func (v128.const i32x4 1 2 3)) | wrong number of lane literals",
                "(memory 1 (pagesize 3)) | invalid custom page size",
                "(func | expected `)`, found the end of the text",
                "(func)) | expected the end of the text, found )",
                "(data \"a) | unclosed string",
                "(; | unclosed comment",
                "(@x | unclosed annotation",
                "(func $) | empty identifier",
                "(func é) | illegal character U+00E9",
                "(data \"\\g0\") | illegal escape",
                "(component) | a component was found where a module was expected",
            })
    void malformedTextsAreRefusedInTheWordsOfTheSuite(String text, String words) {
        assertThat(failure(text)).hasMessageContaining(words);
    }

    /// R110: a component says that it is one.
    @Test
    void componentsAreNamedAsSuch() {
        assertThat(failure("(component (core module))").failure()).isEqualTo(Failure.COMPONENT_INSTEAD_OF_MODULE);
    }

    @Test
    void deepNestingIsAnErrorAndNotAnOverflow() {
        String folded = "(func " + "(block ".repeat(1_000_000) + ")".repeat(1_000_000) + ")";
        assertThat(failure(folded).failure()).isEqualTo(Failure.NESTING_TOO_DEEP);
        String flat = "(func " + "block ".repeat(1_000_000) + "end ".repeat(1_000_000) + ")";
        assertThat(failure(flat).failure()).isEqualTo(Failure.NESTING_TOO_DEEP);
        String operands = "(func " + "(drop ".repeat(49_000) + "(nop)" + ")".repeat(49_000) + ")";
        assertThat(TextParser.parseModule(operands)).hasSizeGreaterThan(49_000);
        assertThat(failure("(".repeat(1_000_000)).failure()).isEqualTo(Failure.NESTING_TOO_DEEP);
    }
}
