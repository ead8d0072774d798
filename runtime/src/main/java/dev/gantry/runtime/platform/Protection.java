package dev.gantry.runtime.platform;

/// What may be done with pages. None may be written and executed at once.
///
/// Threading: immutable.
public enum Protection {
    /// Nothing: any access is a fault.
    NONE(0),

    /// Reading and writing.
    READ_WRITE(1 | 2),

    /// Reading and executing.
    READ_EXECUTE(1 | 4);

    private final int bits;

    Protection(int bits) {
        this.bits = bits;
    }

    /// As POSIX writes it.
    ///
    /// @return the argument of `mprotect`
    int bits() {
        return bits;
    }
}
