package dev.gantry.cli;

import dev.gantry.Store;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ends a guest whose time is up: first by a trap, then, for a guest that waits in a host function, by an interrupt of
/// its thread, and at last by ending the process.
///
/// Threading: confined to the thread that started it.
final class Deadline implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final @Nullable Thread watch;

    private Deadline(@Nullable Thread watch) {
        this.watch = watch;
    }

    /// Starts the clock.
    ///
    /// @param timeout the time, empty for no bound
    /// @param store   where the guest runs; its engine has epochs
    /// @param guest   the guest's thread
    static Deadline start(Optional<Duration> timeout, Store<?> store, Thread guest) {
        return new Deadline(timeout.map(
                        time -> Thread.ofPlatform().name("timeout").daemon().start(() -> watch(time, store, guest)))
                .orElse(null));
    }

    private static void watch(Duration timeout, Store<?> store, Thread guest) {
        try {
            Thread.sleep(timeout);
            store.interrupt();
            Thread.sleep(GRACE);
            guest.interrupt();
            Thread.sleep(GRACE);
            System.err.println("error: timeout: the guest waits in a host function");
            Runtime.getRuntime().halt(ExitCodes.TRAP);
        } catch (InterruptedException _) {
            // the guest was in time
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.interrupt();
        }
    }
}
