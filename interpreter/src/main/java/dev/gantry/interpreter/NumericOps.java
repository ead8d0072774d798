package dev.gantry.interpreter;

import dev.gantry.runtime.numeric.ScalarOps;
import dev.gantry.wasm.Ops;

/// Executes the numeric instructions that are not in the loop.
///
/// Threading: no state.
final class NumericOps {
    private NumericOps() {}

    /// Executes one instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return where to go on
    static int execute(int op, int[] code, int pc, long[] s, int fp) {
        int dst = fp + code[pc + 1];
        long a = s[fp + code[pc + 2]];
        if (ScalarOps.isUnary(op)) {
            s[dst] = ScalarOps.execute(op, a, 0);
            return pc + 3;
        }
        long b = s[fp + code[pc + 3]];
        if (op < Ops.I64_ADD128) {
            s[dst] = ScalarOps.execute(op, a, b);
            return pc + 4;
        }
        if (op >= Ops.I64_MUL_WIDE_S) {
            ScalarOps.wide(op, s, dst, a, b, 0, 0);
            return pc + 4;
        }
        ScalarOps.wide(op, s, dst, a, b, s[fp + code[pc + 4]], s[fp + code[pc + 5]]);
        return pc + 6;
    }
}
