package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.component.types.ResolvedComponentType;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedInstanceType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.component.types.ResourceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts resources for others inside of types, and types for those they stand in for.
///
/// A type in which nothing changes stays the same object; one that occurs several times becomes the same object in all
/// places. So what has a name keeps it.
@SuppressWarnings("ReferenceEquality") // types are told apart as objects: see ResolvedType
final class Substitution {
    private final ComponentContext context;
    private final Map<ResourceId, ResourceId> resources = new HashMap<>();
    /// What types became, and what stands in for others from the start.
    private final IdentityHashMap<ResolvedType, ResolvedType> types = new IdentityHashMap<>();

    Substitution(ComponentContext context) {
        this.context = context;
    }

    void put(ResourceId from, ResourceId to) {
        resources.put(from, to);
    }

    void putIfAbsent(ResourceId from, ResourceId to) {
        resources.putIfAbsent(from, to);
    }

    /// Lets a type stand in for another from now on.
    void rename(ResolvedType from, ResolvedType to) {
        types.put(from, to);
    }

    /// Forgets what types became, not the resources.
    void forgetTypes() {
        types.clear();
    }

    /// Puts a new resource for each of a set.
    ///
    /// @return the new ones
    Set<ResourceId> freshen(Collection<ResourceId> variables) {
        Set<ResourceId> fresh = new LinkedHashSet<>();
        for (ResourceId variable : variables) {
            ResourceId id = new ResourceId(variable.toString());
            fresh.add(id);
            put(variable, id);
        }
        return fresh;
    }

    private boolean isIdentity() {
        return resources.isEmpty() && types.isEmpty();
    }

    /// Applies it to imports or exports.
    ///
    /// @return the same map if nothing changes
    Map<String, ResolvedItem> apply(Map<String, ResolvedItem> items) {
        boolean changes = false;
        Map<String, ResolvedItem> mapped = new LinkedHashMap<>();
        for (Map.Entry<String, ResolvedItem> entry : items.entrySet()) {
            context.step();
            ResolvedItem item = apply(entry.getValue());
            changes |= item != entry.getValue();
            mapped.put(entry.getKey(), item);
        }
        return changes ? mapped : items;
    }

    ResolvedItem apply(ResolvedItem item) {
        if (isIdentity()) {
            return item;
        }
        return switch (item) {
            case ResolvedItem.CoreModule _ -> item;
            case ResolvedItem.Func func -> {
                ResolvedFuncType type = apply(func.type());
                yield type == func.type() ? item : new ResolvedItem.Func(type);
            }
            case ResolvedItem.Value value -> {
                ResolvedValueType type = apply(value.type());
                yield type == value.type() ? item : new ResolvedItem.Value(type);
            }
            case ResolvedItem.Type type -> {
                ResolvedType referenced = apply(type.referenced());
                ResolvedType created = type.created() == type.referenced() ? referenced : apply(type.created());
                yield referenced == type.referenced() && created == type.created()
                        ? item
                        : new ResolvedItem.Type(referenced, created);
            }
            case ResolvedItem.Instance instance -> {
                ResolvedInstanceType type = apply(instance.type());
                yield type == instance.type() ? item : new ResolvedItem.Instance(type);
            }
            case ResolvedItem.Component component -> {
                ResolvedComponentType type = apply(component.type());
                yield type == component.type() ? item : new ResolvedItem.Component(type);
            }
        };
    }

    private ResolvedType apply(ResolvedType type) {
        return switch (type) {
            case ResolvedValueType value -> apply(value);
            case ResolvedType.Resource resource -> apply(resource);
            case ResolvedFuncType func -> apply(func);
            case ResolvedInstanceType instance -> apply(instance);
            case ResolvedComponentType component -> apply(component);
        };
    }

    private ResolvedType.Resource apply(ResolvedType.Resource resource) {
        if (types.get(resource) instanceof ResolvedType.Resource known) {
            return known;
        }
        ResourceId id = resources.get(resource.id());
        ResolvedType.Resource mapped = id == null ? resource : new ResolvedType.Resource(id);
        types.put(resource, mapped);
        return mapped;
    }

    private ResourceId apply(ResourceId id) {
        return resources.getOrDefault(id, id);
    }

    private Set<ResourceId> apply(Set<ResourceId> ids) {
        Set<ResourceId> mapped = new LinkedHashSet<>();
        ids.forEach(id -> mapped.add(apply(id)));
        return mapped;
    }

    private ResolvedInstanceType apply(ResolvedInstanceType type) {
        if (types.get(type) instanceof ResolvedInstanceType known) {
            return known;
        }
        context.step();
        Map<String, ResolvedItem> exports = apply(type.exports());
        ResolvedInstanceType mapped =
                exports == type.exports() ? type : ResolvedInstanceType.of(exports, apply(type.variables()));
        types.put(type, mapped);
        return mapped;
    }

    private ResolvedComponentType apply(ResolvedComponentType type) {
        if (types.get(type) instanceof ResolvedComponentType known) {
            return known;
        }
        context.step();
        Map<String, ResolvedItem> imports = apply(type.imports());
        Map<String, ResolvedItem> exports = apply(type.exports());
        ResolvedComponentType mapped = imports == type.imports() && exports == type.exports()
                ? type
                : ResolvedComponentType.of(
                        imports, exports, apply(type.importedResources()), apply(type.definedResources()));
        types.put(type, mapped);
        return mapped;
    }

    private ResolvedFuncType apply(ResolvedFuncType type) {
        if (types.get(type) instanceof ResolvedFuncType known) {
            return known;
        }
        context.step();
        List<ResolvedValueType.Field> params = applyFields(type.params());
        ResolvedValueType result = applyOptional(type.result());
        ResolvedFuncType mapped = params == type.params() && result == type.result()
                ? type
                : ResolvedFuncType.of(type.isAsync(), params, result);
        types.put(type, mapped);
        return mapped;
    }

    private List<ResolvedValueType.Field> applyFields(List<ResolvedValueType.Field> fields) {
        boolean changes = false;
        List<ResolvedValueType.Field> mapped = new ArrayList<>(fields.size());
        for (ResolvedValueType.Field field : fields) {
            ResolvedValueType type = apply(field.type());
            changes |= type != field.type();
            mapped.add(new ResolvedValueType.Field(field.label(), type));
        }
        return changes ? mapped : fields;
    }

    private @Nullable ResolvedValueType applyOptional(@Nullable ResolvedValueType type) {
        return type == null ? null : apply(type);
    }

    private ResolvedValueType apply(ResolvedValueType type) {
        if (types.get(type) instanceof ResolvedValueType known) {
            return known;
        }
        context.step();
        ResolvedValueType mapped = applyParts(type);
        types.put(type, mapped);
        return mapped;
    }

    private ResolvedValueType applyParts(ResolvedValueType type) {
        return switch (type) {
            case ResolvedValueType.Prim _, ResolvedValueType.Flags _, ResolvedValueType.Enumeration _ -> type;
            case ResolvedValueType.RecordOf record -> {
                List<ResolvedValueType.Field> fields = applyFields(record.fields());
                yield fields == record.fields() ? type : ResolvedValueType.RecordOf.of(fields);
            }
            case ResolvedValueType.Variant variant -> applyVariant(variant);
            case ResolvedValueType.Tuple tuple -> applyTuple(tuple);
            case ResolvedValueType.ListOf list -> {
                ResolvedValueType element = apply(list.element());
                yield element == list.element() ? type : ResolvedValueType.ListOf.of(element);
            }
            case ResolvedValueType.FixedList list -> {
                ResolvedValueType element = apply(list.element());
                yield element == list.element() ? type : ResolvedValueType.FixedList.of(element, list.length());
            }
            case ResolvedValueType.Option option -> {
                ResolvedValueType content = apply(option.type());
                yield content == option.type() ? type : ResolvedValueType.Option.of(content);
            }
            case ResolvedValueType.Result result -> {
                ResolvedValueType ok = applyOptional(result.ok());
                ResolvedValueType error = applyOptional(result.error());
                yield ok == result.ok() && error == result.error() ? type : ResolvedValueType.Result.of(ok, error);
            }
            case ResolvedValueType.MapOf map -> {
                ResolvedValueType key = apply(map.key());
                ResolvedValueType value = apply(map.value());
                yield key == map.key() && value == map.value() ? type : ResolvedValueType.MapOf.of(key, value);
            }
            case ResolvedValueType.Own own -> {
                ResolvedType.Resource resource = apply(own.resource());
                yield resource == own.resource() ? type : ResolvedValueType.Own.of(resource);
            }
            case ResolvedValueType.Borrow borrow -> {
                ResolvedType.Resource resource = apply(borrow.resource());
                yield resource == borrow.resource() ? type : ResolvedValueType.Borrow.of(resource);
            }
            case ResolvedValueType.Stream stream -> {
                ResolvedValueType element = applyOptional(stream.element());
                yield element == stream.element() ? type : ResolvedValueType.Stream.of(element);
            }
            case ResolvedValueType.Future future -> {
                ResolvedValueType content = applyOptional(future.type());
                yield content == future.type() ? type : ResolvedValueType.Future.of(content);
            }
        };
    }

    private ResolvedValueType applyVariant(ResolvedValueType.Variant variant) {
        boolean changes = false;
        List<ResolvedValueType.Case> cases = new ArrayList<>(variant.cases().size());
        for (ResolvedValueType.Case entry : variant.cases()) {
            ResolvedValueType payload = applyOptional(entry.type());
            changes |= payload != entry.type();
            cases.add(new ResolvedValueType.Case(entry.label(), payload));
        }
        return changes ? ResolvedValueType.Variant.of(cases) : variant;
    }

    private ResolvedValueType applyTuple(ResolvedValueType.Tuple tuple) {
        boolean changes = false;
        List<ResolvedValueType> mapped = new ArrayList<>(tuple.types().size());
        for (ResolvedValueType type : tuple.types()) {
            ResolvedValueType element = apply(type);
            changes |= element != type;
            mapped.add(element);
        }
        return changes ? ResolvedValueType.Tuple.of(mapped) : tuple;
    }
}
