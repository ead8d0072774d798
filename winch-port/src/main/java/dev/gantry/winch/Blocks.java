package dev.gantry.winch;

import dev.gantry.asm.CodeBuffer;
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
    /// A legacy `try`, before its first clause.
    static final byte TRY = 6;
    /// A legacy `try`, in a clause: the exception lies at the block's home.
    static final byte CATCH = 7;

    /// Clauses of a `try_table`: tag or -1, number of the landing.
    static final int CLAUSE_INTS = 2;

    private static final int[] NO_CLAUSES = {};

    private final CodeBuffer code;
    private byte[] kinds = new byte[16];
    private boolean[] areTargets = new boolean[16];
    private int[] heights = new int[16];
    private int[] homes = new int[16];
    private Label[] labels = new Label[16];
    private @Nullable Label[] elseLabels = new Label[16];
    private byte[][] params = new byte[16][];
    private byte[][] results = new byte[16][];
    private int[][] clauses = new int[16][];
    private @Nullable Label[] entries = new Label[16];
    private int[] loops = new int[16];
    private @Nullable CopySet[] copies = new CopySet[16];
    private @Nullable CopySet[] elseCopies = new CopySet[16];
    private int size;

    /// The numbers of the open blocks that exceptions do not simply pass: each is a `try_table` or a `try`.
    private int[] tries = new int[4];

    private int tryCount;

    /// No blocks.
    ///
    /// @param code makes labels
    Blocks(CodeBuffer code) {
        this.code = code;
    }

    /// Opens a block.
    ///
    /// @param kind    what it is
    /// @param height  number of operands below its parameters
    /// @param home    the first slot that the homes of its parameters or results may have
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
        entries[size] = null;
        loops[size] = kind == LOOP ? size : loopAround(size - 1);
        copies(size).clear();
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
        entries = Arrays.copyOf(entries, capacity);
        loops = Arrays.copyOf(loops, capacity);
        copies = Arrays.copyOf(copies, capacity);
        elseCopies = Arrays.copyOf(elseCopies, capacity);
    }

    /// Closes the innermost block.
    void pop() {
        size--;
        if (kinds[size] == TRY_TABLE || kinds[size] == TRY) {
            tryCount--;
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

    /// The first slot that the homes of the block's parameters or results may have.
    int home(int block) {
        return homes[block];
    }

    /// Where what comes from anywhere goes on, with all operands at home and no copies of locals in registers.
    Label target(int block) {
        areTargets[block] = true;
        CopySet held = copies(block);
        if (kinds[block] != LOOP) {
            held.promiseNothing();
        }
        if (held.filled() == 0 && !hasRegister(block)) {
            return labels[block];
        }
        Label entry = entries[block];
        if (entry == null) {
            entry = code.label();
            entries[block] = entry;
        }
        return entry;
    }

    /// Whether the one operand that branches to the block carry is in a register at its label: that of a result.
    boolean hasRegister(int block) {
        return kinds[block] != LOOP && results[block].length == 1;
    }

    /// Where branches go that have been seen to by [Joins]; makes the block the target of one.
    Label edge(int block) {
        areTargets[block] = true;
        return labels[block];
    }

    /// Where a block is entered from anywhere, or null if it is not, or at its label.
    @Nullable
    Label entryFromAnywhere(int block) {
        return entries[block];
    }

    /// The innermost loop that a block is or is in, or -1.
    int loopAround(int block) {
        return block < 0 ? -1 : loops[block];
    }

    /// Which copies of locals there are at the block's label.
    CopySet copies(int block) {
        CopySet found = copies[block];
        if (found == null) {
            found = new CopySet();
            copies[block] = found;
        }
        return found;
    }

    /// Which copies of locals there are where the second arm of an `if` starts.
    CopySet elseCopies(int block) {
        CopySet found = elseCopies[block];
        if (found == null) {
            found = new CopySet();
            elseCopies[block] = found;
        }
        return found;
    }

    /// The label itself.
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
        addTry(block);
    }

    /// Gives a `try` its number among those of the function.
    void setTry(int block, int number) {
        clauses[block] = new int[] {number};
        addTry(block);
    }

    private void addTry(int block) {
        if (tryCount == tries.length) {
            tries = Arrays.copyOf(tries, 2 * tryCount);
        }
        tries[tryCount++] = block;
    }

    /// Makes the innermost block, a `try`, one in a clause.
    void startCatch(int block) {
        kinds[block] = CATCH;
        tryCount--;
    }

    /// The number of a `try` among those of the function.
    int tryNumber(int block) {
        return clauses[block][0];
    }

    /// How many blocks around the current instruction are a `try_table`, or a `try` before its first clause.
    int tries() {
        return tryCount;
    }

    /// The block that is one of them.
    ///
    /// @param number which one, from 0 for the outermost
    int tryBlock(int number) {
        return tries[number];
    }

    /// The clauses of a `try_table`.
    int[] clauses(int block) {
        return clauses[block];
    }
}
