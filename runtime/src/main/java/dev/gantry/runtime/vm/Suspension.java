package dev.gantry.runtime.vm;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A host function that is asynchronous, from its start until the guest goes on.
///
/// It gives a stage and the guest's thread waits for it in [#await]. Meanwhile the store still belongs to that
/// thread, so what others want to do with the store is handed to it ([#execute]) and done between two waits, one
/// after the other. Calls made so may suspend, too: suspensions nest as the frames of the thread do.
///
/// Threading: confined to the thread of its call, but for [#execute].
public final class Suspension implements Executor {
    private final AsyncCall<?> call;
    private final @Nullable Suspension outer;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private @Nullable CompletionStage<?> awaited;
    private boolean isOver;

    /// What a stage knows of those who wait for it: nothing, once they have gone.
    private static final class Waker {
        private volatile @Nullable Thread thread;
        private volatile boolean isDone;
        private @Nullable Object result;
        private @Nullable Throwable failure;

        Waker(Thread thread) {
            this.thread = thread;
        }

        void done(@Nullable Object result, @Nullable Throwable failure) {
            Thread waiter = thread;
            if (waiter != null) {
                this.result = result;
                this.failure = failure;
                isDone = true;
                LockSupport.unpark(waiter);
            }
        }
    }

    private Suspension(AsyncCall<?> call) {
        this.call = call;
        this.outer = call.innermost;
    }

    /// Begins an asynchronous host function.
    ///
    /// @param store the store of the calling code
    /// @return what it waits with, or null if the code was called synchronously and so nobody may wait
    public static @Nullable Suspension begin(VmStore store) {
        AsyncCall<?> call = store.asyncCall();
        if (call == null || !call.isHere()) {
            return null;
        }
        Suspension made = new Suspension(call);
        call.innermost = made;
        return made;
    }

    /// The innermost asynchronous host function of a store, if the current thread runs it.
    ///
    /// @param store the store
    /// @return what it waits with, or null
    public static @Nullable Suspension innermost(VmStore store) {
        AsyncCall<?> call = store.asyncCall();
        return call == null || !call.isHere() ? null : call.innermost;
    }

    /// Has a task run by the thread of the call, as soon as the host function waits. Callable from any thread.
    ///
    /// @param task what to do; what it throws ends the host function
    /// @throws RejectedExecutionException if the host function is over
    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            if (isOver) {
                throw new RejectedExecutionException("the asynchronous host function is over");
            }
            tasks.add(task);
        }
        LockSupport.unpark(call.thread());
    }

    /// Suspends the guest until a stage has completed and all tasks are done.
    ///
    /// @param stage the stage
    /// @return its result
    /// @throws Throwable what the stage failed with, as the same object; what ends the call; what a task throws
    public @Nullable Object await(CompletionStage<?> stage) throws Throwable {
        awaited = stage;
        Waker waker = new Waker(call.thread());
        try {
            var _ = stage.whenComplete(waker::done);
            while (!runTasks(waker)) {
                pause(waker);
            }
        } finally {
            waker.thread = null;
        }
        awaited = null;
        Throwable failure = waker.failure;
        if (failure != null) {
            throw unwrapped(failure);
        }
        return waker.result;
    }

    /// Runs the tasks that there are.
    ///
    /// @return whether that is all, and the stage has completed
    private boolean runTasks(Waker waker) {
        while (true) {
            call.check();
            boolean isDone = waker.isDone; // before looking for tasks: those handed over earlier run earlier
            Runnable task;
            synchronized (tasks) {
                task = tasks.poll();
                if (task == null) {
                    isOver = isDone;
                    return isDone;
                }
            }
            task.run();
        }
    }

    private void pause(Waker waker) throws InterruptedException {
        VmStore store = call.store();
        store.startWaitingForHost();
        try {
            store.checkInterrupt();
            if (!waker.isDone && !hasTasks()) {
                LockSupport.park(this);
            }
        } finally {
            store.stopWaitingForHost();
        }
        call.check();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private boolean hasTasks() {
        synchronized (tasks) {
            return !tasks.isEmpty();
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException wrapper && wrapper.getCause() != null) {
            cause = wrapper.getCause();
        }
        return cause;
    }

    /// Whether the current thread may use the store through the host function: it runs the function or one of its
    /// tasks.
    ///
    /// @return false after the end, and on other threads
    public boolean isHere() {
        return call.isHere() && !isOver;
    }

    /// Ends the host function. A stage that was waited for in vain is cancelled; tasks that are left are run, so
    /// that nobody waits for them in vain, and find that the function is over.
    public void end() {
        call.innermost = outer;
        synchronized (tasks) {
            isOver = true;
        }
        CompletionStage<?> stage = awaited;
        if (stage != null) {
            cancel(stage);
        }
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            runLate(task);
        }
    }

    private static void runLate(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException _) { // tasks are left only if the function fails, with an error that comes first
            return;
        }
    }

    private static void cancel(CompletionStage<?> stage) {
        try {
            var _ = stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException _) { // a stage of a kind that cannot be cancelled
            return;
        }
    }
}
