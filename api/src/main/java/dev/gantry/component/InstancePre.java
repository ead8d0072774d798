package dev.gantry.component;

import dev.gantry.Store;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.component.VmComponentInstance;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A component whose imports have been looked up and checked: instantiating it looks for nothing by name
/// (R15).
///
/// Threading: thread-safe.
///
/// @param <T> the type of the stores' data
public final class InstancePre<T> {
    private final Component component;
    private final Imports imports;

    InstancePre(Component component, Imports imports) {
        this.component = component;
        this.imports = imports;
    }

    /// The component.
    ///
    /// @return the component
    public Component component() {
        return component;
    }

    /// What instances will have, by name: what [Component#exports] says, but with the types of resources that the
    /// linker had for imports.
    ///
    /// @return the types of all exports, in order
    public Map<String, ItemType> exports() {
        List<Integer> imported = component.vm().translation().importedResources();
        Types types = new Types(resource -> {
            int at = imported.indexOf(resource);
            return at < 0
                    ? ResourceType.unbound(component, resource)
                    : imports.resources().get(at).type();
        });
        return types.exports(component.vm().translation().exports());
    }

    /// Instantiates the component: instantiates its modules in order, which runs their start functions.
    ///
    /// @param store the store
    /// @return the instance
    /// @throws dev.gantry.wasm.Trap              if a segment does not fit or a start function traps
    /// @throws dev.gantry.ResourceLimitException if the store's limiter refuses
    /// @throws IllegalArgumentException          if the store belongs to another engine
    public Instance instantiate(Store<T> store) {
        check(store);
        return make(store);
    }

    /// Instantiates the component without waiting for its start functions.
    ///
    /// @param store the store
    /// @return the instance, or what [#instantiate] throws
    /// @throws IllegalStateException    if the store is closed or in use
    /// @throws IllegalArgumentException if the store belongs to another engine
    public CompletableFuture<Instance> instantiateAsync(Store<T> store) {
        check(store);
        return EngineAccess.INSTANCE.start(store, () -> make(store));
    }

    private void check(Store<T> store) {
        if (store.engine() != component.engine()) {
            throw new IllegalArgumentException("the component was compiled for another engine");
        }
    }

    private Instance make(Store<T> store) {
        VmComponentInstance vm = EngineAccess.INSTANCE.guarded(
                store,
                () -> VmComponentInstance.instantiate(
                        EngineAccess.INSTANCE.vm(store), component.vm(), imports.in(store)));
        return new Instance(store, component, imports, vm);
    }
}
