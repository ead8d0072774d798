package dev.gantry.runtime;

/// The limiter of a store, or the machine, refused what is needed for an instance or a host's memory or table.
public final class ResourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// A refusal.
    ///
    /// @param message what was asked for, and the limit
    public ResourceException(String message) {
        super(message);
    }

    /// A refusal by the machine.
    ///
    /// @param message what was asked for
    /// @param cause   why it failed
    public ResourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
