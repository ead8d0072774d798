package dev.gantry;

import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.vm.AsyncCall;
import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.Suspension;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.wasm.GuestException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The passage from the host into functions.
final class HostCalls {
    private HostCalls() {}

    /// Does something that takes memory, addresses or room for code.
    ///
    /// @throws ResourceLimitException if there is none
    static <R> R withRoom(Supplier<R> body) {
        try {
            return body.get();
        } catch (ResourceException e) {
            throw new ResourceLimitException(e);
        }
    }

    /// Does something with a store that no other thread uses or closes meanwhile; as [#guarded].
    static <R extends @Nullable Object> R inside(Store<?> store, Supplier<R> body) {
        store.vm().enter();
        try {
            return guarded(store, body);
        } finally {
            store.vm().exit();
        }
    }

    /// Calls a function and turns a wasm exception that leaves it into a [GuestException].
    static void enter(Store<?> store, VmFunc function, long[] slots) {
        try {
            function.call(slots, 0);
        } catch (GuestThrow thrown) {
            throw uncaught(store, thrown);
        } catch (ResourceException e) { // the first call takes a stack
            throw new ResourceLimitException(e);
        }
    }

    /// As above, with the parameters one by one; see [VmFunc#callDirectly].
    static long enter(Store<?> store, VmFunc function, long first, long second, long third, long fourth) {
        try {
            return function.callDirectly(first, second, third, fourth);
        } catch (GuestThrow thrown) {
            throw uncaught(store, thrown);
        } catch (ResourceException e) { // as above
            throw new ResourceLimitException(e);
        }
    }

    /// Runs something that may call functions, with the same treatment of exceptions, or that may need resources
    /// (R145).
    static <R extends @Nullable Object> R guarded(Store<?> store, Supplier<R> body) {
        try {
            return body.get();
        } catch (GuestThrow thrown) {
            throw uncaught(store, thrown);
        } catch (ResourceException e) {
            throw new ResourceLimitException(e);
        }
    }

    /// Does something with a store on a thread of its own; or, if an asynchronous host function says so, on the
    /// thread of the call while that function waits.
    static <R> CompletableFuture<R> start(Store<?> store, Supplier<R> body) {
        Suspension suspension = Suspension.innermost(store.vm());
        if (suspension == null) {
            return AsyncCall.start(store.vm(), store.engine().asyncThreads(), body);
        }
        CompletableFuture<R> future = new CompletableFuture<>();
        suspension.execute(() -> complete(future, body));
        return future;
    }

    @SuppressWarnings("CatchingThrowable") // whatever it is, the future tells it
    private static <R> void complete(CompletableFuture<R> future, Supplier<R> body) {
        if (future.isDone()) {
            return;
        }
        try {
            future.complete(body.get());
        } catch (Throwable thrown) {
            future.completeExceptionally(thrown);
        }
    }

    private static GuestException uncaught(Store<?> store, GuestThrow thrown) {
        return new GuestException(new ExnRef(store, thrown.exn), thrown.exn.backtrace);
    }
}
