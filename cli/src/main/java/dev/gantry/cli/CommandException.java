package dev.gantry.cli;

/// The command cannot do what it was asked to. The message is for the user, one line.
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandException(String message) {
        this(message, ExitCodes.ERROR);
    }

    CommandException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /// The exit code that fits.
    int exitCode() {
        return exitCode;
    }
}
