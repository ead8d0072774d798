package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.types.TypeCode;
import java.util.Arrays;

/// The locals of a function: their types, and which of those without a default value have been set.
///
/// The first locals stand in an array; the others are found by binary search in the run-length encoded
/// declarations, so that a short body with very many locals costs little.
///
/// Threading: confined to one thread.
///
/// @wasm valid-local
final class Locals {
    private static final int DENSE = 256;

    private final CodeState code;
    private final int[] dense = new int[DENSE];
    private int[] params = {};
    /// The declarations: the index behind the last local of each, and its type.
    private int[] runEnds = new int[16];
    private int[] runTypes = new int[16];
    private int runCount;
    private int count;
    private boolean[] isSet = new boolean[16];
    /// The locals in `isSet`, in the order in which they were set.
    private int[] setLocals = new int[16];
    private int setCount;

    Locals(CodeState code) {
        this.code = code;
    }

    /// Prepares for an expression without locals.
    void reset() {
        undo(0);
        count = 0;
        runCount = 0;
        params = new int[0];
    }

    /// Prepares for a function.
    void reset(int[] paramTypes, FuncBody body) {
        undo(0);
        params = paramTypes;
        runCount = 0;
        count = 0;
        int denseParams = Math.min(params.length, DENSE);
        System.arraycopy(params, 0, dense, 0, denseParams);
        count = params.length;
        int[] counts = body.counts();
        if (runEnds.length < counts.length) {
            runEnds = new int[counts.length];
            runTypes = new int[counts.length];
        }
        for (int run = 0; run < counts.length; run++) {
            int type = code.module.code(body.types().get(run), code);
            int end = count + counts[run];
            if (count < DENSE) {
                Arrays.fill(dense, count, Math.min(end, DENSE), type);
            }
            count = end;
            runEnds[run] = end;
            runTypes[run] = type;
        }
        runCount = counts.length;
    }

    /// The number of locals, parameters included.
    int count() {
        return count;
    }

    /// The type of a local.
    ///
    /// @param local the index, unsigned
    int type(int local) {
        if (local < 0 || local >= count) {
            throw code.fail(
                    Failure.UNKNOWN_LOCAL, Integer.toUnsignedString(local) + ", there are " + count + " locals");
        }
        if (local < DENSE) {
            return dense[local];
        }
        return local < params.length ? params[local] : runTypes[run(local)];
    }

    private int run(int local) {
        int low = 0;
        int high = runCount - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runEnds[middle] > local) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// Checks that a local has a value.
    void checkSet(int local, int type) {
        if (!TypeCode.isDefaultable(type) && local >= params.length && !(local < isSet.length && isSet[local])) {
            throw code.fail(Failure.UNINITIALIZED_LOCAL, Integer.toString(local));
        }
    }

    /// Notes that a local now has a value.
    void set(int local, int type) {
        if (TypeCode.isDefaultable(type) || local < params.length) {
            return;
        }
        if (local >= isSet.length) {
            isSet = Arrays.copyOf(isSet, Math.max(local + 1, 2 * isSet.length));
        }
        if (isSet[local]) {
            return;
        }
        isSet[local] = true;
        if (setCount == setLocals.length) {
            setLocals = Arrays.copyOf(setLocals, 2 * setCount);
        }
        setLocals[setCount++] = local;
    }

    /// A mark for [#undo].
    int mark() {
        return setCount;
    }

    /// Forgets what was set since the mark, as at the end of a block.
    void undo(int mark) {
        while (setCount > mark) {
            isSet[setLocals[--setCount]] = false;
        }
    }
}
