package dev.gantry.runtime.vm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// An engine's epoch: a counter that somebody else's thread advances and that running code compares with the deadline
/// of
/// its store.
///
/// Threading: thread-safe.
public final class EpochCounter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(EpochCounter.class, "value", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    @SuppressWarnings("unused") // through VALUE
    private long value;

    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

    /// A counter at zero.
    public EpochCounter() {}

    /// The epoch, as running code sees it.
    ///
    /// @return at least zero
    public long now() {
        return (long) VALUE.getOpaque(this);
    }

    /// Begins the next epoch, and wakes threads that wait in `memory.atomic.wait` so that they look at it.
    public void increment() {
        var _ = (long) VALUE.getAndAdd(this, 1L);
        waiting.forEach(LockSupport::unpark);
    }

    /// Makes the current thread one that [#increment] wakes.
    void startWaiting() {
        waiting.add(Thread.currentThread());
    }

    /// Ends what [#startWaiting] began.
    void stopWaiting() {
        waiting.remove(Thread.currentThread());
    }
}
