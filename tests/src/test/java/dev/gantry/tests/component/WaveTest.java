package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.component.FuncType;
import dev.gantry.component.Type;
import dev.gantry.component.Type.Primitive;
import dev.gantry.component.Val;
import dev.gantry.component.Wave;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Values as text: what is read, what is written, and where errors are found. Module `fuzz` has random values.
class WaveTest {
    private static final Type OPTION = new Type.OptionType(Primitive.U8);
    private static final Type RECORD =
            new Type.RecordType(List.of(new Type.Field("required", Primitive.U8), new Type.Field("extra", OPTION)));
    private static final Type VARIANT = new Type.VariantType(
            List.of(new Type.Case("none", Optional.empty()), new Type.Case("days", Optional.of(Primitive.U32))));

    private static Type result(Type ok, Type error) {
        return new Type.ResultType(Optional.ofNullable(ok), Optional.ofNullable(error));
    }

    private static void reads(Type type, String text, Val value) {
        assertThat(Wave.parse(type, text)).as(text).isEqualTo(value);
    }

    private static void roundTrips(Type type, String text, Val value) {
        reads(type, text, value);
        assertThat(Wave.text(value)).isEqualTo(text);
    }

    private static void fails(Type type, String text, String message) {
        assertThatThrownBy(() -> Wave.parse(type, text))
                .as(text)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void scalars() {
        roundTrips(Primitive.BOOL, "true", Val.bool(true));
        roundTrips(Primitive.S8, "-128", Val.s8(-128));
        roundTrips(Primitive.U8, "255", Val.u8(255));
        roundTrips(Primitive.S16, "-32768", Val.s16(-32768));
        roundTrips(Primitive.U16, "65535", Val.u16(65535));
        roundTrips(Primitive.S32, "-2147483648", Val.s32(Integer.MIN_VALUE));
        roundTrips(Primitive.U32, "4294967295", Val.u32(4294967295L));
        roundTrips(Primitive.S64, "-9223372036854775808", Val.s64(Long.MIN_VALUE));
        roundTrips(Primitive.U64, "18446744073709551615", Val.u64(-1));
        roundTrips(Primitive.F32, "3.14", Val.f32(3.14f));
        roundTrips(Primitive.F64, "6.022e23", Val.f64(6.022e23));
        roundTrips(Primitive.F64, "1e100", Val.f64(1e100));
        roundTrips(Primitive.F64, "10", Val.f64(10));
        roundTrips(Primitive.F64, "-0", Val.f64(-0.0));
        roundTrips(Primitive.F32, "nan", Val.f32(Float.NaN));
        roundTrips(Primitive.F64, "-inf", Val.f64(Double.NEGATIVE_INFINITY));
        reads(Primitive.F32, " 1E+2 // a hundred", Val.f32(100));
    }

    @Test
    void scalarsOutOfRange() {
        fails(Primitive.U8, "256", "column 1: expected u8, found 256");
        fails(Primitive.U8, "-1", "column 1: expected u8, found -1");
        fails(Primitive.S8, "-129", "column 1: expected s8, found -129");
        fails(Primitive.U64, "18446744073709551616", "column 1: expected u64, found 18446744073709551616");
        fails(Primitive.S32, "007", "column 1: expected s32, found 007");
        fails(Primitive.S32, "1.5", "column 1: expected s32, found 1.5");
        fails(Primitive.F32, "1e39", "column 1: expected f32, found 1e39");
        fails(Primitive.F64, ".5", "column 1: expected f64, found .5");
        fails(Primitive.F64, "NaN", "column 1: expected f64, found NaN");
        fails(Primitive.BOOL, "yes", "column 1: expected one of false, true, found yes");
        fails(Primitive.U8, "", "column 1: expected u8, found the end");
        fails(Primitive.U8, "1 2", "column 3: expected the end, found 2");
        fails(Primitive.ERROR_CONTEXT, "x", "column 1: error contexts have no text");
    }

    @Test
    void charactersAndStrings() {
        roundTrips(Primitive.CHAR, "'x'", Val.character('x'));
        roundTrips(Primitive.CHAR, "'\\''", Val.character('\''));
        roundTrips(Primitive.CHAR, "'\"'", Val.character('"'));
        roundTrips(Primitive.CHAR, "'\\u{0}'", Val.character(0));
        reads(Primitive.CHAR, "'\\u{1F600}'", Val.character(0x1F600));
        roundTrips(Primitive.STRING, "\"\"", Val.string(""));
        roundTrips(Primitive.STRING, "\"abc\\t123 \\\\ \\\" ' \\n\"", Val.string("abc\t123 \\ \" ' \n"));
        String smile = new String(Character.toChars(0x1F600));
        roundTrips(Primitive.STRING, '"' + smile + '"', Val.string(smile));
        reads(Primitive.STRING, "\"a // b\"", Val.string("a // b"));
        fails(Primitive.CHAR, "''", "column 1: expected a character in single quotes, found '");
        fails(Primitive.CHAR, "'ab'", "column 1: expected one character in single quotes, found '");
        fails(Primitive.CHAR, "'\\u{d800}'", "column 2: expected a unicode scalar value, found d800");
        fails(Primitive.STRING, "Ada", "column 1: expected a string in double quotes, found Ada");
        fails(Primitive.STRING, "\"abc", "column 1: expected a string that ends, found none");
        fails(Primitive.STRING, "\"abc\\", "column 1: expected quoted text that ends, found none");
        fails(Primitive.STRING, "\"a\\x\"", "column 3: expected an escape, found \\x");
        fails(Primitive.STRING, "\"a\nb\"", "line 1, column 1: expected a string that ends in its line, found none");
    }

    @Test
    void stringsOfSeveralLines() {
        String quotes = "\"\"\"";
        reads(Primitive.STRING, quotes + "\n  one\n\n    two\\n\n  " + quotes, Val.string("one\n\n  two\n"));
        reads(Primitive.STRING, quotes + "\r\none\r\n" + quotes, Val.string("one"));
        reads(Primitive.STRING, quotes + "\n" + quotes, Val.string(""));
        fails(Primitive.STRING, quotes + "\n  one\n two\n  " + quotes, "line 3, column 1: expected 2 spaces, found  ");
        fails(
                Primitive.STRING,
                quotes + "\none" + quotes,
                "line 2, column 4: expected " + quotes + " on a line of its own, found one");
        fails(Primitive.STRING, quotes + "\none", "line 1, column 1: expected a string that ends, found none");
    }

    @Test
    void listsTuplesAndMaps() {
        Type list = new Type.ListType(Primitive.U8);
        roundTrips(list, "[]", Val.list());
        roundTrips(list, "[1, 2]", Val.list(Val.u8(1), Val.u8(2)));
        reads(list, "[1,2,]", Val.list(Val.u8(1), Val.u8(2)));
        fails(list, "[1 2]", "column 4: expected , or ], found 2");
        fails(list, "[1, 300]", "column 5: expected u8, found 300");
        fails(list, "[,]", "column 2: expected u8, found ,");
        Type fixed = new Type.FixedListType(Primitive.U8, 2);
        roundTrips(fixed, "[1, 2]", Val.list(Val.u8(1), Val.u8(2)));
        fails(fixed, "[1]", "column 1: expected 2 elements, found 1");
        Type tuple = new Type.TupleType(List.of(Primitive.STRING, list));
        roundTrips(tuple, "(\"abc\", [3])", Val.tuple(Val.string("abc"), Val.list(Val.u8(3))));
        fails(tuple, "(\"abc\")", "column 1: expected 2 elements, found 1");
        fails(tuple, "(\"abc\", [], 1)", "column 13: expected 2 elements, found more");
        Type map = new Type.MapType(Primitive.STRING, Primitive.U8);
        Map<Val, Val> entries = new LinkedHashMap<>();
        entries.put(Val.string("two"), Val.u8(2));
        entries.put(Val.string("one"), Val.u8(1));
        roundTrips(map, "{\"two\": 2, \"one\": 1}", Val.map(entries));
        roundTrips(map, "{}", Val.map(Map.of()));
        reads(map, "{:}", Val.map(Map.of()));
    }

    @Test
    void records() {
        Map<String, Val> fields = new LinkedHashMap<>();
        fields.put("required", Val.u8(1));
        fields.put("extra", Val.none());
        roundTrips(RECORD, "{required: 1, extra: none}", Val.record(fields));
        reads(RECORD, "{ required : 1 }", Val.record(fields));
        fields.put("extra", Val.some(Val.u8(2)));
        reads(RECORD, "{extra: 2, %required: 1,}", Val.record(fields));
        fails(RECORD, "{extra: 1}", "column 1: expected a record with a field required, found none");
        fails(RECORD, "{required: 1, required: 2}", "column 15: expected a field out of [extra], found required");
        fails(RECORD, "{other: 1}", "column 2: expected a field out of [required, extra], found other");
        fails(RECORD, "{required 1}", "column 11: expected : behind required, found 1");
        fails(RECORD, "{:}", "column 1: expected a record with a field required, found none");
        Type optional = new Type.RecordType(List.of(new Type.Field("extra", OPTION)));
        reads(optional, "{ : }", Val.record(Map.of("extra", Val.none())));
    }

    @Test
    void casesOfAllKinds() {
        roundTrips(VARIANT, "days(30)", Val.variant("days", Val.u32(30)));
        roundTrips(VARIANT, "%none", Val.variant("none"));
        fails(VARIANT, "days", "column 5: expected ( behind days, found the end");
        fails(VARIANT, "weeks(1)", "column 1: expected one of none, days, found weeks");
        roundTrips(new Type.EnumType(List.of("west", "err")), "%err", Val.enumeration("err"));
        roundTrips(OPTION, "some(1)", Val.some(Val.u8(1)));
        roundTrips(OPTION, "none", Val.none());
        reads(OPTION, "1", Val.some(Val.u8(1)));
        Type nested = new Type.OptionType(OPTION);
        roundTrips(nested, "some(none)", Val.some(Val.none()));
        reads(nested, "some(1)", Val.some(Val.some(Val.u8(1))));
        fails(nested, "1", "column 1: expected some(...) or none, found 1");
        reads(new Type.OptionType(VARIANT), "%none", Val.some(Val.variant("none")));
        roundTrips(result(Primitive.U8, Primitive.STRING), "ok(1)", Val.ok(Val.u8(1)));
        roundTrips(result(Primitive.U8, Primitive.STRING), "err(\"x\")", Val.error(Val.string("x")));
        reads(result(Primitive.U8, Primitive.STRING), "1", Val.ok(Val.u8(1)));
        roundTrips(result(null, null), "ok", Val.ok());
        roundTrips(result(null, null), "err", Val.error());
        fails(result(null, null), "1", "column 1: expected ok or err, found 1");
        fails(result(null, null), "ok(1)", "column 3: expected the end, found (");
        fails(result(Primitive.U8, null), "ok", "column 3: expected ( behind ok, found the end");
    }

    @Test
    void flags() {
        Type type = new Type.FlagsType(List.of("read", "write"));
        roundTrips(type, "{}", Val.flags());
        roundTrips(type, "{write, read}", Val.flags("write", "read"));
        fails(type, "{run}", "column 2: expected one of read, write, found run");
        fails(type, "{read, read}", "column 8: flag read is given twice");
    }

    @Test
    void argumentsOfACall() {
        FuncType type = new FuncType(
                List.of(new Type.Field("a", Primitive.U8), new Type.Field("b", Primitive.STRING)),
                Optional.empty(),
                false);
        assertThat(Wave.parseArguments(type, "(1, \"x\")")).containsExactly(Val.u8(1), Val.string("x"));
        assertThatThrownBy(() -> Wave.parseArguments(type, "(1)"))
                .hasMessage("column 1: expected 2 arguments, found 1");
        assertThatThrownBy(() -> Wave.parseArguments(type, "1"))
                .hasMessage("column 1: expected 2 arguments in parentheses, found 1");
    }

    @Test
    void commentsAndLinesAreOfNoAccount() {
        reads(new Type.ListType(Primitive.U8), "// some numbers\n[ 1, // one\n\t2 ]\n", Val.list(Val.u8(1), Val.u8(2)));
        fails(new Type.ListType(Primitive.U8), "[1,\n  x]", "line 2, column 3: expected u8, found x");
    }
}
