package dev.gantry.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.runtime.component.Codec;
import dev.gantry.runtime.component.Codecs;
import dev.gantry.runtime.component.ValueMismatch;
import dev.gantry.runtime.component.VmResource;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.UnsupportedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes codecs whose Java side are [Val]s.
final class ValCodecs {
    private ValCodecs() {}

    static Codec of(InterfaceType type) {
        return switch (type) {
            case Primitive primitive -> of(primitive);
            case InterfaceType.RecordType record -> {
                List<Codec> fields = record.fields().stream().map(ValCodecs::of).toList();
                yield Codecs.record(record, fields, record.isTuple() ? new TupleView(record) : new RecordView(record));
            }
            case InterfaceType.Variant variant -> Codecs.cases(variant, payloads(variant), cases(variant));
            case InterfaceType.Flags flags -> Codecs.flags(flags, new FlagsView(flags));
            case InterfaceType.Sequence list ->
                Codecs.list(list, of(list.element()), list.isMap() ? new MapView(list) : new ListView(list));
            case InterfaceType.FixedList list -> Codecs.fixedList(list, of(list.element()), new ListView(list));
            case InterfaceType.Handle handle -> Codecs.handle(handle, new HandleView(handle));
            case InterfaceType.Channel _ -> throw new UnsupportedException("async");
        };
    }

    private static List<@Nullable Codec> payloads(InterfaceType.Variant variant) {
        List<@Nullable Codec> payloads = new ArrayList<>();
        for (InterfaceType payload : variant.payloads()) {
            payloads.add(payload == null ? null : of(payload));
        }
        return payloads;
    }

    private static Codec of(Primitive type) {
        return switch (type.kind()) {
            case STRING ->
                Codecs.text(type, new Codecs.Texts() {
                    @Override
                    public Object make(String text) {
                        return new Val.Str(text);
                    }

                    @Override
                    public String text(@Nullable Object value) {
                        return value instanceof Val.Str str ? str.value() : wrong(type, value);
                    }
                });
            case ERROR_CONTEXT -> throw new UnsupportedException("error-context");
            case BOOL, S8, U8, S16, U16, S32, U32, S64, U64, F32, F64, CHAR ->
                Codecs.scalar(type, new ScalarView(type));
        };
    }

    /// Fails: the value is none of the type.
    @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns
    private static <T> T wrong(InterfaceType type, @Nullable Object value) {
        throw ValueMismatch.of(type, value);
    }

    private record ScalarView(Primitive type) implements Codecs.Scalars {
        @Override
        public Object box(long bits) {
            return switch (type.kind()) {
                case BOOL -> new Val.Bool(bits != 0);
                case S8 -> new Val.S8((byte) bits);
                case U8 -> new Val.U8((int) bits);
                case S16 -> new Val.S16((short) bits);
                case U16 -> new Val.U16((int) bits);
                case S32 -> new Val.S32((int) bits);
                case U32 -> new Val.U32(bits);
                case S64 -> new Val.S64(bits);
                case U64 -> new Val.U64(bits);
                case F32 -> new Val.F32(Float.intBitsToFloat((int) bits));
                case F64 -> new Val.F64(Double.longBitsToDouble(bits));
                case CHAR -> new Val.Char((int) bits);
                case STRING, ERROR_CONTEXT -> throw Bug.unreachable("a scalar " + type);
            };
        }

        @Override
        public long unbox(@Nullable Object value) {
            return switch (type.kind()) {
                case BOOL -> value instanceof Val.Bool val ? (val.value() ? 1 : 0) : wrongBits(value);
                case S8 -> value instanceof Val.S8 val ? val.value() : wrongBits(value);
                case U8 -> value instanceof Val.U8 val ? val.value() : wrongBits(value);
                case S16 -> value instanceof Val.S16 val ? val.value() : wrongBits(value);
                case U16 -> value instanceof Val.U16 val ? val.value() : wrongBits(value);
                case S32 -> value instanceof Val.S32 val ? val.value() : wrongBits(value);
                case U32 -> value instanceof Val.U32 val ? val.value() : wrongBits(value);
                case S64 -> value instanceof Val.S64 val ? val.value() : wrongBits(value);
                case U64 -> value instanceof Val.U64 val ? val.value() : wrongBits(value);
                case F32 -> value instanceof Val.F32 val ? Float.floatToRawIntBits(val.value()) : wrongBits(value);
                case F64 -> value instanceof Val.F64 val ? Double.doubleToRawLongBits(val.value()) : wrongBits(value);
                case CHAR -> value instanceof Val.Char val ? val.codePoint() : wrongBits(value);
                case STRING, ERROR_CONTEXT -> throw Bug.unreachable("a scalar " + type);
            };
        }

        private long wrongBits(@Nullable Object value) {
            throw ValueMismatch.of(type, value);
        }
    }

    private record TupleView(InterfaceType.RecordType type) implements Codecs.Fields {
        @Override
        public Object make(@Nullable Object[] fields) {
            return new Val.TupleVal(vals(fields));
        }

        @Override
        public @Nullable Object[] take(@Nullable Object value) {
            return value instanceof Val.TupleVal tuple ? tuple.elements().toArray() : wrong(type, value);
        }
    }

    private static List<Val> vals(@Nullable Object[] values) {
        Val[] vals = new Val[values.length];
        for (int at = 0; at < vals.length; at++) {
            vals[at] = (Val) Objects.requireNonNull(values[at]);
        }
        return Arrays.asList(vals);
    }

    private record RecordView(InterfaceType.RecordType type) implements Codecs.Fields {
        @Override
        public Object make(@Nullable Object[] fields) {
            Map<String, Val> byName = LinkedHashMap.newLinkedHashMap(fields.length);
            for (int field = 0; field < fields.length; field++) {
                byName.put(type.names().get(field), (Val) Objects.requireNonNull(fields[field]));
            }
            return new Val.RecordVal(byName);
        }

        @Override
        public @Nullable Object[] take(@Nullable Object value) {
            if (!(value instanceof Val.RecordVal record)
                    || record.fields().size() != type.names().size()) {
                return wrong(type, value);
            }
            @Nullable Object[] fields = new Object[type.names().size()];
            for (int field = 0; field < fields.length; field++) {
                Val found = record.fields().get(type.names().get(field));
                if (found == null) {
                    throw new ValueMismatch("expected a field " + type.names().get(field) + ", found "
                            + record.fields().keySet());
                }
                fields[field] = found;
            }
            return fields;
        }
    }

    private static Codecs.Cases cases(InterfaceType.Variant type) {
        return switch (type.kind()) {
            case VARIANT, ENUM -> new NamedCasesView(type, numbers(type.names()));
            case OPTION -> new OptionView(type);
            case RESULT -> new ResultView(type);
        };
    }

    private static Map<String, Integer> numbers(List<String> names) {
        Map<String, Integer> numbers = HashMap.newHashMap(names.size());
        for (int number = 0; number < names.size(); number++) {
            numbers.put(names.get(number), number);
        }
        return numbers;
    }

    private record NamedCasesView(InterfaceType.Variant type, Map<String, Integer> numbers) implements Codecs.Cases {
        private boolean isEnum() {
            return type.kind() == InterfaceType.Variant.VariantKind.ENUM;
        }

        @Override
        public Object make(int number, @Nullable Object payload) {
            String name = type.names().get(number);
            return isEnum() ? new Val.EnumVal(name) : new Val.VariantVal(name, (Val) payload);
        }

        @Override
        public int number(@Nullable Object value) {
            String name;
            if (isEnum()) {
                name = value instanceof Val.EnumVal val ? val.name() : wrong(type, value);
            } else {
                name = value instanceof Val.VariantVal val ? val.name() : wrong(type, value);
            }
            Integer number = numbers.get(name);
            if (number == null) {
                throw new ValueMismatch("expected a case out of " + type.names() + ", found " + name);
            }
            checkPayload(type, number, payload(value));
            return number;
        }

        @Override
        public @Nullable Object payload(@Nullable Object value) {
            return value instanceof Val.VariantVal val ? val.payload() : null;
        }
    }

    private static void checkPayload(InterfaceType.Variant type, int number, @Nullable Object payload) {
        if ((type.payloads().get(number) == null) != (payload == null)) {
            throw new ValueMismatch("expected case " + type.names().get(number)
                    + (payload == null ? " with a payload, found none" : " without a payload, found " + payload));
        }
    }

    private record OptionView(InterfaceType.Variant type) implements Codecs.Cases {
        @Override
        public Object make(int number, @Nullable Object payload) {
            return new Val.OptionVal((Val) payload);
        }

        @Override
        public int number(@Nullable Object value) {
            return payload(value) == null ? 0 : 1;
        }

        @Override
        public @Nullable Object payload(@Nullable Object value) {
            return value instanceof Val.OptionVal val ? val.value() : wrong(type, value);
        }
    }

    private record ResultView(InterfaceType.Variant type) implements Codecs.Cases {
        @Override
        public Object make(int number, @Nullable Object payload) {
            return new Val.ResultVal(number == 0, (Val) payload);
        }

        @Override
        public int number(@Nullable Object value) {
            if (!(value instanceof Val.ResultVal result)) {
                return wrong(type, value);
            }
            int number = result.isOk() ? 0 : 1;
            checkPayload(type, number, result.payload());
            return number;
        }

        @Override
        public @Nullable Object payload(@Nullable Object value) {
            return value instanceof Val.ResultVal result ? result.payload() : null;
        }
    }

    private record FlagsView(InterfaceType.Flags type) implements Codecs.Bits {
        @Override
        public Object make(int[] words) {
            Set<String> names = new LinkedHashSet<>();
            for (int flag = 0; flag < type.names().size(); flag++) {
                if ((words[flag / Integer.SIZE] >>> flag & 1) != 0) {
                    names.add(type.names().get(flag));
                }
            }
            return new Val.FlagsVal(names);
        }

        @Override
        public int[] words(@Nullable Object value) {
            if (!(value instanceof Val.FlagsVal flags)) {
                return wrong(type, value);
            }
            int[] words = new int[type.words()];
            for (String name : flags.names()) {
                int flag = type.names().indexOf(name);
                if (flag < 0) {
                    throw new ValueMismatch("expected flags out of " + type.names() + ", found " + name);
                }
                words[flag / Integer.SIZE] |= 1 << flag;
            }
            return words;
        }
    }

    private record ListView(InterfaceType type) implements Codecs.Elements {
        @Override
        public Object make(@Nullable Object[] elements) {
            return new Val.ListVal(vals(elements));
        }

        @Override
        public int size(@Nullable Object value) {
            return elements(value).size();
        }

        @Override
        public Iterator<Val> iterator(@Nullable Object value) {
            return elements(value).iterator();
        }

        private List<Val> elements(@Nullable Object value) {
            return value instanceof Val.ListVal list ? list.elements() : wrong(type, value);
        }
    }

    private record MapView(InterfaceType type) implements Codecs.Elements {
        @Override
        public Object make(@Nullable Object[] elements) {
            Map<Val, Val> entries = LinkedHashMap.newLinkedHashMap(elements.length);
            for (Object element : elements) {
                if (element instanceof Val.TupleVal pair) {
                    entries.put(pair.elements().get(0), pair.elements().get(1));
                }
            }
            return new Val.MapVal(entries);
        }

        @Override
        public int size(@Nullable Object value) {
            return entries(value).size();
        }

        @Override
        public Iterator<Val> iterator(@Nullable Object value) {
            Iterator<Map.Entry<Val, Val>> entries = entries(value).entrySet().iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return entries.hasNext();
                }

                @Override
                public Val next() {
                    Map.Entry<Val, Val> entry = entries.next();
                    return Val.tuple(entry.getKey(), entry.getValue());
                }
            };
        }

        private Map<Val, Val> entries(@Nullable Object value) {
            return value instanceof Val.MapVal map ? map.entries() : wrong(type, value);
        }
    }

    private record HandleView(InterfaceType.Handle type) implements Codecs.Handles {
        @Override
        public Object make(VmResource resource) {
            return new Val.ResourceVal(new Resource(resource));
        }

        @Override
        public VmResource resource(@Nullable Object value) {
            return value instanceof Val.ResourceVal val ? val.resource().vm() : wrong(type, value);
        }
    }
}
