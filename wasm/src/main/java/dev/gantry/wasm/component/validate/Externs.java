package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ExternName;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedInstanceType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.component.types.ResourceId;
import dev.gantry.wasm.component.validate.Scope.ExternScope;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Adds imports and exports to a scope: checks their names, and that what they mention has names.
///
/// Threading: confined to one thread.
@SuppressWarnings("ReferenceEquality") // types are told apart as objects: see ResolvedType
final class Externs {
    private final ComponentContext context;

    Externs(ComponentContext context) {
        this.context = context;
    }

    void addImport(Scope scope, ExternName name, ResolvedItem item) {
        context.limit(scope.imports.items.size() + 1L, Limits.IMPORTS, "imports");
        add(scope, name, item, scope.imports);
    }

    void addExport(Scope scope, ExternName name, ResolvedItem item) {
        context.limit(scope.exports.items.size() + 1L, Limits.EXPORTS, "exports");
        if (item instanceof ResolvedItem.Value value && value.type().facts().hasBorrow()) {
            throw context.fail(Failure.INVALID_TYPE_DEFINITION, "an exported value cannot contain a `borrow` type");
        }
        add(scope, name, item, scope.exports);
    }

    private void add(Scope scope, ExternName name, ResolvedItem item, ExternScope externs) {
        boolean isImport = externs.isImport;
        ResolvedItem concrete = item instanceof ResolvedItem.Instance instance
                ? new ResolvedItem.Instance(introduce(scope, instance.type(), isImport))
                : item;
        if (concrete instanceof ResolvedItem.Type type
                && type.created() instanceof ResolvedType.Resource resource
                && type.created() == type.referenced()) {
            if (isImport) {
                scope.importedResources.add(resource.id());
            } else {
                scope.definedResources.put(resource.id(), Scope.ResourceRep.UNKNOWN);
            }
        }
        scope.add(concrete);
        if (concrete instanceof ResolvedItem.Value && !isImport) {
            scope.usedValues.set(scope.values.size() - 1);
        }
        if (concrete instanceof ResolvedItem.Type type && type.created() instanceof ResolvedType.Resource resource) {
            externs.resourceNames.put(resource, name.name());
            externs.resourceLabels.add(name.name());
        }
        if (scope.kind != Scope.Kind.INSTANCE_TYPE && !nameTypes(scope, concrete, externs)) {
            throw context.fail(
                    Failure.UNNAMED_TYPE, concrete.sort() + " not valid to be used as " + externs.description);
        }
        addName(name, concrete, externs);
    }

    /// Makes the resources that the type of an instance introduces resources of the scope.
    private ResolvedInstanceType introduce(Scope scope, ResolvedInstanceType type, boolean isImport) {
        if (type.variables().isEmpty()) {
            return type;
        }
        Substitution fresh = new Substitution(context);
        Set<ResourceId> resources = fresh.freshen(type.variables());
        for (ResourceId resource : resources) {
            if (isImport) {
                scope.importedResources.add(resource);
            } else {
                scope.definedResources.put(resource, Scope.ResourceRep.UNKNOWN);
            }
        }
        return ResolvedInstanceType.of(fresh.apply(type.exports()), Set.of());
    }

    /// Checks that what an item mentions has names, and gives names to the types that the item brings.
    private boolean nameTypes(Scope scope, ResolvedItem item, ExternScope externs) {
        return switch (item) {
            case ResolvedItem.CoreModule _, ResolvedItem.Component _ -> true;
            case ResolvedItem.Func func -> externs.namedTypes.isNamed(func.type());
            case ResolvedItem.Value value -> externs.namedTypes.isNamed(value.type());
            case ResolvedItem.Type type -> {
                if (!externs.namedTypes.canBeNamed(type.referenced())) {
                    yield false;
                }
                externs.namedTypes.add(type.created());
                // what is imported may be mentioned by exports too
                scope.exports.namedTypes.add(type.created());
                yield true;
            }
            case ResolvedItem.Instance instance -> {
                context.step();
                for (ResolvedItem export : instance.type().exports().values()) {
                    if (!nameTypes(scope, export, externs)) {
                        yield false;
                    }
                }
                yield true;
            }
        };
    }

    /// Checks a name and adds the item under it.
    void addName(ExternName name, ResolvedItem item, ExternScope externs) {
        ComponentName parsed = ComponentName.parse(name.name(), context);
        if (parsed.kind() == ComponentName.Kind.IMPLEMENTATION && !externs.isImport) {
            throw context.fail(Failure.INVALID_NAME, "name `" + name + "` is not a valid export name");
        }
        checkAttributes(name, parsed, item);
        checkKind(name, parsed, item, externs);
        String previous = externs.names.put(parsed.key(), name.name());
        if (previous != null) {
            throw context.fail(
                    Failure.CONFLICTING_NAME,
                    externs.description + " name `" + name + "` conflicts with previous name `" + previous + "`");
        }
        externs.items.put(name.name(), item);
    }

    private void checkAttributes(ExternName name, ComponentName parsed, ResolvedItem item) {
        Set<Class<?>> seen = new HashSet<>();
        @Nullable String suffix = null;
        for (ExternName.Attribute attribute : name.attributes()) {
            if (!seen.add(attribute.getClass())) {
                throw context.fail(Failure.INVALID_NAME, "duplicate attribute in name `" + name + "`");
            }
            switch (attribute) {
                case ExternName.Attribute.Implements implemented -> {
                    context.require(WasmFeature.COMPONENT_MODEL_IMPLEMENTS, "`implements`");
                    checkImplements(name, parsed, item, implemented.value());
                }
                case ExternName.Attribute.ExternalId _ ->
                    context.require(WasmFeature.COMPONENT_MODEL_IMPLEMENTS, "`external-id`");
                case ExternName.Attribute.VersionSuffix version -> {
                    context.require(WasmFeature.COMPONENT_MODEL_CANON_NAMES, "`versionsuffix`");
                    if (!(item instanceof ResolvedItem.Instance)) {
                        throw context.fail(Failure.INVALID_NAME, "only instances can have a `versionsuffix`");
                    }
                    suffix = version.value();
                }
            }
        }
        if (parsed.kind() == ComponentName.Kind.INTERFACE && !parsed.version().isEmpty()) {
            checkVersion(parsed.version().substring(1), suffix, "invalid interface version");
        } else if (suffix != null) {
            throw context.fail(Failure.INVALID_NAME, "`versionsuffix` without a version in `" + name + "`");
        }
    }

    private void checkVersion(String version, @Nullable String suffix, String message) {
        if (suffix == null && context.isOn(WasmFeature.COMPONENT_MODEL_CANON_NAMES) && SemVer.isTrack(version)) {
            return;
        }
        String problem = suffix != null && !SemVer.isTrack(version)
                ? "expected a canonical version before the suffix"
                : SemVer.problem(suffix == null ? version : version + suffix);
        if (problem != null) {
            throw context.fail(Failure.INVALID_NAME, message + ": " + problem);
        }
    }

    private void checkImplements(ExternName name, ComponentName parsed, ResolvedItem item, String value) {
        if (parsed.kind() != ComponentName.Kind.LABEL) {
            throw context.fail(Failure.INVALID_NAME, "name `" + name + "` is not valid with `implements`");
        }
        if (!(item instanceof ResolvedItem.Instance)) {
            throw context.fail(Failure.INVALID_NAME, "only instances can have an `implements`");
        }
        ComponentName implemented = ComponentName.parse(value, context);
        if (implemented.kind() != ComponentName.Kind.INTERFACE) {
            throw context.fail(Failure.INVALID_NAME, "name `" + value + "` must be an interface");
        }
        if (!implemented.version().isEmpty()) {
            checkVersion(implemented.version().substring(1), null, "invalid version in `implements`");
        }
    }

    /// Checks that functions of resources have the types that their names promise.
    private void checkKind(ExternName name, ComponentName parsed, ResolvedItem item, ExternScope externs) {
        switch (parsed.kind()) {
            case LABEL, INTERFACE, IMPLEMENTATION -> {}
            case CONSTRUCTOR -> {
                ResolvedFuncType func = requireFunc(name, item);
                if (func.isAsync()) {
                    throw wrongFunc(name, "constructor function cannot be async");
                }
                if (func.result() == null) {
                    throw wrongFunc(name, "function should return one value");
                }
                ResolvedValueType made = func.result();
                if (made instanceof ResolvedValueType.Result result && result.ok() != null) {
                    made = result.ok();
                }
                if (!(made instanceof ResolvedValueType.Own own)) {
                    throw wrongFunc(name, "function should return `(own $T)` or `(result (own $T))`");
                }
                requireResource(name, parsed.resource(), own.resource(), externs);
            }
            case METHOD -> {
                ResolvedFuncType func = requireFunc(name, item);
                if (func.params().isEmpty()) {
                    throw wrongFunc(name, "function should have at least one argument");
                }
                ResolvedValueType.Field self = func.params().getFirst();
                if (!self.label().equals("self")) {
                    throw wrongFunc(name, "function should have a first argument called `self`");
                }
                if (!(self.type() instanceof ResolvedValueType.Borrow borrow)) {
                    throw wrongFunc(name, "function should take a first argument of `(borrow $T)`");
                }
                requireResource(name, parsed.resource(), borrow.resource(), externs);
            }
            case STATIC -> {
                requireFunc(name, item);
                if (!externs.resourceLabels.contains(parsed.resource())) {
                    throw wrongFunc(name, "static resource name is not known in this context");
                }
            }
        }
    }

    private ResolvedFuncType requireFunc(ExternName name, ResolvedItem item) {
        if (item instanceof ResolvedItem.Func func) {
            return func.type();
        }
        throw wrongFunc(name, "item is not a func");
    }

    private void requireResource(ExternName name, String label, ResolvedType.Resource resource, ExternScope externs) {
        String known = externs.resourceNames.get(resource);
        if (known == null) {
            throw wrongFunc(name, "resource used in function does not have a name in this context");
        }
        if (!known.equals(label)) {
            throw wrongFunc(name, "function does not match expected resource name `" + known + "`");
        }
    }

    private RuntimeException wrongFunc(ExternName name, String why) {
        return context.fail(Failure.INVALID_NAME, "name `" + name + "` is not valid: " + why);
    }
}
