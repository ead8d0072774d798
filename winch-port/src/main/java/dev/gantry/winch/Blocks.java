package dev.gantry.winch;

import dev.gantry.asm.Label;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The control stack of a compilation: the blocks that are open at the current instruction, the function's body first.
///
/// Threading: confined to one compilation.
final class Blocks {
    static final byte BODY = 0;
    static final byte BLOCK = 1;
    /// A `loop`: its label is at its start.
    static final byte LOOP = 2;
    /// An `if`, in its first arm.
    static final byte IF = 3;
    /// An `if`, in its second arm.
    static final byte ELSE = 4;
    static final byte TRY_TABLE = 5;

    /// Clauses of a `try_table`: tag or -1, number of the landing.
    static final int CLAUSE_INTS = 2;

    private static final int[] NO_CLAUSES = {};

    private byte[] kinds = new byte[16];
    private boolean[] areTargets = new boolean[16];
    private int[] heights = new int[16];
    private int[] homes = new int[16];
    private Label[] labels = new Label[16];
    private @Nullable Label[] elseLabels = new Label[16];
    private byte[][] params = new byte[16][];
    private byte[][] results = new byte[16][];
    private int[][] clauses = new int[16][];
    private int size;

    /// The numbers of the open blocks that are a `try_table`.
    private int[] tryTables = new int[4];

    private int tryTableCount;

    /// Opens a block.
    ///
    /// @param kind    what it is
    /// @param height  number of operands below its parameters
    /// @param home    slot of the home of its first parameter or result
    /// @param label   where branches to it go
    /// @param params  the kinds of its parameters
    /// @param results the kinds of its results
    /// @return its number, from 0 for the body
    int push(byte kind, int height, int home, Label label, byte[] params, byte[] results) {
        if (size == kinds.length) {
            grow(2 * size);
        }
        kinds[size] = kind;
        areTargets[size] = false;
        heights[size] = height;
        homes[size] = home;
        labels[size] = label;
        elseLabels[size] = null;
        this.params[size] = params;
        this.results[size] = results;
        clauses[size] = NO_CLAUSES;
        return size++;
    }

    private void grow(int capacity) {
        kinds = Arrays.copyOf(kinds, capacity);
        areTargets = Arrays.copyOf(areTargets, capacity);
        heights = Arrays.copyOf(heights, capacity);
        homes = Arrays.copyOf(homes, capacity);
        labels = Arrays.copyOf(labels, capacity);
        elseLabels = Arrays.copyOf(elseLabels, capacity);
        params = Arrays.copyOf(params, capacity);
        results = Arrays.copyOf(results, capacity);
        clauses = Arrays.copyOf(clauses, capacity);
    }

    /// Closes the innermost block.
    void pop() {
        size--;
        if (kinds[size] == TRY_TABLE) {
            tryTableCount--;
        }
    }

    /// The number of the innermost block.
    int innermost() {
        return size - 1;
    }

    /// The number of the block that a relative depth names.
    int at(int depth) {
        return size - 1 - depth;
    }

    /// How many blocks are open.
    int size() {
        return size;
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

    /// The slot of the home of the block's first parameter or result.
    int home(int block) {
        return homes[block];
    }

    /// Where branches to the block go; makes it the target of one.
    Label target(int block) {
        areTargets[block] = true;
        return labels[block];
    }

    /// Where branches to the block go.
    Label label(int block) {
        return labels[block];
    }

    /// Whether there is a branch to the block.
    boolean isTarget(int block) {
        return areTargets[block];
    }

    /// Where an `if` goes when its condition is zero.
    Label elseLabel(int block) {
        Label label = elseLabels[block];
        if (label == null) {
            throw new IllegalStateException("block " + block + " is no if");
        }
        return label;
    }

    /// Sets where an `if` goes when its condition is zero.
    void setElseLabel(int block, Label label) {
        elseLabels[block] = label;
    }

    /// The kinds of the parameters.
    byte[] params(int block) {
        return params[block];
    }

    /// The kinds of the results.
    byte[] results(int block) {
        return results[block];
    }

    /// The kinds of the operands that a branch to the block carries.
    byte[] labelKinds(int block) {
        return kinds[block] == LOOP ? params[block] : results[block];
    }

    /// Gives a `try_table` its clauses, [#CLAUSE_INTS] numbers each.
    void setClauses(int block, int[] ofBlock) {
        clauses[block] = ofBlock;
        if (tryTableCount == tryTables.length) {
            tryTables = Arrays.copyOf(tryTables, 2 * tryTableCount);
        }
        tryTables[tryTableCount++] = block;
    }

    /// The number of blocks around the current instruction that are a `try_table`.
    int tryTables() {
        return tryTableCount;
    }

    /// The clauses of a `try_table` around the current instruction.
    ///
    /// @param number which one, from 0 for the outermost
    int[] clauses(int number) {
        return clauses[tryTables[number]];
    }
}
