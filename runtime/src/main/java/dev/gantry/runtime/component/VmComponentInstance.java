package dev.gantry.runtime.component;

import dev.gantry.environ.component.ComponentTranslation;
import dev.gantry.environ.component.CoreDef;
import dev.gantry.environ.component.ExportItem;
import dev.gantry.environ.component.GlobalInitializer;
import dev.gantry.environ.component.OptionsDef;
import dev.gantry.runtime.vm.Instantiator;
import dev.gantry.runtime.vm.VmExtern;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmModule;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.module.Import;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An instance of a component, with all that is nested in it: instances of modules, and what the canonical
/// ABI keeps.
///
/// Threading: confined to its store.
public final class VmComponentInstance {
    private final VmStore store;
    private final VmComponent component;
    private final ComponentTranslation translation;
    private final ComponentImports imports;
    private final InstanceState[] states;
    private final @Nullable VmResourceType[] resources;
    private final List<VmInstance> instances = new ArrayList<>();
    private final @Nullable VmFunc[] trampolines;
    private final @Nullable CanonOptions[] options;

    private VmComponentInstance(VmStore store, VmComponent component, ComponentImports imports) {
        this.store = store;
        this.component = component;
        this.translation = component.translation();
        this.imports = imports;
        this.states = new InstanceState[translation.parents().size()];
        for (int instance = 0; instance < states.length; instance++) {
            int parent = translation.parents().get(instance);
            states[instance] = new InstanceState(parent < 0 ? null : states[parent]);
        }
        this.resources = new VmResourceType[translation.resources()];
        for (int at = 0; at < imports.resources().size(); at++) {
            resources[translation.importedResources().get(at)] =
                    imports.resources().get(at);
        }
        this.trampolines = new VmFunc[translation.trampolines().size()];
        this.options = new CanonOptions[translation.options().size()];
    }

    /// Instantiates a component: goes through its list of steps.
    ///
    /// @param store     the store
    /// @param component the component
    /// @param imports   what it imports; of the types that it expects
    /// @return the instance
    /// @throws dev.gantry.wasm.LinkException if an imported module does not fit
    /// @throws dev.gantry.wasm.Trap          if a start function or a segment traps
    public static VmComponentInstance instantiate(VmStore store, VmComponent component, ComponentImports imports) {
        VmComponentInstance instance = new VmComponentInstance(store, component, imports);
        store.enter();
        try {
            instance.translation.initializers().forEach(instance::run);
        } finally {
            store.exit();
        }
        return instance;
    }

    private void run(GlobalInitializer initializer) {
        switch (initializer) {
            case GlobalInitializer.InstantiateModule(int module, List<CoreDef> args) -> {
                @Nullable VmExtern[] entities = new VmExtern[args.size()];
                for (int at = 0; at < entities.length; at++) {
                    entities[at] = entity(args.get(at));
                }
                instances.add(
                        Instantiator.instantiate(store, component.modules().get(module), entities));
            }
            case GlobalInitializer.InstantiateImport(int module, var args) ->
                instances.add(instantiate(imports.modules().get(module), args));
            case GlobalInitializer.DefineResource(int resource, CoreDef destructor, int instance) ->
                resources[resource] =
                        VmResourceType.ofGuest(this, states[instance], destructor == null ? null : func(destructor));
        }
    }

    private VmInstance instantiate(VmModule module, Map<String, Map<String, CoreDef>> args) {
        List<Import> wanted = module.t().def().imports();
        @Nullable VmExtern[] entities = new VmExtern[wanted.size()];
        for (int at = 0; at < entities.length; at++) {
            Import one = wanted.get(at);
            CoreDef given = args.getOrDefault(one.module(), Map.of()).get(one.name());
            entities[at] = given == null ? null : entity(given);
        }
        return Instantiator.instantiate(store, module, entities);
    }

    /// The store.
    ///
    /// @return the store
    public VmStore store() {
        return store;
    }

    /// The component.
    ///
    /// @return the component
    public VmComponent component() {
        return component;
    }

    /// A type of resources.
    ///
    /// @param index its number
    /// @return the type
    public VmResourceType resource(int index) {
        VmResourceType type = resources[index];
        if (type == null) {
            throw Bug.unreachable("resource " + index + " before its definition");
        }
        return type;
    }

    /// An imported module.
    ///
    /// @param index its number
    /// @return the module
    public VmModule importedModule(int index) {
        return imports.modules().get(index);
    }

    /// An exported function.
    ///
    /// @param export the export
    /// @return the function
    public LiftedFunc lifted(ExportItem.OfFunc export) {
        return new LiftedFunc(this, export.type(), func(export.callee()), options(export.options()));
    }

    HostImport hostImport(int index) {
        return imports.funcs().get(index);
    }

    InstanceState state(int instance) {
        return states[instance];
    }

    CanonOptions options(int index) {
        CanonOptions found = options[index];
        if (found == null) {
            OptionsDef def = translation.options().get(index);
            found = new CanonOptions(
                    states[def.instance()],
                    def.encoding(),
                    def.memory() == null ? null : memory(def.memory()),
                    def.is64(),
                    def.realloc() == null ? null : func(def.realloc()),
                    def.postReturn() == null ? null : func(def.postReturn()));
            options[index] = found;
        }
        return found;
    }

    private VmMemory memory(CoreDef def) {
        return entity(def) instanceof VmMemory memory ? memory : wrongKind(def);
    }

    private VmFunc func(CoreDef def) {
        return entity(def) instanceof VmFunc func ? func : wrongKind(def);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns
    private static <T> T wrongKind(CoreDef def) {
        throw Bug.unreachable("the kind of " + def);
    }

    private VmExtern entity(CoreDef def) {
        return switch (def) {
            case CoreDef.InstanceExport(int number, String name, var export) -> {
                VmInstance instance = instances.get(number);
                VmExtern found = export == null ? instance.export(name) : instance.export(export);
                if (found == null) {
                    throw Bug.unreachable("no export " + name); // imported modules are checked before
                }
                yield found;
            }
            case CoreDef.OfTrampoline(int index) -> {
                VmFunc made = trampolines[index];
                if (made == null) {
                    made = Trampolines.make(this, translation.trampolines().get(index));
                    trampolines[index] = made;
                }
                yield made;
            }
        };
    }
}
