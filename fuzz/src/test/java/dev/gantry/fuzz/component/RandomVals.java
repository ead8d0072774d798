package dev.gantry.fuzz.component;

import dev.gantry.component.Resource;
import dev.gantry.component.ResourceType;
import dev.gantry.component.Type;
import dev.gantry.component.Val;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Makes random values of types; resources are those of the host.
///
/// @param random where from
public record RandomVals(RandomGenerator random) {
    /// The type of all resources.
    public static final ResourceType RESOURCE = ResourceType.host("r");

    private static final int[] CHARACTERS = {
        0, 'a', 0x7F, 0x80, 0xFF, 0x100, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF
    };

    /// A random value.
    public Val of(Type type) {
        return switch (type) {
            case Type.Primitive primitive -> of(primitive);
            case Type.ListType list -> Val.list(several(list.element(), random.nextInt(5)));
            case Type.FixedListType list -> Val.list(several(list.element(), list.length()));
            case Type.MapType map -> {
                Map<Val, Val> entries = new LinkedHashMap<>();
                for (int at = random.nextInt(4); at > 0; at--) {
                    entries.put(of(map.key()), of(map.value()));
                }
                yield Val.map(entries);
            }
            case Type.RecordType record -> {
                Map<String, Val> fields = new LinkedHashMap<>();
                record.fields().forEach(field -> fields.put(field.name(), of(field.type())));
                yield Val.record(fields);
            }
            case Type.TupleType tuple -> {
                List<Val> elements = new ArrayList<>();
                tuple.elements().forEach(element -> elements.add(of(element)));
                yield new Val.TupleVal(elements);
            }
            case Type.VariantType variant -> {
                Type.Case one =
                        variant.cases().get(random.nextInt(variant.cases().size()));
                yield new Val.VariantVal(one.name(), one.payload().map(this::of).orElse(null));
            }
            case Type.EnumType names ->
                Val.enumeration(names.names().get(random.nextInt(names.names().size())));
            case Type.OptionType option -> random.nextBoolean() ? Val.none() : Val.some(of(option.some()));
            case Type.ResultType result -> {
                boolean isOk = random.nextBoolean();
                Optional<Type> payload = isOk ? result.ok() : result.error();
                yield new Val.ResultVal(isOk, payload.map(this::of).orElse(null));
            }
            case Type.FlagsType flags -> {
                Set<String> names = new LinkedHashSet<>(flags.names());
                names.removeIf(_ -> random.nextBoolean());
                yield new Val.FlagsVal(names);
            }
            case Type.OwnType _ -> Val.resource(Resource.own(RESOURCE, random.nextInt()));
            case Type.BorrowType _ -> Val.resource(Resource.borrow(RESOURCE, random.nextInt()));
            case Type.StreamType _, Type.FutureType _ -> throw new IllegalArgumentException("no values of " + type);
        };
    }

    private Val[] several(Type type, int count) {
        Val[] vals = new Val[count];
        for (int at = 0; at < count; at++) {
            vals[at] = of(type);
        }
        return vals;
    }

    private Val of(Type.Primitive type) {
        return switch (type) {
            case BOOL -> Val.bool(random.nextBoolean());
            case S8 -> Val.s8((byte) random.nextInt());
            case U8 -> Val.u8(random.nextInt() & 0xFF);
            case S16 -> Val.s16((short) random.nextInt());
            case U16 -> Val.u16(random.nextInt() & 0xFFFF);
            case S32 -> Val.s32(random.nextInt());
            case U32 -> Val.u32(random.nextInt() & 0xFFFF_FFFFL);
            case S64 -> Val.s64(random.nextLong());
            case U64 -> Val.u64(random.nextLong());
            case F32 -> Val.f32(Float.intBitsToFloat(random.nextInt()));
            case F64 -> Val.f64(Double.longBitsToDouble(random.nextLong()));
            case CHAR -> Val.character(character());
            case STRING -> {
                StringBuilder text = new StringBuilder();
                boolean isPlain = random.nextBoolean();
                for (int at = random.nextInt(20); at > 0; at--) {
                    text.appendCodePoint(isPlain ? 'a' + random.nextInt(26) : character());
                }
                yield Val.string(text.toString());
            }
            case ERROR_CONTEXT -> throw new IllegalArgumentException("no values of " + type);
        };
    }

    private int character() {
        if (random.nextBoolean()) {
            return CHARACTERS[random.nextInt(CHARACTERS.length)];
        }
        int found = random.nextInt(0x110000);
        return found >= 0xD800 && found < 0xE000 ? 'x' : found;
    }

    /// A value that can be compared with others, also later: resources are replaced by their numbers.
    ///
    /// @param val the value
    /// @return the same with numbers
    public static Val comparable(Val val) {
        return switch (val) {
            case Val.ResourceVal handle -> Val.s32(handle.resource().rep());
            case Val.ListVal list ->
                new Val.ListVal(
                        list.elements().stream().map(RandomVals::comparable).toList());
            case Val.TupleVal tuple ->
                new Val.TupleVal(
                        tuple.elements().stream().map(RandomVals::comparable).toList());
            case Val.RecordVal record -> {
                Map<String, Val> fields = new LinkedHashMap<>();
                record.fields().forEach((name, field) -> fields.put(name, comparable(field)));
                yield new Val.RecordVal(fields);
            }
            case Val.MapVal map -> {
                Map<Val, Val> entries = new LinkedHashMap<>();
                map.entries().forEach((key, value) -> entries.put(key, comparable(value)));
                yield new Val.MapVal(entries);
            }
            case Val.VariantVal variant
            when variant.payload() != null -> new Val.VariantVal(variant.name(), comparable(variant.payload()));
            case Val.OptionVal option when option.value() != null -> new Val.OptionVal(comparable(option.value()));
            case Val.ResultVal result
            when result.payload() != null -> new Val.ResultVal(result.isOk(), comparable(result.payload()));
            default -> val;
        };
    }
}
