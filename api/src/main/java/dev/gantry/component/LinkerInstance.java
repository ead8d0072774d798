package dev.gantry.component;

import dev.gantry.Module;
import dev.gantry.Store;
import java.util.Arrays;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/// What a [Linker] offers under one name: functions, types of resources, modules, and instances in turn.
///
/// Threading: thread-safe.
///
/// @param <T> the type of the stores' data
public final class LinkerInstance<T> {
    private final Linker<T> linker;
    private final VersionedNames<Definition> items;

    LinkerInstance(Linker<T> linker, VersionedNames<Definition> items) {
        this.linker = linker;
        this.items = items;
    }

    /// Defines a host function of [Val]s.
    ///
    /// @param name its name
    /// @param body what it does
    /// @return this
    /// @throws IllegalArgumentException if the name is taken
    public LinkerInstance<T> func(String name, HostFunc<T> body) {
        return put(name, HostBindings.dynamic(body));
    }

    /// Defines a host function made of an object of a functional interface. The classes of the method's signature
    /// stand for the types of the component; whether they fit is checked when a component asks for the function.
    /// See [Func#as] for the classes. If the method's first parameter is a [Store], it gets the store of the
    /// caller.
    ///
    /// @param name its name
    /// @param type the interface; public, its method without type variables
    /// @param body what it does
    /// @param <F>  the interface
    /// @return this
    /// @throws IllegalArgumentException if the name is taken
    public <F> LinkerInstance<T> func(String name, Class<F> type, F body) {
        return put(name, HostBindings.typed(type, body));
    }

    /// Defines a host function that gives its result later.
    ///
    /// @param name its name
    /// @param body what it does
    /// @return this
    /// @throws IllegalArgumentException if the name is taken
    public LinkerInstance<T> funcAsync(String name, HostFuncAsync<T> body) {
        return put(name, HostBindings.async(body));
    }

    /// Defines a host function made of an object of a functional interface whose method gives a
    /// [java.util.concurrent.CompletionStage] of the result, or a [java.util.concurrent.CompletableFuture]. The
    /// guest is suspended until then; only asynchronous calls may reach it (R72).
    ///
    /// @param name its name
    /// @param type the interface; public, its method without type variables
    /// @param body what it does
    /// @param <F>  the interface
    /// @return this
    /// @throws IllegalArgumentException if the name is taken
    public <F> LinkerInstance<T> funcAsync(String name, Class<F> type, F body) {
        return put(name, HostBindings.typedAsync(type, body));
    }

    /// Defines a type of resources.
    ///
    /// @param name       its name
    /// @param type       the type, one of the host's
    /// @param destructor what happens when a guest drops one that it owns; gets the store and the number
    /// @return this
    /// @throws IllegalArgumentException if the name is taken, or the type is a guest's
    public LinkerInstance<T> resource(String name, ResourceType type, ObjIntConsumer<Store<T>> destructor) {
        if (!type.isHost()) {
            throw new IllegalArgumentException("expected a resource type of the host, found one of a guest");
        }
        return put(name, new Definition.OfResource(type, (store, rep) -> destructor.accept(typed(store), rep)));
    }

    /// Defines a type of resources of a guest's, for components in the same store.
    ///
    /// @param name its name
    /// @param type the type, from an [Instance] or a [Resource]
    /// @return this
    /// @throws IllegalArgumentException if the name is taken, or no instance has defined the type
    public LinkerInstance<T> resource(String name, ResourceType type) {
        var _ = type.vm(); // a check
        return put(name, new Definition.OfResource(type, null));
    }

    /// Defines an instance that has the modules, types of resources, and instances of these that an instance of a
    /// component exports; functions cannot be passed on.
    ///
    /// @param name     its name
    /// @param instance the instance
    /// @return this
    /// @throws IllegalArgumentException if the name is taken
    public LinkerInstance<T> define(String name, Instance instance) {
        VersionedNames<Definition> exports = new VersionedNames<>();
        LinkerInstance<T> made = new LinkerInstance<>(linker, exports);
        for (String export : instance.exportNames()) {
            instance.findModule(export).ifPresent(module -> made.module(export, module));
            instance.findResource(export).ifPresent(type -> made.resource(export, type));
            instance.findInstance(export).ifPresent(inner -> made.define(export, inner));
        }
        return put(name, new Definition.OfInstance(exports));
    }

    @SuppressWarnings("unchecked") // the stores of a linker have its type of data
    private static <T> Store<T> typed(Store<?> store) {
        return (Store<T>) store;
    }

    /// Defines a core module.
    ///
    /// @param name   its name
    /// @param module the module
    /// @return this
    /// @throws IllegalArgumentException if the name is taken
    public LinkerInstance<T> module(String name, Module module) {
        return put(name, new Definition.OfModule(module));
    }

    /// An instance inside this one; made if there is none of that name.
    ///
    /// @param name its name, for example `wasi:io/poll@0.2.0`
    /// @return the instance
    /// @throws IllegalArgumentException if the name stands for something else
    public LinkerInstance<T> instance(String name) {
        synchronized (linker) {
            Definition known = items.hasExactly(name) ? items.get(name) : null;
            if (known instanceof Definition.OfInstance(VersionedNames<Definition> inner)) {
                return new LinkerInstance<>(linker, inner);
            }
            VersionedNames<Definition> inner = new VersionedNames<>();
            put(name, new Definition.OfInstance(inner));
            return new LinkerInstance<>(linker, inner);
        }
    }

    LinkerInstance<T> put(String name, Definition definition) {
        synchronized (linker) {
            if (items.hasExactly(name) && !linker.allowsShadowing()) {
                throw new IllegalArgumentException("import " + name + " is defined already");
            }
            items.put(name, definition);
            return this;
        }
    }

    @Nullable
    Definition find(String name) {
        synchronized (linker) {
            return items.get(name);
        }
    }

    /// Defines a function that traps at the end of a path of instances.
    void trap(List<String> path) {
        if (path.size() == 1) {
            var _ = put(path.getFirst(), HostBindings.trapping());
        } else {
            instance(path.getFirst()).trap(path.subList(1, path.size()));
        }
    }

    /// Defines a type of resources that is no other at the end of a path of instances.
    void unknownResource(List<String> path) {
        if (path.size() == 1) {
            ResourceType type = ResourceType.host(List.of("unknown", new Object()));
            var _ = put(path.getFirst(), new Definition.OfResource(type, null));
        } else {
            instance(path.getFirst()).unknownResource(path.subList(1, path.size()));
        }
    }

    @Override
    public String toString() {
        synchronized (linker) {
            return Arrays.toString(items.names().toArray());
        }
    }
}
