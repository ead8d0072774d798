package dev.gantry.asm.x64;

/// The vector registers, in the order of their numbers in instructions; in rows for 256 bits they stand for the `ymm`
/// of the same number.
///
/// Threading: immutable.
@SuppressWarnings({"doclint:missing", "EnumOrdinal"}) // the names say it; the order is that of the numbers
public enum Xmm {
    XMM0,
    XMM1,
    XMM2,
    XMM3,
    XMM4,
    XMM5,
    XMM6,
    XMM7,
    XMM8,
    XMM9,
    XMM10,
    XMM11,
    XMM12,
    XMM13,
    XMM14,
    XMM15;

    private static final Xmm[] ALL = values();

    /// The register with a number.
    ///
    /// @param number 0 to 15
    /// @return the register
    public static Xmm of(int number) {
        return ALL[number];
    }

    /// The number in instructions.
    ///
    /// @return 0 to 15
    public int number() {
        return ordinal();
    }
}
