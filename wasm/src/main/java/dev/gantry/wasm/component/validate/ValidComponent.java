package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.types.CoreInstanceType;
import dev.gantry.wasm.component.types.ModuleType;
import dev.gantry.wasm.component.types.ResolvedComponentType;
import dev.gantry.wasm.component.types.ResolvedCoreType;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedInstanceType;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.component.types.ResourceId;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.validate.ValidModule;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// A component that has been validated: the type of each index of its index spaces, and of the component.
///
/// The lists are the index spaces in their final size. Core types and types of core functions are canonical ids of
/// the interner; the outermost component holds them, and the types of all core modules inside, until [#close] gives
/// them back.
///
/// Threading: thread-safe, but for [#takeModule], which is confined to one thread.
public final class ValidComponent implements AutoCloseable {
    private final ComponentDef def;
    private final ResolvedComponentType type;
    private final Scope scope;
    private final IdentityHashMap<Definition, Object> parts;
    private final boolean isOutermost;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    ValidComponent(
            ComponentDef def,
            ResolvedComponentType type,
            Scope scope,
            IdentityHashMap<Definition, Object> parts,
            boolean isOutermost) {
        this.def = def;
        this.type = type;
        this.scope = scope;
        this.parts = parts;
        this.isOutermost = isOutermost;
    }

    /// The component.
    ///
    /// @return the component as it was decoded
    public ComponentDef component() {
        return def;
    }

    /// The type of the component: imports, exports, and the resources that they introduce.
    ///
    /// @return the type
    public ResolvedComponentType type() {
        return type;
    }

    /// The features that the component was validated with.
    ///
    /// @return a copy
    public Set<WasmFeature> features() {
        return Set.copyOf(scope.context.features);
    }

    /// Where core types are interned.
    ///
    /// @return the interner
    public TypeInterner interner() {
        return scope.context.interner;
    }

    /// A core module that the component defines.
    ///
    /// @param module the definition, one of [ComponentDef#definitions]
    /// @return the valid module, which belongs to the outermost component
    public ValidModule module(Definition.CoreModule module) {
        return part(module, ValidModule.class);
    }

    /// Takes a core module out of the component, which holds its types no longer: closing it is up to the caller.
    ///
    /// @param module a definition in the component or in one that is nested in it
    /// @return the valid module
    /// @throws IllegalStateException if it has been taken before, or the component is closed
    public ValidModule takeModule(Definition.CoreModule module) {
        ValidModule taken = scope.context.heldModules.remove(module);
        if (taken == null) {
            throw new IllegalStateException("the module at " + module.range().start() + " is not there any more");
        }
        return taken;
    }

    /// A component that the component defines.
    ///
    /// @param nested the definition, one of [ComponentDef#definitions]
    /// @return the valid component, which need not be closed
    public ValidComponent component(Definition.Component nested) {
        return part(nested, ValidComponent.class);
    }

    /// A canonical definition of the component.
    ///
    /// @param canon the definition, one of [ComponentDef#definitions]
    /// @return what was found out about it
    public ValidCanon canon(Canon canon) {
        return part(canon, ValidCanon.class);
    }

    private <T> T part(Definition definition, Class<T> kind) {
        Object part = parts.get(definition);
        if (part == null) {
            throw Bug.unreachable("definition of another component: " + definition);
        }
        return kind.cast(part);
    }

    /// The space of core types.
    ///
    /// @return the types
    public List<ResolvedCoreType> coreTypes() {
        return List.copyOf(scope.coreTypes);
    }

    /// The space of core functions.
    ///
    /// @return the canonical ids of their types
    public List<Integer> coreFuncs() {
        return List.copyOf(scope.coreFuncs);
    }

    /// The space of core tables.
    ///
    /// @return their types, with canonical ids
    public List<TableType> coreTables() {
        return List.copyOf(scope.coreTables);
    }

    /// The space of core memories.
    ///
    /// @return their types
    public List<MemoryType> coreMemories() {
        return List.copyOf(scope.coreMemories);
    }

    /// The space of core globals.
    ///
    /// @return their types, with canonical ids
    public List<GlobalType> coreGlobals() {
        return List.copyOf(scope.coreGlobals);
    }

    /// The space of core tags.
    ///
    /// @return the canonical ids of their types
    public List<Integer> coreTags() {
        return List.copyOf(scope.coreTags);
    }

    /// The space of core modules.
    ///
    /// @return their types
    public List<ModuleType> coreModules() {
        return List.copyOf(scope.coreModules);
    }

    /// The space of core instances.
    ///
    /// @return their types
    public List<CoreInstanceType> coreInstances() {
        return List.copyOf(scope.coreInstances);
    }

    /// The space of types.
    ///
    /// @return the types
    public List<ResolvedType> types() {
        return List.copyOf(scope.types);
    }

    /// The space of functions.
    ///
    /// @return their types
    public List<ResolvedFuncType> funcs() {
        return List.copyOf(scope.funcs);
    }

    /// The space of values.
    ///
    /// @return their types
    public List<ResolvedValueType> values() {
        return List.copyOf(scope.values);
    }

    /// The space of instances.
    ///
    /// @return their types
    public List<ResolvedInstanceType> instances() {
        return List.copyOf(scope.instances);
    }

    /// The space of components.
    ///
    /// @return their types
    public List<ResolvedComponentType> components() {
        return List.copyOf(scope.components);
    }

    /// Whether a resource is defined by the component itself, so that it knows the representation.
    ///
    /// @param resource the resource
    /// @return false for resources that are imported or made by instantiations
    public boolean isLocal(ResourceId resource) {
        Scope.ResourceRep rep = scope.definedResources.get(resource);
        return rep != null && rep.type() != null;
    }

    /// Gives the types of the outermost component back to the interner. Later calls have no effect, nor have calls
    /// for nested components.
    @Override
    public void close() {
        if (isOutermost && isClosed.compareAndSet(false, true)) {
            scope.context.release();
        }
    }
}
