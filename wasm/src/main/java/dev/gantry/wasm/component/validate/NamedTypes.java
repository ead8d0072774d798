package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.component.types.ResolvedComponentType;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedInstanceType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether everything that an import or export mentions has a name of its own, in the imports or exports of a scope.
///
/// Records, variants, flags, enums and resources need one; other types only have parts that may need one.
///
/// Threading: confined to one thread.
final class NamedTypes {
    private final ComponentContext context;
    /// The types that have names, by identity.
    private final Set<ResolvedType> named;
    /// Types found to have names in all their parts. Names are only ever added, so this remains true.
    private final Set<ResolvedType> known = Collections.newSetFromMap(new IdentityHashMap<>());

    NamedTypes(ComponentContext context) {
        this.context = context;
        this.named = Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /// Gives a name to a type.
    void add(ResolvedType type) {
        named.add(type);
    }

    /// Whether a type can get a name: all its parts have one where they need one.
    boolean canBeNamed(ResolvedType type) {
        return switch (type) {
            case ResolvedType.Resource _, ResolvedComponentType _ -> true;
            case ResolvedValueType value -> hasNamedParts(value);
            case ResolvedFuncType func -> isNamed(func);
            case ResolvedInstanceType instance -> isNamed(instance);
        };
    }

    private boolean isNamed(ResolvedInstanceType type) {
        if (known.contains(type)) {
            return true;
        }
        context.step();
        for (ResolvedItem item : type.exports().values()) {
            boolean isFine = switch (item) {
                case ResolvedItem.CoreModule _, ResolvedItem.Component _ -> true;
                case ResolvedItem.Func func -> isNamed(func.type());
                case ResolvedItem.Type export -> canBeNamed(export.created());
                case ResolvedItem.Value value -> hasNamedParts(value.type());
                case ResolvedItem.Instance instance -> isNamed(instance.type());
            };
            if (!isFine) {
                return false;
            }
        }
        return known.add(type);
    }

    /// Whether the parameters and the result of a function have names where they need one.
    boolean isNamed(ResolvedFuncType type) {
        if (known.contains(type)) {
            return true;
        }
        context.step();
        for (ResolvedValueType.Field param : type.params()) {
            if (!isNamed(param.type())) {
                return false;
            }
        }
        return isNamed(type.result()) && known.add(type);
    }

    /// Whether a value type has a name, or needs none and has parts that have one.
    boolean isNamed(@Nullable ResolvedValueType type) {
        return switch (type) {
            case null -> true;
            case ResolvedValueType.RecordOf _,
                    ResolvedValueType.Variant _,
                    ResolvedValueType.Flags _,
                    ResolvedValueType.Enumeration _ -> named.contains(type);
            case ResolvedValueType _ -> hasNamedParts(type);
        };
    }

    private boolean hasNamedParts(ResolvedValueType type) {
        if (known.contains(type)) {
            return true;
        }
        context.step();
        boolean isFine = switch (type) {
            case ResolvedValueType.Prim _, ResolvedValueType.Flags _, ResolvedValueType.Enumeration _ -> true;
            case ResolvedValueType.RecordOf record -> {
                for (ResolvedValueType.Field field : record.fields()) {
                    if (!isNamed(field.type())) {
                        yield false;
                    }
                }
                yield true;
            }
            case ResolvedValueType.Variant variant -> {
                for (ResolvedValueType.Case entry : variant.cases()) {
                    if (!isNamed(entry.type())) {
                        yield false;
                    }
                }
                yield true;
            }
            case ResolvedValueType.Tuple tuple -> {
                for (ResolvedValueType element : tuple.types()) {
                    if (!isNamed(element)) {
                        yield false;
                    }
                }
                yield true;
            }
            case ResolvedValueType.ListOf list -> isNamed(list.element());
            case ResolvedValueType.FixedList list -> isNamed(list.element());
            case ResolvedValueType.Option option -> isNamed(option.type());
            case ResolvedValueType.Result result -> isNamed(result.ok()) && isNamed(result.error());
            case ResolvedValueType.MapOf map -> isNamed(map.key()) && isNamed(map.value());
            case ResolvedValueType.Stream stream -> isNamed(stream.element());
            case ResolvedValueType.Future future -> isNamed(future.type());
            case ResolvedValueType.Own own -> named.contains(own.resource());
            case ResolvedValueType.Borrow borrow -> named.contains(borrow.resource());
        };
        return isFine && known.add(type);
    }
}
