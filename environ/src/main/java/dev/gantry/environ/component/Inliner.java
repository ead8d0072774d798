package dev.gantry.environ.component;

import dev.gantry.environ.TypeRegistry;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.Alias;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.CanonOp;
import dev.gantry.wasm.component.CanonOption;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.CoreInstanceDef;
import dev.gantry.wasm.component.CoreTypeDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.Export;
import dev.gantry.wasm.component.ExportDecl;
import dev.gantry.wasm.component.ExternDesc;
import dev.gantry.wasm.component.Import;
import dev.gantry.wasm.component.InstanceDef;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.StringEncoding;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.component.ValueTypeDef;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.RecGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Instantiates a component with symbols in place of what only a run can know, and writes down what is left
/// to do: the steps that have an effect, in order.
///
/// Every instantiation of a nested component gets index spaces of its own ([Scope]), so that the same
/// definition can mean something else each time; types are evaluated there, too, with the resources of that
/// instantiation.
///
/// Functions of one instance that another one calls need code between them, which does not exist yet: a
/// component with such a call is refused as `adapters`. So is what only asynchronous calls need, as `async`.
///
/// Threading: confined; [#inline] may be called by several.
public final class Inliner {
    private static final int MAX_DEPTH = 1_000;

    private final GraphBuilder graph = new GraphBuilder();
    private final TypeEvaluator types;
    private final Map<String, ImportItem> imports = new LinkedHashMap<>();
    private int depth;

    private Inliner(TypeRegistry coreTypes) {
        this.types = new TypeEvaluator(coreTypes);
    }

    /// Turns a component into its flat form.
    ///
    /// @param component a valid component
    /// @param coreTypes the engine's types; core types that imported modules name are held while the flat form is
    ///     reachable
    /// @return the flat form
    /// @throws UnsupportedException if it needs something that this build does not have
    /// @throws ValidationException  if it has too many instances
    public static ComponentTranslation inline(ComponentDef component, TypeRegistry coreTypes) {
        Inliner inliner = new Inliner(coreTypes);
        boolean isDone = false;
        try {
            Scope root = new Scope(null, inliner.graph.newInstance(-1, 0));
            inliner.define(root, component, null);
            ComponentTranslation translation = inliner.graph.finish(inliner.imports, inliner.exports(root.exports, ""));
            coreTypes.releaseWith(translation, inliner.types.heldTypes());
            isDone = true;
            return translation;
        } finally {
            if (!isDone) {
                inliner.types.heldTypes().forEach(coreTypes.interner()::release);
            }
        }
    }

    /// Goes through the definitions of a component.
    ///
    /// @param args what it imports; null for the root
    private void define(Scope scope, ComponentDef component, @Nullable Map<String, Item> args) {
        if (++depth > MAX_DEPTH) {
            throw new ValidationException(
                    Failure.IMPLEMENTATION_LIMIT,
                    "instantiations nested deeper than " + MAX_DEPTH,
                    component.range().start(),
                    ValidationException.NO_FUNC,
                    null);
        }
        for (Definition definition : component.definitions()) {
            define(scope, definition, args);
        }
        depth--;
    }

    private void define(Scope scope, Definition definition, @Nullable Map<String, Item> args) {
        switch (definition) {
            case Definition.CoreModule module ->
                scope.modules.add(new Item.StaticModule(graph.module(module), module.module()));
            case Definition.Component nested -> scope.components.add(new Item.Component(nested.component(), scope));
            case Definition.Start _, Definition.Value _ -> throw new UnsupportedException("component values");
            case CoreTypeDef type -> defineCoreType(scope, type);
            case TypeDef type -> scope.types.add(type(scope, type));
            case Alias alias -> define(scope, alias);
            case Import entry -> scope.add(args == null ? rootImport(scope, entry) : given(scope, entry, args));
            case ExportDecl _ -> throw Bug.unreachable("an export declaration in a component");
            case CoreInstanceDef instance -> scope.coreInstances.add(coreInstance(scope, instance));
            case InstanceDef instance -> scope.instances.add(instance(scope, instance));
            case Canon canon -> define(scope, canon);
            case Export export -> {
                Item item = item(scope, export.sort(), export.index());
                scope.exports.put(export.name().name(), item);
                scope.add(item);
            }
        }
    }

    // items by index

    private static Item item(Scope scope, Sort sort, int index) {
        return switch (sort) {
            case CORE_MODULE -> scope.modules.get(index);
            case FUNC -> scope.funcs.get(index);
            case TYPE -> scope.types.get(index);
            case COMPONENT -> scope.components.get(index);
            case INSTANCE -> scope.instances.get(index);
            case VALUE -> throw new UnsupportedException("component values");
            case CORE_FUNC, CORE_TABLE, CORE_MEMORY, CORE_GLOBAL, CORE_TAG, CORE_TYPE, CORE_INSTANCE ->
                throw Bug.unreachable(sort + " as an item of a component");
        };
    }

    private static List<CoreItem> coreSpace(Scope scope, Sort sort) {
        return switch (sort) {
            case CORE_FUNC -> scope.coreFuncs;
            case CORE_TABLE -> scope.coreTables;
            case CORE_MEMORY -> scope.coreMemories;
            case CORE_GLOBAL -> scope.coreGlobals;
            case CORE_TAG -> scope.coreTags;
            case CORE_TYPE, CORE_MODULE, CORE_INSTANCE, FUNC, VALUE, TYPE, COMPONENT, INSTANCE ->
                throw Bug.unreachable(sort + " as an export of a core instance");
        };
    }

    private static void define(Scope scope, Alias alias) {
        switch (alias) {
            case Alias.OfExport export ->
                scope.add(found(scope.instances.get(export.instance()).items().get(export.name()), export.name()));
            case Alias.OfCoreExport export ->
                coreSpace(scope, export.sort())
                        .add(scope.coreInstances.get(export.instance()).export(export.name()));
            case Alias.Outer further -> {
                Scope outer = scope.outer(further.count());
                if (further.sort() == Sort.CORE_TYPE) {
                    scope.coreTypes.add(outer.coreTypes.get(further.index()));
                } else {
                    scope.add(item(outer, further.sort(), further.index()));
                }
            }
        }
    }

    private static Item found(@Nullable Item item, String name) {
        if (item == null) {
            throw Bug.unreachable("no " + name + " in a valid component");
        }
        return item;
    }

    // types

    private static void defineCoreType(Scope scope, CoreTypeDef type) {
        switch (type) {
            case CoreTypeDef.Rec rec -> {
                RecGroup group = rec.group();
                int first = scope.coreTypes.size();
                for (int position = 0; position < group.types().size(); position++) {
                    scope.coreTypes.add(new Scope.CoreType.Defined(scope, group, position, first));
                }
            }
            case CoreTypeDef.Module module -> scope.coreTypes.add(new Scope.CoreType.OfModule(scope, module));
        }
    }

    private Item.Type type(Scope scope, TypeDef def) {
        return switch (def.type()) {
            case ValueTypeDef value -> new Item.Type(new TypeItem.OfValue(types.value(scope, value)), null, null);
            case TypeDef.Func func -> new Item.Type(new TypeItem.OfFunc(types.func(scope, func)), null, null);
            case TypeDef.Component component -> new Item.Type(new TypeItem.Other(), component, scope);
            case TypeDef.Instance instance -> new Item.Type(new TypeItem.Other(), instance, scope);
            case TypeDef.Resource resource -> {
                int number = graph.newResource();
                CoreDef destructor = resource.destructor() == TypeDef.Resource.NO_DESTRUCTOR
                        ? null
                        : scope.coreFuncs.get(resource.destructor()).def();
                graph.initializers.add(new GlobalInitializer.DefineResource(number, destructor, scope.instance));
                yield new Item.Type(new TypeItem.OfResource(number), null, null);
            }
        };
    }

    // imports

    /// What a nested component was given.
    private Item given(Scope scope, Import entry, Map<String, Item> args) {
        Item item = args.get(entry.name().name());
        if (item == null && entry.type() instanceof ExternDesc.TypeEq(int type)) {
            return scope.types.get(type);
        }
        return found(item, entry.name().name());
    }

    private Item rootImport(Scope scope, Import entry) {
        Imported imported = imported(scope, entry.type());
        imports.put(entry.name().name(), imported.described());
        return imported.item();
    }

    /// An import as the component sees it and as the host does.
    private record Imported(Item item, ImportItem described) {}

    private Imported imported(Scope scope, ExternDesc desc) {
        return switch (desc) {
            case ExternDesc.Func(int index) -> {
                ComponentFuncType type = types.func(scope, index);
                int number = graph.newImportedFunc();
                yield new Imported(new Item.ImportedFunc(number, type), new ImportItem.OfFunc(number, type));
            }
            case ExternDesc.CoreModule(int coreType) -> {
                ImportItem.CoreModuleType type = types.module(scope, coreType);
                int number = graph.newImportedModule();
                yield new Imported(new Item.ImportedModule(number, type), new ImportItem.OfModule(number, type));
            }
            case ExternDesc.SubResource() -> {
                int resource = graph.newImportedResource();
                yield new Imported(
                        new Item.Type(new TypeItem.OfResource(resource), null, null),
                        new ImportItem.OfResource(resource));
            }
            case ExternDesc.TypeEq(int index) -> {
                Item.Type type = scope.types.get(index);
                yield new Imported(type, new ImportItem.OfType(type.type()));
            }
            case ExternDesc.Instance(int index) -> importedInstance(scope.types.get(index));
            case ExternDesc.Component _ -> throw new UnsupportedException("root-level component imports");
            case ExternDesc.Value _, ExternDesc.ValueEq _ -> throw new UnsupportedException("component values");
        };
    }

    private Imported importedInstance(Item.Type type) {
        if (!(type.declared() instanceof TypeDef.Instance declared)) {
            throw Bug.unreachable("a type of instances in a valid component");
        }
        Scope outer = Objects.requireNonNull(type.scope());
        Scope scope = new Scope(outer, outer.instance);
        Map<String, Item> items = new LinkedHashMap<>();
        Map<String, ImportItem> described = new LinkedHashMap<>();
        for (Definition declaration : declared.declarations()) {
            if (declaration instanceof ExportDecl export) {
                Imported imported = imported(scope, export.type());
                scope.add(imported.item());
                items.put(export.name().name(), imported.item());
                described.put(export.name().name(), imported.described());
            } else {
                define(scope, declaration, null);
            }
        }
        return new Imported(new Item.Instance(items), new ImportItem.OfInstance(described));
    }

    // instances

    private CoreItem.Instance coreInstance(Scope scope, CoreInstanceDef def) {
        return switch (def) {
            case CoreInstanceDef.Exports bag -> {
                Map<String, CoreItem> items = new LinkedHashMap<>();
                for (CoreInstanceDef.Item export : bag.exports()) {
                    items.put(export.name(), coreSpace(scope, export.sort()).get(export.index()));
                }
                yield new CoreItem.Bag(items);
            }
            case CoreInstanceDef.Instantiate(int module, var args, int offsetBytes) -> {
                Map<String, CoreItem.Instance> given = new LinkedHashMap<>();
                args.forEach(arg -> given.put(arg.name(), scope.coreInstances.get(arg.instance())));
                int number = graph.newCoreInstance(offsetBytes);
                yield switch (scope.modules.get(module)) {
                    case Item.StaticModule known -> instantiate(known, given, number);
                    case Item.ImportedModule imported -> instantiate(imported, given, number);
                };
            }
        };
    }

    private CoreItem.Instance instantiate(Item.StaticModule module, Map<String, CoreItem.Instance> given, int number) {
        List<CoreDef> args = new ArrayList<>();
        for (dev.gantry.wasm.module.Import entry : module.def().imports()) {
            args.add(export(given, entry.module(), entry.name()));
        }
        graph.initializers.add(new GlobalInitializer.InstantiateModule(module.index(), args));
        return CoreItem.OfStatic.of(number, module.def());
    }

    private CoreItem.Instance instantiate(
            Item.ImportedModule module, Map<String, CoreItem.Instance> given, int number) {
        Map<String, Map<String, CoreDef>> args = new LinkedHashMap<>();
        module.type().imports().forEach((first, names) -> {
            Map<String, CoreDef> byName = new LinkedHashMap<>();
            names.keySet().forEach(second -> byName.put(second, export(given, first, second)));
            args.put(first, byName);
        });
        graph.initializers.add(new GlobalInitializer.InstantiateImport(module.index(), args));
        return new CoreItem.OfImported(number, module.type());
    }

    private static CoreDef export(Map<String, CoreItem.Instance> given, String module, String name) {
        CoreItem.Instance instance = given.get(module);
        if (instance == null) {
            throw Bug.unreachable("no argument " + module + " in a valid component");
        }
        return instance.export(name).def();
    }

    private Item.Instance instance(Scope scope, InstanceDef def) {
        return switch (def) {
            case InstanceDef.Exports bag -> {
                Map<String, Item> items = new LinkedHashMap<>();
                bag.exports()
                        .forEach(export -> items.put(export.name().name(), item(scope, export.sort(), export.index())));
                yield new Item.Instance(items);
            }
            case InstanceDef.Instantiate(int index, var args, int offsetBytes) -> {
                Map<String, Item> given = new LinkedHashMap<>();
                args.forEach(arg -> given.put(arg.name(), item(scope, arg.sort(), arg.index())));
                Item.Component component = scope.components.get(index);
                Scope inner = new Scope(component.scope(), graph.newInstance(scope.instance, offsetBytes));
                define(inner, component.def(), given);
                yield new Item.Instance(inner.exports);
            }
        };
    }

    // canonical definitions

    private void define(Scope scope, Canon canon) {
        switch (canon) {
            case Canon.Lift lift -> {
                ComponentFuncType type = types.func(scope, lift.type());
                if (isStackful(lift)) {
                    throw new UnsupportedException("stackful");
                }
                if (type.isAsync()) {
                    throw new UnsupportedException("async");
                }
                scope.funcs.add(new Item.LiftedFunc(
                        scope.coreFuncs.get(lift.coreFunc()).def(),
                        type,
                        options(scope, lift.options()),
                        scope.instance));
            }
            case Canon.Lower lower -> scope.coreFuncs.add(new CoreItem(lower(scope, lower), false));
            case Canon.OfType builtin ->
                scope.coreFuncs.add(
                        new CoreItem(graph.trampoline(ofResource(scope, builtin.op(), builtin.type())), false));
            case Canon.Plain _,
                    Canon.WithOptions _,
                    Canon.TaskReturn _,
                    Canon.Context _,
                    Canon.Flagged _,
                    Canon.Wait _,
                    Canon.Spawn _ -> throw unsupported(canon.op());
        }
    }

    /// Whether the guest blocks on a stack of its own instead of returning to be called back.
    private static boolean isStackful(Canon.Lift lift) {
        return lift.options().stream().anyMatch(CanonOption.Async.class::isInstance)
                && lift.options().stream().noneMatch(CanonOption.Callback.class::isInstance);
    }

    private Trampoline ofResource(Scope scope, CanonOp op, int type) {
        return switch (op) {
            case RESOURCE_NEW -> new Trampoline.ResourceNew(types.resource(scope, type), scope.instance);
            case RESOURCE_REP -> new Trampoline.ResourceRep(types.resource(scope, type), scope.instance);
            case RESOURCE_DROP -> new Trampoline.ResourceDrop(types.resource(scope, type), scope.instance);
            default -> throw unsupported(op);
        };
    }

    private static UnsupportedException unsupported(CanonOp op) {
        WasmFeature feature = op.feature();
        return new UnsupportedException(
                switch (feature) {
                    case COMPONENT_MODEL_THREADING, COMPONENT_MODEL_SHARED_THREADS -> "threads";
                    case COMPONENT_MODEL_ERROR_CONTEXT -> "error-context";
                    default -> "async";
                });
    }

    private CoreDef lower(Scope scope, Canon.Lower lower) {
        int options = options(scope, lower.options());
        boolean is64 = graph.options(options).is64();
        Item.Func func = scope.funcs.get(lower.func());
        ComponentFuncType type = func.type();
        if (type.isAsync()) {
            throw new UnsupportedException("async");
        }
        FuncType core = type.lowered(is64);
        return switch (func) {
            case Item.ImportedFunc imported ->
                graph.trampoline(new Trampoline.LowerImport(imported.index(), type, options, core));
            case Item.LiftedFunc lifted -> {
                if (surrounds(lifted.instance(), scope.instance) || surrounds(scope.instance, lifted.instance())) {
                    yield graph.trampoline(new Trampoline.AlwaysTrap(core));
                }
                throw new UnsupportedException("adapters");
            }
        };
    }

    private boolean surrounds(int outer, int inner) {
        for (int at = inner; at >= 0; at = graph.parents.get(at)) {
            if (at == outer) {
                return true;
            }
        }
        return false;
    }

    private int options(Scope scope, List<CanonOption> written) {
        StringEncoding encoding = StringEncoding.UTF8;
        CoreItem memory = null;
        CoreDef realloc = null;
        CoreDef postReturn = null;
        for (CanonOption option : written) {
            switch (option) {
                case CanonOption.Encoding(StringEncoding wanted) -> encoding = wanted;
                case CanonOption.Memory(int index) -> memory = scope.coreMemories.get(index);
                case CanonOption.Realloc(int index) ->
                    realloc = scope.coreFuncs.get(index).def();
                case CanonOption.PostReturn(int index) ->
                    postReturn = scope.coreFuncs.get(index).def();
                case CanonOption.Async _, CanonOption.Callback _ -> throw new UnsupportedException("async");
                case CanonOption.CoreType _, CanonOption.Gc _ -> throw new UnsupportedException("gc-abi");
            }
        }
        return graph.options(new OptionsDef(
                scope.instance,
                encoding,
                memory == null ? null : memory.def(),
                memory != null && memory.is64(),
                realloc,
                postReturn));
    }

    // exports

    private Map<String, ExportItem> exports(Map<String, Item> items, String path) {
        Map<String, ExportItem> exported = new LinkedHashMap<>();
        items.forEach((name, item) -> exported.put(name, exported(item, path.isEmpty() ? name : path + "." + name)));
        return exported;
    }

    private ExportItem exported(Item item, String path) {
        return switch (item) {
            case Item.LiftedFunc func -> new ExportItem.OfFunc(func.callee(), func.type(), func.options());
            case Item.ImportedFunc _ ->
                throw new UnsupportedException(
                        "component export `" + path + "` is a reexport of an imported function"); // R20
            case Item.Type type -> new ExportItem.OfType(type.type());
            case Item.Instance(var inner) -> new ExportItem.OfInstance(exports(inner, path));
            case Item.StaticModule module -> new ExportItem.OfModule(module.index());
            case Item.ImportedModule module -> new ExportItem.OfImportedModule(module.index());
            case Item.Component _ -> throw new UnsupportedException("exporting a component from the root component");
        };
    }
}
