package dev.gantry.runtime.vm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Those who wait at the addresses of a shared memory, in the order in which they came.
///
/// A waiter is enqueued under the lock under which the memory is compared, so that a store followed by a notification
/// cannot fall between the two. Timeouts are durations; the moment they end is computed when the wait begins (R139).
///
/// Threading: thread-safe.
final class WaitQueues {
    static final int WOKEN = 0;
    static final int NOT_EQUAL = 1;
    static final int TIMED_OUT = 2;

    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        volatile boolean isWoken;
    }

    private final Map<Long, Deque<Waiter>> queues = new HashMap<>();

    int await(VmStore store, long address, long timeoutNanos, BooleanSupplier holdsExpected) {
        Waiter waiter = new Waiter();
        synchronized (this) {
            if (!holdsExpected.getAsBoolean()) {
                return NOT_EQUAL;
            }
            queues.computeIfAbsent(address, _ -> new ArrayDeque<>()).add(waiter);
        }
        store.startWaiting();
        try {
            return park(store, waiter, timeoutNanos);
        } finally {
            store.stopWaiting();
            synchronized (this) {
                remove(address, waiter);
            }
        }
    }

    private int park(VmStore store, Waiter waiter, long timeoutNanos) {
        long start = System.nanoTime();
        while (!waiter.isWoken) {
            store.checkWait();
            if (timeoutNanos < 0) {
                LockSupport.park(this);
            } else {
                long left = timeoutNanos - (System.nanoTime() - start);
                if (left <= 0) {
                    synchronized (this) { // a notification may have counted this waiter already
                        return waiter.isWoken ? WOKEN : TIMED_OUT;
                    }
                }
                LockSupport.parkNanos(this, left);
            }
        }
        return WOKEN;
    }

    private void remove(long address, Waiter waiter) {
        Deque<Waiter> queue = queues.get(address);
        if (queue != null && queue.remove(waiter) && queue.isEmpty()) {
            queues.remove(address);
        }
    }

    int wake(long address, int count) {
        synchronized (this) {
            Deque<Waiter> queue = queues.get(address);
            if (queue == null) {
                return 0;
            }
            int woken = 0;
            while (Integer.compareUnsigned(woken, count) < 0 && !queue.isEmpty()) {
                Waiter waiter = queue.remove();
                waiter.isWoken = true;
                LockSupport.unpark(waiter.thread);
                woken++;
            }
            if (queue.isEmpty()) {
                queues.remove(address);
            }
            return woken;
        }
    }
}
