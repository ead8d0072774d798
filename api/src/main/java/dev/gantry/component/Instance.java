package dev.gantry.component;

import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.environ.component.ExportItem;
import dev.gantry.environ.component.TypeItem;
import dev.gantry.runtime.component.VmComponentInstance;
import java.util.Collections;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/// An instance of a component, or an instance that it exports (R19, R73).
///
/// Names with versions find exports of compatible versions, as in a [Linker].
///
/// Threading: confined to its store.
public final class Instance {
    private final Store<?> store;
    private final Component component;
    private final Imports imports;
    private final VmComponentInstance vm;
    private final VersionedNames<ExportItem> exports = new VersionedNames<>();

    Instance(Store<?> store, Component component, Imports imports, VmComponentInstance vm) {
        this(
                store,
                component,
                imports,
                vm,
                new ExportItem.OfInstance(component.vm().translation().exports()));
    }

    private Instance(
            Store<?> store, Component component, Imports imports, VmComponentInstance vm, ExportItem.OfInstance items) {
        this.store = store;
        this.component = component;
        this.imports = imports;
        this.vm = vm;
        items.items().forEach(exports::put);
    }

    /// The store.
    ///
    /// @return the store
    public Store<?> store() {
        return store;
    }

    /// The component.
    ///
    /// @return the component
    public Component component() {
        return component;
    }

    /// The names of all exports, in order.
    ///
    /// @return the names
    public Set<String> exportNames() {
        return Collections.unmodifiableSet(exports.names());
    }

    /// An exported function.
    ///
    /// @param name its name
    /// @return the function
    /// @throws NoSuchElementException if there is no such function; the message names what there is
    public Func func(String name) {
        return findFunc(name).orElseThrow(() -> missing("function", name));
    }

    /// An exported function.
    ///
    /// @param name its name
    /// @return the function, if there is one of that name
    public Optional<Func> findFunc(String name) {
        return exports.get(name) instanceof ExportItem.OfFunc func
                ? Optional.of(new Func(store, types(), vm.lifted(func)))
                : Optional.empty();
    }

    /// An exported instance.
    ///
    /// @param name its name
    /// @return the instance
    /// @throws NoSuchElementException if there is no such instance; the message names what there is
    public Instance instance(String name) {
        return findInstance(name).orElseThrow(() -> missing("instance", name));
    }

    /// An exported instance.
    ///
    /// @param name its name
    /// @return the instance, if there is one of that name
    public Optional<Instance> findInstance(String name) {
        return exports.get(name) instanceof ExportItem.OfInstance inner
                ? Optional.of(new Instance(store, component, imports, vm, inner))
                : Optional.empty();
    }

    /// An exported core module.
    ///
    /// @param name its name
    /// @return the module
    /// @throws NoSuchElementException if there is no such module; the message names what there is
    public Module module(String name) {
        return findModule(name).orElseThrow(() -> missing("module", name));
    }

    /// An exported core module.
    ///
    /// @param name its name
    /// @return the module, if there is one of that name
    public Optional<Module> findModule(String name) {
        return switch (exports.get(name)) {
            case ExportItem.OfModule(int index) -> Optional.of(component.module(index));
            case ExportItem.OfImportedModule(int index) ->
                Optional.of(imports.modules().get(index));
            case null, default -> Optional.empty();
        };
    }

    /// An exported type of resources.
    ///
    /// @param name its name
    /// @return the type
    /// @throws NoSuchElementException if there is no such type; the message names what there is
    public ResourceType resource(String name) {
        return findResource(name).orElseThrow(() -> missing("resource", name));
    }

    /// An exported type of resources.
    ///
    /// @param name its name
    /// @return the type, if there is one of that name
    public Optional<ResourceType> findResource(String name) {
        return exports.get(name) instanceof ExportItem.OfType(TypeItem.OfResource(int resource))
                ? Optional.of(ResourceType.of(vm.resource(resource)))
                : Optional.empty();
    }

    private Types types() {
        return new Types(resource -> ResourceType.of(vm.resource(resource)));
    }

    private NoSuchElementException missing(String kind, String name) {
        return new NoSuchElementException("expected an exported " + kind + " " + name + ", found " + exports.names());
    }
}
