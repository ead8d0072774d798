package dev.gantry.winch;

import java.util.Arrays;

/// The operand stack of a compilation as data: for each operand its kind, its place, and its home.
///
/// What code it takes to move operands from one place to another is the business of [Operands].
///
/// Threading: confined to one compilation.
abstract sealed class OperandStack permits Operands {
    /// A constant, whose bits are the operand's value.
    static final byte CONST = 0;
    /// The value of a local, whose number is the operand's value.
    static final byte LOCAL = 1;
    /// In the register whose number is the operand's value.
    static final byte REGISTER = 2;
    /// In the slot of the frame that the operand's place on the stack has.
    static final byte HOME = 3;
    /// In the flags: the condition whose ordinal is the operand's value.
    static final byte FLAGS = 4;

    byte[] places = new byte[32];
    byte[] kinds = new byte[32];
    /// The first slots of their homes, see [Frame].
    int[] homes = new int[32];
    long[] values = new long[32];
    int size;
    private final int firstSlot;
    /// How many operands are references to objects.
    private int objects;

    /// No operands.
    ///
    /// @param firstSlot the first slot of their homes
    OperandStack(int firstSlot) {
        this.firstSlot = firstSlot;
    }

    /// The number of operands.
    final int size() {
        return size;
    }

    /// The kind of an operand.
    final byte kind(int operand) {
        return kinds[operand];
    }

    /// The kind of the topmost operand.
    final byte topKind() {
        return kinds[size - 1];
    }

    /// Whether an operand is a constant.
    final boolean isConst(int operand) {
        return places[operand] == CONST;
    }

    /// Whether the topmost operand is a constant.
    final boolean isTopConst() {
        return places[size - 1] == CONST;
    }

    /// Whether an operand is in a register.
    final boolean isRegister(int operand) {
        return places[operand] == REGISTER;
    }

    /// Whether the topmost operand is a condition.
    final boolean isTopFlags() {
        return size > 0 && places[size - 1] == FLAGS;
    }

    /// The value of a constant.
    final long constant(int operand) {
        return values[operand];
    }

    /// Whether some operands are references to objects.
    final boolean hasObjects() {
        return objects > 0;
    }

    /// The slot behind the home of the topmost operand.
    final int endSlot() {
        return endSlot(size);
    }

    /// The slot behind the homes of the lowest operands: from there on are those of the others, see [Kind#alignSlot].
    final int endSlot(int height) {
        return height == 0 ? firstSlot : homes[height - 1] + Kind.slots(kinds[height - 1]);
    }

    /// Adds an operand.
    final void add(byte place, byte kind, long value) {
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
            kinds = Arrays.copyOf(kinds, 2 * size);
            homes = Arrays.copyOf(homes, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        homes[size] = Kind.alignSlot(kind, endSlot());
        places[size] = place;
        kinds[size] = kind;
        values[size] = value;
        size++;
        objects += kind == Kind.OBJECT ? 1 : 0;
    }

    /// Removes the topmost operands.
    final void remove(int count) {
        for (int operand = size - count; operand < size; operand++) {
            objects -= kinds[operand] == Kind.OBJECT ? 1 : 0;
        }
        size -= count;
    }
}
