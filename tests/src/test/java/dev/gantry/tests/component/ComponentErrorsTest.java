package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.component.Func;
import dev.gantry.component.Result;
import dev.gantry.component.Val;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Values of the host that do not fit: errors say where in the value, and nothing has happened (R67).
@EachStrategy
class ComponentErrorsTest {
    private static final String TYPES = """
            (type $point' (record (field "x" u8) (field "max-y" f64)))
            (export $point "point" (type $point'))
            (type $shape' (variant (case "dots" (list $point)) (case "pair" (tuple char string)) (case "none")))
            (export $shape "shape" (type $shape'))
            (type $flags' (flags "a" "b"))
            (export $flags "flags" (type $flags'))
            (type $enum' (enum "red" "blue"))
            (export $enum "enum" (type $enum'))
            """;

    private final Host host;

    ComponentErrorsTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Func taking(String type, int slots) {
        return host.instance("""
                %s
                (core module $m
                  (memory (export "memory") 1)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
                  (global $calls (mut i32) (i32.const 0))
                  (func (export "f") (param%s) (result i32)
                    (global.set $calls (i32.add (global.get $calls) (i32.const 1))) (global.get $calls)))
                (core instance $i (instantiate $m))
                (func (export "f") (param "value" %s) (result u32)
                  (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc"))))
                """.formatted(TYPES, " i32".repeat(slots), type)).func("f");
    }

    private static Val point(Val x, Val y) {
        return Val.record(Map.of("x", x, "max-y", y));
    }

    @Test
    void pathsLeadToWhatIsWrong() {
        Func shape = taking("$shape", 4);
        Val fine = point(Val.u8(1), Val.f64(2));
        List<Map.Entry<Val, String>> table = List.of(
                Map.entry(Val.string("dots"), "value: expected variant"),
                Map.entry(Val.variant("lines"), "value: expected a case out of [dots, pair, none], found lines"),
                Map.entry(Val.variant("dots"), "value: expected case dots with a payload, found none"),
                Map.entry(Val.variant("none", fine), "value: expected case none without a payload, found RecordVal"),
                Map.entry(
                        Val.variant("dots", Val.list(fine, point(Val.u16(1), Val.f64(2)))),
                        "value.dots[1].x: expected u8, found U16[value=1]"),
                Map.entry(
                        Val.variant("dots", Val.list(fine, fine, point(Val.u8(1), Val.f32(2)))),
                        "value.dots[2].max-y: expected f64, found F32[value=2.0]"),
                Map.entry(
                        Val.variant("dots", Val.list(Val.record(Map.of("x", Val.u8(1), "y", Val.f64(1))))),
                        "value.dots[0]: expected a field max-y, found"),
                Map.entry(
                        Val.variant("pair", Val.tuple(Val.character('a'), Val.u8(1))),
                        "value.pair.1: expected string, found U8[value=1]"),
                Map.entry(
                        Val.variant("pair", Val.tuple(Val.character('a'), Val.string("\uDC00"))),
                        "value.pair.1: expected a string of Unicode scalar values, found a lone surrogate"));
        table.forEach((row) -> assertThatThrownBy(() -> shape.call(row.getKey()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(row.getValue()));
        assertThat(shape.call(Val.variant("none"))).contains(Val.u32(1)); // nothing else was ever called
    }

    @Test
    void pathsGoThroughOptionsAndResults() {
        assertThatThrownBy(() -> taking("(result (option u8) (error $enum))", 3).call(Val.ok(Val.some(Val.s8(1)))))
                .hasMessage("value.ok.some: expected u8, found S8[value=1]");
        assertThatThrownBy(
                        () -> taking("(result (option u8) (error $enum))", 3).call(Val.error(Val.enumeration("green"))))
                .hasMessage("value.error: expected a case out of [red, blue], found green");
        assertThatThrownBy(() -> taking("(tuple $flags u8)", 2).call(Val.tuple(Val.flags("a", "c"), Val.u8(1))))
                .hasMessage("value.0: expected flags out of [a, b], found c");
    }

    /// Takes a list of results.
    public interface Typed {
        /// The function.
        int take(List<Result<Optional<Integer>, String>> values);
    }

    @Test
    void pathsLeadThroughClasses() {
        Func func = host.instance("""
                (core module $m
                  (memory (export "memory") 1)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
                  (func (export "f") (param i32 i32) (result i32) (local.get 1)))
                (core instance $i (instantiate $m))
                (func (export "f") (param "values" (list (result (option u8) (error string)))) (result u32)
                  (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc"))))
                """).func("f");
        Typed typed = func.as(Typed.class);
        assertThat(typed.take(List.of(Result.ok(Optional.of(255)), Result.err("no"))))
                .isEqualTo(2);
        assertThatThrownBy(() -> typed.take(List.of(Result.err("no"), Result.ok(Optional.of(256)))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("values[1].ok.some: expected u8, found 256");
        List<Result<Optional<Integer>, String>> withNull = new ArrayList<>();
        withNull.add(null);
        assertThatThrownBy(() -> typed.take(withNull))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("values[0]: expected result<option<u8>, string>, found null");
    }

    /// What a host function gives is told from the word `result` on; the guest has been entered, so that is its end.
    @Test
    void pathsBeginAtTheResultOfHostFunctions() {
        host.linker.root().func("give", (_, _) -> Val.list(Val.u8(1), Val.string("two")));
        Func func = host.instance("""
                (import "give" (func $give (result (list u8))))
                %s
                (core func $lowered (canon lower (func $give)
                  (memory $libc "memory") (realloc (func $libc "realloc"))))
                (func (export "f") (param "at" u32) (canon lift (core func $lowered)))
                """.formatted(Libc.TEXT)).func("f");
        assertThatThrownBy(() -> func.call(Val.u32(8)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("result[1]: expected u8, found Str[value=two]");
        assertThatThrownBy(() -> func.call(Val.u32(8))).hasMessage("cannot enter component instance");
    }

    /// Messages show the beginning of what was found.
    @Test
    void messagesAreBounded() {
        assertThatThrownBy(() -> taking("u8", 1).call(Val.string("x".repeat(10_000))))
                .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(300));
    }
}
