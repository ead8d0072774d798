package dev.gantry.runtime.numeric;

import static dev.gantry.runtime.numeric.Swar.HIGH16;
import static dev.gantry.runtime.numeric.Swar.pack;
import static dev.gantry.runtime.numeric.Swar.put;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Eight 16-bit lanes. A method that is named after an instruction computes one half of its result, from the same
/// half of its operands.
///
/// Threading: no state.
///
/// @wasm exec-vec-binop
@SuppressWarnings("doclint:missing") // one method per instruction, whose name it bears
public final class I16x8 {
    private I16x8() {}

    static void binary(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1], y0 = frame[b], y1 = frame[b + 1];
        switch (op) {
            case Ops.I16X8_EQ -> put(frame, dst, eq(x0, y0), eq(x1, y1));
            case Ops.I16X8_NE -> put(frame, dst, ne(x0, y0), ne(x1, y1));
            case Ops.I16X8_LT_S -> put(frame, dst, ltS(x0, y0), ltS(x1, y1));
            case Ops.I16X8_LT_U -> put(frame, dst, ltU(x0, y0), ltU(x1, y1));
            case Ops.I16X8_GT_S -> put(frame, dst, ltS(y0, x0), ltS(y1, x1));
            case Ops.I16X8_GT_U -> put(frame, dst, ltU(y0, x0), ltU(y1, x1));
            case Ops.I16X8_LE_S -> put(frame, dst, ~ltS(y0, x0), ~ltS(y1, x1));
            case Ops.I16X8_LE_U -> put(frame, dst, ~ltU(y0, x0), ~ltU(y1, x1));
            case Ops.I16X8_GE_S -> put(frame, dst, ~ltS(x0, y0), ~ltS(x1, y1));
            case Ops.I16X8_GE_U -> put(frame, dst, ~ltU(x0, y0), ~ltU(x1, y1));
            case Ops.I16X8_ADD -> put(frame, dst, add(x0, y0), add(x1, y1));
            case Ops.I16X8_ADD_SAT_S -> put(frame, dst, addSatS(x0, y0), addSatS(x1, y1));
            case Ops.I16X8_ADD_SAT_U -> put(frame, dst, addSatU(x0, y0), addSatU(x1, y1));
            case Ops.I16X8_SUB -> put(frame, dst, sub(x0, y0), sub(x1, y1));
            case Ops.I16X8_SUB_SAT_S -> put(frame, dst, subSatS(x0, y0), subSatS(x1, y1));
            case Ops.I16X8_SUB_SAT_U -> put(frame, dst, subSatU(x0, y0), subSatU(x1, y1));
            case Ops.I16X8_MUL -> put(frame, dst, mul(x0, y0), mul(x1, y1));
            case Ops.I16X8_MIN_S -> put(frame, dst, minS(x0, y0), minS(x1, y1));
            case Ops.I16X8_MIN_U -> put(frame, dst, minU(x0, y0), minU(x1, y1));
            case Ops.I16X8_MAX_S -> put(frame, dst, maxS(x0, y0), maxS(x1, y1));
            case Ops.I16X8_MAX_U -> put(frame, dst, maxU(x0, y0), maxU(x1, y1));
            case Ops.I16X8_AVGR_U -> put(frame, dst, avgrU(x0, y0), avgrU(x1, y1));
            case Ops.I16X8_Q15MULR_SAT_S -> put(frame, dst, q15mulrSatS(x0, y0), q15mulrSatS(x1, y1));
            case Ops.I16X8_NARROW_I32X4_S -> put(frame, dst, narrowS(x0, x1), narrowS(y0, y1));
            case Ops.I16X8_NARROW_I32X4_U -> put(frame, dst, narrowU(x0, x1), narrowU(y0, y1));
            case Ops.I16X8_EXTMUL_LOW_I8X16_S ->
                put(frame, dst, extmulS((int) x0, (int) y0), extmulS((int) (x0 >>> 32), (int) (y0 >>> 32)));
            case Ops.I16X8_EXTMUL_LOW_I8X16_U ->
                put(frame, dst, extmulU((int) x0, (int) y0), extmulU((int) (x0 >>> 32), (int) (y0 >>> 32)));
            case Ops.I16X8_EXTMUL_HIGH_I8X16_S ->
                put(frame, dst, extmulS((int) x1, (int) y1), extmulS((int) (x1 >>> 32), (int) (y1 >>> 32)));
            case Ops.I16X8_EXTMUL_HIGH_I8X16_U ->
                put(frame, dst, extmulU((int) x1, (int) y1), extmulU((int) (x1 >>> 32), (int) (y1 >>> 32)));
            default -> throw Bug.unreachable("i16x8 op " + op);
        }
    }

    static void unary(int op, long[] frame, int dst, int a) {
        long x0 = frame[a], x1 = frame[a + 1];
        switch (op) {
            case Ops.I16X8_ABS -> put(frame, dst, abs(x0), abs(x1));
            case Ops.I16X8_NEG -> put(frame, dst, neg(x0), neg(x1));
            case Ops.I16X8_EXTADD_PAIRWISE_I8X16_S -> put(frame, dst, extaddPairwiseS(x0), extaddPairwiseS(x1));
            case Ops.I16X8_EXTADD_PAIRWISE_I8X16_U -> put(frame, dst, extaddPairwiseU(x0), extaddPairwiseU(x1));
            case Ops.I16X8_EXTEND_LOW_I8X16_S -> put(frame, dst, extendS((int) x0), extendS((int) (x0 >>> 32)));
            case Ops.I16X8_EXTEND_LOW_I8X16_U -> put(frame, dst, extendU((int) x0), extendU((int) (x0 >>> 32)));
            case Ops.I16X8_EXTEND_HIGH_I8X16_S -> put(frame, dst, extendS((int) x1), extendS((int) (x1 >>> 32)));
            case Ops.I16X8_EXTEND_HIGH_I8X16_U -> put(frame, dst, extendU((int) x1), extendU((int) (x1 >>> 32)));
            default -> throw Bug.unreachable("i16x8 op " + op);
        }
    }

    static void shift(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1];
        int distance = (int) frame[b] & 15;
        switch (op) {
            case Ops.I16X8_SHL -> put(frame, dst, shl(x0, distance), shl(x1, distance));
            case Ops.I16X8_SHR_S -> put(frame, dst, shrS(x0, distance), shrS(x1, distance));
            case Ops.I16X8_SHR_U -> put(frame, dst, shrU(x0, distance), shrU(x1, distance));
            default -> throw Bug.unreachable("i16x8 op " + op);
        }
    }

    public static long eq(long x, long y) {
        return Swar.eq(x, y, HIGH16);
    }

    public static long ne(long x, long y) {
        return Swar.ne(x, y, HIGH16);
    }

    public static long ltS(long x, long y) {
        return Swar.ltS(x, y, HIGH16);
    }

    public static long ltU(long x, long y) {
        return Swar.ltU(x, y, HIGH16);
    }

    public static long add(long x, long y) {
        return Swar.add(x, y, HIGH16);
    }

    public static long sub(long x, long y) {
        return Swar.sub(x, y, HIGH16);
    }

    public static long minS(long x, long y) {
        return Swar.minS(x, y, HIGH16);
    }

    public static long minU(long x, long y) {
        return Swar.minU(x, y, HIGH16);
    }

    public static long maxS(long x, long y) {
        return Swar.maxS(x, y, HIGH16);
    }

    public static long maxU(long x, long y) {
        return Swar.maxU(x, y, HIGH16);
    }

    public static long abs(long x) {
        return Swar.abs(x, HIGH16);
    }

    public static long neg(long x) {
        return Swar.neg(x, HIGH16);
    }

    /// For a distance of 0 to 15.
    public static long shl(long x, int distance) {
        return Swar.shl(x, distance, HIGH16);
    }

    /// For a distance of 0 to 15.
    public static long shrS(long x, int distance) {
        return Swar.shrS(x, distance, HIGH16);
    }

    /// For a distance of 0 to 15.
    public static long shrU(long x, int distance) {
        return Swar.shrU(x, distance, HIGH16);
    }

    public static long addSatS(long x, long y) {
        return Swar.addSatS(x, y, HIGH16);
    }

    public static long addSatU(long x, long y) {
        return Swar.addSatU(x, y, HIGH16);
    }

    public static long subSatS(long x, long y) {
        return Swar.subSatS(x, y, HIGH16);
    }

    public static long subSatU(long x, long y) {
        return Swar.subSatU(x, y, HIGH16);
    }

    public static long avgrU(long x, long y) {
        return Swar.avgrU(x, y, HIGH16);
    }

    public static long mul(long x, long y) {
        return pack(
                (int) x * (int) y,
                (int) (x >>> 16) * (int) (y >>> 16),
                (int) (x >>> 32) * (int) (y >>> 32),
                (int) (x >>> 48) * (int) (y >>> 48));
    }

    public static long q15mulrSatS(long x, long y) {
        return pack(
                q15((short) x, (short) y),
                q15((short) (x >>> 16), (short) (y >>> 16)),
                q15((short) (x >>> 32), (short) (y >>> 32)),
                q15((short) (x >>> 48), (short) (y >>> 48)));
    }

    /// A rounded product of fractions; only (-1)² exceeds the range.
    private static int q15(short x, short y) {
        return Math.min((x * y + 0x4000) >> 15, Short.MAX_VALUE);
    }

    /// One half of the result, from both halves of one operand.
    public static long narrowS(long low, long high) {
        return pack(signed((int) low), signed((int) (low >>> 32)), signed((int) high), signed((int) (high >>> 32)));
    }

    private static int signed(int lane) {
        return Math.clamp(lane, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    /// One half of the result, from both halves of one operand.
    public static long narrowU(long low, long high) {
        return pack(
                unsigned((int) low), unsigned((int) (low >>> 32)), unsigned((int) high), unsigned((int) (high >>> 32)));
    }

    private static int unsigned(int lane) {
        return Math.clamp(lane, 0, 0xFFFF);
    }

    /// One half of the result, from four lanes of the operand.
    public static long extendS(int lanes) {
        return Swar.widen8S(lanes);
    }

    /// One half of the result, from four lanes of the operand.
    public static long extendU(int lanes) {
        return Swar.widen8U(lanes);
    }

    /// One half of the result, from four lanes of each operand.
    public static long extmulS(int x, int y) {
        return mul(extendS(x), extendS(y));
    }

    /// One half of the result, from four lanes of each operand.
    public static long extmulU(int x, int y) {
        return mul(extendU(x), extendU(y));
    }

    public static long extaddPairwiseS(long x) {
        return add(Swar.evenBytesS(x), Swar.oddBytesS(x));
    }

    public static long extaddPairwiseU(long x) {
        return Swar.evenBytesU(x) + Swar.oddBytesU(x);
    }

    /// One bit per lane of the vector.
    static int bitmask(long low, long high) {
        return bitmask(low) | bitmask(high) << 4;
    }

    private static int bitmask(long x) {
        return (int) ((x >>> 15 & 1) | (x >>> 30 & 2) | (x >>> 45 & 4) | (x >>> 60 & 8));
    }
}
