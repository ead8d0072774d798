package dev.gantry.environ.spi;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What code is for.
///
/// Threading: immutable.
public enum Machine {
    /// Any machine: the code is data for an executor in Java.
    PORTABLE(0, "any machine"),
    /// x86-64.
    X64(62, "x86-64"),
    /// 64-bit Arm, little-endian.
    AARCH64(183, "aarch64"),
    /// IBM Z.
    S390X(22, "s390x");

    private final int elfNumber;
    private final String text;

    Machine(int elfNumber, String text) {
        this.elfNumber = elfNumber;
        this.text = text;
    }

    /// The number in the header of artifacts.
    ///
    /// @return `e_machine` of ELF
    public int elfNumber() {
        return elfNumber;
    }

    /// Finds a machine.
    ///
    /// @param elfNumber `e_machine` of ELF
    /// @return the machine, or null if no code of ours is for it
    public static @Nullable Machine of(int elfNumber) {
        for (Machine machine : values()) {
            if (machine.elfNumber == elfNumber) {
                return machine;
            }
        }
        return null;
    }

    /// The machine that this process runs on.
    ///
    /// @return a machine; [#PORTABLE] if no compiler of ours knows it
    public static Machine ofHost() {
        return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> X64;
            case "aarch64" -> AARCH64;
            case "s390x" -> S390X;
            default -> PORTABLE;
        };
    }

    /// Whether this process can run such code.
    ///
    /// @return whether it is portable or for this machine
    public boolean isOfHost() {
        return this == PORTABLE || this == ofHost();
    }

    /// The word in messages.
    @Override
    public String toString() {
        return text;
    }
}
