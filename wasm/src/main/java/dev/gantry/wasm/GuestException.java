package dev.gantry.wasm;

/// A WebAssembly exception that no wasm frame caught.
///
/// @wasm exec-throw
public final class GuestException extends WasmException {
    private static final long serialVersionUID = 1L;

    private final transient Object exception;
    private final transient WasmBacktrace backtrace;

    /// An exception that left its module.
    ///
    /// @param exception the exception's value, as the public API represents it (`dev.gantry.ExnRef`)
    /// @param backtrace the wasm frames active when it was thrown
    public GuestException(Object exception, WasmBacktrace backtrace) {
        super("uncaught wasm exception", null, false);
        this.exception = exception;
        this.backtrace = backtrace;
    }

    /// The exception's value.
    ///
    /// @return the value, an `ExnRef` of the public API
    public Object exception() {
        return exception;
    }

    /// The wasm frames active when the exception was thrown, innermost first.
    ///
    /// @return the backtrace
    public WasmBacktrace backtrace() {
        return backtrace;
    }
}
