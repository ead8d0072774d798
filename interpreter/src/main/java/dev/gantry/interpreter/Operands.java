package dev.gantry.interpreter;

import dev.gantry.wasm.UnsupportedException;
import java.util.Arrays;

/// The operand stack of a translation. Each operand has a place in the frame, its *home*, right behind that of the
/// operand below; but it need not be there:
///
/// - HOME: the value is in its place
/// - LOCAL: the value is that of a local, which has not been written since
/// - CONST: the value is a constant of 64 bits
///
/// Code is emitted only when an operand that is not at home has to be: before the local is written, where control flow
/// joins, and for arguments of calls ([#moveHome]), or, for constants, when an instruction reads it ([#use]).
///
/// Threading: confined to one translation.
final class Operands {
    /// Frames of more slots are refused.
    static final int MAX_FRAME_SLOTS = 1 << 20;

    private static final byte HOME = 0;
    private static final byte LOCAL = 1;
    private static final byte CONST = 2;

    /// With more unsettled operands than this, all are settled at once instead of those of one local.
    private static final int MAX_PENDING = 64;

    private final Assembler asm;
    private final int[] localSlots;
    private final byte[] localWidths;
    private final int[] pendingReads;
    private final int base;

    private byte[] kinds = new byte[32];
    private byte[] widths = new byte[32];
    private int[] homes = new int[32];
    private long[] values = new long[32];
    private int size;
    private int settled;
    /// All operands below this one are at home: a call with a thousand arguments does not look at them again.
    private int atHome;

    private int maxSlot;

    /// An empty stack.
    ///
    /// @param asm         where code goes
    /// @param localSlots  the slot of each local
    /// @param localWidths the number of slots of each local
    /// @param base        the home of the lowest operand
    Operands(Assembler asm, int[] localSlots, byte[] localWidths, int base) {
        this.asm = asm;
        this.localSlots = localSlots;
        this.localWidths = localWidths;
        this.pendingReads = new int[localSlots.length];
        this.base = base;
        this.maxSlot = base;
    }

    /// The number of operands.
    int size() {
        return size;
    }

    /// Slots that a frame needs for what was on the stack so far.
    int maxSlot() {
        return maxSlot;
    }

    /// The home of an operand, or of the next one that is pushed.
    int home(int operand) {
        return operand == 0 ? base : homes[operand - 1] + widths[operand - 1];
    }

    /// The home of the operand that would be pushed next.
    int nextHome() {
        return home(size);
    }

    /// The number of slots of an operand.
    int width(int operand) {
        return widths[operand];
    }

    private int push(byte kind, int width, long value) {
        if (size == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * size);
            widths = Arrays.copyOf(widths, 2 * size);
            homes = Arrays.copyOf(homes, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        int home = home(size);
        if (home + width > MAX_FRAME_SLOTS) {
            throw new UnsupportedException("frames of more than " + MAX_FRAME_SLOTS + " slots");
        }
        kinds[size] = kind;
        widths[size] = (byte) width;
        homes[size] = home;
        values[size] = value;
        if (kind == HOME && atHome == size) {
            atHome++;
        }
        size++;
        maxSlot = Math.max(maxSlot, home + width);
        return home;
    }

    /// Pushes an operand that is at home.
    ///
    /// @return its home
    int pushHome(int width) {
        return push(HOME, width, 0);
    }

    /// Pushes operands that are at home.
    void pushHome(byte[] newWidths) {
        int count = newWidths.length;
        boolean isShort = count < 8 || size + count > kinds.length || atHome < size;
        if (isShort || nextHome() + 2 * count > MAX_FRAME_SLOTS) {
            for (byte width : newWidths) {
                push(HOME, width, 0);
            }
            return;
        }
        int home = nextHome();
        System.arraycopy(newWidths, 0, widths, size, count);
        Arrays.fill(kinds, size, size + count, HOME);
        for (int operand = 0; operand < count; operand++) {
            homes[size + operand] = home;
            home += newWidths[operand];
        }
        size += count;
        atHome = size;
        maxSlot = Math.max(maxSlot, home);
    }

    /// Pushes a constant.
    void pushConst(long value) {
        push(CONST, 1, value);
    }

    /// Pushes the value of a local.
    void pushLocal(int local) {
        push(LOCAL, localWidths[local], local);
        pendingReads[local]++;
    }

    /// Takes operands off the stack without looking at them.
    void drop(int count) {
        for (int operand = Math.max(size - count, atHome); operand < size; operand++) {
            if (kinds[operand] == LOCAL) {
                pendingReads[(int) values[operand]]--;
            }
        }
        size -= count;
        settled = Math.min(settled, size);
        atHome = Math.min(atHome, size);
    }

    /// Whether an operand is in its place.
    boolean isHome(int operand) {
        return kinds[operand] == HOME;
    }

    /// Whether an operand is a constant.
    boolean isConst(int operand) {
        return kinds[operand] == CONST;
    }

    /// Whether an operand is a constant that an immediate of 32 bits can hold.
    boolean isImmediate(int operand) {
        return kinds[operand] == CONST && values[operand] == (int) values[operand];
    }

    /// The value of a constant.
    long constant(int operand) {
        return values[operand];
    }

    /// Replaces the value of a constant.
    void setConstant(int operand, long value) {
        values[operand] = value;
    }

    /// Whether the last instruction made this operand.
    boolean isResultOfLast(int operand) {
        return kinds[operand] == HOME && asm.isResultOfLast(homes[operand]);
    }

    /// The slot from which an instruction can read an operand; emits code if it is a constant.
    int use(int operand) {
        return switch (kinds[operand]) {
            case HOME -> homes[operand];
            case LOCAL -> localSlots[(int) values[operand]];
            default -> {
                emitConst(homes[operand], values[operand]);
                yield homes[operand];
            }
        };
    }

    /// Emits code that puts an operand somewhere.
    void moveTo(int operand, int slot) {
        switch (kinds[operand]) {
            case HOME -> emitMove(slot, homes[operand], widths[operand]);
            case LOCAL -> emitMove(slot, localSlots[(int) values[operand]], widths[operand]);
            default -> emitConst(slot, values[operand]);
        }
    }

    private void emitMove(int to, int from, int width) {
        if (to != from) {
            asm.emitResult(width == 1 ? Code.MOVE : Code.MOVE2, to, from);
        }
    }

    private void emitConst(int slot, long value) {
        if (value == (int) value) {
            asm.emitResult(Code.CONST, slot, 0, (int) value);
        } else {
            asm.emitResult(Code.CONST64, slot, (int) value, (int) (value >>> 32));
        }
    }

    /// Puts an operand at home.
    void moveHome(int operand) {
        if (kinds[operand] != HOME) {
            moveTo(operand, homes[operand]);
            if (kinds[operand] == LOCAL) {
                pendingReads[(int) values[operand]]--;
            }
            kinds[operand] = HOME;
        }
    }

    /// Puts the topmost operands at home.
    void moveTopHome(int count) {
        for (int operand = Math.max(size - count, atHome); operand < size; operand++) {
            moveHome(operand);
        }
        if (size - count <= atHome) {
            atHome = size;
        }
    }

    /// Puts all operands that stand for locals at home: different paths may write the locals before control joins.
    void settle() {
        for (; settled < size; settled++) {
            if (kinds[settled] == LOCAL) {
                moveHome(settled);
            }
        }
    }

    /// Emits `local.set`: takes the topmost operand off the stack.
    void popToLocal(int local) {
        int top = size - 1;
        boolean isSame = kinds[top] == LOCAL && values[top] == local;
        boolean isResult = isResultOfLast(top);
        byte kind = kinds[top];
        long value = values[top];
        int width = widths[top];
        drop(1);
        if (isSame) {
            return;
        }
        if (pendingReads[local] > 0) {
            settleReadsOf(local);
            isResult = false;
        }
        int slot = localSlots[local];
        switch (kind) {
            case HOME -> {
                if (isResult) {
                    asm.redirectLast(slot);
                } else {
                    emitMove(slot, homes[top], width);
                }
            }
            case LOCAL -> emitMove(slot, localSlots[(int) value], width);
            default -> emitConst(slot, value);
        }
    }

    private void settleReadsOf(int local) {
        if (size - settled > MAX_PENDING) {
            settle();
            return;
        }
        for (int operand = settled; operand < size; operand++) {
            if (kinds[operand] == LOCAL && values[operand] == local) {
                moveHome(operand);
            }
        }
    }

    /// Takes the topmost operands off the stack and moves them down to a lower place, which may overlap theirs.
    ///
    /// Homes ascend without gaps, so moving the lowest operand first overwrites none that is still to be read.
    ///
    /// @param count how many
    /// @param slot  where the lowest one goes, at or below its home
    void moveTopTo(int count, int slot) {
        int first = size - count;
        if (count > 2) {
            moveTopHome(count);
            if (slot != homes[first]) {
                asm.emit(Code.COPY, slot, homes[first], nextHome() - homes[first]);
            }
        } else {
            int to = slot;
            for (int operand = first; operand < size; operand++) {
                moveTo(operand, to);
                to += widths[operand];
            }
        }
    }

    /// Cuts the stack down to a height.
    void truncate(int height) {
        drop(size - height);
    }
}
