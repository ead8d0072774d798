package dev.gantry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A module whose imports have been looked up: instantiating it costs no lookup by name.
///
/// Threading: thread-safe.
///
/// @param <T> the type of the stores' data
public final class InstancePre<T> {
    private final Module module;
    private final List<Object> definitions;

    InstancePre(Module module, List<Object> definitions) {
        this.module = module;
        this.definitions = List.copyOf(definitions);
    }

    /// The module.
    ///
    /// @return the module
    public Module module() {
        return module;
    }

    /// Instantiates the module and runs its start function.
    ///
    /// @param store the store
    /// @return the instance
    /// @throws dev.gantry.wasm.WasmException see [Instance#of]
    public Instance instantiate(Store<T> store) {
        return Instance.of(store, module, imports(store));
    }

    /// Instantiates the module without waiting for its start function; see [Linker#instantiateAsync].
    ///
    /// @param store the store
    /// @return the instance, or what [Instance#of] throws
    /// @throws IllegalStateException if the store is closed or in use
    public CompletableFuture<Instance> instantiateAsync(Store<T> store) {
        return Instance.ofAsync(store, module, imports(store));
    }

    private List<Extern> imports(Store<T> store) {
        List<Extern> imports = new ArrayList<>(definitions.size());
        definitions.forEach(definition -> imports.add(Linker.resolve(store, definition)));
        return imports;
    }
}
