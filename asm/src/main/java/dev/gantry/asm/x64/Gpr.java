package dev.gantry.asm.x64;

import org.jspecify.annotations.Nullable;

/// The general-purpose registers, in the order of their numbers in instructions.
///
/// Threading: immutable.
@SuppressWarnings({"doclint:missing", "EnumOrdinal"}) // the names say it; the order is that of the numbers
public enum Gpr {
    // spotless:off
    RAX("rax", "eax",  "ax",   "al"),
    RCX("rcx", "ecx",  "cx",   "cl"),
    RDX("rdx", "edx",  "dx",   "dl"),
    RBX("rbx", "ebx",  "bx",   "bl"),
    RSP("rsp", "esp",  "sp",   "spl"),
    RBP("rbp", "ebp",  "bp",   "bpl"),
    RSI("rsi", "esi",  "si",   "sil"),
    RDI("rdi", "edi",  "di",   "dil"),
    R8 ("r8",  "r8d",  "r8w",  "r8b"),
    R9 ("r9",  "r9d",  "r9w",  "r9b"),
    R10("r10", "r10d", "r10w", "r10b"),
    R11("r11", "r11d", "r11w", "r11b"),
    R12("r12", "r12d", "r12w", "r12b"),
    R13("r13", "r13d", "r13w", "r13b"),
    R14("r14", "r14d", "r14w", "r14b"),
    R15("r15", "r15d", "r15w", "r15b");
    // spotless:on

    private static final Gpr[] ALL = values();

    private final String name64;
    private final String name32;
    private final String name16;
    private final String name8;

    Gpr(String name64, String name32, String name16, String name8) {
        this.name64 = name64;
        this.name32 = name32;
        this.name16 = name16;
        this.name8 = name8;
    }

    /// The register with a number.
    ///
    /// @param number 0 to 15
    /// @return the register
    public static Gpr of(int number) {
        return ALL[number];
    }

    /// The number in instructions.
    ///
    /// @return 0 to 15
    public int number() {
        return ordinal();
    }

    /// The name of the register's low bits.
    ///
    /// @param bits 8, 16, 32 or 64
    /// @return the name in the vendor's syntax
    /// @throws IllegalArgumentException if there is no part of that size
    public String name(int bits) {
        return switch (bits) {
            case 8 -> name8;
            case 16 -> name16;
            case 32 -> name32;
            case 64 -> name64;
            default -> throw new IllegalArgumentException("no part of " + this + " has " + bits + " bits");
        };
    }

    /// The number in instructions, or 0 for none.
    static int numberOf(@Nullable Gpr register) {
        return register == null ? 0 : register.ordinal();
    }
}
