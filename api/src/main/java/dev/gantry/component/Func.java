package dev.gantry.component;

import dev.gantry.Store;
import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.component.Codec;
import dev.gantry.runtime.component.LiftedFunc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A function that a component exports.
///
/// If a call fails, in the guest or on the way, what it leaves behind is of no use: the instance cannot be
/// entered any more, with all that is nested in it, and further calls trap with `cannot enter component instance`
/// (R70). Other instances in the store are not touched.
///
/// Threading: confined to its store.
public final class Func {
    private static final MethodHandle INVOKE = invoker("invoke", Object.class);
    private static final MethodHandle INVOKE_ASYNC = invoker("invokeAsync", CompletableFuture.class);

    private final Store<?> store;
    private final Types types;
    private final LiftedFunc lifted;
    private @Nullable List<Codec> params;
    private @Nullable Codec result;

    Func(Store<?> store, Types types, LiftedFunc lifted) {
        this.store = store;
        this.types = types;
        this.lifted = lifted;
    }

    /// The type. Resources in it are those of the instance.
    ///
    /// @return the type
    public FuncType type() {
        return types.of(lifted.type());
    }

    /// Calls the function (R65). What the guest wants to clean up after its result has been read is cleaned
    /// up when this returns (R71).
    ///
    /// @param args one value for each parameter
    /// @return the result, if the type has one
    /// @throws IllegalArgumentException        if number or types of the arguments do not fit; nothing has
    ///     happened
    /// @throws dev.gantry.wasm.Trap            if it traps, the canonical ABI is broken, or the instance
    ///     cannot be entered
    /// @throws IllegalStateException           if the store is closed or in use by another thread, or a
    ///     resource is gone
    public Optional<Val> call(Val... args) {
        prepare();
        return Optional.ofNullable((Val) invoke(params(), result, false, args));
    }

    /// Calls the function without waiting for it; it may reach asynchronous host functions. See
    /// [dev.gantry.Func#callAsync].
    ///
    /// @param args one value for each parameter
    /// @return the result, or what [#call] throws
    /// @throws IllegalStateException if the store is closed or in use
    public CompletableFuture<Optional<Val>> callAsync(Val... args) {
        prepare();
        return EngineAccess.INSTANCE.start(store, () -> call(args));
    }

    /// Calls the function, but leaves the cleaning up for later (R71): until the lease is closed, nobody can enter
    /// the instance.
    ///
    /// @param args one value for each parameter
    /// @return the result, if the type has one
    /// @throws IllegalArgumentException see [#call]
    /// @throws dev.gantry.wasm.Trap     see [#call]
    /// @throws IllegalStateException    see [#call]
    public Lease<Optional<Val>> callLeased(Val... args) {
        prepare();
        LiftedFunc.Returned returned = begin(params(), result, args);
        return new Lease<>(store, returned, Optional.ofNullable((Val) returned.value()));
    }

    /// The function as an instance of a functional interface whose method's signature fits. It is checked here, once
    /// (R48).
    ///
    /// | type | class |
    /// |---|---|
    /// | `bool`, `f32`, `f64`, `s64`, `u64` | `boolean`, `float`, `double`, `long`, `long` |
    /// | smaller integers | a class that holds all values, or for unsigned ones as many bits |
    /// | `char`, `string` | `int` (a code point), [String] or [CharSequence] |
    /// | `list<T>`, `map<K, V>` | [List] or an array; of integers also segments and buffers; [java.util.Map] |
    /// | `record`, `tuple` | a record with components of the same names (`max-size`: `maxSize`), or in order |
    /// | `variant` | a sealed interface of records named like the cases, of one component or none |
    /// | `enum`, `flags` | an enum with constants named like the cases (`MAX_SIZE`), a [java.util.Set] of it |
    /// | `option<T>`, `result<T, E>` | [Optional], [Result] |
    /// | `own<R>`, `borrow<R>` | [Resource] |
    /// | no result | `void`, or [Void] |
    ///
    /// What a guest gives can be seen where it is in the guest's memory, without a copy: a `string` as a
    /// [GuestString], a `list<T>` as a [GuestList]; in parameters of host functions, and in results under a
    /// [Lease].
    ///
    /// If the method gives a [CompletableFuture] of the result, or a [java.util.concurrent.CompletionStage], it
    /// calls as [#callAsync] does.
    ///
    /// @param type the interface; public, its method without type variables
    /// @param <F>  the interface
    /// @return an object that calls the function
    /// @throws IllegalArgumentException if it is not a functional interface or does not fit
    public <F> F as(Class<F> type) {
        Signatures signature = Signatures.ofGuest(type, lifted.type());
        MethodHandle call = MethodHandles.insertArguments(
                        signature.isAsync() ? INVOKE_ASYNC : INVOKE,
                        0,
                        this,
                        signature.params(),
                        signature.result(),
                        signature.isLeased())
                .asCollector(Object[].class, signature.params().size())
                .asType(MethodType.methodType(
                        signature.method().getReturnType(), signature.method().getParameterTypes()));
        return MethodHandleProxies.asInterfaceInstance(type, call);
    }

    @Nullable
    Object invoke(List<Codec> paramCodecs, @Nullable Codec resultCodec, boolean isLeased, @Nullable Object[] args) {
        if (isLeased) {
            LiftedFunc.Returned returned = begin(paramCodecs, resultCodec, args);
            return new Lease<>(store, returned, returned.value());
        }
        return EngineAccess.INSTANCE.<@Nullable Object>guarded(
                store, () -> lifted.call(paramCodecs, resultCodec, args));
    }

    @SuppressWarnings("NullAway") // a future of Void completes with null
    CompletableFuture<Object> invokeAsync(
            List<Codec> paramCodecs, @Nullable Codec resultCodec, boolean isLeased, @Nullable Object[] args) {
        return EngineAccess.INSTANCE.start(store, () -> invoke(paramCodecs, resultCodec, isLeased, args));
    }

    private LiftedFunc.Returned begin(List<Codec> paramCodecs, @Nullable Codec resultCodec, @Nullable Object[] args) {
        return EngineAccess.INSTANCE.guarded(store, () -> lifted.begin(paramCodecs, resultCodec, args));
    }

    private static MethodHandle invoker(String name, Class<?> result) {
        try {
            return MethodHandles.lookup()
                    .findVirtual(
                            Func.class,
                            name,
                            MethodType.methodType(result, List.class, Codec.class, boolean.class, Object[].class));
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private void prepare() {
        if (params == null) {
            ComponentFuncType type = lifted.type();
            InterfaceType resultType = type.result();
            result = resultType == null ? null : ValCodecs.of(resultType);
            params = type.params().fields().stream().map(ValCodecs::of).toList();
        }
    }

    private List<Codec> params() {
        List<Codec> made = params;
        return made == null ? List.of() : made;
    }

    /// The type, as text.
    @Override
    public String toString() {
        return lifted.type().toString();
    }
}
