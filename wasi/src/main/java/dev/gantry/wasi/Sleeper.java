package dev.gantry.wasi;

/// How a guest that waits for a clock only is put to sleep.
///
/// Together with [WasiConfig.Builder#monotonicClock] and [WasiConfig.Builder#wallClock] it makes time virtual.
@FunctionalInterface
public interface Sleeper {
    /// Called by `poll_oneoff` when no event is ready and only clocks are awaited. It may return early: the clocks are
    /// read again, and it is called again when none has reached its deadline.
    ///
    /// @param nanos how long until the first deadline, positive; [Long#MAX_VALUE] when it is further away than that
    /// @throws InterruptedException when the thread is interrupted, which ends the guest
    void sleep(long nanos) throws InterruptedException;
}
