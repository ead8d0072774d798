package dev.gantry.component;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads values in the notation that [Wave] describes. The type says what has to come, so that nothing has to be read
/// twice; types are nested as deeply as validation allows, and so are calls here.
///
/// Threading: confined to one thread.
final class WaveParser {
    private final WaveCursor in;

    /// A parser.
    WaveParser(String text) {
        this.in = new WaveCursor(text);
    }

    /// Reads the only value of the text.
    Val parseAll(Type type) {
        Val value = parse(type);
        in.expectEnd();
        return value;
    }

    /// Reads a list of arguments, the only one of the text.
    List<Val> parseAllArguments(List<Type.Field> params) {
        List<Val> values = tuple(params.stream().map(Type.Field::type).toList(), "arguments");
        in.expectEnd();
        return values;
    }

    private Val parse(Type type) {
        return switch (type) {
            case Type.Primitive primitive -> primitive(primitive);
            case Type.ListType(Type element) -> new Val.ListVal(list(element));
            case Type.FixedListType(Type element, int length) -> {
                int start = in.peekPosition();
                List<Val> elements = list(element);
                if (elements.size() != length) {
                    throw in.fail(start, "expected " + length + " elements, found " + elements.size());
                }
                yield new Val.ListVal(elements);
            }
            case Type.MapType(Type key, Type value) -> map(key, value);
            case Type.RecordType(var fields) -> record(fields);
            case Type.TupleType(var elements) -> new Val.TupleVal(tuple(elements, "elements"));
            case Type.VariantType(var cases) -> variant(cases);
            case Type.EnumType(var names) -> new Val.EnumVal(oneOf(names));
            case Type.OptionType(Type some) -> option(some);
            case Type.ResultType(var ok, var error) -> result(ok.orElse(null), error.orElse(null));
            case Type.FlagsType(var names) -> flags(names);
            case Type.OwnType _, Type.BorrowType _ -> throw textless("handles");
            case Type.StreamType _ -> throw textless("streams");
            case Type.FutureType _ -> throw textless("futures");
        };
    }

    private IllegalArgumentException textless(String kind) {
        return in.fail(in.peekPosition(), kind + " have no text");
    }

    // scalars

    private Val primitive(Type.Primitive type) {
        return switch (type) {
            case BOOL -> new Val.Bool(oneOf(List.of("false", "true")).equals("true"));
            case S8 -> Val.s8(integer(type, 7, true).intValue());
            case U8 -> Val.u8(integer(type, 8, false).intValue());
            case S16 -> Val.s16(integer(type, 15, true).intValue());
            case U16 -> Val.u16(integer(type, 16, false).intValue());
            case S32 -> Val.s32(integer(type, 31, true).intValue());
            case U32 -> Val.u32(integer(type, 32, false).longValue());
            case S64 -> Val.s64(integer(type, 63, true).longValue());
            case U64 -> Val.u64(integer(type, 64, false).longValue());
            case F32 -> Val.f32(f32());
            case F64 -> Val.f64(f64());
            case CHAR -> Val.character(in.character());
            case STRING -> Val.string(in.string());
            case ERROR_CONTEXT -> throw textless("error contexts");
        };
    }

    /// @param bits how many bits the magnitude of a non-negative integer may have
    private BigInteger integer(Type.Primitive type, int bits, boolean isSigned) {
        int start = in.peekPosition();
        String word = in.word();
        if (!word.matches("-?(0|[1-9][0-9]*)")) {
            throw in.expected(start, type.toString());
        }
        BigInteger value = new BigInteger(word);
        if (value.bitLength() > bits || (!isSigned && value.signum() < 0)) {
            throw in.expected(start, type.toString());
        }
        return value;
    }

    private float f32() {
        int start = in.peekPosition();
        String word = floatWord(Type.Primitive.F32);
        float value = Float.parseFloat(word);
        if (Float.isInfinite(value) && !word.endsWith("Infinity")) {
            throw in.expected(start, "f32");
        }
        return value;
    }

    private double f64() {
        int start = in.peekPosition();
        String word = floatWord(Type.Primitive.F64);
        double value = Double.parseDouble(word);
        if (Double.isInfinite(value) && !word.endsWith("Infinity")) {
            throw in.expected(start, "f64");
        }
        return value;
    }

    /// A float as the JDK writes it.
    private String floatWord(Type.Primitive type) {
        int start = in.peekPosition();
        String word = in.word();
        return switch (word) {
            case "nan" -> "NaN";
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            default -> {
                if (!word.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
                    throw in.expected(start, type.toString());
                }
                yield word;
            }
        };
    }

    // what has elements

    /// Reads elements between brackets, with commas between them and perhaps one behind the last.
    private void elements(char open, char close, String what, Consumer<Integer> element) {
        in.expect(open, what);
        for (int position = 0; !in.accept(close); position++) {
            element.accept(position);
            if (!in.accept(',')) {
                in.expect(close, ", or " + close);
                return;
            }
        }
    }

    private List<Val> list(Type element) {
        List<Val> values = new ArrayList<>();
        elements('[', ']', "a list", _ -> values.add(parse(element)));
        return values;
    }

    private List<Val> tuple(List<Type> types, String what) {
        int start = in.peekPosition();
        List<Val> values = new ArrayList<>();
        elements('(', ')', types.size() + " " + what + " in parentheses", position -> {
            if (position == types.size()) {
                throw in.fail(in.peekPosition(), "expected " + types.size() + " " + what + ", found more");
            }
            values.add(parse(types.get(position)));
        });
        if (values.size() < types.size()) {
            throw in.fail(start, "expected " + types.size() + " " + what + ", found " + values.size());
        }
        return values;
    }

    private Val map(Type keyType, Type valueType) {
        Map<Val, Val> entries = new LinkedHashMap<>();
        if (!in.acceptEmptyRecord()) {
            elements('{', '}', "a map", _ -> {
                Val key = parse(keyType);
                in.expect(':', ":");
                entries.put(key, parse(valueType));
            });
        }
        return new Val.MapVal(entries);
    }

    private Val record(List<Type.Field> fields) {
        int start = in.peekPosition();
        Map<String, Type> types = fields.stream()
                .collect(Collectors.toMap(Type.Field::name, Type.Field::type, (first, _) -> first, LinkedHashMap::new));
        Map<String, Val> found = new LinkedHashMap<>();
        if (!in.acceptEmptyRecord()) {
            elements('{', '}', "a record", _ -> {
                int place = in.peekPosition();
                String name = in.label();
                Type type = types.get(name);
                if (type == null || found.containsKey(name)) {
                    throw in.fail(place, "expected a field out of " + missing(types, found) + ", found " + shown(name));
                }
                in.expect(':', ": behind " + name);
                found.put(name, parse(type));
            });
        }
        Map<String, Val> values = new LinkedHashMap<>();
        types.forEach((name, type) -> {
            Val value = found.get(name);
            if (value == null && !(type instanceof Type.OptionType)) {
                throw in.fail(start, "expected a record with a field " + name + ", found none");
            }
            values.put(name, value == null ? Val.none() : value);
        });
        return new Val.RecordVal(values);
    }

    private static List<String> missing(Map<String, Type> types, Map<String, Val> found) {
        return types.keySet().stream().filter(name -> !found.containsKey(name)).toList();
    }

    private static String shown(String name) {
        return name.isEmpty() ? "none" : name;
    }

    private Val flags(List<String> names) {
        Set<String> found = new LinkedHashSet<>();
        elements('{', '}', "flags", _ -> {
            int place = in.peekPosition();
            String name = oneOf(names);
            if (!found.add(name)) {
                throw in.fail(place, "flag " + name + " is given twice");
            }
        });
        return new Val.FlagsVal(found);
    }

    // cases

    private String oneOf(List<String> names) {
        int start = in.peekPosition();
        String name = in.label();
        if (!names.contains(name)) {
            throw in.expected(start, names.size() == 1 ? names.getFirst() : "one of " + String.join(", ", names));
        }
        return name;
    }

    private Val variant(List<Type.Case> cases) {
        String name = oneOf(cases.stream().map(Type.Case::name).toList());
        Optional<Type> payload = cases.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .flatMap(Type.Case::payload);
        return new Val.VariantVal(name, payload(name, payload.orElse(null)));
    }

    /// Reads what a case carries, if it carries something.
    private @Nullable Val payload(String name, @Nullable Type type) {
        if (type == null) {
            return null;
        }
        in.expect('(', "( behind " + name);
        Val value = parse(type);
        in.expect(')', ")");
        return value;
    }

    private Val option(Type some) {
        if (in.acceptKeyword("none")) {
            return Val.none();
        }
        if (in.acceptKeyword("some")) {
            return new Val.OptionVal(payload("some", some));
        }
        if (isNested(some)) {
            throw in.expected(in.peekPosition(), "some(...) or none");
        }
        return Val.some(parse(some));
    }

    private Val result(@Nullable Type ok, @Nullable Type error) {
        if (in.acceptKeyword("ok")) {
            return new Val.ResultVal(true, payload("ok", ok));
        }
        if (in.acceptKeyword("err")) {
            return new Val.ResultVal(false, payload("err", error));
        }
        if (ok == null || isNested(ok)) {
            throw in.expected(in.peekPosition(), "ok or err");
        }
        return Val.ok(parse(ok));
    }

    private static boolean isNested(Type type) {
        return type instanceof Type.OptionType || type instanceof Type.ResultType;
    }
}
