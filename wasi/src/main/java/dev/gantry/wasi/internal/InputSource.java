package dev.gantry.wasi.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The standard input: a stream that can be asked, and waited for, without being read.
///
/// `InputStream` can say that bytes are there, but not wait for them with a limit, nor until the thread is interrupted.
/// When the guest polls, or reads in a virtual thread, and nothing is there, a daemon thread reads one piece ahead
/// into a buffer, from which the next read is served. A context that is closed while that thread waits leaves it
/// waiting, and the piece it reads is lost.
///
/// Threading: *thread-safe* (a lock; the stream is read by one thread at a time).
final class InputSource {
    private static final int AHEAD_BYTES = 8192;

    private final InputStream stream;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final byte[] ahead = new byte[AHEAD_BYTES];
    private int start;
    private int end;
    private boolean isFilling;
    private boolean isAtEnd;
    private @Nullable IOException failure;
    private @Nullable Runnable listener;

    InputSource(InputStream stream) {
        this.stream = stream;
    }

    /// Reads at least one byte, waiting for it.
    ///
    /// @return how many bytes were read, or -1 at the end
    int read(byte[] target, int offset, int length) throws IOException, InterruptedException {
        if (Thread.currentThread().isVirtual()) {
            await(Long.MAX_VALUE); // a read of the stream itself could hold the carrier and would not be interrupted
        }
        lock.lockInterruptibly();
        try {
            while (isFilling) {
                filled.await();
            }
            if (start < end) {
                int count = Math.min(length, end - start);
                System.arraycopy(ahead, start, target, offset, count);
                start += count;
                return count;
            }
            if (failure != null) {
                IOException e = failure;
                failure = null;
                throw e;
            }
            if (isAtEnd) {
                isAtEnd = false; // terminals go on after an end
                return -1;
            }
        } finally {
            lock.unlock();
        }
        return stream.read(target, offset, length);
    }

    /// How many bytes can be read without waiting, as far as that is known.
    int available() throws IOException {
        lock.lock();
        try {
            return start < end ? end - start : isFilling ? 0 : stream.available();
        } finally {
            lock.unlock();
        }
    }

    /// Whether a read would not wait, as far as that is known: bytes, an end or an error are there.
    boolean isReady() throws IOException {
        lock.lock();
        try {
            return isAtEnd || failure != null || available() > 0;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until a read would not wait.
    ///
    /// @param nanos how long at most
    void await(long nanos) throws InterruptedException {
        fill(null);
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (isFilling && left > 0) {
                left = filled.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Starts to read ahead, unless that is going on.
    ///
    /// @param whenFilled told when a read would not wait any more, or null
    void fill(@Nullable Runnable whenFilled) {
        lock.lock();
        try {
            listener = whenFilled;
            if (isFilling || start < end || isAtEnd || failure != null) {
                if (!isFilling && whenFilled != null) {
                    whenFilled.run();
                }
                return;
            }
            isFilling = true;
            Thread.ofPlatform().daemon().name("wasi-stdin").start(this::readAhead);
        } finally {
            lock.unlock();
        }
    }

    private void readAhead() {
        int count = 0;
        IOException error = null;
        try {
            count = stream.read(ahead, 0, AHEAD_BYTES);
        } catch (IOException e) {
            error = e;
        }
        lock.lock();
        try {
            start = 0;
            end = Math.max(count, 0);
            isAtEnd = count < 0;
            failure = error;
            isFilling = false;
            filled.signalAll();
            if (listener != null) {
                listener.run();
                listener = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
