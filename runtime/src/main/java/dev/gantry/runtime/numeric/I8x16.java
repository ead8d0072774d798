package dev.gantry.runtime.numeric;

import static dev.gantry.runtime.numeric.Swar.HIGH16;
import static dev.gantry.runtime.numeric.Swar.HIGH8;
import static dev.gantry.runtime.numeric.Swar.put;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Sixteen 8-bit lanes. A method that is named after an instruction computes one half of its result, from the same
/// half of its operands.
///
/// Threading: no state.
///
/// @wasm exec-vec-binop
@SuppressWarnings("doclint:missing") // one method per instruction, whose name it bears
public final class I8x16 {
    private static final long ONES = 0x0101_0101_0101_0101L;

    private I8x16() {}

    static void binary(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1], y0 = frame[b], y1 = frame[b + 1];
        switch (op) {
            case Ops.I8X16_EQ -> put(frame, dst, eq(x0, y0), eq(x1, y1));
            case Ops.I8X16_NE -> put(frame, dst, ne(x0, y0), ne(x1, y1));
            case Ops.I8X16_LT_S -> put(frame, dst, ltS(x0, y0), ltS(x1, y1));
            case Ops.I8X16_LT_U -> put(frame, dst, ltU(x0, y0), ltU(x1, y1));
            case Ops.I8X16_GT_S -> put(frame, dst, ltS(y0, x0), ltS(y1, x1));
            case Ops.I8X16_GT_U -> put(frame, dst, ltU(y0, x0), ltU(y1, x1));
            case Ops.I8X16_LE_S -> put(frame, dst, ~ltS(y0, x0), ~ltS(y1, x1));
            case Ops.I8X16_LE_U -> put(frame, dst, ~ltU(y0, x0), ~ltU(y1, x1));
            case Ops.I8X16_GE_S -> put(frame, dst, ~ltS(x0, y0), ~ltS(x1, y1));
            case Ops.I8X16_GE_U -> put(frame, dst, ~ltU(x0, y0), ~ltU(x1, y1));
            case Ops.I8X16_ADD -> put(frame, dst, add(x0, y0), add(x1, y1));
            case Ops.I8X16_ADD_SAT_S -> put(frame, dst, addSatS(x0, y0), addSatS(x1, y1));
            case Ops.I8X16_ADD_SAT_U -> put(frame, dst, addSatU(x0, y0), addSatU(x1, y1));
            case Ops.I8X16_SUB -> put(frame, dst, sub(x0, y0), sub(x1, y1));
            case Ops.I8X16_SUB_SAT_S -> put(frame, dst, subSatS(x0, y0), subSatS(x1, y1));
            case Ops.I8X16_SUB_SAT_U -> put(frame, dst, subSatU(x0, y0), subSatU(x1, y1));
            case Ops.I8X16_MIN_S -> put(frame, dst, minS(x0, y0), minS(x1, y1));
            case Ops.I8X16_MIN_U -> put(frame, dst, minU(x0, y0), minU(x1, y1));
            case Ops.I8X16_MAX_S -> put(frame, dst, maxS(x0, y0), maxS(x1, y1));
            case Ops.I8X16_MAX_U -> put(frame, dst, maxU(x0, y0), maxU(x1, y1));
            case Ops.I8X16_AVGR_U -> put(frame, dst, avgrU(x0, y0), avgrU(x1, y1));
            case Ops.I8X16_NARROW_I16X8_S -> put(frame, dst, narrowS(x0, x1), narrowS(y0, y1));
            case Ops.I8X16_NARROW_I16X8_U -> put(frame, dst, narrowU(x0, x1), narrowU(y0, y1));
            case Ops.I8X16_SWIZZLE -> put(frame, dst, swizzle(x0, x1, y0), swizzle(x0, x1, y1));
            default -> throw Bug.unreachable("i8x16 op " + op);
        }
    }

    static void unary(int op, long[] frame, int dst, int a) {
        long x0 = frame[a], x1 = frame[a + 1];
        switch (op) {
            case Ops.I8X16_ABS -> put(frame, dst, abs(x0), abs(x1));
            case Ops.I8X16_NEG -> put(frame, dst, neg(x0), neg(x1));
            case Ops.I8X16_POPCNT -> put(frame, dst, popcnt(x0), popcnt(x1));
            default -> throw Bug.unreachable("i8x16 op " + op);
        }
    }

    static void shift(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1];
        int distance = (int) frame[b] & 7;
        switch (op) {
            case Ops.I8X16_SHL -> put(frame, dst, shl(x0, distance), shl(x1, distance));
            case Ops.I8X16_SHR_S -> put(frame, dst, shrS(x0, distance), shrS(x1, distance));
            case Ops.I8X16_SHR_U -> put(frame, dst, shrU(x0, distance), shrU(x1, distance));
            default -> throw Bug.unreachable("i8x16 op " + op);
        }
    }

    public static long eq(long x, long y) {
        return Swar.eq(x, y, HIGH8);
    }

    public static long ne(long x, long y) {
        return Swar.ne(x, y, HIGH8);
    }

    public static long ltS(long x, long y) {
        return Swar.ltS(x, y, HIGH8);
    }

    public static long ltU(long x, long y) {
        return Swar.ltU(x, y, HIGH8);
    }

    public static long add(long x, long y) {
        return Swar.add(x, y, HIGH8);
    }

    public static long addSatS(long x, long y) {
        return Swar.addSatS(x, y, HIGH8);
    }

    public static long addSatU(long x, long y) {
        return Swar.addSatU(x, y, HIGH8);
    }

    public static long sub(long x, long y) {
        return Swar.sub(x, y, HIGH8);
    }

    public static long subSatS(long x, long y) {
        return Swar.subSatS(x, y, HIGH8);
    }

    public static long subSatU(long x, long y) {
        return Swar.subSatU(x, y, HIGH8);
    }

    public static long minS(long x, long y) {
        return Swar.minS(x, y, HIGH8);
    }

    public static long minU(long x, long y) {
        return Swar.minU(x, y, HIGH8);
    }

    public static long maxS(long x, long y) {
        return Swar.maxS(x, y, HIGH8);
    }

    public static long maxU(long x, long y) {
        return Swar.maxU(x, y, HIGH8);
    }

    public static long avgrU(long x, long y) {
        return Swar.avgrU(x, y, HIGH8);
    }

    public static long abs(long x) {
        return Swar.abs(x, HIGH8);
    }

    public static long neg(long x) {
        return Swar.neg(x, HIGH8);
    }

    /// The number of bits in each byte, by sums of neighbouring groups of 1, 2 and 4 bits.
    public static long popcnt(long x) {
        long pairs = x - (x >>> 1 & 0x55 * ONES);
        long nibbles = (pairs & 0x33 * ONES) + (pairs >>> 2 & 0x33 * ONES);
        return nibbles + (nibbles >>> 4) & 0x0F * ONES;
    }

    /// For a distance of 0 to 7.
    public static long shl(long x, int distance) {
        return Swar.shl(x, distance, HIGH8);
    }

    /// For a distance of 0 to 7.
    public static long shrS(long x, int distance) {
        return Swar.shrS(x, distance, HIGH8);
    }

    /// For a distance of 0 to 7.
    public static long shrU(long x, int distance) {
        return Swar.shrU(x, distance, HIGH8);
    }

    /// One half of the result, from both halves of one operand.
    public static long narrowS(long low, long high) {
        return Swar.narrow16(clamp(low, -0x80, 0x7F)) | Swar.narrow16(clamp(high, -0x80, 0x7F)) << 32;
    }

    /// One half of the result, from both halves of one operand.
    public static long narrowU(long low, long high) {
        return Swar.narrow16(clamp(low, 0, 0xFF)) | Swar.narrow16(clamp(high, 0, 0xFF)) << 32;
    }

    /// The 16-bit lanes of `x`, signed, brought between two limits.
    private static long clamp(long x, int least, int greatest) {
        long atLeast = Swar.maxS(x, (least & 0xFFFF) * 0x0001_0001_0001_0001L, HIGH16);
        return Swar.minS(atLeast, greatest * 0x0001_0001_0001_0001L, HIGH16);
    }

    /// One half of the result: the bytes of the vector that `lanes` chooses, 0 for those outside.
    public static long swizzle(long low, long high, long lanes) {
        long result = 0;
        for (int at = 0; at < 64; at += 8) {
            int lane = (int) (lanes >>> at) & 0xFF;
            if (lane < 16) {
                long from = lane < 8 ? low : high;
                result |= (from >>> (lane << 3) & 0xFF) << at; // Java uses the low 6 bits of the distance: lane % 8
            }
        }
        return result;
    }

    /// One bit per lane of the vector.
    static int bitmask(long low, long high) {
        return bitmask(low) | bitmask(high) << 8;
    }

    /// The factor moves bit 8i to bit 56 + i; no two products meet below that.
    private static int bitmask(long x) {
        return (int) (((x >>> 7 & ONES) * 0x0102_0408_1020_4080L) >>> 56);
    }
}
