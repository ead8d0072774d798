package dev.gantry.wasm;

/// A trap: what happened, and the wasm frames that were active. There are no Java frames.
///
/// @wasm exec-trap
public final class Trap extends WasmException {
    private static final long serialVersionUID = 1L;

    private final Failure failure;
    private final transient WasmBacktrace backtrace;

    /// A trap.
    ///
    /// @param failure   what happened; [Failure#isTrap] holds
    /// @param backtrace the wasm frames
    public Trap(Failure failure, WasmBacktrace backtrace) {
        this(failure, failure.text(), backtrace);
    }

    /// A trap of a component, whose message says more than its constant.
    ///
    /// @param failure   what happened; [Failure#isTrap] holds
    /// @param message   for example `unknown handle index 3`
    /// @param backtrace the wasm frames
    public Trap(Failure failure, String message, WasmBacktrace backtrace) {
        super(message, null, false);
        if (!failure.isTrap()) {
            throw new IllegalArgumentException("expected a trap, found " + failure);
        }
        this.failure = failure;
        this.backtrace = backtrace;
    }

    /// What happened.
    ///
    /// @return the failure
    public Failure failure() {
        return failure;
    }

    /// The wasm frames, innermost first.
    ///
    /// @return the backtrace
    public WasmBacktrace backtrace() {
        return backtrace;
    }

    /// The wasm frames as stack-trace elements, made when asked for.
    @Override
    public StackTraceElement[] getStackTrace() {
        return backtrace.frames().stream()
                .map(WasmBacktrace.Frame::toStackTraceElement)
                .toArray(StackTraceElement[]::new);
    }
}
