package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.Ops;
import java.util.Arrays;

/// The blocks around the current instruction, the function's own first: parallel arrays, indexed from the outside in.
///
/// Threading: confined to one thread.
///
/// @wasm syntax-ctxt
final class ControlStack {
    /// In place of an opcode: the function's or expression's own block.
    static final int BODY = -1;

    private final CodeState code;
    private int[] ops = new int[16];
    private int[][] params = new int[16][];
    private int[][] results = new int[16][];
    private int[] heights = new int[16];
    private int[] localMarks = new int[16];
    private boolean[] unreachable = new boolean[16];
    private int size;
    private int deepest;

    ControlStack(CodeState code) {
        this.code = code;
    }

    void reset() {
        size = 0;
        deepest = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// The largest number of blocks since [#reset], the function's own included.
    int deepest() {
        return deepest;
    }

    /// Enters a block whose parameters have been popped, and pushes them again.
    ///
    /// @param op the instruction that opens it, or [#BODY]
    void push(int op, int[] blockParams, int[] blockResults) {
        if (size > Limits.NESTING) {
            throw code.fail(Failure.IMPLEMENTATION_LIMIT, "blocks nested deeper than " + Limits.NESTING);
        }
        if (size == ops.length) {
            grow();
        }
        if (size > 0) {
            unreachable[size - 1] = code.operands.isUnreachable();
        }
        ops[size] = op;
        params[size] = blockParams;
        results[size] = blockResults;
        heights[size] = code.operands.height();
        localMarks[size] = code.locals.mark();
        size++;
        deepest = Math.max(deepest, size);
        code.operands.setBlock(code.operands.height(), false);
        code.operands.pushAll(blockParams);
    }

    private void grow() {
        int capacity = 2 * size;
        ops = Arrays.copyOf(ops, capacity);
        params = Arrays.copyOf(params, capacity);
        results = Arrays.copyOf(results, capacity);
        heights = Arrays.copyOf(heights, capacity);
        localMarks = Arrays.copyOf(localMarks, capacity);
        unreachable = Arrays.copyOf(unreachable, capacity);
    }

    /// Checks that the innermost block leaves its results and nothing else, and leaves it.
    ///
    /// @return its results, which the caller pushes
    int[] pop() {
        int[] found = results[size - 1];
        code.operands.popAll(found);
        if (!code.operands.isAtBase()) {
            int surplus = code.operands.height() - heights[size - 1];
            throw code.fail(
                    Failure.TYPE_MISMATCH,
                    "expected " + found.length + " results at the end of a block, found " + surplus + " more");
        }
        size--;
        code.locals.undo(localMarks[size]);
        if (size > 0) {
            code.operands.setBlock(heights[size - 1], unreachable[size - 1]);
        }
        return found;
    }

    /// The instruction that opened the innermost block.
    int op() {
        return ops[size - 1];
    }

    /// The instruction that opened a block.
    ///
    /// @param label its relative depth, which exists
    int opOf(int label) {
        return ops[size - 1 - label];
    }

    /// The parameters of the innermost block.
    int[] params() {
        return params[size - 1];
    }

    /// The results of the innermost block.
    int[] results() {
        return results[size - 1];
    }

    /// The results of the whole function.
    int[] bodyResults() {
        return results[0];
    }

    /// The types of the operands that a branch takes with it.
    ///
    /// @param label the relative depth, unsigned
    int[] labelTypes(int label) {
        if (label < 0 || label >= size) {
            throw code.fail(Failure.UNKNOWN_LABEL, Integer.toUnsignedString(label) + ", there are " + size + " blocks");
        }
        int block = size - 1 - label;
        return ops[block] == Ops.LOOP ? params[block] : results[block];
    }
}
