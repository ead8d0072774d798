package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.Alias;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.CoreInstanceDef;
import dev.gantry.wasm.component.CoreTypeDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.Export;
import dev.gantry.wasm.component.ExportDecl;
import dev.gantry.wasm.component.Import;
import dev.gantry.wasm.component.InstanceDef;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.validate.ValidModule;
import dev.gantry.wasm.validate.Validator;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/// The validation of components.
///
/// ```text
///   ComponentDef ─▶ definition by definition ─▶ ValidComponent
///                     CoreTypes, TypeResolver     types, by a Scope for each component and type
///                     Aliases, Instances          aliases, instantiations: Subtyping, Substitution
///                     Externs                     imports and exports: ComponentName, NamedTypes
///                     Canons                      canonical definitions: CanonOptions, Flattening
/// ```
///
/// Definitions are seen in the order of the binary, and each can only name what stands before it, so one pass does. The
/// first error is thrown.
///
/// Resources are variables of types. What makes the rules about them work is that types are immutable objects: an
/// instantiation takes the exports of the component's type and puts other resources into them.
///
/// Threading: stateless; each call has a state of its own.
public final class ComponentValidator {
    private final ComponentContext context;
    private final CoreTypes coreTypes;
    private final Aliases aliases;
    private final Externs externs;
    private final TypeResolver types;
    private final Instances instances;
    private final Canons canons;

    private ComponentValidator(ComponentContext context) {
        this.context = context;
        this.coreTypes = new CoreTypes(context);
        this.aliases = new Aliases(context);
        this.externs = new Externs(context);
        this.types = new TypeResolver(context, coreTypes, aliases, externs);
        this.instances = new Instances(context, externs);
        this.canons = new Canons(context);
    }

    /// Validates a component and everything inside, bodies of core modules in the common pool if there are many.
    ///
    /// @param component the component
    /// @param features  the features that are on
    /// @param interner  where core types are interned
    /// @return the valid component, which holds its core types in the interner
    /// @throws dev.gantry.wasm.ValidationException  if the component or a module in it is invalid
    /// @throws dev.gantry.wasm.MalformedException   if the body of a function is malformed
    /// @throws dev.gantry.wasm.UnsupportedException if it has canonical definitions that this build does not know
    public static ValidComponent validate(ComponentDef component, Set<WasmFeature> features, TypeInterner interner) {
        return validate(component, features, interner, ForkJoinPool.commonPool());
    }

    /// Validates a component and everything inside.
    ///
    /// @param component the component
    /// @param features  the features that are on
    /// @param interner  where core types are interned
    /// @param executor  runs tasks that validate bodies; the calling thread takes part
    /// @return the valid component, which holds its core types in the interner
    /// @throws dev.gantry.wasm.ValidationException  if the component or a module in it is invalid
    /// @throws dev.gantry.wasm.MalformedException   if the body of a function is malformed
    /// @throws dev.gantry.wasm.UnsupportedException if it has canonical definitions that this build does not know
    public static ValidComponent validate(
            ComponentDef component, Set<WasmFeature> features, TypeInterner interner, Executor executor) {
        ComponentContext context = new ComponentContext(features, interner, executor);
        boolean isValid = false;
        try {
            context.require(WasmFeature.COMPONENT_MODEL, "a component");
            ValidComponent valid = new ComponentValidator(context).component(component, null);
            isValid = true;
            return valid;
        } finally {
            if (!isValid) {
                context.release();
            }
        }
    }

    private ValidComponent component(ComponentDef component, @Nullable Scope outer) {
        Scope scope = new Scope(Scope.Kind.COMPONENT, outer, context);
        IdentityHashMap<Definition, Object> parts = new IdentityHashMap<>();
        for (Definition definition : component.definitions()) {
            context.at(definition.offsetBytes());
            define(definition, scope, parts);
        }
        context.at(component.range().end());
        int unused = scope.usedValues.nextClearBit(0);
        if (unused < scope.values.size()) {
            throw context.fail(
                    Failure.VALUE_USE,
                    "value index " + unused + " was not used as part of an instantiation, start function, or export");
        }
        return new ValidComponent(component, types.finish(scope), scope, parts, outer == null);
    }

    private void define(Definition definition, Scope scope, IdentityHashMap<Definition, Object> parts) {
        switch (definition) {
            case Definition.CoreModule module -> {
                ValidModule valid =
                        Validator.validate(module.module(), context.features, context.interner, context.executor);
                context.heldModules.put(module, valid);
                parts.put(module, valid);
                scope.addModule(coreTypes.moduleType(valid));
            }
            case Definition.Component nested -> {
                ValidComponent valid = component(nested.component(), scope);
                context.at(nested.offsetBytes());
                parts.put(nested, valid);
                scope.addComponent(valid.type());
            }
            case Definition.Start start -> start(start, scope);
            case Definition.Value value -> {
                context.require(WasmFeature.COMPONENT_MODEL_VALUES, "a value");
                throw new UnsupportedException("values defined by components");
            }
            case CoreInstanceDef instance -> instances.define(instance, scope);
            case CoreTypeDef type -> coreTypes.define(type, scope);
            case InstanceDef instance -> instances.define(instance, scope);
            case Alias alias -> aliases.define(alias, scope);
            case TypeDef type -> types.define(type, scope);
            case Canon canon -> parts.put(canon, canons.define(canon, scope));
            case Import entry -> externs.addImport(scope, entry.name(), types.item(entry.type(), scope));
            case Export export -> export(export, scope);
            case ExportDecl _ -> throw Bug.unreachable("declaration among definitions");
        }
    }

    private void export(Export export, Scope scope) {
        ResolvedItem item = scope.itemAt(export.sort(), export.index());
        if (item instanceof ResolvedItem.Type type) {
            item = TypeResolver.typeItem(type.referenced());
        }
        if (export.ascribed() != null) {
            ResolvedItem ascribed = types.item(export.ascribed(), scope);
            new Subtyping(context)
                    .checkItem(item, ascribed, ": ascribed type of export is not compatible with item's type");
            item = ascribed;
        }
        externs.addExport(scope, export.name(), item);
    }

    private void start(Definition.Start start, Scope scope) {
        context.require(WasmFeature.COMPONENT_MODEL_VALUES, "a start function");
        if (scope.hasStart) {
            throw context.fail(Failure.START_FUNCTION, "component cannot have more than one start function");
        }
        ResolvedFuncType type = scope.funcAt(start.func());
        if (type.params().size() != start.args().size()) {
            throw context.fail(
                    Failure.START_FUNCTION,
                    "component start function requires " + type.params().size() + " arguments but was given "
                            + start.args().size());
        }
        int results = type.result() == null ? 0 : 1;
        if (start.results() != results) {
            throw context.fail(
                    Failure.START_FUNCTION,
                    "component start function has a result count of " + Integer.toUnsignedString(start.results())
                            + " but the function type has a result count of " + results);
        }
        Subtyping subtyping = new Subtyping(context);
        for (int i = 0; i < start.args().size(); i++) {
            subtyping.checkValue(
                    scope.useValue(start.args().get(i)),
                    type.params().get(i).type(),
                    " in argument " + i + " of the start function");
        }
        if (type.result() != null) {
            scope.addValue(type.result());
        }
        context.limit(scope.values.size(), Limits.COMPONENT_ITEMS, "values");
        scope.hasStart = true;
    }
}
