package dev.gantry.runtime.machine;

import dev.gantry.runtime.ResourceException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What is done when addresses, mappings or room for code have run out.
///
/// Code goes away when its module is unreachable, and so do memories and stores that nobody closed. They take little
/// of the Java heap, so the collector may see no reason to look for them while what they stand for is all used up.
///
/// Threading: thread-safe, no state.
final class Scarcity {
    /// How long at most, all pauses together, is waited for cleaners after a collection: a quarter of a second.
    private static final int PAUSES = 8;

    private Scarcity() {}

    /// Tries something that takes what may have run out, and if it has, once more after a collection.
    ///
    /// @param attempt changes nothing if it fails
    /// @return what the attempt gave
    /// @throws ResourceException if there is no room all the same
    static <R> R persist(Supplier<R> attempt) {
        try {
            return attempt.get();
        } catch (ResourceException refusal) {
            return persist(attempt, refusal);
        }
    }

    private static <R> R persist(Supplier<R> attempt, ResourceException first) {
        ResourceException refusal = first;
        System.gc();
        for (int pause = 0; pause < PAUSES; pause++) {
            try {
                TimeUnit.MILLISECONDS.sleep(1L << pause);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw refusal;
            }
            try {
                return attempt.get();
            } catch (ResourceException again) {
                refusal = again;
            }
        }
        throw refusal;
    }
}
