package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.types.TypeCode;
import java.util.Arrays;

/// The types of the operands, as [TypeCode].
///
/// Only the operands above [#base] belong to the innermost block. In unreachable code, operands below those are
/// made up as needed, with type [TypeCode#BOTTOM].
///
/// Threading: confined to one thread.
///
/// @wasm valid-instr-seq
final class OperandStack {
    private final CodeState code;
    private int[] types = new int[64];
    private int height;
    private int highest;
    private int base;
    private boolean isUnreachable;

    OperandStack(CodeState code) {
        this.code = code;
    }

    void reset() {
        height = 0;
        highest = 0;
        base = 0;
        isUnreachable = false;
    }

    int height() {
        return height;
    }

    int type(int operand) {
        return types[operand];
    }

    /// The largest height since [#reset].
    int highest() {
        return highest;
    }

    boolean isUnreachable() {
        return isUnreachable;
    }

    /// Whether no operand of the innermost block is left.
    boolean isAtBase() {
        return height == base;
    }

    /// Enters or leaves a block.
    void setBlock(int newBase, boolean unreachable) {
        base = newBase;
        isUnreachable = unreachable;
    }

    /// Drops the operands of the innermost block; what follows is unreachable.
    void setUnreachable() {
        height = base;
        isUnreachable = true;
    }

    void truncateToBase() {
        height = base;
    }

    void push(int type) {
        if (height == types.length) {
            types = Arrays.copyOf(types, 2 * height);
        }
        types[height++] = type;
        if (height > highest) {
            highest = height;
        }
    }

    void pushAll(int[] list) {
        int wanted = height + list.length;
        if (wanted > types.length) {
            types = Arrays.copyOf(types, Math.max(wanted, 2 * types.length));
        }
        System.arraycopy(list, 0, types, height, list.length);
        height = wanted;
        if (height > highest) {
            highest = height;
        }
    }

    /// Pops an operand of any type; `wanted` says in the message what it should have been.
    int popAny(String wanted) {
        if (height > base) {
            return types[--height];
        }
        if (isUnreachable) {
            return TypeCode.BOTTOM;
        }
        throw code.fail(Failure.TYPE_MISMATCH, "expected " + wanted + ", found no operand");
    }

    /// Pops an operand that fits a type.
    ///
    /// @return its own type, which may be [TypeCode#BOTTOM]
    int pop(int expected) {
        if (height > base) {
            int found = types[--height];
            if (found != expected && !code.module.interner.matches(found, expected)) {
                throw mismatch(expected, found);
            }
            return found;
        }
        if (isUnreachable) {
            return TypeCode.BOTTOM;
        }
        throw code.fail(Failure.TYPE_MISMATCH, "expected " + code.module.show(expected) + ", found no operand");
    }

    private ValidationException mismatch(int expected, int found) {
        return code.fail(
                Failure.TYPE_MISMATCH, "expected " + code.module.show(expected) + ", found " + code.module.show(found));
    }

    /// Pops a reference of any type.
    ///
    /// @return its type; `(ref bot)` if it is made up
    int popRef() {
        int found = popAny("a reference");
        if (TypeCode.isRef(found)) {
            return found;
        }
        if (found == TypeCode.BOTTOM) {
            return TypeCode.ref(false, TypeCode.BOTTOM_HEAP);
        }
        throw code.fail(Failure.TYPE_MISMATCH, "expected a reference, found " + code.module.show(found));
    }

    /// Pops operands that fit a list of types, the last one first.
    void popAll(int[] expected) {
        int bottom = height - expected.length;
        if (bottom >= base && Arrays.equals(types, bottom, height, expected, 0, expected.length)) {
            height = bottom;
            return;
        }
        for (int i = expected.length - 1; i >= 0; i--) {
            if (isUnreachable && height == base) {
                return;
            }
            pop(expected[i]);
        }
    }

    /// Checks that the topmost operands fit a list of types, and leaves them as they are.
    ///
    /// Unlike [#popAll] and [#pushAll], this keeps types that are more precise than the list.
    void checkTop(int[] expected) {
        int bottom = height - expected.length;
        if (bottom >= base && Arrays.equals(types, bottom, height, expected, 0, expected.length)) {
            return;
        }
        int top = height;
        popAll(expected);
        height = top;
    }
}
