package dev.gantry.wasm.component.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.UnsupportedException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts of components against the binaries they stand for, abbreviations against what they abbreviate, and texts that
/// are no components.
final class ComponentParserTest {
    private static final String HEADER = "0061736d0d000100";

    private static String hex(String text) {
        return HexFormat.of().formatHex(ComponentParser.parseComponent(text));
    }

    private static MalformedException failure(String text) {
        try {
            ComponentParser.parseComponent(text.getBytes(StandardCharsets.UTF_8), "a.wat");
        } catch (MalformedException e) {
            return e;
        }
        throw new AssertionError("parsed: " + text);
    }

    @Test
    void emptyTextIsAnEmptyComponent() {
        assertThat(hex("")).isEqualTo(HEADER);
        assertThat(hex("(component)")).isEqualTo(HEADER);
        assertThat(hex("(component definition)")).isEqualTo(HEADER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(core module) | 01 08 0061736d01000000",
                "(component) | 04 08 0061736d0d000100",
                "(core instance (instantiate 0)) | 02 04 01 00 00 00",
                "(core instance (instantiate 0 (with \"a\" (instance 1)))) | 02 08 01 00 00 01 01 61 12 01",
                "(core instance (export \"a\" (memory 3)) (export \"\" (tag 1))) | 02 0a 01 01 02 01 61 02 03 00 04 01",
                "(core type (func (param i32))) | 03 05 01 60 01 7f 00",
                "(core type (sub (func))) | 03 07 01 00 50 00 60 00 00",
                "(core rec (type (func)) (type (array i8))) | 03 09 01 4e 02 60 00 00 5e 78 00",
                "(core type (module)) | 03 03 01 50 00",
                "(core type (module (type (sub (func))))) | 03 0a 01 50 01 01 00 50 00 60 00 00",
                "(core type (module (type (func)) (import \"a\" \"b\" (func (type 0))) (export \"c\" (memory 1))))"
                        + "| 03 14 01 50 03 01 60 00 00 00 01 61 01 62 00 00 03 01 63 02 00 01",
                "(core type (module (alias outer 1 0 (type)))) | 03 08 01 50 01 02 10 01 01 00",
                "(instance) | 05 03 01 01 00",
                "(instance (instantiate 2 (with \"a\" (func 1)) (with \"b\" (core module 0))))"
                        + "| 05 0d 01 00 02 02 01 61 01 01 01 62 00 11 00",
                "(alias export 1 \"a\" (func)) | 06 06 01 01 00 01 01 61",
                "(alias core export 1 \"a\" (core memory)) | 06 07 01 00 02 01 01 01 61",
                "(alias outer 1 2 (core module)) | 06 06 01 00 11 02 01 02",
                "(type u8) (type string) | 07 03 02 7d 73",
                "(type (record (field \"a\" u8) (field \"b\" 0))) | 07 09 01 72 02 01 61 7d 01 62 00",
                "(type (variant (case \"a\" u8) (case \"b\"))) | 07 0c 01 71 02 01 61 01 7d 00 01 62 00 00",
                "(type (tuple u8 s64)) (type (list char)) | 07 07 02 6f 02 7d 78 70 74",
                "(type (list u8 4)) (type (map string u8)) | 07 07 02 67 7d 04 63 73 7d",
                "(type (flags \"a\" \"b\")) (type (enum \"c\")) | 07 0b 02 6e 02 01 61 01 62 6d 01 01 63",
                "(type (option bool)) (type (result)) | 07 06 02 6b 7f 6a 00 00",
                "(type (result u8 (error f64))) (type (result (error 0))) | 07 0a 02 6a 01 7d 01 75 6a 00 01 00",
                "(type (own 1)) (type (borrow 300)) | 07 06 02 69 01 68 ac 02",
                "(type (stream)) (type (stream u8)) (type (future)) | 07 08 03 66 00 66 01 7d 65 00",
                "(type (func)) (type (func async (param \"a\" f32) (result error-context)))"
                        + "| 07 0c 02 40 00 01 00 43 01 01 61 76 00 64",
                "(type (resource (rep i32))) (type (resource (rep i64) (dtor 2))) | 07 08 02 3f 7f 00 3f 7e 01 02",
                "(type (instance (export \"a\" (type (sub resource))))) | 07 09 01 42 01 04 00 01 61 03 01",
                "(type (component (import \"a\" (func (type 0))) (export \"b\" (type (eq 1)))))"
                        + "| 07 10 01 41 02 03 00 01 61 01 00 04 00 01 62 03 00 01",
                "(canon lift (core func 1) string-encoding=utf16 (memory 0) (realloc 2) (post-return 3) (func (type 4)))"
                        + "| 08 0d 01 00 00 01 04 01 03 00 04 02 05 03 04",
                "(canon lift (core func 0) async (callback 1) (func (type 0))) | 08 09 01 00 00 00 02 06 07 01 00",
                "(canon lower (func 1) gc (core-type 2) (core func)) | 08 08 01 01 00 01 02 09 08 02",
                "(start 1 (value 2) (result (value)) (result (value))) | 09 04 01 01 02 02",
                "(import \"a\" (func (type 0))) | 0a 06 01 00 01 61 01 00",
                "(import \"a\" (value u8)) | 0a 07 01 00 01 61 02 01 7d",
                "(import \"a\" (external-id \"x\") (implements \"y\") (instance (type 0)))"
                        + "| 0a 0d 01 02 01 61 02 02 01 78 00 01 79 05 00",
                "(import \"a\" (versionsuffix \".1\") (core module (type 1))) | 0a 0c 01 02 01 61 01 01 02 2e 31 00 11 01",
                "(export \"a\" (func 1)) | 0b 07 01 00 01 61 01 01 00",
                "(export \"a\" (core module 1) (core module (type 0))) | 0b 0b 01 00 01 61 00 11 01 01 00 11 00",
                "(value u8 (binary \"\\01\")) (value 0 (binary)) | 0c 06 02 7d 01 01 00 00",
                "(@custom \"a\" \"bc\" \"d\") | 00 05 01 61 62 63 64",
            })
    void definitions(String text, String expected) {
        assertThat(hex("(component " + text + ")")).isEqualTo(HEADER + expected.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "resource.new 1, 02 01",
        "resource.drop 1, 03 01",
        "resource.rep 1, 04 01",
        "task.cancel, 05",
        "subtask.cancel, 06 00",
        "subtask.cancel async, 06 01",
        "task.return, 09 01 00 00",
        "task.return (result u8) (memory 1), 09 00 7d 01 03 01",
        "context.get i32 1, 0a 7f 01",
        "context.set i64 0, 0b 7e 00",
        "thread.yield, 0c 00",
        "thread.yield cancellable, 0c 01",
        "subtask.drop, 0d",
        "stream.new 1, 0e 01",
        "stream.read 1 async, 0f 01 01 06",
        "stream.write 1 (memory 0), 10 01 01 03 00",
        "stream.cancel-read 1, 11 01 00",
        "stream.cancel-write 1 async, 12 01 01",
        "stream.drop-readable 1, 13 01",
        "stream.drop-writable 1, 14 01",
        "future.new 1, 15 01",
        "future.read 1, 16 01 00",
        "future.write 1, 17 01 00",
        "future.cancel-read 1 async, 18 01 01",
        "future.cancel-write 1, 19 01 00",
        "future.drop-readable 1, 1a 01",
        "future.drop-writable 1, 1b 01",
        "error-context.new string-encoding=utf8, 1c 01 00",
        "error-context.debug-message string-encoding=latin1+utf16, 1d 01 02",
        "error-context.drop, 1e",
        "waitable-set.new, 1f",
        "waitable-set.wait (memory 1), 20 00 01",
        "waitable-set.poll cancellable (memory 1), 21 01 01",
        "waitable-set.drop, 22",
        "waitable.join, 23",
        "backpressure.inc, 24",
        "backpressure.dec, 25",
        "thread.index, 26",
        "thread.new-indirect 1 2, 27 01 02",
        "thread.resume-later, 28",
        "thread.suspend cancellable, 29 01",
        "thread.suspend-then-resume, 2a 00",
        "thread.yield-then-resume, 2b 00",
        "thread.suspend-then-promote, 2c 00",
        "thread.yield-then-promote cancellable, 2d 01",
        "thread.spawn-ref 1, 40 00 01",
        "thread.spawn-indirect shared 1 2, 41 01 01 02",
        "thread.available-parallelism, 42 00",
    })
    void builtins(String text, String expected) {
        String entry = "01" + expected.replace(" ", "");
        String standalone = hex("(canon " + text + " (core func))");
        assertThat(standalone).isEqualTo(HEADER + "08%02x".formatted(entry.length() / 2) + entry);
        assertThat(hex("(core func (canon " + text + "))")).isEqualTo(standalone);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "(import \"f\" (func (param \"a\" (list u8)) (result (option 0))))"
                        + "= (type (list u8)) (type (option 0)) (type (func (param \"a\" 0) (result 1)))"
                        + " (import \"f\" (func (type 2)))",
                "(type (tuple (list (list u8)) (stream)))"
                        + "= (type (list u8)) (type (list 0)) (type (stream)) (type (tuple 1 2))",
                "(func (import \"f\") (param \"a\" u8)) = (import \"f\" (func (param \"a\" u8)))",
                "(instance (import \"i\") (export \"f\" (func))) = (import \"i\" (instance (export \"f\" (func))))",
                "(component (import \"c\") (type 0)) = (import \"c\" (component (type 0)))",
                "(core module (import \"m\") (export \"a\" (memory 1)))"
                        + "= (core type (module (export \"a\" (memory 1)))) (import \"m\" (core module (type 0)))",
                "(core func (canon lower (func 0 \"a\" \"f\")))"
                        + "= (alias export 0 \"a\" (instance)) (alias export 0 \"f\" (func)) (core func (canon lower (func 0)))",
                "(func (alias export 3 \"f\")) = (alias export 3 \"f\" (func))",
                "(core func (alias core export 3 \"f\")) = (alias core export 3 \"f\" (core func))",
                "(export \"e\" (core module 0 \"m\")) = (alias export 0 \"m\" (core module)) (export \"e\" (core module 0))",
                "(func (canon lift (core func 0 \"f\") (memory (core memory 1 \"m\"))))"
                        + "= (type (func)) (alias core export 0 \"f\" (core func)) (alias core export 1 \"m\" (core memory))"
                        + " (canon lift (core func 0) (memory 0) (func (type 0)))",
                "(canon lift (core func 0) (func)) = (func (canon lift (core func 0)))",
                "(canon lower (func 0) (memory 0 \"m\") (realloc (func 0 \"r\")) (core func))"
                        + "= (canon lower (func 0) (memory (core memory 0 \"m\")) (realloc (core func 0 \"r\")) (core func))",
                "(canon future.new (type 0 \"t\") (core func)) = (alias export 0 \"t\" (type)) (canon future.new 0 (core func))",
                "(core instance (instantiate (module 0 \"m\") (with \"a\" (instance (export \"f\" (func 1 \"g\"))))))"
                        + "= (alias core export 1 \"g\" (core func)) (core instance (export \"f\" (func 0)))"
                        + " (alias export 0 \"m\" (core module)) (core instance (instantiate 0 (with \"a\" (instance 0))))",
                "(instance (instantiate 0 (with \"a\" (instance (export \"t\" (type 0)))) (with \"b\" (instance 5))))"
                        + "= (instance (export \"t\" (type 0)))"
                        + " (instance (instantiate 0 (with \"a\" (instance 0)) (with \"b\" (instance 5))))",
                "(core module (export \"a\") (export \"b\" (external-id \"x\"))) (type (export \"c\") u8)"
                        + "= (core module) (type u8) (export \"a\" (core module 0))"
                        + " (export \"b\" (external-id \"x\") (core module 0)) (export \"c\" (type 0))",
                "(component (export \"a\")) (instance (export \"b\")) (func (export \"c\") (import \"d\") (type 0))"
                        + "= (component) (instance) (import \"d\" (func (type 0)))"
                        + " (export \"a\" (component 0)) (export \"b\" (instance 0)) (export \"c\" (func 0))",
                "(export \"e\" (func 0 \"f\") (func (param \"a\" u8)))"
                        + "= (type (func (param \"a\" u8))) (alias export 0 \"f\" (func)) (export \"e\" (func 0) (func (type 0)))",
                "(type $t u8) (component (type (list $t)))"
                        + "= (type $t u8) (component (alias outer 1 0 (type $t)) (type (list 0)))",
                "(type $t u8) (type (instance (type (list (option $t)))))"
                        + "= (type $t u8) (type (instance (alias outer 1 $t (type)) (type (option 0)) (type (list 1))))",
                "(component $c) (component (component (instance (instantiate $c))))"
                        + "= (component $c) (component (component (alias outer 2 0 (component $c)) (instance (instantiate 0))))",
                "(component $c (type $t u8) (component (alias outer $c $t (type))))"
                        + "= (component $c (type $t u8) (component (alias outer 1 0 (type))))",
                "(core type (module (import \"a\" \"b\" (func (param i32))) (export \"c\" (func (param i32)))))"
                        + "= (core type (module (type (func (param i32))) (import \"a\" \"b\" (func (type 0)))"
                        + " (export \"c\" (func (type 0)))))",
                "(core type $t (func)) (core type (module (alias outer 1 $t (type $u)) (export \"a\" (func (type $u)))))"
                        + "= (core type $t (func)) (core type (module (alias outer 1 0 (type)) (export \"a\" (func (type 0)))))",
                "(import (interface \"a:b/c\") (func)) = (import \"a:b/c\" (func))",
                "(type (tuple float32 float64)) = (type (tuple f32 f64))",
            })
    void abbreviations(String text, String meaning) {
        assertThat(hex("(component " + text + ")")).isEqualTo(hex("(component " + meaning + ")"));
    }

    @Test
    void consecutiveDefinitionsOfAKindShareASection() {
        assertThat(hex("(type u8) (type u8) (core type (func)) (type u8)"))
                .isEqualTo(HEADER + "0703027d7d" + "030401600000" + "0702017d");
    }

    @Test
    void identifiersAndNamesAreInTheNameSection() {
        byte[] binary = ComponentParser.parseComponent(
                "(component $c (@name \"the c\") (type $t u8) (core module $m) (component $d))");
        String text = new String(binary, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("component-name\0\6\5the c\1\6\0\21\1\0\1m\1\5\3\1\0\1t\1\5\4\1\0\1d");
        assertThat(text).contains("name\0\2\1m");
        assertThat(text.split("component-name", -1)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(component | 1:11: unexpected token: expected `)`, found the end of the text",
                "(component)) | 1:12: unexpected token",
                "(fune) | 1:2: unknown operator: expected a definition, found fune",
                "(core fune) | 1:7: unknown operator",
                "(export \"a\" (func $f)) | 1:19: unknown func $f",
                "(type $t u8) (type $t u8) | 1:20: duplicate type $t",
                "(import \"f\" (func $f)) (component (export \"a\" (func $f))) | 1:53: unknown func $f: it is in an outer component",
                "(component (alias outer $x 0 (type))) | 1:25: unknown outer component $x",
                "(component (alias outer 3 $t (type))) | 1:25: outer count of 3 is too large",
                "(alias outer 0 0 (func)) | 1:19: unexpected token",
                "(alias export 0 \"a\" (core func)) | 1:22: unexpected token",
                "(import \"a\" (external-id \"x\") (external-id \"y\") (func)) | 1:31: unexpected token: expected each attribute once",
                "(import \"a\" (implements \"x\") (implements \"y\") (instance)) | 1:30: unexpected token",
                "(import \"a\" (implements \"\\zz\") (instance)) | 1:26: illegal escape",
                "(type (record (field a u8))) | 1:22: unexpected token: expected a label, found a",
                "(type (list)) | 1:12: unexpected token: expected a value type",
                "(type (lists u8)) | 1:8: unexpected token: expected a type, found lists",
                "(type u128) | 1:7: unexpected token: expected a value type, found u128",
                "(canon lift (core func 0) sync (func)) | 1:27: unexpected token: expected a canonical option",
                "(canon stream.open 0 (core func)) | 1:8: unexpected token",
                "(core type (module (type (module)))) | 1:26: unexpected token",
                "(core module (fun)) | 1:15: unknown operator",
                "(core instance (instantiate 0 (with \"a\" (func 0)))) | 1:41: unexpected token",
                "(instance (instantiate 0 (with \"a\" (core func 0)))) | 1:37: unexpected token",
                "(type (instance (import \"a\" (func)))) | 1:17: unexpected token: expected a declaration",
                "(type (instance (type (export \"a\") u8))) | 1:24: unexpected token: expected a type",
            })
    void errorsArePositioned(String text, String message) {
        assertThat(failure(text)).hasMessageStartingWith("a.wat:" + message);
    }

    /// R110: a module says that it is one.
    @Test
    void aModuleIsRecognisedWhereAComponentIsExpected() {
        assertThat(failure("(module)"))
                .hasMessageStartingWith("a.wat:1:1: a module was found where a component was expected");
        assertThat(failure("(module)").failure()).isEqualTo(Failure.MODULE_INSTEAD_OF_COMPONENT);
    }

    @Test
    void deepNestingIsAnError() {
        for (String open : new String[] {"(component ", "(type (instance ", "(type (list ", "(core type (module "}) {
            int opens = 1 + (int) open.chars().skip(1).filter(c -> c == '(').count();
            String inner = open.startsWith("(type (list") ? "(list " : open;
            int closes = opens + (inner.equals("(list ") ? 1 : opens) * 999;
            String text = open + inner.repeat(999) + ")".repeat(closes);
            assertThat(failure(text).failure()).isIn(Failure.NESTING_TOO_DEEP, Failure.SYNTAX_ERROR);
        }
        assertThat(failure("(component ".repeat(102) + ")".repeat(102)).failure())
                .isEqualTo(Failure.NESTING_TOO_DEEP);
        assertThat(hex("(component ".repeat(101) + ")".repeat(101))).startsWith(HEADER);
    }

    @Test
    void modulesAndComponentsMayCallThemselvesOtherwise() {
        String text = new String(
                ComponentParser.parseComponent("(core module $a (@name \"b\")) (component $c (@name \"d\"))"),
                StandardCharsets.ISO_8859_1);
        assertThat(text).contains("name\0\2\1b").contains("component-name\0\2\1d");
        assertThat(text).endsWith("component-name\1\6\0\21\1\0\1a\1\5\4\1\0\1c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(value $v u8 1)", "(value string \"a\")"})
    void valuesAreRefused(String text) {
        assertThatThrownBy(() -> ComponentParser.parseComponent(text))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("values in text");
    }
}
