package dev.gantry;

/// A store's limiter refused what a guest or the host asked for, or the machine has no room for it.
public final class ResourceLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// A refusal.
    ///
    /// @param message what was asked for, and the limit
    public ResourceLimitException(String message) {
        super(message);
    }

    /// A refusal found by the runtime.
    ///
    /// @param cause what the runtime says
    ResourceLimitException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
