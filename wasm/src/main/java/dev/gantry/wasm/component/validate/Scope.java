package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.types.CoreInstanceType;
import dev.gantry.wasm.component.types.ModuleType;
import dev.gantry.wasm.component.types.ResolvedComponentType;
import dev.gantry.wasm.component.types.ResolvedCoreType;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedInstanceType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.component.types.ResourceId;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The thirteen index spaces of a component, component type or instance type, as far as it was validated, with what is
/// known of names and resources.
///
/// Threading: confined to one thread.
final class Scope {
    enum Kind {
        COMPONENT,
        COMPONENT_TYPE,
        INSTANCE_TYPE
    }

    final Kind kind;
    final @Nullable Scope outer;
    final ComponentContext context;

    final List<ResolvedCoreType> coreTypes = new ArrayList<>();
    /// Canonical ids of function types.
    final List<Integer> coreFuncs = new ArrayList<>();

    final List<TableType> coreTables = new ArrayList<>();
    final List<MemoryType> coreMemories = new ArrayList<>();
    final List<GlobalType> coreGlobals = new ArrayList<>();
    /// Canonical ids of function types.
    final List<Integer> coreTags = new ArrayList<>();

    final List<ModuleType> coreModules = new ArrayList<>();
    final List<CoreInstanceType> coreInstances = new ArrayList<>();
    final List<ResolvedType> types = new ArrayList<>();
    final List<ResolvedFuncType> funcs = new ArrayList<>();
    final List<ResolvedValueType> values = new ArrayList<>();
    final BitSet usedValues = new BitSet();
    final List<ResolvedInstanceType> instances = new ArrayList<>();
    final List<ResolvedComponentType> components = new ArrayList<>();

    final ExternScope imports;
    final ExternScope exports;

    /// Resources that imports introduce.
    final Set<ResourceId> importedResources = Collections.newSetFromMap(new LinkedHashMap<>());
    /// Resources that the scope introduces otherwise, with their representation if they are defined right here.
    final Map<ResourceId, ResourceRep> definedResources = new LinkedHashMap<>();

    boolean hasStart;
    /// The type of the slots of `context.get` and `context.set`, once one was seen.
    @Nullable
    NumType contextType;

    /// The representation of a resource, as far as a scope knows it.
    ///
    /// @param type its core type, or null if it is not known
    record ResourceRep(@Nullable ValType type) {
        static final ResourceRep UNKNOWN = new ResourceRep(null);
    }

    /// Imports, or exports: names, and types that have one.
    static final class ExternScope {
        final String description;
        final boolean isImport;
        final Map<String, ResolvedItem> items = new LinkedHashMap<>();
        /// Names by the key that must be unique.
        final Map<String, String> names = new LinkedHashMap<>();
        /// The types that may be mentioned.
        final NamedTypes namedTypes;
        /// The labels of resources, by the identity of the type that has the label.
        final IdentityHashMap<ResolvedType, String> resourceNames = new IdentityHashMap<>();
        /// The same labels.
        final Set<String> resourceLabels = new HashSet<>();

        ExternScope(boolean isImport, ComponentContext context) {
            this.description = isImport ? "import" : "export";
            this.isImport = isImport;
            this.namedTypes = new NamedTypes(context);
        }
    }

    Scope(Kind kind, @Nullable Scope outer, ComponentContext context) {
        this.kind = kind;
        this.outer = outer;
        this.context = context;
        this.imports = new ExternScope(true, context);
        this.exports = new ExternScope(false, context);
    }

    /// The scope that is a number of scopes further out.
    Scope outward(int count) {
        Scope scope = this;
        for (int left = count; left != 0; left--) {
            if (scope.outer == null) {
                throw context.fail(
                        Failure.INVALID_OUTER_ALIAS, "invalid outer alias count of " + Integer.toUnsignedString(count));
            }
            scope = scope.outer;
        }
        return scope;
    }

    private <T> T at(List<T> space, int index, Failure unknown, Sort sort) {
        if (index < 0 || index >= space.size()) {
            throw context.fail(
                    unknown,
                    sort + " " + Integer.toUnsignedString(index) + ": " + sort + " index out of bounds, there are "
                            + space.size());
        }
        return space.get(index);
    }

    ResolvedCoreType coreTypeAt(int index) {
        return at(coreTypes, index, Failure.UNKNOWN_TYPE, Sort.CORE_TYPE);
    }

    int coreFuncAt(int index) {
        return at(coreFuncs, index, Failure.UNKNOWN_FUNCTION, Sort.CORE_FUNC);
    }

    FuncType coreFuncTypeAt(int index) {
        return context.interner.funcType(coreFuncAt(index));
    }

    TableType coreTableAt(int index) {
        return at(coreTables, index, Failure.UNKNOWN_TABLE, Sort.CORE_TABLE);
    }

    MemoryType coreMemoryAt(int index) {
        return at(coreMemories, index, Failure.UNKNOWN_MEMORY, Sort.CORE_MEMORY);
    }

    GlobalType coreGlobalAt(int index) {
        return at(coreGlobals, index, Failure.UNKNOWN_GLOBAL, Sort.CORE_GLOBAL);
    }

    int coreTagAt(int index) {
        return at(coreTags, index, Failure.UNKNOWN_TAG, Sort.CORE_TAG);
    }

    ModuleType coreModuleAt(int index) {
        return at(coreModules, index, Failure.UNKNOWN_MODULE, Sort.CORE_MODULE);
    }

    CoreInstanceType coreInstanceAt(int index) {
        return at(coreInstances, index, Failure.UNKNOWN_INSTANCE, Sort.CORE_INSTANCE);
    }

    ResolvedType typeAt(int index) {
        return at(types, index, Failure.UNKNOWN_TYPE, Sort.TYPE);
    }

    /// A type that values may have.
    ResolvedValueType valueTypeAt(int index) {
        if (typeAt(index) instanceof ResolvedValueType type) {
            return type;
        }
        throw wrongType(index, "a defined type");
    }

    ResolvedFuncType funcTypeAt(int index) {
        if (typeAt(index) instanceof ResolvedFuncType type) {
            return type;
        }
        throw wrongType(index, "a function type");
    }

    ResolvedInstanceType instanceTypeAt(int index) {
        if (typeAt(index) instanceof ResolvedInstanceType type) {
            return type;
        }
        throw wrongType(index, "an instance type");
    }

    ResolvedComponentType componentTypeAt(int index) {
        if (typeAt(index) instanceof ResolvedComponentType type) {
            return type;
        }
        throw wrongType(index, "a component type");
    }

    ResolvedType.Resource resourceAt(int index) {
        if (typeAt(index) instanceof ResolvedType.Resource type) {
            return type;
        }
        throw wrongType(index, "a resource type");
    }

    private RuntimeException wrongType(int index, String wanted) {
        return context.fail(Failure.TYPE_MISMATCH, "type index " + index + " is not " + wanted);
    }

    ResolvedFuncType funcAt(int index) {
        return at(funcs, index, Failure.UNKNOWN_FUNCTION, Sort.FUNC);
    }

    ResolvedInstanceType instanceAt(int index) {
        return at(instances, index, Failure.UNKNOWN_INSTANCE, Sort.INSTANCE);
    }

    ResolvedComponentType componentAt(int index) {
        return at(components, index, Failure.UNKNOWN_COMPONENT, Sort.COMPONENT);
    }

    /// Takes a value, which nobody may take again.
    ResolvedValueType useValue(int index) {
        context.require(WasmFeature.COMPONENT_MODEL_VALUES, "a value");
        ResolvedValueType type = at(values, index, Failure.UNKNOWN_VALUE, Sort.VALUE);
        if (usedValues.get(index)) {
            throw context.fail(Failure.VALUE_USE, "value " + index + " cannot be used more than once");
        }
        usedValues.set(index);
        return type;
    }

    /// The item of an index, as an argument of an instantiation and in a made-up instance.
    ResolvedItem itemAt(Sort sort, int index) {
        return switch (sort) {
            case CORE_MODULE -> new ResolvedItem.CoreModule(coreModuleAt(index));
            case FUNC -> new ResolvedItem.Func(funcAt(index));
            case VALUE -> new ResolvedItem.Value(useValue(index));
            case TYPE -> {
                ResolvedType type = typeAt(index);
                yield new ResolvedItem.Type(type, type);
            }
            case COMPONENT -> new ResolvedItem.Component(componentAt(index));
            case INSTANCE -> new ResolvedItem.Instance(instanceAt(index));
            case CORE_FUNC, CORE_TABLE, CORE_MEMORY, CORE_GLOBAL, CORE_TAG, CORE_TYPE, CORE_INSTANCE ->
                throw context.fail(Failure.TYPE_MISMATCH, "a " + sort + " is not an item of a component");
        };
    }

    /// Adds an index for an item.
    void add(ResolvedItem item) {
        switch (item) {
            case ResolvedItem.CoreModule module -> addModule(module.type());
            case ResolvedItem.Func func -> addFunc(func.type());
            case ResolvedItem.Value value -> addValue(value.type());
            case ResolvedItem.Type type -> addType(type.created());
            case ResolvedItem.Instance instance -> addInstance(instance.type());
            case ResolvedItem.Component component -> addComponent(component.type());
        }
    }

    void addModule(ModuleType type) {
        coreModules.add(type);
        context.limit(coreModules.size(), Limits.COMPONENT_ITEMS, "core modules");
    }

    void addFunc(ResolvedFuncType type) {
        funcs.add(type);
        context.limit(funcs.size() + coreFuncs.size(), Limits.FUNCTIONS, "functions");
    }

    void addCoreFunc(int typeId) {
        coreFuncs.add(typeId);
        context.limit(funcs.size() + coreFuncs.size(), Limits.FUNCTIONS, "functions");
    }

    void addValue(ResolvedValueType type) {
        values.add(type);
        context.limit(values.size(), Limits.COMPONENT_ITEMS, "values");
    }

    void addType(ResolvedType type) {
        types.add(type);
        context.limit(types.size() + coreTypes.size(), Limits.TYPES, "types");
    }

    void addCoreType(ResolvedCoreType type) {
        coreTypes.add(type);
        context.limit(types.size() + coreTypes.size(), Limits.TYPES, "types");
    }

    void addInstance(ResolvedInstanceType type) {
        instances.add(type);
        context.limit(instances.size() + coreInstances.size(), Limits.COMPONENT_ITEMS, "instances");
    }

    void addCoreInstance(CoreInstanceType type) {
        coreInstances.add(type);
        context.limit(instances.size() + coreInstances.size(), Limits.COMPONENT_ITEMS, "instances");
    }

    void addComponent(ResolvedComponentType type) {
        components.add(type);
        context.limit(components.size(), Limits.COMPONENT_ITEMS, "components");
    }
}
