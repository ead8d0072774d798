package dev.gantry.cli;

/// Exit codes of the command, besides those of guests.
final class ExitCodes {
    /// All went well.
    static final int OK = 0;
    /// Anything but a trap or wrong usage.
    static final int ERROR = 1;
    /// The command line is wrong.
    static final int USAGE = 2;
    /// A trap; what a process has that ends by an abort signal.
    static final int TRAP = 134;

    private ExitCodes() {}
}
