package dev.gantry.runtime.numeric;

import static dev.gantry.runtime.numeric.Swar.put;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Two 64-bit float lanes. A method that is named after an instruction computes one half of its result, from the same
/// half of its operands.
///
/// Threading: no state.
///
/// @wasm exec-vec-binop
@SuppressWarnings("doclint:missing") // one method per instruction, whose name it bears
public final class F64x2 {
    private F64x2() {}

    static void binary(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1], y0 = frame[b], y1 = frame[b + 1];
        switch (op) {
            case Ops.F64X2_EQ -> put(frame, dst, eq(x0, y0), eq(x1, y1));
            case Ops.F64X2_NE -> put(frame, dst, ne(x0, y0), ne(x1, y1));
            case Ops.F64X2_LT -> put(frame, dst, lt(x0, y0), lt(x1, y1));
            case Ops.F64X2_GT -> put(frame, dst, lt(y0, x0), lt(y1, x1));
            case Ops.F64X2_LE -> put(frame, dst, le(x0, y0), le(x1, y1));
            case Ops.F64X2_GE -> put(frame, dst, le(y0, x0), le(y1, x1));
            case Ops.F64X2_ADD -> put(frame, dst, add(x0, y0), add(x1, y1));
            case Ops.F64X2_SUB -> put(frame, dst, sub(x0, y0), sub(x1, y1));
            case Ops.F64X2_MUL -> put(frame, dst, mul(x0, y0), mul(x1, y1));
            case Ops.F64X2_DIV -> put(frame, dst, div(x0, y0), div(x1, y1));
            case Ops.F64X2_MIN -> put(frame, dst, min(x0, y0), min(x1, y1));
            case Ops.F64X2_MAX -> put(frame, dst, max(x0, y0), max(x1, y1));
            case Ops.F64X2_PMIN -> put(frame, dst, pmin(x0, y0), pmin(x1, y1));
            case Ops.F64X2_PMAX -> put(frame, dst, pmax(x0, y0), pmax(x1, y1));
            default -> throw Bug.unreachable("f64x2 op " + op);
        }
    }

    static void unary(int op, long[] frame, int dst, int a) {
        long x0 = frame[a], x1 = frame[a + 1];
        switch (op) {
            case Ops.F64X2_ABS -> put(frame, dst, abs(x0), abs(x1));
            case Ops.F64X2_NEG -> put(frame, dst, neg(x0), neg(x1));
            case Ops.F64X2_SQRT -> put(frame, dst, sqrt(x0), sqrt(x1));
            case Ops.F64X2_CEIL -> put(frame, dst, ceil(x0), ceil(x1));
            case Ops.F64X2_FLOOR -> put(frame, dst, floor(x0), floor(x1));
            case Ops.F64X2_TRUNC -> put(frame, dst, trunc(x0), trunc(x1));
            case Ops.F64X2_NEAREST -> put(frame, dst, nearest(x0), nearest(x1));
            case Ops.F64X2_CONVERT_LOW_I32X4_S -> put(frame, dst, bits((int) x0), bits((int) (x0 >>> 32)));
            case Ops.F64X2_CONVERT_LOW_I32X4_U -> put(frame, dst, convertU((int) x0), convertU((int) (x0 >>> 32)));
            case Ops.F64X2_PROMOTE_LOW_F32X4 -> put(frame, dst, bits(F32x4.low(x0)), bits(F32x4.high(x0)));
            default -> throw Bug.unreachable("f64x2 op " + op);
        }
    }

    private static double lane(long x) {
        return Double.longBitsToDouble(x);
    }

    private static long convertU(int lane) {
        return bits(Conversions.f64ConvertI32U(lane));
    }

    private static long bits(double lane) {
        return Double.doubleToRawLongBits(lane);
    }

    public static long eq(long x, long y) {
        return I64x2.mask(lane(x) == lane(y));
    }

    public static long ne(long x, long y) {
        return I64x2.mask(lane(x) != lane(y));
    }

    public static long lt(long x, long y) {
        return I64x2.mask(lane(x) < lane(y));
    }

    public static long le(long x, long y) {
        return I64x2.mask(lane(x) <= lane(y));
    }

    public static long add(long x, long y) {
        return bits(lane(x) + lane(y));
    }

    public static long sub(long x, long y) {
        return bits(lane(x) - lane(y));
    }

    public static long mul(long x, long y) {
        return bits(lane(x) * lane(y));
    }

    public static long div(long x, long y) {
        return bits(lane(x) / lane(y));
    }

    public static long min(long x, long y) {
        return bits(Scalars.f64Min(lane(x), lane(y)));
    }

    public static long max(long x, long y) {
        return bits(Scalars.f64Max(lane(x), lane(y)));
    }

    /// The second operand where it is less: moves bits, whatever they mean.
    public static long pmin(long x, long y) {
        return lane(y) < lane(x) ? y : x;
    }

    /// The second operand where it is greater: moves bits, whatever they mean.
    public static long pmax(long x, long y) {
        return lane(x) < lane(y) ? y : x;
    }

    public static long abs(long x) {
        return Scalars.f64Abs(x);
    }

    public static long neg(long x) {
        return Scalars.f64Neg(x);
    }

    public static long sqrt(long x) {
        return bits(Math.sqrt(lane(x)));
    }

    public static long ceil(long x) {
        return bits(Scalars.f64Ceil(lane(x)));
    }

    public static long floor(long x) {
        return bits(Scalars.f64Floor(lane(x)));
    }

    public static long trunc(long x) {
        return bits(Scalars.f64Trunc(lane(x)));
    }

    public static long nearest(long x) {
        return bits(Scalars.f64Nearest(lane(x)));
    }

    /// `x * y + z`, rounded once.
    static long fusedMultiplyAdd(long x, long y, long z) {
        return bits(Math.fma(lane(x), lane(y), lane(z)));
    }
}
