package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.component.CoreInstanceDef;
import dev.gantry.wasm.component.InstanceDef;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.types.CoreInstanceType;
import dev.gantry.wasm.component.types.ModuleType;
import dev.gantry.wasm.component.types.ResolvedComponentType;
import dev.gantry.wasm.component.types.ResolvedInstanceType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.component.types.ResourceId;
import dev.gantry.wasm.component.validate.Scope.ExternScope;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.TagType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Checks instantiations and made-up instances, core ones and those of components.
///
/// Threading: confined to one thread.
@SuppressWarnings("ReferenceEquality") // a substitution that changes nothing returns the same map
final class Instances {
    private final ComponentContext context;
    private final Externs externs;

    Instances(ComponentContext context, Externs externs) {
        this.context = context;
        this.externs = externs;
    }

    void define(CoreInstanceDef definition, Scope scope) {
        context.at(definition.offsetBytes());
        scope.addCoreInstance(
                switch (definition) {
                    case CoreInstanceDef.Instantiate instantiate -> instantiate(instantiate, scope);
                    case CoreInstanceDef.Exports exports -> exports(exports, scope);
                });
    }

    private CoreInstanceType instantiate(CoreInstanceDef.Instantiate definition, Scope scope) {
        ModuleType module = scope.coreModuleAt(definition.module());
        Map<String, CoreInstanceType> args = new HashMap<>();
        for (CoreInstanceDef.Arg arg : definition.args()) {
            if (args.put(arg.name(), scope.coreInstanceAt(arg.instance())) != null) {
                throw context.fail(
                        Failure.DUPLICATE_ARGUMENT,
                        "duplicate module instantiation argument named `" + arg.name() + "`");
            }
        }
        new Subtyping(context).supply(args, module);
        return new CoreInstanceType(module.exports());
    }

    private CoreInstanceType exports(CoreInstanceDef.Exports definition, Scope scope) {
        Map<String, ExternType> exports = new LinkedHashMap<>();
        for (CoreInstanceDef.Item item : definition.exports()) {
            if (exports.put(item.name(), coreItem(item.sort(), item.index(), scope)) != null) {
                throw context.fail(
                        Failure.DUPLICATE_EXPORT_NAME,
                        "duplicate instantiation export name `" + item.name() + "` already defined");
            }
        }
        return new CoreInstanceType(exports);
    }

    private ExternType coreItem(Sort sort, int index, Scope scope) {
        return switch (sort) {
            case CORE_FUNC -> new ExternType.Func(new HeapType.Id(scope.coreFuncAt(index)));
            case CORE_TABLE -> scope.coreTableAt(index);
            case CORE_MEMORY -> scope.coreMemoryAt(index);
            case CORE_GLOBAL -> scope.coreGlobalAt(index);
            case CORE_TAG -> new TagType(new HeapType.Id(scope.coreTagAt(index)));
            case CORE_TYPE, CORE_MODULE, CORE_INSTANCE, FUNC, VALUE, TYPE, COMPONENT, INSTANCE ->
                throw context.fail(Failure.TYPE_MISMATCH, "a core instance cannot export a " + sort);
        };
    }

    void define(InstanceDef definition, Scope scope) {
        context.at(definition.offsetBytes());
        ResolvedInstanceType type = switch (definition) {
            case InstanceDef.Instantiate instantiate -> instantiate(instantiate, scope);
            case InstanceDef.Exports exports -> exports(exports, scope);
        };
        context.checkSize(type.facts());
        scope.addInstance(type);
    }

    /// The type of an instantiation: the exports of the component, with what was supplied for imported resources, and
    /// new resources for those that each instantiation makes. These are resources of the scope from here on.
    private ResolvedInstanceType instantiate(InstanceDef.Instantiate definition, Scope scope) {
        ResolvedComponentType component = scope.componentAt(definition.component());
        Map<String, ResolvedItem> args = new HashMap<>();
        for (InstanceDef.Arg arg : definition.args()) {
            if (args.put(arg.name(), scope.itemAt(arg.sort(), arg.index())) != null) {
                throw context.fail(
                        Failure.DUPLICATE_ARGUMENT,
                        "instantiation argument `" + arg.name() + "` conflicts with previous argument `" + arg.name()
                                + "`");
            }
        }
        Substitution supplied = new Subtyping(context).supply(args, component);
        for (ResourceId resource : supplied.freshen(component.definedResources())) {
            scope.definedResources.put(resource, Scope.ResourceRep.UNKNOWN);
        }
        Map<String, ResolvedItem> exports = supplied.apply(component.exports());
        // the exports of a component without resources are those of each of its instances
        return exports == component.exports()
                ? new ResolvedInstanceType(exports, Set.of(), ResolvedItem.sum(exports.values()))
                : ResolvedInstanceType.of(exports, Set.of());
    }

    private ResolvedInstanceType exports(InstanceDef.Exports definition, Scope scope) {
        ExternScope exports = new ExternScope(false, context);
        for (InstanceDef.Item item : definition.exports()) {
            externs.addName(item.name(), scope.itemAt(item.sort(), item.index()), exports);
        }
        return ResolvedInstanceType.of(exports.items, Set.of());
    }
}
