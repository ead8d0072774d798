package dev.gantry.wasi.internal;

/// Ends the guest by `proc_exit`. Without stack trace.
public final class GuestExit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    GuestExit(int code) {
        super("exit", null, false, false);
        this.code = code;
    }

    /// The code that the guest gave.
    ///
    /// @return the code
    public int code() {
        return code;
    }
}
