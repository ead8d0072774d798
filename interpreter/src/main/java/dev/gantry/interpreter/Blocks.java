package dev.gantry.interpreter;

import java.util.Arrays;

/// The control stack of a translation: the blocks that are open at the current instruction, the function's body first.
///
/// Threading: confined to one translation.
final class Blocks {
    /// The function's body.
    static final byte BODY = 0;
    /// A `block`.
    static final byte BLOCK = 1;
    /// A `loop`: its label is at its start.
    static final byte LOOP = 2;
    /// An `if`, in its first arm.
    static final byte IF = 3;
    /// An `if`, in its second arm.
    static final byte ELSE = 4;
    /// A `try_table`.
    static final byte TRY_TABLE = 5;
    /// A legacy `try`, before its first clause.
    static final byte TRY = 6;
    /// A legacy `try`, in a clause: the exception lies at its home.
    static final byte CATCH = 7;

    private static final int NONE = -1;

    private byte[] kinds = new byte[16];
    private int[] heights = new int[16];
    private int[] homes = new int[16];
    private int[] labels = new int[16];
    private int[] elseLabels = new int[16];
    private byte[][] params = new byte[16][];
    private byte[][] results = new byte[16][];
    private int[][] catches = new int[16][];
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int[] delegates = new int[16];
    private int size;

    private static final int[] NO_CATCHES = {};

    /// Opens a block.
    ///
    /// @param kind         what it is
    /// @param height       number of operands below its parameters
    /// @param home         home of its first parameter or result
    /// @param label        where branches to it go
    /// @param paramWidths  slots of each parameter
    /// @param resultWidths slots of each result
    /// @return its number, from 0 for the body
    int push(byte kind, int height, int home, int label, byte[] paramWidths, byte[] resultWidths) {
        if (size == kinds.length) {
            grow(2 * size);
        }
        kinds[size] = kind;
        heights[size] = height;
        homes[size] = home;
        labels[size] = label;
        elseLabels[size] = -1;
        params[size] = paramWidths;
        results[size] = resultWidths;
        catches[size] = NO_CATCHES;
        delegates[size] = NONE;
        return size++;
    }

    private void grow(int capacity) {
        kinds = Arrays.copyOf(kinds, capacity);
        heights = Arrays.copyOf(heights, capacity);
        homes = Arrays.copyOf(homes, capacity);
        labels = Arrays.copyOf(labels, capacity);
        elseLabels = Arrays.copyOf(elseLabels, capacity);
        params = Arrays.copyOf(params, capacity);
        results = Arrays.copyOf(results, capacity);
        catches = Arrays.copyOf(catches, capacity);
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        delegates = Arrays.copyOf(delegates, capacity);
    }

    /// Closes the innermost block.
    void pop() {
        size--;
    }

    /// The number of open blocks.
    int size() {
        return size;
    }

    /// The number of the innermost block.
    int innermost() {
        return size - 1;
    }

    /// The number of the block that a relative depth names.
    int at(int depth) {
        return size - 1 - depth;
    }

    /// What the block is.
    byte kind(int block) {
        return kinds[block];
    }

    /// Makes an `if` one in its second arm.
    void startElse(int block) {
        kinds[block] = ELSE;
    }

    /// The number of operands below the block's parameters.
    int height(int block) {
        return heights[block];
    }

    /// The home of the block's first parameter or result.
    int home(int block) {
        return homes[block];
    }

    /// Where branches to the block go.
    int label(int block) {
        return labels[block];
    }

    /// Where an `if` goes when its condition is zero.
    int elseLabel(int block) {
        return elseLabels[block];
    }

    /// Sets where an `if` goes when its condition is zero.
    void setElseLabel(int block, int label) {
        elseLabels[block] = label;
    }

    /// The slots of each parameter.
    byte[] params(int block) {
        return params[block];
    }

    /// The slots of each result.
    byte[] results(int block) {
        return results[block];
    }

    /// The slots of each operand that a branch to the block carries.
    byte[] labelTypes(int block) {
        return kinds[block] == LOOP ? params[block] : results[block];
    }

    /// Gives a `try_table` its clauses: kind, tag, slot, label of each.
    ///
    /// @param start where the code starts that the clauses cover
    void setCatches(int block, int start, int[] clauses) {
        starts[block] = start;
        catches[block] = clauses;
    }

    /// Where the code starts that the clauses of a `try_table` cover.
    int start(int block) {
        return starts[block];
    }

    /// The clauses of a `try_table`.
    int[] catches(int block) {
        return catches[block];
    }

    /// Makes a legacy `try` one in a clause.
    void startCatch(int block) {
        kinds[block] = CATCH;
    }

    /// Says where the code of a legacy `try` starts.
    void setStart(int block, int start) {
        starts[block] = start;
    }

    /// Says where the code of a legacy `try` ends that its clauses cover.
    void setEnd(int block, int end) {
        ends[block] = end;
    }

    /// Where the code of a legacy `try` ends that its clauses cover.
    int end(int block) {
        return ends[block];
    }

    /// The last handler that delegates to the block and does not know yet where to go on, or -1.
    int delegates(int block) {
        return delegates[block];
    }

    /// Sets the last handler that delegates to the block.
    void setDelegates(int block, int handler) {
        delegates[block] = handler;
    }

    /// Takes the handlers that delegate to the block.
    int takeDelegates(int block) {
        int taken = delegates[block];
        delegates[block] = NONE;
        return taken;
    }
}
