package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The core values that a value is passed as, if it is passed without memory.
///
/// Threading: confined to one thread.
final class Flattening {
    private final ComponentContext context;
    private final NumType address;

    /// @param address the type of addresses
    Flattening(ComponentContext context, NumType address) {
        this.context = context;
        this.address = address;
    }

    /// Adds the core types of a value.
    ///
    /// @param type the type of the value, or null for none
    /// @param flat where to, with at most `max` types afterwards
    /// @param max  how many there may be
    /// @return false if there are more than that; `flat` has an undefined content then
    boolean add(@Nullable ResolvedValueType type, List<ValType> flat, int max) {
        context.step();
        return switch (type) {
            case null -> true;
            case ResolvedValueType.Prim prim ->
                switch (prim.type()) {
                    case BOOL, S8, U8, S16, U16, S32, U32, CHAR, ERROR_CONTEXT -> push(NumType.I32, flat, max);
                    case S64, U64 -> push(NumType.I64, flat, max);
                    case F32 -> push(NumType.F32, flat, max);
                    case F64 -> push(NumType.F64, flat, max);
                    case STRING -> pushRange(flat, max);
                };
            case ResolvedValueType.RecordOf record -> {
                for (ResolvedValueType.Field field : record.fields()) {
                    if (!add(field.type(), flat, max)) {
                        yield false;
                    }
                }
                yield true;
            }
            case ResolvedValueType.Tuple tuple -> {
                for (ResolvedValueType element : tuple.types()) {
                    if (!add(element, flat, max)) {
                        yield false;
                    }
                }
                yield true;
            }
            case ResolvedValueType.ListOf _, ResolvedValueType.MapOf _ -> pushRange(flat, max);
            case ResolvedValueType.FixedList list -> {
                for (int i = 0; i < list.length(); i++) {
                    if (!add(list.element(), flat, max)) {
                        yield false;
                    }
                }
                yield true;
            }
            case ResolvedValueType.Flags _,
                    ResolvedValueType.Enumeration _,
                    ResolvedValueType.Own _,
                    ResolvedValueType.Borrow _,
                    ResolvedValueType.Stream _,
                    ResolvedValueType.Future _ -> push(NumType.I32, flat, max);
            case ResolvedValueType.Option option -> {
                int start = flat.size() + 1;
                yield push(NumType.I32, flat, max) && join(option.type(), flat, start, max);
            }
            case ResolvedValueType.Result result -> {
                int start = flat.size() + 1;
                yield push(NumType.I32, flat, max)
                        && join(result.ok(), flat, start, max)
                        && join(result.error(), flat, start, max);
            }
            case ResolvedValueType.Variant variant -> addVariant(variant, flat, max);
        };
    }

    private boolean addVariant(ResolvedValueType.Variant variant, List<ValType> flat, int max) {
        int start = flat.size() + 1;
        if (!push(NumType.I32, flat, max)) {
            return false;
        }
        for (ResolvedValueType.Case entry : variant.cases()) {
            if (!join(entry.type(), flat, start, max)) {
                return false;
            }
        }
        return true;
    }

    /// Lets the payload of a case share the places behind the discriminant with those of other cases.
    private boolean join(@Nullable ResolvedValueType payload, List<ValType> flat, int start, int max) {
        List<ValType> types = new ArrayList<>();
        if (!add(payload, types, max - start)) {
            return false;
        }
        for (int i = 0; i < types.size(); i++) {
            int place = start + i;
            if (place < flat.size()) {
                flat.set(place, join(flat.get(place), types.get(i)));
            } else {
                flat.add(types.get(i));
            }
        }
        return true;
    }

    private static ValType join(ValType some, ValType other) {
        if (some.equals(other)) {
            return some;
        }
        boolean are32 = is32(some) && is32(other);
        return are32 ? NumType.I32 : NumType.I64;
    }

    private static boolean is32(ValType type) {
        return type == NumType.I32 || type == NumType.F32;
    }

    /// Adds an address and a length.
    private boolean pushRange(List<ValType> flat, int max) {
        return push(address, flat, max) && flat.size() < max && flat.add(address);
    }

    private static boolean push(NumType type, List<ValType> flat, int max) {
        if (flat.size() >= max) {
            return false;
        }
        flat.add(type);
        return true;
    }
}
