package dev.gantry.runtime.vm;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A call that nobody waits for: it has its store, and a thread of its own, from its start to its end.
///
/// ```
///  start ──▶ the thread owns the store ──▶ wasm ⇄ host ──▶ the store is free ──▶ the future completes
///                                            │
///                              Suspension: the thread parks until a stage completes
/// ```
///
/// The same for every strategy: whatever code does when it calls the host, it is Java that waits, and no frame that
/// waits may pin a virtual thread.
///
/// A call is cancelled when somebody else completes its future. Then it is in the store until its frames are unwound
/// by a [CancellationException], which is thrown where it waits, where it calls the host, and where code watches the
/// epoch or fuel. Whoever uses the store meanwhile waits for that.
///
/// Threading: thread-safe (its lock guards the end against cancellation).
///
/// @param <R> what the future gives
public final class AsyncCall<R> {
    private final VmStore store;
    private final Supplier<R> body;
    private final CompletableFuture<R> future = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean isCancelled;
    private boolean isOver;

    /// The innermost host function that is asynchronous. Touched by the call's thread only.
    @Nullable
    Suspension innermost;

    private AsyncCall(VmStore store, ThreadFactory threads, Supplier<R> body) {
        this.store = store;
        this.body = body;
        this.thread = threads.newThread(this::run);
        if (thread == null) {
            throw new RejectedExecutionException("expected a thread, found none");
        }
    }

    /// Starts a call.
    ///
    /// @param store   the store, which belongs to the call until its end
    /// @param threads makes the thread
    /// @param body    what is called
    /// @param <R>     what it gives
    /// @return what the body gives or throws, as the same object; the store is free when it completes so.
    /// Completing it in any other way, as by `cancel` or `orTimeout`, cancels the call
    /// @throws IllegalStateException if the store is closed or in use
    public static <R> CompletableFuture<R> start(VmStore store, ThreadFactory threads, Supplier<R> body) {
        AsyncCall<R> call = new AsyncCall<>(store, threads, body);
        store.claim(call, call.thread);
        boolean isStarted = false;
        try {
            call.thread.start();
            isStarted = true;
        } finally {
            if (!isStarted) {
                call.end();
            }
        }
        var _ = call.future.whenComplete((_, _) -> call.cancel());
        return call.future;
    }

    @SuppressWarnings("CatchingThrowable") // whatever it is, the future tells it
    private void run() {
        R result = null;
        Throwable failure = null;
        try {
            check();
            result = body.get();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        end();
        if (failure == null) {
            future.complete(result);
        } else {
            future.completeExceptionally(failure);
        }
    }

    private void end() {
        synchronized (this) {
            isOver = true;
            store.release();
            notifyAll();
        }
    }

    private void cancel() {
        synchronized (this) {
            if (!isOver && !isCancelled) {
                isCancelled = true;
                store.hasten();
                thread.interrupt();
            }
        }
    }

    /// Whether somebody else has completed the future. Who asks may know it before [#cancel] was called: futures tell
    /// those that depend on them in no certain order.
    boolean isCancelled() {
        if (!future.isDone()) {
            return isCancelled;
        }
        cancel();
        return true;
    }

    /// Whether [#cancel] was called.
    boolean isToEnd() {
        return isCancelled;
    }

    /// Ends the call here if it is cancelled.
    void check() {
        if (isCancelled) {
            throw new CancellationException("the asynchronous call was cancelled");
        }
    }

    /// Gives other threads a chance to run.
    void pause() {
        check();
        // Thread.yield would queue this thread at its carrier, which serves its own queue first: threads started from
        // outside never ran beside more busy guests than there are carriers.
        LockSupport.parkNanos(this, 1);
        check();
    }

    /// Whether the current thread is that of the call.
    @SuppressWarnings("ReferenceEquality") // threads are compared by identity
    boolean isHere() {
        return Thread.currentThread() == thread;
    }

    Thread thread() {
        return thread;
    }

    VmStore store() {
        return store;
    }

    /// Waits until the store is free.
    ///
    /// @throws IllegalStateException if the waiting thread is interrupted
    void awaitEnd() {
        synchronized (this) {
            try {
                while (!isOver) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the store is in use by a cancelled call", e);
            }
        }
    }
}
