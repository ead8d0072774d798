package dev.gantry.runtime.numeric;

import static dev.gantry.runtime.numeric.Swar.pack;
import static dev.gantry.runtime.numeric.Swar.put;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Four 32-bit float lanes. A method that is named after an instruction computes one half of its result, from the same
/// half of its operands.
///
/// Threading: no state.
///
/// @wasm exec-vec-binop
@SuppressWarnings("doclint:missing") // one method per instruction, whose name it bears
public final class F32x4 {
    private F32x4() {}

    static void binary(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1], y0 = frame[b], y1 = frame[b + 1];
        switch (op) {
            case Ops.F32X4_EQ -> put(frame, dst, eq(x0, y0), eq(x1, y1));
            case Ops.F32X4_NE -> put(frame, dst, ne(x0, y0), ne(x1, y1));
            case Ops.F32X4_LT -> put(frame, dst, lt(x0, y0), lt(x1, y1));
            case Ops.F32X4_GT -> put(frame, dst, lt(y0, x0), lt(y1, x1));
            case Ops.F32X4_LE -> put(frame, dst, le(x0, y0), le(x1, y1));
            case Ops.F32X4_GE -> put(frame, dst, le(y0, x0), le(y1, x1));
            case Ops.F32X4_ADD -> put(frame, dst, add(x0, y0), add(x1, y1));
            case Ops.F32X4_SUB -> put(frame, dst, sub(x0, y0), sub(x1, y1));
            case Ops.F32X4_MUL -> put(frame, dst, mul(x0, y0), mul(x1, y1));
            case Ops.F32X4_DIV -> put(frame, dst, div(x0, y0), div(x1, y1));
            case Ops.F32X4_MIN -> put(frame, dst, min(x0, y0), min(x1, y1));
            case Ops.F32X4_MAX -> put(frame, dst, max(x0, y0), max(x1, y1));
            case Ops.F32X4_PMIN -> put(frame, dst, pmin(x0, y0), pmin(x1, y1));
            case Ops.F32X4_PMAX -> put(frame, dst, pmax(x0, y0), pmax(x1, y1));
            default -> throw Bug.unreachable("f32x4 op " + op);
        }
    }

    static void unary(int op, long[] frame, int dst, int a) {
        long x0 = frame[a], x1 = frame[a + 1];
        switch (op) {
            case Ops.F32X4_ABS -> put(frame, dst, abs(x0), abs(x1));
            case Ops.F32X4_NEG -> put(frame, dst, neg(x0), neg(x1));
            case Ops.F32X4_SQRT -> put(frame, dst, sqrt(x0), sqrt(x1));
            case Ops.F32X4_CEIL -> put(frame, dst, ceil(x0), ceil(x1));
            case Ops.F32X4_FLOOR -> put(frame, dst, floor(x0), floor(x1));
            case Ops.F32X4_TRUNC -> put(frame, dst, trunc(x0), trunc(x1));
            case Ops.F32X4_NEAREST -> put(frame, dst, nearest(x0), nearest(x1));
            case Ops.F32X4_CONVERT_I32X4_S -> put(frame, dst, convertI32S(x0), convertI32S(x1));
            case Ops.F32X4_CONVERT_I32X4_U -> put(frame, dst, convertI32U(x0), convertI32U(x1));
            case Ops.F32X4_DEMOTE_F64X2_ZERO -> put(frame, dst, demoteF64Zero(x0, x1), 0);
            default -> throw Bug.unreachable("f32x4 op " + op);
        }
    }

    /// The first lane of a half.
    static float low(long x) {
        return Float.intBitsToFloat((int) x);
    }

    /// The second lane of a half.
    static float high(long x) {
        return Float.intBitsToFloat((int) (x >>> 32));
    }

    private static long both(float low, float high) {
        return pack(Float.floatToRawIntBits(low), Float.floatToRawIntBits(high));
    }

    private static long masks(boolean low, boolean high) {
        return pack(low ? -1 : 0, high ? -1 : 0);
    }

    public static long eq(long x, long y) {
        return masks(low(x) == low(y), high(x) == high(y));
    }

    public static long ne(long x, long y) {
        return masks(low(x) != low(y), high(x) != high(y));
    }

    public static long lt(long x, long y) {
        return masks(low(x) < low(y), high(x) < high(y));
    }

    public static long le(long x, long y) {
        return masks(low(x) <= low(y), high(x) <= high(y));
    }

    public static long add(long x, long y) {
        return both(low(x) + low(y), high(x) + high(y));
    }

    public static long sub(long x, long y) {
        return both(low(x) - low(y), high(x) - high(y));
    }

    public static long mul(long x, long y) {
        return both(low(x) * low(y), high(x) * high(y));
    }

    public static long div(long x, long y) {
        return both(low(x) / low(y), high(x) / high(y));
    }

    public static long min(long x, long y) {
        return both(Scalars.f32Min(low(x), low(y)), Scalars.f32Min(high(x), high(y)));
    }

    public static long max(long x, long y) {
        return both(Scalars.f32Max(low(x), low(y)), Scalars.f32Max(high(x), high(y)));
    }

    /// The second operand where it is less: moves bits, whatever they mean.
    public static long pmin(long x, long y) {
        return Swar.select(lt(y, x), y, x);
    }

    /// The second operand where it is greater: moves bits, whatever they mean.
    public static long pmax(long x, long y) {
        return Swar.select(lt(x, y), y, x);
    }

    public static long abs(long x) {
        return x & ~Swar.HIGH32;
    }

    public static long neg(long x) {
        return x ^ Swar.HIGH32;
    }

    public static long sqrt(long x) {
        return both(Scalars.f32Sqrt(low(x)), Scalars.f32Sqrt(high(x)));
    }

    public static long ceil(long x) {
        return both(Scalars.f32Ceil(low(x)), Scalars.f32Ceil(high(x)));
    }

    public static long floor(long x) {
        return both(Scalars.f32Floor(low(x)), Scalars.f32Floor(high(x)));
    }

    public static long trunc(long x) {
        return both(Scalars.f32Trunc(low(x)), Scalars.f32Trunc(high(x)));
    }

    public static long nearest(long x) {
        return both(Scalars.f32Nearest(low(x)), Scalars.f32Nearest(high(x)));
    }

    /// `x * y + z`, rounded once.
    static long fusedMultiplyAdd(long x, long y, long z) {
        return both(Math.fma(low(x), low(y), low(z)), Math.fma(high(x), high(y), high(z)));
    }

    public static long convertI32S(long x) {
        return both((float) (int) x, (float) (int) (x >>> 32));
    }

    public static long convertI32U(long x) {
        return both((float) (x & 0xFFFF_FFFFL), (float) (x >>> 32));
    }

    /// The low half of the result, from both halves of the operand.
    public static long demoteF64Zero(long low, long high) {
        return both((float) Double.longBitsToDouble(low), (float) Double.longBitsToDouble(high));
    }
}
