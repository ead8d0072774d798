package dev.gantry.runtime.numeric;

import static dev.gantry.runtime.numeric.Swar.HIGH32;
import static dev.gantry.runtime.numeric.Swar.pack;
import static dev.gantry.runtime.numeric.Swar.put;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Four 32-bit integer lanes. A method that is named after an instruction computes one half of its result, from the
/// same half of its operands.
///
/// Threading: no state.
///
/// @wasm exec-vec-binop
@SuppressWarnings("doclint:missing") // one method per instruction, whose name it bears
public final class I32x4 {
    private I32x4() {}

    static void binary(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1], y0 = frame[b], y1 = frame[b + 1];
        switch (op) {
            case Ops.I32X4_EQ -> put(frame, dst, eq(x0, y0), eq(x1, y1));
            case Ops.I32X4_NE -> put(frame, dst, ne(x0, y0), ne(x1, y1));
            case Ops.I32X4_LT_S -> put(frame, dst, ltS(x0, y0), ltS(x1, y1));
            case Ops.I32X4_LT_U -> put(frame, dst, ltU(x0, y0), ltU(x1, y1));
            case Ops.I32X4_GT_S -> put(frame, dst, ltS(y0, x0), ltS(y1, x1));
            case Ops.I32X4_GT_U -> put(frame, dst, ltU(y0, x0), ltU(y1, x1));
            case Ops.I32X4_LE_S -> put(frame, dst, ~ltS(y0, x0), ~ltS(y1, x1));
            case Ops.I32X4_LE_U -> put(frame, dst, ~ltU(y0, x0), ~ltU(y1, x1));
            case Ops.I32X4_GE_S -> put(frame, dst, ~ltS(x0, y0), ~ltS(x1, y1));
            case Ops.I32X4_GE_U -> put(frame, dst, ~ltU(x0, y0), ~ltU(x1, y1));
            case Ops.I32X4_ADD -> put(frame, dst, add(x0, y0), add(x1, y1));
            case Ops.I32X4_SUB -> put(frame, dst, sub(x0, y0), sub(x1, y1));
            case Ops.I32X4_MUL -> put(frame, dst, mul(x0, y0), mul(x1, y1));
            case Ops.I32X4_MIN_S -> put(frame, dst, minS(x0, y0), minS(x1, y1));
            case Ops.I32X4_MIN_U -> put(frame, dst, minU(x0, y0), minU(x1, y1));
            case Ops.I32X4_MAX_S -> put(frame, dst, maxS(x0, y0), maxS(x1, y1));
            case Ops.I32X4_MAX_U -> put(frame, dst, maxU(x0, y0), maxU(x1, y1));
            case Ops.I32X4_DOT_I16X8_S -> put(frame, dst, dotS(x0, y0), dotS(x1, y1));
            case Ops.I32X4_EXTMUL_LOW_I16X8_S ->
                put(frame, dst, extmulS((int) x0, (int) y0), extmulS((int) (x0 >>> 32), (int) (y0 >>> 32)));
            case Ops.I32X4_EXTMUL_LOW_I16X8_U ->
                put(frame, dst, extmulU((int) x0, (int) y0), extmulU((int) (x0 >>> 32), (int) (y0 >>> 32)));
            case Ops.I32X4_EXTMUL_HIGH_I16X8_S ->
                put(frame, dst, extmulS((int) x1, (int) y1), extmulS((int) (x1 >>> 32), (int) (y1 >>> 32)));
            case Ops.I32X4_EXTMUL_HIGH_I16X8_U ->
                put(frame, dst, extmulU((int) x1, (int) y1), extmulU((int) (x1 >>> 32), (int) (y1 >>> 32)));
            default -> throw Bug.unreachable("i32x4 op " + op);
        }
    }

    static void unary(int op, long[] frame, int dst, int a) {
        long x0 = frame[a], x1 = frame[a + 1];
        switch (op) {
            case Ops.I32X4_ABS -> put(frame, dst, abs(x0), abs(x1));
            case Ops.I32X4_NEG -> put(frame, dst, neg(x0), neg(x1));
            case Ops.I32X4_EXTADD_PAIRWISE_I16X8_S -> put(frame, dst, extaddPairwiseS(x0), extaddPairwiseS(x1));
            case Ops.I32X4_EXTADD_PAIRWISE_I16X8_U -> put(frame, dst, extaddPairwiseU(x0), extaddPairwiseU(x1));
            case Ops.I32X4_EXTEND_LOW_I16X8_S -> put(frame, dst, extendS((int) x0), extendS((int) (x0 >>> 32)));
            case Ops.I32X4_EXTEND_LOW_I16X8_U -> put(frame, dst, extendU((int) x0), extendU((int) (x0 >>> 32)));
            case Ops.I32X4_EXTEND_HIGH_I16X8_S -> put(frame, dst, extendS((int) x1), extendS((int) (x1 >>> 32)));
            case Ops.I32X4_EXTEND_HIGH_I16X8_U -> put(frame, dst, extendU((int) x1), extendU((int) (x1 >>> 32)));
            case Ops.I32X4_TRUNC_SAT_F32X4_S -> put(frame, dst, truncSatF32S(x0), truncSatF32S(x1));
            case Ops.I32X4_TRUNC_SAT_F32X4_U -> put(frame, dst, truncSatF32U(x0), truncSatF32U(x1));
            case Ops.I32X4_TRUNC_SAT_F64X2_S_ZERO -> put(frame, dst, truncSatF64SZero(x0, x1), 0);
            case Ops.I32X4_TRUNC_SAT_F64X2_U_ZERO -> put(frame, dst, truncSatF64UZero(x0, x1), 0);
            default -> throw Bug.unreachable("i32x4 op " + op);
        }
    }

    static void shift(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1];
        int distance = (int) frame[b] & 31;
        switch (op) {
            case Ops.I32X4_SHL -> put(frame, dst, shl(x0, distance), shl(x1, distance));
            case Ops.I32X4_SHR_S -> put(frame, dst, shrS(x0, distance), shrS(x1, distance));
            case Ops.I32X4_SHR_U -> put(frame, dst, shrU(x0, distance), shrU(x1, distance));
            default -> throw Bug.unreachable("i32x4 op " + op);
        }
    }

    public static long eq(long x, long y) {
        return Swar.eq(x, y, HIGH32);
    }

    public static long ne(long x, long y) {
        return Swar.ne(x, y, HIGH32);
    }

    public static long ltS(long x, long y) {
        return Swar.ltS(x, y, HIGH32);
    }

    public static long ltU(long x, long y) {
        return Swar.ltU(x, y, HIGH32);
    }

    public static long add(long x, long y) {
        return Swar.add(x, y, HIGH32);
    }

    public static long sub(long x, long y) {
        return Swar.sub(x, y, HIGH32);
    }

    public static long minS(long x, long y) {
        return Swar.minS(x, y, HIGH32);
    }

    public static long minU(long x, long y) {
        return Swar.minU(x, y, HIGH32);
    }

    public static long maxS(long x, long y) {
        return Swar.maxS(x, y, HIGH32);
    }

    public static long maxU(long x, long y) {
        return Swar.maxU(x, y, HIGH32);
    }

    public static long abs(long x) {
        return Swar.abs(x, HIGH32);
    }

    public static long neg(long x) {
        return Swar.neg(x, HIGH32);
    }

    /// For a distance of 0 to 31.
    public static long shl(long x, int distance) {
        return Swar.shl(x, distance, HIGH32);
    }

    /// For a distance of 0 to 31.
    public static long shrS(long x, int distance) {
        return Swar.shrS(x, distance, HIGH32);
    }

    /// For a distance of 0 to 31.
    public static long shrU(long x, int distance) {
        return Swar.shrU(x, distance, HIGH32);
    }

    public static long mul(long x, long y) {
        return pack((int) x * (int) y, (int) (x >>> 32) * (int) (y >>> 32));
    }

    /// Sums of the products of neighbouring 16-bit lanes.
    public static long dotS(long x, long y) {
        return pack(dot((int) x, (int) y), dot((int) (x >>> 32), (int) (y >>> 32)));
    }

    private static int dot(int x, int y) {
        return (short) x * (short) y + (x >> 16) * (y >> 16);
    }

    /// One half of the result, from two lanes of the operand.
    public static long extendS(int lanes) {
        return Swar.widen16S(lanes);
    }

    /// One half of the result, from two lanes of the operand.
    public static long extendU(int lanes) {
        return Swar.widen16U(lanes);
    }

    /// One half of the result, from two lanes of each operand.
    public static long extmulS(int x, int y) {
        return pack((short) x * (short) y, (x >> 16) * (y >> 16));
    }

    /// One half of the result, from two lanes of each operand.
    public static long extmulU(int x, int y) {
        return pack((x & 0xFFFF) * (y & 0xFFFF), (x >>> 16) * (y >>> 16));
    }

    public static long extaddPairwiseS(long x) {
        return pack((short) x + ((int) x >> 16), (short) (x >>> 32) + (int) (x >> 48));
    }

    public static long extaddPairwiseU(long x) {
        return (x & 0x0000_FFFF_0000_FFFFL) + (x >>> 16 & 0x0000_FFFF_0000_FFFFL);
    }

    public static long truncSatF32S(long x) {
        return pack((int) F32x4.low(x), (int) F32x4.high(x));
    }

    public static long truncSatF32U(long x) {
        return pack(Conversions.i32TruncSatF32U(F32x4.low(x)), Conversions.i32TruncSatF32U(F32x4.high(x)));
    }

    /// The low half of the result, from both halves of the operand.
    public static long truncSatF64SZero(long low, long high) {
        return pack((int) Double.longBitsToDouble(low), (int) Double.longBitsToDouble(high));
    }

    /// The low half of the result, from both halves of the operand.
    public static long truncSatF64UZero(long low, long high) {
        return pack(
                Conversions.i32TruncSatF64U(Double.longBitsToDouble(low)),
                Conversions.i32TruncSatF64U(Double.longBitsToDouble(high)));
    }

    /// One bit per lane of the vector.
    static int bitmask(long low, long high) {
        return bitmask(low) | bitmask(high) << 2;
    }

    private static int bitmask(long x) {
        return (int) ((x >>> 31 & 1) | (x >>> 62 & 2));
    }
}
