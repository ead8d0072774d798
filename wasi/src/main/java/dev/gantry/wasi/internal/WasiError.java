package dev.gantry.wasi.internal;

/// Ends a call with an error number; never leaves the module. Without stack trace, for it is ordinary control flow.
final class WasiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    WasiError(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }

    Errno errno() {
        return errno;
    }
}
