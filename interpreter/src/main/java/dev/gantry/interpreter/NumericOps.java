package dev.gantry.interpreter;

import dev.gantry.runtime.numeric.Conversions;
import dev.gantry.runtime.numeric.Scalars;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;

/// Executes the numeric instructions that are not in the loop.
///
/// Threading: no state.
final class NumericOps {
    private static final boolean[] IS_UNARY = new boolean[Opcode.values().length];

    static {
        for (int op = Ops.I32_EQZ; op <= Ops.I64_MUL_WIDE_U; op++) {
            byte[] operands = Widths.operands(op);
            IS_UNARY[op] = operands != null && operands.length == 1;
        }
    }

    private NumericOps() {}

    /// Executes one instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return where to go on
    static int execute(int op, int[] code, int pc, long[] s, int fp) {
        long a = s[fp + code[pc + 2]];
        if (IS_UNARY[op]) {
            s[fp + code[pc + 1]] = op >= Ops.I32_WRAP_I64 ? convert(op, a) : unary(op, a);
            return pc + 3;
        }
        if (op >= Ops.I64_ADD128) {
            return wide(op, code, pc, s, fp);
        }
        s[fp + code[pc + 1]] = binary(op, a, s[fp + code[pc + 3]]);
        return pc + 4;
    }

    private static long unary(int op, long a) {
        return switch (op) {
            case Ops.I32_CLZ -> Integer.numberOfLeadingZeros((int) a);
            case Ops.I32_CTZ -> Integer.numberOfTrailingZeros((int) a);
            case Ops.I32_POPCNT -> Integer.bitCount((int) a);
            case Ops.I64_CLZ -> Long.numberOfLeadingZeros(a);
            case Ops.I64_CTZ -> Long.numberOfTrailingZeros(a);
            case Ops.I64_POPCNT -> Long.bitCount(a);
            case Ops.F32_ABS -> Scalars.f32Abs((int) a);
            case Ops.F32_NEG -> Scalars.f32Neg((int) a);
            case Ops.F32_CEIL -> bits(Scalars.f32Ceil(f32(a)));
            case Ops.F32_FLOOR -> bits(Scalars.f32Floor(f32(a)));
            case Ops.F32_TRUNC -> bits(Scalars.f32Trunc(f32(a)));
            case Ops.F32_NEAREST -> bits(Scalars.f32Nearest(f32(a)));
            case Ops.F32_SQRT -> bits(Scalars.f32Sqrt(f32(a)));
            case Ops.F64_ABS -> Scalars.f64Abs(a);
            case Ops.F64_NEG -> Scalars.f64Neg(a);
            case Ops.F64_CEIL -> bits(Scalars.f64Ceil(f64(a)));
            case Ops.F64_FLOOR -> bits(Scalars.f64Floor(f64(a)));
            case Ops.F64_TRUNC -> bits(Scalars.f64Trunc(f64(a)));
            case Ops.F64_NEAREST -> bits(Scalars.f64Nearest(f64(a)));
            case Ops.F64_SQRT -> bits(Math.sqrt(f64(a)));
            default -> throw Bug.unreachable("unary instruction " + op);
        };
    }

    private static long convert(int op, long a) {
        return switch (op) {
            case Ops.I32_TRUNC_F32_S -> Conversions.i32TruncF32S(f32(a));
            case Ops.I32_TRUNC_SAT_F32_S -> Conversions.i32TruncSatF32S(f32(a));
            case Ops.I32_TRUNC_F32_U -> Conversions.i32TruncF32U(f32(a));
            case Ops.I32_TRUNC_SAT_F32_U -> Conversions.i32TruncSatF32U(f32(a));
            case Ops.I32_TRUNC_F64_S -> Conversions.i32TruncF64S(f64(a));
            case Ops.I32_TRUNC_SAT_F64_S -> Conversions.i32TruncSatF64S(f64(a));
            case Ops.I32_TRUNC_F64_U -> Conversions.i32TruncF64U(f64(a));
            case Ops.I32_TRUNC_SAT_F64_U -> Conversions.i32TruncSatF64U(f64(a));
            case Ops.I64_TRUNC_F32_S -> Conversions.i64TruncF32S(f32(a));
            case Ops.I64_TRUNC_SAT_F32_S -> Conversions.i64TruncSatF32S(f32(a));
            case Ops.I64_TRUNC_F32_U -> Conversions.i64TruncF32U(f32(a));
            case Ops.I64_TRUNC_SAT_F32_U -> Conversions.i64TruncSatF32U(f32(a));
            case Ops.I64_TRUNC_F64_S -> Conversions.i64TruncF64S(f64(a));
            case Ops.I64_TRUNC_SAT_F64_S -> Conversions.i64TruncSatF64S(f64(a));
            case Ops.I64_TRUNC_F64_U -> Conversions.i64TruncF64U(f64(a));
            case Ops.I64_TRUNC_SAT_F64_U -> Conversions.i64TruncSatF64U(f64(a));
            case Ops.F32_CONVERT_I32_S -> bits((float) (int) a);
            case Ops.F32_CONVERT_I32_U -> bits(Conversions.f32ConvertI32U((int) a));
            case Ops.F32_CONVERT_I64_S -> bits((float) a);
            case Ops.F32_CONVERT_I64_U -> bits(Conversions.f32ConvertI64U(a));
            case Ops.F64_CONVERT_I32_U -> bits(Conversions.f64ConvertI32U((int) a));
            case Ops.F64_CONVERT_I64_S -> bits((double) a);
            case Ops.F64_CONVERT_I64_U -> bits(Conversions.f64ConvertI64U(a));
            case Ops.F32_DEMOTE_F64 -> bits((float) f64(a));
            case Ops.F64_PROMOTE_F32 -> bits((double) f32(a));
            default -> throw Bug.unreachable("conversion " + op);
        };
    }

    private static long binary(int op, long a, long b) {
        return switch (op) {
            case Ops.I32_ROTR -> Integer.rotateRight((int) a, (int) b);
            case Ops.I64_ROTR -> Long.rotateRight(a, (int) b);
            case Ops.I64_DIV_S -> Scalars.i64DivS(a, b);
            case Ops.I64_DIV_U -> Scalars.i64DivU(a, b);
            case Ops.I64_REM_S -> Scalars.i64RemS(a, b);
            case Ops.I64_REM_U -> Scalars.i64RemU(a, b);
            case Ops.F32_MIN -> bits(Scalars.f32Min(f32(a), f32(b)));
            case Ops.F64_MIN -> bits(Scalars.f64Min(f64(a), f64(b)));
            case Ops.F32_MAX -> bits(Scalars.f32Max(f32(a), f32(b)));
            case Ops.F64_MAX -> bits(Scalars.f64Max(f64(a), f64(b)));
            case Ops.F32_COPYSIGN -> Scalars.f32Copysign((int) a, (int) b);
            case Ops.F64_COPYSIGN -> Scalars.f64Copysign(a, b);
            default -> throw Bug.unreachable("binary instruction " + op);
        };
    }

    private static int wide(int op, int[] code, int pc, long[] s, int fp) {
        int dst = fp + code[pc + 1];
        long a = s[fp + code[pc + 2]];
        long b = s[fp + code[pc + 3]];
        switch (op) {
            case Ops.I64_MUL_WIDE_S -> put(s, dst, Scalars.mulWideLow(a, b), Scalars.mulWideSHigh(a, b));
            case Ops.I64_MUL_WIDE_U -> put(s, dst, Scalars.mulWideLow(a, b), Scalars.mulWideUHigh(a, b));
            default -> {
                long c = s[fp + code[pc + 4]];
                long d = s[fp + code[pc + 5]];
                if (op == Ops.I64_ADD128) {
                    put(s, dst, Scalars.add128Low(a, c), Scalars.add128High(a, b, c, d));
                } else {
                    put(s, dst, Scalars.sub128Low(a, c), Scalars.sub128High(a, b, c, d));
                }
                return pc + 6;
            }
        }
        return pc + 4;
    }

    private static void put(long[] s, int dst, long low, long high) {
        s[dst] = low;
        s[dst + 1] = high;
    }

    private static float f32(long slot) {
        return Float.intBitsToFloat((int) slot);
    }

    private static double f64(long slot) {
        return Double.longBitsToDouble(slot);
    }

    private static long bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }
}
