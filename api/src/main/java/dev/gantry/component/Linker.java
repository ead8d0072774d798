package dev.gantry.component;

import dev.gantry.Engine;
import dev.gantry.Store;
import dev.gantry.environ.component.ImportItem;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.LinkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Collects what components may import, by name, and instantiates components with it (R9).
///
/// A name with a version finds what is defined for a compatible version: `wasi:io/poll@0.2.0` stands for any
/// `wasi:io/poll@0.2.x`.
///
/// Threading: thread-safe.
///
/// @param <T> the type of the stores' data
public final class Linker<T> {
    private final Engine engine;
    private final LinkerInstance<T> root = new LinkerInstance<>(this, new VersionedNames<>());
    private boolean allowsShadowing;

    /// An empty linker.
    ///
    /// @param engine the engine of the components
    public Linker(Engine engine) {
        this.engine = engine;
    }

    /// The engine.
    ///
    /// @return the engine
    public Engine engine() {
        return engine;
    }

    /// Whether a name may be defined again; then the last definition counts. Off at first.
    ///
    /// @param allowsShadowing whether it may
    /// @return this linker
    public synchronized Linker<T> allowShadowing(boolean allowsShadowing) {
        this.allowsShadowing = allowsShadowing;
        return this;
    }

    synchronized boolean allowsShadowing() {
        return allowsShadowing;
    }

    /// What components import directly.
    ///
    /// @return the outermost names
    public LinkerInstance<T> root() {
        return root;
    }

    /// What components import as an instance; short for `root().instance(name)`.
    ///
    /// @param name its name, for example `wasi:io/poll@0.2.0`
    /// @return the instance
    public LinkerInstance<T> instance(String name) {
        return root.instance(name);
    }

    @Nullable
    Definition find(String name) {
        return root.find(name);
    }

    /// Makes up what a component imports and what has no definition yet: functions that trap, and types of resources
    /// that are no others.
    ///
    /// @param component the component
    /// @return this linker
    /// @throws LinkException if it imports a module that has no definition: no module can be made up
    public Linker<T> defineUnknownImportsAsTraps(Component component) {
        defineUnknown(component.vm().translation().imports(), List.of());
        return this;
    }

    private void defineUnknown(Map<String, ImportItem> items, List<String> outer) {
        items.forEach((name, item) -> {
            List<String> path = new ArrayList<>(outer);
            path.add(name);
            switch (item) {
                case ImportItem.OfFunc _ when !isDefined(path) -> root.trap(path);
                case ImportItem.OfInstance(var inner) -> defineUnknown(inner, path);
                case ImportItem.OfResource _ when !isDefined(path) -> root.unknownResource(path);
                case ImportItem.OfModule _
                when !isDefined(path) ->
                    throw new LinkException(
                            Failure.UNKNOWN_IMPORT,
                            String.join(".", outer),
                            name,
                            "expected module, but it was not found");
                case ImportItem.OfFunc _, ImportItem.OfModule _, ImportItem.OfResource _, ImportItem.OfType _ -> {}
            }
        });
    }

    private boolean isDefined(List<String> path) {
        Definition at = find(path.getFirst());
        for (String name : path.subList(1, path.size())) {
            if (!(at instanceof Definition.OfInstance(VersionedNames<Definition> items))) {
                return false;
            }
            at = items.get(name);
        }
        return at != null;
    }

    /// Looks up everything that a component imports, once, so that it can be instantiated many times.
    ///
    /// @param component the component
    /// @return what is left to do
    /// @throws LinkException if something is missing or of the wrong kind or type
    public InstancePre<T> instantiatePre(Component component) {
        if (component.engine() != engine) {
            throw new IllegalArgumentException("the component was compiled for another engine");
        }
        return new InstancePre<>(component, Imports.resolve(this, component));
    }

    /// Instantiates a component.
    ///
    /// @param store     the store
    /// @param component the component
    /// @return the instance
    /// @throws LinkException                  if something that it imports is missing or of the wrong type
    /// @throws dev.gantry.wasm.WasmException  see [InstancePre#instantiate]
    public Instance instantiate(Store<T> store, Component component) {
        return instantiatePre(component).instantiate(store);
    }

    /// Instantiates a component without waiting for its start functions, which may reach asynchronous host
    /// functions.
    ///
    /// @param store     the store
    /// @param component the component
    /// @return the instance, or what [InstancePre#instantiate] throws
    /// @throws LinkException         if something that it imports is missing or of the wrong type
    /// @throws IllegalStateException if the store is closed or in use
    public CompletableFuture<Instance> instantiateAsync(Store<T> store, Component component) {
        return instantiatePre(component).instantiateAsync(store);
    }
}
