package dev.gantry.component;

import dev.gantry.Store;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.component.LiftedFunc;
import org.jspecify.annotations.Nullable;

/// The result of a call whose guest has not cleaned up yet: what the result refers to is still in the guest's
/// memory, and nobody can enter the instance (R71). Closing it lets the guest clean up.
///
/// It is for results that are looked at where they are ([GuestString], [GuestList]):
/// `Lease<GuestString>` as the result of an interface's method, see [Func#as]; or [Func#callLeased].
///
/// Threading: confined to its store.
///
/// @param <T> the class of the result
public final class Lease<T extends @Nullable Object> implements AutoCloseable {
    private final Store<?> store;
    private final LiftedFunc.Returned returned;
    private final T value;

    Lease(Store<?> store, LiftedFunc.Returned returned, T value) {
        this.store = store;
        this.returned = returned;
        this.value = value;
    }

    /// The result.
    ///
    /// @return the result; views in it are over when this is closed
    public T value() {
        return value;
    }

    /// Ends the call: runs what the guest has to clean up, its `post-return`, and lets others enter the instance.
    /// Does nothing the second time.
    ///
    /// @throws dev.gantry.wasm.Trap  if the guest traps; then the instance cannot be entered any more
    /// @throws IllegalStateException if the store is closed or in use by another thread
    @Override
    public void close() {
        EngineAccess.INSTANCE.<@Nullable Object>guarded(store, () -> {
            returned.end();
            return null;
        });
    }
}
