package dev.gantry.winch;

import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Xmm;

/// Registers as numbers: the general ones from 0 on in the order of the hardware, the vector ones from [#XMM0] on.
///
/// Threading: no state.
final class Registers {
    static final int RAX = 0;
    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    static final int RSI = 6;
    static final int RDI = 7;
    static final int R8 = 8;
    static final int R9 = 9;
    static final int R10 = 10;
    /// Never holds an operand: free between any two machine instructions of different steps.
    static final int R11 = 11;
    static final int R12 = 12;
    static final int R13 = 13;
    /// The function's own context.
    static final int R14 = 14;
    /// Never holds an operand, like [#R11].
    static final int R15 = 15;

    static final int XMM0 = 16;
    /// Never holds an operand.
    static final int XMM15 = 31;

    /// The number of registers.
    static final int COUNT = 32;

    /// The general registers that can hold operands, as bits.
    static final int GENERAL = 1 << RAX | 1 << RCX | 1 << RDX | 1 << RBX | 1 << RSI | 1 << RDI | 1 << R8 | 1 << R9
            | 1 << R10 | 1 << R12 | 1 << R13;

    /// Those that instructions ask for by name.
    static final int SHORT_LIVED = 1 << RAX | 1 << RCX | 1 << RDX;

    /// The others: for values that are to stay, copies of locals above all.
    static final int LASTING = GENERAL & ~SHORT_LIVED;

    /// The vector registers that can hold operands, as bits.
    static final int VECTOR = 0x7FFF_0000;

    /// First scratch register.
    static final Gpr SCRATCH = Gpr.R11;
    /// Second scratch register.
    static final Gpr SCRATCH2 = Gpr.R15;
    /// Scratch vector register.
    static final Xmm VECTOR_SCRATCH = Xmm.XMM15;

    private static final Gpr[] GPRS = Gpr.values();
    private static final Xmm[] XMMS = Xmm.values();

    private Registers() {}

    /// A general register.
    static Gpr gpr(int register) {
        return GPRS[register];
    }

    /// A vector register.
    static Xmm xmm(int register) {
        return XMMS[register - XMM0];
    }
}
