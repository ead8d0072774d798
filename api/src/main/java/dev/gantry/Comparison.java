package dev.gantry;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A comparison of bytes, which may go on beside what asks for it: in a process that has just begun, Java takes
/// several milliseconds for a megabyte.
///
/// Threading: thread-safe.
final class Comparison {
    private static final int LONG_BYTES = 256 << 10;

    private final FutureTask<Boolean> task;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares it
    private record Bytes(byte[] first, byte[] second) implements Callable<Boolean> {
        @Override
        public Boolean call() {
            return Arrays.equals(first, second);
        }
    }

    private Comparison(FutureTask<Boolean> task) {
        this.task = task;
    }

    /// Begins to compare; what is long is left to a thread of its own.
    ///
    /// @param first  not written to until [#isEqual] returns
    /// @param second not written to until [#isEqual] returns
    static Comparison of(byte[] first, byte[] second) {
        FutureTask<Boolean> task = new FutureTask<>(new Bytes(first, second));
        if (first.length != second.length || first.length < LONG_BYTES || !isStarted(task)) {
            task.run();
        }
        return new Comparison(task);
    }

    private static boolean isStarted(FutureTask<Boolean> task) {
        try {
            Thread _ = Thread.ofPlatform().daemon().name("gantry-compare").start(task);
            return true;
        } catch (OutOfMemoryError _) { // there is no thread to be had
            return false;
        }
    }

    /// The result, which is waited for.
    boolean isEqual() {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    wasInterrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new AssertionError("comparing bytes throws nothing", e);
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
