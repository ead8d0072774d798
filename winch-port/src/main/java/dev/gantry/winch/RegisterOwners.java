package dev.gantry.winch;

import java.util.Arrays;

/// To which operand each register belongs. A register may also be held, by whoever emits the current instruction, or be
/// free; a free one may have a copy of a local, see [Caches].
///
/// Threading: confined to one compilation.
final class RegisterOwners {
    /// Stands for an operand when a register is held.
    static final int HELD = -1;

    private static final int FREE = -2;
    private static final int ALL = Registers.GENERAL | Registers.VECTOR;

    private final int[] owners = new int[Registers.COUNT];
    private int free = ALL;

    /// All registers are free.
    RegisterOwners() {
        Arrays.fill(owners, FREE);
    }

    /// The free registers, as bits.
    int free() {
        return free;
    }

    /// The registers that are held or belong to operands, as bits.
    int taken() {
        return ~free & ALL;
    }

    /// The operand that a register belongs to, or a negative number.
    int of(int register) {
        return owners[register];
    }

    /// Whether a register is held.
    boolean isHeld(int register) {
        return owners[register] == HELD;
    }

    /// Whether any register is held.
    boolean hasHeld() {
        for (int owner : owners) {
            if (owner == HELD) {
                return true;
            }
        }
        return false;
    }

    /// The lowest operand that a register of a set belongs to, or [Integer#MAX_VALUE].
    int lowest(int set) {
        int lowest = Integer.MAX_VALUE;
        for (int register = 0; register < Registers.COUNT; register++) {
            if ((set & 1 << register) != 0 && owners[register] >= 0) {
                lowest = Math.min(lowest, owners[register]);
            }
        }
        return lowest;
    }

    /// Says that a register belongs to an operand.
    void give(int register, int operand) {
        free &= ~(1 << register);
        owners[register] = operand;
    }

    /// Says that a register is held.
    void hold(int register) {
        give(register, HELD);
    }

    /// Says that a register is free.
    void free(int register) {
        owners[register] = FREE;
        free |= 1 << register;
    }
}
