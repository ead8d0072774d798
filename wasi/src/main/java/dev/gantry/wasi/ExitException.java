package dev.gantry.wasi;

/// The guest called `proc_exit`. An ordinary exception that unwinds the guest; the engine hands it on as the same
/// object, and embedders test for it (R82). It carries no Java stack trace.
public final class ExitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /// An exit.
    ///
    /// @param code the guest's exit code; 0 says that all went well
    public ExitException(int code) {
        super("guest exited with code " + Integer.toUnsignedString(code), null, false, false);
        this.code = code;
    }

    /// The guest's exit code, the unsigned 32-bit number it passed.
    ///
    /// @return the code
    public int code() {
        return code;
    }
}
