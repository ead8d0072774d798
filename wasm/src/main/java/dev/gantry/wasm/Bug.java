package dev.gantry.wasm;

/// Errors of this engine, as opposed to errors of its users.
public final class Bug {
    private Bug() {}

    /// An error for a place that cannot be reached.
    ///
    /// @param found what was found there
    /// @return the error, to be thrown
    public static AssertionError unreachable(String found) {
        return new AssertionError("bug: " + found);
    }
}
