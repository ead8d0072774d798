package dev.gantry.wasi.internal;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// `clock_*`, and the clocks for the other families. Time is in nanoseconds.
///
/// The clocks of processor time do not exist: `badf`, as the reference host answers.
final class ClockCalls {
    static final int REALTIME = 0;
    static final int MONOTONIC = 1;
    private static final int THREAD_CPUTIME = 3;

    private final InstantSource wallClock;
    private final LongSupplier monotonicClock;
    private final long start;

    ClockCalls(Settings settings) {
        wallClock = settings.wallClock();
        monotonicClock = settings.monotonicClock();
        start = monotonicClock.getAsLong();
    }

    void resolutionGet(GuestMemory memory, int clock, int resolution) {
        now(clock);
        memory.setU64(resolution, 1);
    }

    void timeGet(GuestMemory memory, int clock, int time) {
        memory.setU64(time, now(clock));
    }

    /// The time of a clock.
    ///
    /// @throws WasiError `badf` for the clocks of processor time, `inval` for others that do not exist
    long now(int clock) {
        return switch (clock) {
            case REALTIME -> realtime();
            case MONOTONIC -> monotonic();
            default -> throw (clock < 0 || clock > THREAD_CPUTIME ? Errno.INVAL : Errno.BADF).error();
        };
    }

    /// The time since the epoch.
    long realtime() {
        Instant now = wallClock.instant();
        try {
            return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        } catch (ArithmeticException _) {
            throw Errno.OVERFLOW.error();
        }
    }

    /// The time since the guest's context was made.
    long monotonic() {
        return monotonicClock.getAsLong() - start;
    }

    /// The time to set for a file's last access; null to leave it.
    @Nullable
    FileTime accessed(int flags, long time) {
        return fileTime(flags, Flags.FST_ATIM, Flags.FST_ATIM_NOW, time);
    }

    /// The time to set for a file's last change; null to leave it.
    @Nullable
    FileTime modified(int flags, long time) {
        return fileTime(flags, Flags.FST_MTIM, Flags.FST_MTIM_NOW, time);
    }

    private @Nullable FileTime fileTime(int flags, int given, int now, long time) {
        Flags.require(flags, Flags.FST_ALL);
        boolean isGiven = (flags & given) != 0;
        boolean isNow = (flags & now) != 0;
        if (isGiven && (isNow || time < 0)) {
            throw Errno.INVAL.error();
        }
        return isGiven || isNow ? FileTime.from(isNow ? realtime() : time, TimeUnit.NANOSECONDS) : null;
    }
}
