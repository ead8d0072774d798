package dev.gantry.winch;

import dev.gantry.asm.x64.Gpr;

/// What is in registers at some place of the code, to be kept over a request that a stub makes.
///
/// Threading: confined to one compilation.
final class Survivors {
    /// Register, kind and home of each operand.
    private static final int OPERAND_INTS = 3;

    /// Register and local of each copy.
    private static final int COPY_INTS = 2;

    private final Operands operands;
    private final Moves moves;
    private final IntVec saved = new IntVec();
    private final IntVec copies = new IntVec();

    Survivors(Operands operands, Moves moves) {
        this.operands = operands;
        this.moves = moves;
    }

    /// Adds an operand.
    void addOperand(byte kind, int register, int homeOffset) {
        saved.add(register);
        saved.add(kind);
        saved.add(homeOffset);
    }

    /// Adds a copy of a local.
    void addCopy(int register, int local) {
        copies.add(register);
        copies.add(local);
    }

    /// Emits code that puts the operands at home.
    void save() {
        for (int at = 0; at < saved.size(); at += OPERAND_INTS) {
            moves.store((byte) saved.get(at + 1), saved.get(at), Gpr.RBP, saved.get(at + 2));
        }
    }

    /// Emits code that brings everything back.
    void restore() {
        for (int at = 0; at < saved.size(); at += OPERAND_INTS) {
            moves.load((byte) saved.get(at + 1), saved.get(at), Gpr.RBP, saved.get(at + 2));
        }
        for (int at = 0; at < copies.size(); at += COPY_INTS) {
            operands.loadLocal(copies.get(at + 1), copies.get(at));
        }
    }
}
