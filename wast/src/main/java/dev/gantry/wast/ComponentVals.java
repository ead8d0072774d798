package dev.gantry.wast;

import dev.gantry.component.Val;
import dev.gantry.wast.ComponentValue.IntType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the values of scripts into those of the API and back.
final class ComponentVals {
    private ComponentVals() {}

    static Val val(ComponentValue value) {
        return switch (value) {
            case ComponentValue.Bool bool -> Val.bool(bool.value());
            case ComponentValue.Int integer -> val(integer);
            case ComponentValue.F32 number -> Val.f32(Float.intBitsToFloat(number.bits()));
            case ComponentValue.F64 number -> Val.f64(Double.longBitsToDouble(number.bits()));
            case ComponentValue.Char character -> Val.character(character.codePoint());
            case ComponentValue.Str text -> Val.string(text.value());
            case ComponentValue.ListOf list -> new Val.ListVal(vals(list.elements()));
            case ComponentValue.RecordOf record -> {
                Map<String, Val> fields = new LinkedHashMap<>();
                record.fields().forEach(field -> fields.put(field.name(), val(field.value())));
                yield Val.record(fields);
            }
            case ComponentValue.Tuple tuple -> new Val.TupleVal(vals(tuple.elements()));
            case ComponentValue.Variant variant -> new Val.VariantVal(variant.name(), optional(variant.payload()));
            case ComponentValue.EnumCase one -> Val.enumeration(one.name());
            case ComponentValue.OptionOf option -> new Val.OptionVal(optional(option.value()));
            case ComponentValue.ResultOf result -> new Val.ResultVal(result.isOk(), optional(result.payload()));
            case ComponentValue.Flags flags -> new Val.FlagsVal(new LinkedHashSet<>(flags.names()));
        };
    }

    private static List<Val> vals(List<ComponentValue> values) {
        return values.stream().map(ComponentVals::val).toList();
    }

    private static @Nullable Val optional(@Nullable ComponentValue value) {
        return value == null ? null : val(value);
    }

    private static Val val(ComponentValue.Int integer) {
        long value = integer.value();
        return switch (integer.type()) {
            case S8 -> Val.s8((int) value);
            case U8 -> Val.u8((int) value);
            case S16 -> Val.s16((int) value);
            case U16 -> Val.u16((int) value);
            case S32 -> Val.s32((int) value);
            case U32 -> Val.u32(value);
            case S64 -> Val.s64(value);
            case U64 -> Val.u64(value);
        };
    }

    static ComponentValue value(Val val) {
        return switch (val) {
            case Val.Bool bool -> new ComponentValue.Bool(bool.value());
            case Val.S8 number -> new ComponentValue.Int(IntType.S8, number.value());
            case Val.U8 number -> new ComponentValue.Int(IntType.U8, number.value());
            case Val.S16 number -> new ComponentValue.Int(IntType.S16, number.value());
            case Val.U16 number -> new ComponentValue.Int(IntType.U16, number.value());
            case Val.S32 number -> new ComponentValue.Int(IntType.S32, number.value());
            case Val.U32 number -> new ComponentValue.Int(IntType.U32, number.value());
            case Val.S64 number -> new ComponentValue.Int(IntType.S64, number.value());
            case Val.U64 number -> new ComponentValue.Int(IntType.U64, number.value());
            case Val.F32 number -> new ComponentValue.F32(Float.floatToRawIntBits(number.value()));
            case Val.F64 number -> new ComponentValue.F64(Double.doubleToRawLongBits(number.value()));
            case Val.Char character -> new ComponentValue.Char(character.codePoint());
            case Val.Str text -> new ComponentValue.Str(text.value());
            case Val.ListVal list -> new ComponentValue.ListOf(values(list.elements()));
            case Val.MapVal map -> {
                List<ComponentValue> pairs = new ArrayList<>();
                map.entries()
                        .forEach((key, one) -> pairs.add(new ComponentValue.Tuple(List.of(value(key), value(one)))));
                yield new ComponentValue.ListOf(pairs);
            }
            case Val.RecordVal record -> {
                List<ComponentValue.Field> fields = new ArrayList<>();
                record.fields().forEach((name, one) -> fields.add(new ComponentValue.Field(name, value(one))));
                yield new ComponentValue.RecordOf(fields);
            }
            case Val.TupleVal tuple -> new ComponentValue.Tuple(values(tuple.elements()));
            case Val.VariantVal variant -> new ComponentValue.Variant(variant.name(), optional(variant.payload()));
            case Val.EnumVal one -> new ComponentValue.EnumCase(one.name());
            case Val.OptionVal option -> new ComponentValue.OptionOf(optional(option.value()));
            case Val.ResultVal result -> new ComponentValue.ResultOf(result.isOk(), optional(result.payload()));
            case Val.FlagsVal flags -> new ComponentValue.Flags(List.copyOf(flags.names()));
            case Val.ResourceVal _ -> throw new ScriptRunner.Mismatch("expected a value, found a resource");
        };
    }

    private static List<ComponentValue> values(List<Val> vals) {
        return vals.stream().map(ComponentVals::value).toList();
    }

    private static @Nullable ComponentValue optional(@Nullable Val val) {
        return val == null ? null : value(val);
    }
}
