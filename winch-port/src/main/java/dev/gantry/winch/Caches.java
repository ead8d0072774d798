package dev.gantry.winch;

import java.util.Arrays;

/// Which registers hold copies of which locals.
///
/// What a local is worth is always in memory too, so that a copy may be forgotten at any time, at no cost. A local has
/// at most one copy, a register holds at most one. The address of the first memory counts as a local, the one behind
/// the last.
///
/// A register that an instruction reads is *pinned*, as often as it is read: it is not given to another value.
///
/// Threading: confined to one compilation.
final class Caches {
    static final int NONE = -1;

    /// From how many uses of others on a copy is taken for one that will not be used again.
    private static final int STALE = 24;

    private final int[] registers;
    private final int[] locals = new int[Registers.COUNT];
    private final int[] uses = new int[Registers.COUNT];
    private final int[] pins = new int[Registers.COUNT];
    private int filled;
    private int pinned;
    private int clock;

    /// No copies.
    ///
    /// @param count how many locals there are, with the address of the memory
    Caches(int count) {
        this.registers = new int[count];
        Arrays.fill(registers, NONE);
        Arrays.fill(locals, NONE);
    }

    /// The registers with copies, as bits.
    int filled() {
        return filled;
    }

    /// The registers that are read by the current instruction, as bits.
    int pinned() {
        return pinned;
    }

    /// The register of a local, or [#NONE].
    int registerOf(int local) {
        return registers[local];
    }

    /// The local in a register, or [#NONE].
    int localIn(int register) {
        return locals[register];
    }

    /// Says that a register now holds a local, and no other register does.
    void put(int local, int register) {
        forgetLocal(local);
        forget(register);
        registers[local] = register;
        locals[register] = local;
        filled |= 1 << register;
        touch(register);
    }

    /// Says that a register is used.
    void touch(int register) {
        uses[register] = ++clock;
    }

    /// Says that a register is used, and will be again.
    void touchLong(int register) {
        uses[register] = ++clock + STALE;
    }

    /// Says that a register holds no local.
    void forget(int register) {
        int local = locals[register];
        if (local != NONE) {
            registers[local] = NONE;
            locals[register] = NONE;
            filled &= ~(1 << register);
        }
    }

    /// Says that no register holds a local.
    void forgetLocal(int local) {
        int register = registers[local];
        if (register != NONE) {
            forget(register);
        }
    }

    /// Says that there are no copies in some registers.
    ///
    /// @param set the registers, as bits
    void forgetAll(int set) {
        for (int rest = filled & set; rest != 0; rest &= rest - 1) {
            forget(Integer.numberOfTrailingZeros(rest));
        }
    }

    /// Keeps a copy where it is, until it is unpinned as often as it was pinned.
    void pin(int register) {
        pins[register]++;
        pinned |= 1 << register;
        touch(register);
    }

    /// Takes a pin back.
    void unpin(int register) {
        assert pins[register] > 0 : register;
        pins[register]--;
        if (pins[register] == 0) {
            pinned &= ~(1 << register);
        }
    }

    /// Of the registers in a set with copies that are not pinned, the one that was not used for longest, or [#NONE].
    int leastRecent(int set) {
        int found = NONE;
        for (int rest = filled & ~pinned & set; rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            if (found == NONE || uses[register] - uses[found] < 0) {
                found = register;
            }
        }
        return found;
    }

    /// Whether a copy was not used for so long that its register is better used for another.
    boolean isStale(int register) {
        return clock - uses[register] > STALE;
    }
}
