package dev.gantry.component;

import dev.gantry.Store;
import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.component.Codec;
import dev.gantry.runtime.component.LiftedFunc;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A function that a component exports.
///
/// If a call fails, in the guest or on the way, what it leaves behind is of no use: the instance cannot be
/// entered any more, and further calls trap with `cannot enter component instance` (R70).
///
/// Threading: confined to its store.
public final class Func {
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
        return Optional.ofNullable((Val) invoke(params(), result, args));
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

    @Nullable
    Object invoke(List<Codec> paramCodecs, @Nullable Codec resultCodec, @Nullable Object[] args) {
        return EngineAccess.INSTANCE.<@Nullable Object>guarded(
                store, () -> lifted.call(paramCodecs, resultCodec, args));
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
