package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.component.types.ResolvedComponentType;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedInstanceType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.component.types.ResourceId;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects the resources that types mention and do not themselves introduce.
///
/// Threading: confined to one thread; made for one question.
final class FreeResources {
    private final ComponentContext context;
    private final Set<ResourceId> found = new LinkedHashSet<>();
    private final Set<ResolvedType> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    FreeResources(ComponentContext context) {
        this.context = context;
    }

    Set<ResourceId> found() {
        return found;
    }

    FreeResources addAll(Iterable<ResolvedItem> items) {
        items.forEach(this::add);
        return this;
    }

    private void add(ResolvedItem item) {
        switch (item) {
            case ResolvedItem.CoreModule _ -> {}
            case ResolvedItem.Func func -> add(func.type());
            case ResolvedItem.Value value -> add(value.type());
            case ResolvedItem.Type type -> add(type.created());
            case ResolvedItem.Instance instance -> add(instance.type());
            case ResolvedItem.Component component -> add(component.type());
        }
    }

    FreeResources add(@Nullable ResolvedType type) {
        if (type == null || !type.facts().hasResource() || !visited.add(type)) {
            return this;
        }
        context.step();
        switch (type) {
            case ResolvedType.Resource resource -> found.add(resource.id());
            case ResolvedFuncType func -> {
                func.params().forEach(param -> add(param.type()));
                add(func.result());
            }
            case ResolvedInstanceType instance -> {
                addAll(instance.exports().values());
                found.removeAll(instance.variables());
            }
            case ResolvedComponentType component -> {
                addAll(component.imports().values());
                addAll(component.exports().values());
                found.removeAll(component.importedResources());
                found.removeAll(component.definedResources());
            }
            case ResolvedValueType value -> addParts(value);
        }
        return this;
    }

    private void addParts(ResolvedValueType type) {
        switch (type) {
            case ResolvedValueType.Prim _, ResolvedValueType.Flags _, ResolvedValueType.Enumeration _ -> {}
            case ResolvedValueType.Own own -> add(own.resource());
            case ResolvedValueType.Borrow borrow -> add(borrow.resource());
            case ResolvedValueType.RecordOf record -> record.fields().forEach(field -> add(field.type()));
            case ResolvedValueType.Variant variant -> variant.cases().forEach(entry -> add(entry.type()));
            case ResolvedValueType.Tuple tuple -> tuple.types().forEach(this::add);
            case ResolvedValueType.ListOf list -> add(list.element());
            case ResolvedValueType.FixedList list -> add(list.element());
            case ResolvedValueType.Option option -> add(option.type());
            case ResolvedValueType.Result result -> add(result.ok()).add(result.error());
            case ResolvedValueType.Stream stream -> add(stream.element());
            case ResolvedValueType.Future future -> add(future.type());
            case ResolvedValueType.MapOf map -> add(map.key()).add(map.value());
        }
    }
}
