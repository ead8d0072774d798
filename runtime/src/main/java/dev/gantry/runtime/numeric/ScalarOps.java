package dev.gantry.runtime.numeric;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;

/// Executes scalar numeric instructions on slots. An `i32` or `f32` is the low half of a slot; the high half of
/// operands does not count, that of an `i32` result repeats its sign.
///
/// Threading: no state.
///
/// @wasm exec-numeric
public final class ScalarOps {
    private static final boolean[] IS_UNARY = unary();

    private ScalarOps() {}

    private static boolean[] unary() {
        Opcode[] opcodes = Opcode.values();
        boolean[] isUnary = new boolean[opcodes.length];
        for (int op = Ops.I32_EQZ; op < Ops.I64_ADD128; op++) {
            String signature = opcodes[op].signature();
            isUnary[op] = signature != null && signature.indexOf(' ') == signature.indexOf(" ->");
        }
        return isUnary;
    }

    /// Whether an instruction has one operand.
    ///
    /// @param op a constant of [Ops]
    /// @return false for those with two, and for all that are not executed here
    public static boolean isUnary(int op) {
        return IS_UNARY[op];
    }

    /// Executes an instruction with one result.
    ///
    /// @param op a constant of [Ops]
    /// @param a  the first operand
    /// @param b  the second operand, if there is one
    /// @return the result
    public static long execute(int op, long a, long b) {
        if (IS_UNARY[op]) {
            return op >= Ops.I32_WRAP_I64 ? convert(op, a) : unary(op, a);
        }
        return op <= Ops.F64_GE ? compare(op, a, b) ? 1 : 0 : op < Ops.F32_ABS ? integer(op, a, b) : binary(op, a, b);
    }

    private static long unary(int op, long a) {
        return switch (op) {
            case Ops.I32_EQZ -> (int) a == 0 ? 1 : 0;
            case Ops.I64_EQZ -> a == 0 ? 1 : 0;
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
            case Ops.I32_WRAP_I64, Ops.I64_EXTEND_I32_S, Ops.I64_EXTEND32_S -> (int) a;
            case Ops.I64_EXTEND_I32_U -> a & 0xFFFF_FFFFL;
            case Ops.F64_CONVERT_I32_S -> bits((double) (int) a);
            case Ops.I32_REINTERPRET_F32, Ops.F32_REINTERPRET_I32, Ops.I64_REINTERPRET_F64, Ops.F64_REINTERPRET_I64 ->
                a;
            case Ops.I32_EXTEND8_S, Ops.I64_EXTEND8_S -> (byte) a;
            case Ops.I32_EXTEND16_S, Ops.I64_EXTEND16_S -> (short) a;
            default -> throw Bug.unreachable("conversion " + op);
        };
    }

    private static boolean compare(int op, long a, long b) {
        return switch (op) {
            case Ops.I32_EQ -> (int) a == (int) b;
            case Ops.I32_NE -> (int) a != (int) b;
            case Ops.I32_LT_S -> (int) a < (int) b;
            case Ops.I32_LT_U -> Integer.compareUnsigned((int) a, (int) b) < 0;
            case Ops.I32_GT_S -> (int) a > (int) b;
            case Ops.I32_GT_U -> Integer.compareUnsigned((int) a, (int) b) > 0;
            case Ops.I32_LE_S -> (int) a <= (int) b;
            case Ops.I32_LE_U -> Integer.compareUnsigned((int) a, (int) b) <= 0;
            case Ops.I32_GE_S -> (int) a >= (int) b;
            case Ops.I32_GE_U -> Integer.compareUnsigned((int) a, (int) b) >= 0;
            case Ops.I64_EQ -> a == b;
            case Ops.I64_NE -> a != b;
            case Ops.I64_LT_S -> a < b;
            case Ops.I64_LT_U -> Long.compareUnsigned(a, b) < 0;
            case Ops.I64_GT_S -> a > b;
            case Ops.I64_GT_U -> Long.compareUnsigned(a, b) > 0;
            case Ops.I64_LE_S -> a <= b;
            case Ops.I64_LE_U -> Long.compareUnsigned(a, b) <= 0;
            case Ops.I64_GE_S -> a >= b;
            case Ops.I64_GE_U -> Long.compareUnsigned(a, b) >= 0;
            case Ops.F32_EQ -> f32(a) == f32(b);
            case Ops.F32_NE -> f32(a) != f32(b);
            case Ops.F32_LT -> f32(a) < f32(b);
            case Ops.F32_GT -> f32(a) > f32(b);
            case Ops.F32_LE -> f32(a) <= f32(b);
            case Ops.F32_GE -> f32(a) >= f32(b);
            case Ops.F64_EQ -> f64(a) == f64(b);
            case Ops.F64_NE -> f64(a) != f64(b);
            case Ops.F64_LT -> f64(a) < f64(b);
            case Ops.F64_GT -> f64(a) > f64(b);
            case Ops.F64_LE -> f64(a) <= f64(b);
            case Ops.F64_GE -> f64(a) >= f64(b);
            default -> throw Bug.unreachable("comparison " + op);
        };
    }

    private static long integer(int op, long a, long b) {
        return switch (op) {
            case Ops.I32_ADD -> (int) a + (int) b;
            case Ops.I32_SUB -> (int) a - (int) b;
            case Ops.I32_MUL -> (int) (a * b);
            case Ops.I32_AND -> (int) a & (int) b;
            case Ops.I32_OR -> (int) a | (int) b;
            case Ops.I32_XOR -> (int) a ^ (int) b;
            case Ops.I32_SHL -> (int) a << (int) b;
            case Ops.I32_SHR_S -> (int) a >> (int) b;
            case Ops.I32_SHR_U -> (int) a >>> (int) b;
            case Ops.I32_ROTL -> Integer.rotateLeft((int) a, (int) b);
            case Ops.I32_DIV_S -> Scalars.i32DivS((int) a, (int) b);
            case Ops.I32_DIV_U -> Scalars.i32DivU((int) a, (int) b);
            case Ops.I32_REM_S -> Scalars.i32RemS((int) a, (int) b);
            case Ops.I32_REM_U -> Scalars.i32RemU((int) a, (int) b);
            case Ops.I64_ADD -> a + b;
            case Ops.I64_SUB -> a - b;
            case Ops.I64_MUL -> a * b;
            case Ops.I64_AND -> a & b;
            case Ops.I64_OR -> a | b;
            case Ops.I64_XOR -> a ^ b;
            case Ops.I64_SHL -> a << (int) b;
            case Ops.I64_SHR_S -> a >> (int) b;
            case Ops.I64_SHR_U -> a >>> (int) b;
            case Ops.I64_ROTL -> Long.rotateLeft(a, (int) b);
            case Ops.I32_ROTR -> Integer.rotateRight((int) a, (int) b);
            case Ops.I64_ROTR -> Long.rotateRight(a, (int) b);
            case Ops.I64_DIV_S -> Scalars.i64DivS(a, b);
            case Ops.I64_DIV_U -> Scalars.i64DivU(a, b);
            case Ops.I64_REM_S -> Scalars.i64RemS(a, b);
            case Ops.I64_REM_U -> Scalars.i64RemU(a, b);
            default -> throw Bug.unreachable("integer instruction " + op);
        };
    }

    private static long binary(int op, long a, long b) {
        return switch (op) {
            case Ops.F32_ADD -> bits(f32(a) + f32(b));
            case Ops.F32_SUB -> bits(f32(a) - f32(b));
            case Ops.F32_MUL -> bits(f32(a) * f32(b));
            case Ops.F32_DIV -> bits(f32(a) / f32(b));
            case Ops.F64_ADD -> bits(f64(a) + f64(b));
            case Ops.F64_SUB -> bits(f64(a) - f64(b));
            case Ops.F64_MUL -> bits(f64(a) * f64(b));
            case Ops.F64_DIV -> bits(f64(a) / f64(b));
            case Ops.F32_MIN -> bits(Scalars.f32Min(f32(a), f32(b)));
            case Ops.F64_MIN -> bits(Scalars.f64Min(f64(a), f64(b)));
            case Ops.F32_MAX -> bits(Scalars.f32Max(f32(a), f32(b)));
            case Ops.F64_MAX -> bits(Scalars.f64Max(f64(a), f64(b)));
            case Ops.F32_COPYSIGN -> Scalars.f32Copysign((int) a, (int) b);
            case Ops.F64_COPYSIGN -> Scalars.f64Copysign(a, b);
            default -> throw Bug.unreachable("float instruction " + op);
        };
    }

    /// Executes an instruction of the proposal for wide arithmetic, with two results.
    ///
    /// @param op    a constant of [Ops]
    /// @param s     the slots
    /// @param dst   where the results go, low half first
    /// @param a     the first operand
    /// @param b     the second operand
    /// @param c     the third operand, if there is one
    /// @param d     the fourth operand, if there is one
    public static void wide(int op, long[] s, int dst, long a, long b, long c, long d) {
        switch (op) {
            case Ops.I64_MUL_WIDE_S -> put(s, dst, Scalars.mulWideLow(a, b), Scalars.mulWideSHigh(a, b));
            case Ops.I64_MUL_WIDE_U -> put(s, dst, Scalars.mulWideLow(a, b), Scalars.mulWideUHigh(a, b));
            case Ops.I64_ADD128 -> put(s, dst, Scalars.add128Low(a, c), Scalars.add128High(a, b, c, d));
            case Ops.I64_SUB128 -> put(s, dst, Scalars.sub128Low(a, c), Scalars.sub128High(a, b, c, d));
            default -> throw Bug.unreachable("wide instruction " + op);
        }
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
