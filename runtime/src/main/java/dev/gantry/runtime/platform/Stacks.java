package dev.gantry.runtime.platform;

import dev.gantry.runtime.ResourceException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/// Makes stacks and keeps some of those that are not in use. A kept stack keeps the pages next to its top, where
/// most calls stay; deeper ones go back to the system.
///
/// Threading: thread-safe.
public final class Stacks {
    /// What lies below the limit of a stack: the frames of signals, of which the largest take some 10 KiB and
    /// several may nest, and those of two trampolines with the most parameters and results.
    private static final long HEAD_ROOM_BYTES = 128 << 10;

    private static final long GUARD_BYTES = 16 << 10;
    private static final long GRANULE_BYTES = 64 << 10;
    private static final long MOST_BYTES = 1L << 40;

    /// What a kept stack keeps of its pages. A smaller stack is not worth a system call.
    private static final long KEPT_BYTES = 64 << 10;

    private static final long MOST_KEPT = 64;

    private final Platform platform;
    private final Map<Long, Deque<Stack>> kept = new TreeMap<>();
    private long keptCount;

    Stacks(Platform platform) {
        this.platform = platform;
    }

    private static final class OfProcess {
        static final Stacks STACKS = new Stacks(Platform.current());
    }

    /// The stacks of all stores.
    ///
    /// @return always the same
    public static Stacks ofProcess() {
        return OfProcess.STACKS;
    }

    /// Gives a stack, a kept one if there is one of that size. What it holds is unspecified.
    ///
    /// @param usableBytes what wasm code shall be able to use at least
    /// @return a stack that nobody else uses
    /// @throws ResourceException if the system has no room
    public Stack acquire(long usableBytes) {
        if (usableBytes < 0 || usableBytes > MOST_BYTES) {
            throw new ResourceException("no room for a stack of " + usableBytes + " bytes");
        }
        long usable = Math.max(GRANULE_BYTES, (usableBytes + GRANULE_BYTES - 1) & -GRANULE_BYTES);
        synchronized (this) {
            Deque<Stack> fitting = kept.get(usable);
            Stack stack = fitting == null ? null : fitting.pollFirst();
            if (stack != null) {
                keptCount--;
                return stack;
            }
        }
        return make(usable);
    }

    private Stack make(long usable) {
        long below = GUARD_BYTES + HEAD_ROOM_BYTES + usable;
        long sign = platform.pageBytes();
        long reserved = below + Stack.SIGN_ALIGNMENT + sign;
        long start = platform.reserve(reserved);
        boolean isMade = false;
        try {
            long top = (start + below + Stack.SIGN_ALIGNMENT - 1) & -Stack.SIGN_ALIGNMENT;
            long first = top - below;
            platform.protect(first + GUARD_BYTES, below - GUARD_BYTES + sign, Protection.READ_WRITE);
            isMade = true;
            trim(start, first);
            trim(top + sign, start + reserved);
            return new Stack(first, below + sign, first + GUARD_BYTES + HEAD_ROOM_BYTES, top);
        } finally {
            if (!isMade) {
                platform.release(start, reserved);
            }
        }
    }

    /// Gives addresses back that are not needed. Each stack is two ranges for the system then, as it may have few of
    /// those.
    private void trim(long start, long end) {
        if (start != end) {
            platform.release(start, end - start);
        }
    }

    /// Takes a stack back.
    ///
    /// @param stack a stack that no call uses any more
    public void release(Stack stack) {
        if (isFull()) {
            platform.release(stack.start(), stack.bytes());
            return;
        }
        long first = stack.start() + GUARD_BYTES;
        long dropped = stack.top() - KEPT_BYTES - first;
        if (stack.usableBytes() > 4 * KEPT_BYTES) {
            platform.discard(first, dropped);
        }
        synchronized (this) {
            kept.computeIfAbsent(stack.usableBytes(), _ -> new ArrayDeque<>()).addFirst(stack);
            keptCount++;
        }
    }

    private synchronized boolean isFull() {
        return keptCount >= MOST_KEPT;
    }

    /// How many stacks are kept.
    ///
    /// @return at most a few more than 64
    synchronized long keptCount() {
        return keptCount;
    }
}
