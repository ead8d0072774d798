package dev.gantry;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.ValType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Collects what modules may import, by two names, and instantiates modules with it.
///
/// Host functions are defined once and put into each store that needs them; other entities belong to a store, and
/// modules that import them can be instantiated in that store only.
///
/// Threading: thread-safe.
///
/// @param <T> the type of the stores' data
public final class Linker<T> {
    /// The JDK links the methods of records at each start, which takes milliseconds; these are needed by every
    /// program.
    private record Name(String module, String name) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Name that && module.equals(that.module) && name.equals(that.name);
        }

        @Override
        public int hashCode() {
            return 31 * module.hashCode() + name.hashCode();
        }
    }

    private final Engine engine;
    /// Values are [Extern] or [HostFuncs].
    private final Map<Name, Object> definitions = new LinkedHashMap<>();

    private boolean allowsShadowing;

    /// An empty linker.
    ///
    /// @param engine the engine of the modules
    public Linker(Engine engine) {
        this.engine = engine;
    }

    /// Whether a name may be defined again; then the last definition counts. Off at first.
    ///
    /// @param allowsShadowing whether it may
    /// @return this linker
    public synchronized Linker<T> allowShadowing(boolean allowsShadowing) {
        this.allowsShadowing = allowsShadowing;
        return this;
    }

    /// Defines a host function of raw values.
    ///
    /// @param module the first name
    /// @param name   the second name
    /// @param type   its type
    /// @param body   what it does
    /// @return this linker
    /// @throws IllegalArgumentException if the name is taken
    public Linker<T> func(String module, String name, FuncType type, HostFunc<T> body) {
        return put(module, name, HostFuncs.raw(type, body));
    }

    /// Defines a host function of [Val]s.
    ///
    /// @param module the first name
    /// @param name   the second name
    /// @param type   its type
    /// @param body   what it does
    /// @return this linker
    /// @throws IllegalArgumentException if the name is taken
    public Linker<T> funcDynamic(String module, String name, FuncType type, HostFuncDynamic<T> body) {
        return put(module, name, HostFuncs.dynamic(type, body));
    }

    /// Defines a host function made of a method handle; see [Func#wrap] for the types.
    ///
    /// @param module the first name
    /// @param name   the second name
    /// @param body   what it does
    /// @return this linker
    /// @throws IllegalArgumentException if the name is taken, or a parameter or the result has no WebAssembly type
    public Linker<T> func(String module, String name, MethodHandle body) {
        return put(module, name, HostFuncs.typed(body));
    }

    /// Defines a host function made of an object of a functional interface, whose method's signature gives the
    /// type; see [Func#wrap] for the types.
    ///
    /// @param module the first name
    /// @param name   the second name
    /// @param type   the interface, for example [java.util.function.IntBinaryOperator]; public
    /// @param body   what it does
    /// @param <F>    the interface
    /// @return this linker
    /// @throws IllegalArgumentException if the name is taken, the interface is not functional or not
    ///     accessible, or a
    ///     parameter or the result has no WebAssembly type
    public <F> Linker<T> func(String module, String name, Class<F> type, F body) {
        var wanted = SlotHandles.functionalType(type);
        PlainViews.Body plain = PlainViews.host(type, body);
        if (plain != null) {
            return put(module, name, HostFuncs.plain(wanted, plain));
        }
        for (Method method : type.getMethods()) {
            if (method.getReturnType() == wanted.returnType()
                    && wanted.parameterList().equals(List.of(method.getParameterTypes()))) {
                try {
                    return func(
                            module,
                            name,
                            MethodHandles.publicLookup().unreflect(method).bindTo(body));
                } catch (IllegalAccessException e) {
                    throw new IllegalArgumentException("expected an accessible interface, found " + type.getName(), e);
                }
            }
        }
        throw new IllegalArgumentException("expected a functional interface, found " + type.getName());
    }

    /// Defines a host function that gives its results later.
    ///
    /// @param module the first name
    /// @param name   the second name
    /// @param type   its type
    /// @param body   what it does
    /// @return this linker
    /// @throws IllegalArgumentException if the name is taken
    public Linker<T> funcAsync(String module, String name, FuncType type, HostFuncAsync<T> body) {
        return put(module, name, HostFuncs.async(module + "." + name, type, body));
    }

    /// Defines a host function of raw values that gives its results later.
    ///
    /// @param module the first name
    /// @param name   the second name
    /// @param type   its type
    /// @param body   what it does
    /// @return this linker
    /// @throws IllegalArgumentException if the name is taken
    public Linker<T> funcAsyncRaw(String module, String name, FuncType type, HostFuncAsyncRaw<T> body) {
        return put(module, name, HostFuncs.asyncRaw(module + "." + name, type, body));
    }

    /// Defines a host function made of a method handle that gives a [java.util.concurrent.CompletionStage]: of the
    /// boxed result, of anything if there is none, of a `Val[]` if there are several. See [Func#wrap] for the
    /// types.
    ///
    /// @param module  the first name
    /// @param name    the second name
    /// @param results the types of the results, which the handle does not tell
    /// @param body    what it does
    /// @return this linker
    /// @throws IllegalArgumentException if the name is taken, a parameter has no WebAssembly type, or the handle
    ///     gives no stage
    public Linker<T> funcAsync(String module, String name, List<ValType> results, MethodHandle body) {
        return put(module, name, HostFuncs.asyncTyped(module + "." + name, results, body));
    }

    /// Defines something that exists in a store.
    ///
    /// @param module the first name
    /// @param name   the second name
    /// @param item   what it is
    /// @return this linker
    /// @throws IllegalArgumentException if the name is taken
    public Linker<T> define(String module, String name, Extern item) {
        return put(module, name, item);
    }

    /// Defines all exports of an instance.
    ///
    /// @param module   the first name
    /// @param instance the instance
    /// @return this linker
    /// @throws IllegalArgumentException if a name is taken
    public Linker<T> instance(String module, Instance instance) {
        for (String name : instance.exportNames()) {
            put(module, name, instance.export(name).orElseThrow());
        }
        return this;
    }

    /// Makes everything that a name stands for available under another.
    ///
    /// @param module   the first name
    /// @param asModule the other first name
    /// @return this linker
    /// @throws IllegalArgumentException if a name is taken
    public Linker<T> alias(String module, String asModule) {
        for (Map.Entry<Name, Object> entry : snapshot().entrySet()) {
            if (entry.getKey().module().equals(module)) {
                put(asModule, entry.getKey().name(), entry.getValue());
            }
        }
        return this;
    }

    /// Defines every function import of a module that has no definition yet as a function that traps.
    ///
    /// @param module the module
    /// @return this linker
    public Linker<T> defineUnknownImportsAsTraps(Module module) {
        return defineUnknownFunctions(module, (caller, args, results) -> {
            throw new Trap(Failure.UNREACHABLE, caller.backtrace());
        });
    }

    /// Defines every function import of a module that has no definition yet as a function that does nothing and
    /// gives zeros and nulls.
    ///
    /// @param module the module
    /// @return this linker
    public Linker<T> defineUnknownImportsAsDefaults(Module module) {
        return defineUnknownFunctions(module, (_, _, _) -> {});
    }

    private Linker<T> defineUnknownFunctions(Module module, HostFunc<T> body) {
        for (ImportType entry : module.imports()) {
            boolean isUnknown = definition(entry.module(), entry.name()) == null;
            if (isUnknown && entry.type() instanceof ExternType.Func func && func.type() instanceof HeapType.Id id) {
                func(entry.module(), entry.name(), engine.types().funcType(id.typeId()), body);
            }
        }
        return this;
    }

    private synchronized Linker<T> put(String module, String name, Object item) {
        Name key = new Name(module, name);
        if (definitions.containsKey(key) && !allowsShadowing) {
            throw new IllegalArgumentException("import " + module + "." + name + " is defined already");
        }
        definitions.put(key, item);
        return this;
    }

    private synchronized @Nullable Object definition(String module, String name) {
        return definitions.get(new Name(module, name));
    }

    private synchronized Map<Name, Object> snapshot() {
        return new LinkedHashMap<>(definitions);
    }

    /// What a name stands for in a store.
    ///
    /// @param store  the store
    /// @param module the first name
    /// @param name   the second name
    /// @return the definition, if there is one
    public Optional<Extern> get(Store<T> store, String module, String name) {
        return Optional.ofNullable(definition(module, name)).map(found -> resolve(store, found));
    }

    static Extern resolve(Store<?> store, Object definition) {
        return definition instanceof HostFuncs host
                ? new Func(store, host.instantiate(store.vm()))
                : (Extern) definition;
    }

    /// Instantiates a module with the definitions of this linker, and runs its start function.
    ///
    /// @param store  the store
    /// @param module the module
    /// @return the instance
    /// @throws LinkException if an import has no definition or does not fit
    /// @throws dev.gantry.wasm.WasmException see [Instance#of]
    public Instance instantiate(Store<T> store, Module module) {
        return instantiatePre(module).instantiate(store);
    }

    /// Instantiates a module without waiting for its start function, which may reach asynchronous host functions;
    /// see [Func#callAsync].
    ///
    /// @param store  the store
    /// @param module the module
    /// @return the instance, or what [Instance#of] throws
    /// @throws LinkException         if an import has no definition
    /// @throws IllegalStateException if the store is closed or in use
    public CompletableFuture<Instance> instantiateAsync(Store<T> store, Module module) {
        return instantiatePre(module).instantiateAsync(store);
    }

    /// Looks up all imports of a module once, so that it can be instantiated many times.
    ///
    /// @param module the module
    /// @return what is left to do
    /// @throws LinkException if an import has no definition
    public InstancePre<T> instantiatePre(Module module) {
        List<Object> found = new ArrayList<>();
        for (ImportType entry : module.imports()) {
            Object definition = definition(entry.module(), entry.name());
            if (definition == null) {
                throw new LinkException(
                        Failure.UNKNOWN_IMPORT,
                        entry.module(),
                        entry.name(),
                        "expected " + engine.types().describe(entry.type()));
            }
            found.add(definition);
        }
        return new InstancePre<>(module, found);
    }
}
