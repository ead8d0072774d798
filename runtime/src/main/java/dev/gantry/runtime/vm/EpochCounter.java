package dev.gantry.runtime.vm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// An engine's epoch: a counter that somebody else's thread advances and that running code compares with the deadline
/// of its store.
///
/// Threading: thread-safe.
public final class EpochCounter {
    private static final VarHandle VALUE;
    private static final VarHandle COPY = ValueLayout.JAVA_LONG.varHandle();

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(EpochCounter.class, "value", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    @SuppressWarnings("unused") // through VALUE
    private long value;

    /// A copy of the value outside of the Java heap, if machine code asked for one; never above the value.
    private volatile @Nullable MemorySegment copy;

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
        long next = (long) VALUE.getAndAdd(this, 1L) + 1;
        MemorySegment published = copy;
        if (published != null) {
            raise(published, next);
        }
        waiting.forEach(LockSupport::unpark);
    }

    /// Raises the copy, unless another thread has raised it further already.
    private static void raise(MemorySegment copy, long value) {
        long seen = (long) COPY.getVolatile(copy, 0L);
        while (seen < value) {
            seen = (long) COPY.compareAndExchange(copy, 0L, seen, value);
        }
    }

    /// Where the epoch is for machine code. It may lag behind [#now] for an instant.
    ///
    /// @return the address of 8 bytes, valid as long as this counter is reachable
    public synchronized long address() {
        MemorySegment published = copy;
        if (published == null) {
            published = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
            copy = published; // whoever increments from now on sees it
            raise(published, (long) VALUE.getVolatile(this));
        }
        return published.address();
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
