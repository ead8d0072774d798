package dev.gantry.runtime.numeric;

import static dev.gantry.runtime.numeric.Swar.put;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Single lanes and whole vectors: splats, extraction and replacement of lanes, tests, shuffles, bitwise instructions.
///
/// Threading: no state.
///
/// @wasm exec-vec-splat
final class VectorLanes {
    private static final long ONES8 = 0x0101_0101_0101_0101L;
    private static final long ONES16 = 0x0001_0001_0001_0001L;
    private static final long ONES32 = 0x0000_0001_0000_0001L;

    private VectorLanes() {}

    static void bitwise(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1], y0 = frame[b], y1 = frame[b + 1];
        switch (op) {
            case Ops.V128_AND -> put(frame, dst, x0 & y0, x1 & y1);
            case Ops.V128_ANDNOT -> put(frame, dst, x0 & ~y0, x1 & ~y1);
            case Ops.V128_OR -> put(frame, dst, x0 | y0, x1 | y1);
            case Ops.V128_XOR -> put(frame, dst, x0 ^ y0, x1 ^ y1);
            default -> throw Bug.unreachable("v128 op " + op);
        }
    }

    static void not(long[] frame, int dst, int a) {
        put(frame, dst, ~frame[a], ~frame[a + 1]);
    }

    static void bitselect(long[] frame, int dst, int a, int b, int c) {
        long low = Swar.select(frame[c], frame[a], frame[b]);
        long high = Swar.select(frame[c + 1], frame[a + 1], frame[b + 1]);
        put(frame, dst, low, high);
    }

    /// Instructions that make an `i32` of a vector.
    static void test(int op, long[] frame, int dst, int a) {
        long x0 = frame[a], x1 = frame[a + 1];
        frame[dst] = switch (op) {
            case Ops.V128_ANY_TRUE -> bit((x0 | x1) != 0);
            case Ops.I8X16_ALL_TRUE -> bit(Swar.allTrue(x0, Swar.HIGH8) && Swar.allTrue(x1, Swar.HIGH8));
            case Ops.I16X8_ALL_TRUE -> bit(Swar.allTrue(x0, Swar.HIGH16) && Swar.allTrue(x1, Swar.HIGH16));
            case Ops.I32X4_ALL_TRUE -> bit(Swar.allTrue(x0, Swar.HIGH32) && Swar.allTrue(x1, Swar.HIGH32));
            case Ops.I64X2_ALL_TRUE -> bit(x0 != 0 && x1 != 0);
            case Ops.I8X16_BITMASK -> I8x16.bitmask(x0, x1);
            case Ops.I16X8_BITMASK -> I16x8.bitmask(x0, x1);
            case Ops.I32X4_BITMASK -> I32x4.bitmask(x0, x1);
            case Ops.I64X2_BITMASK -> I64x2.bitmask(x0, x1);
            default -> throw Bug.unreachable("vector test " + op);
        };
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }

    static void splat(int op, long[] frame, int dst, int a) {
        long x = frame[a];
        long half = switch (op) {
            case Ops.I8X16_SPLAT -> (x & 0xFF) * ONES8;
            case Ops.I16X8_SPLAT -> (x & 0xFFFF) * ONES16;
            case Ops.I32X4_SPLAT, Ops.F32X4_SPLAT -> (x & 0xFFFF_FFFFL) * ONES32;
            case Ops.I64X2_SPLAT, Ops.F64X2_SPLAT -> x;
            default -> throw Bug.unreachable("splat " + op);
        };
        put(frame, dst, half, half);
    }

    static void extract(int op, long[] frame, int dst, int a, int lane) {
        frame[dst] = switch (op) {
            case Ops.I8X16_EXTRACT_LANE_S -> (byte) lane8(frame, a, lane);
            case Ops.I8X16_EXTRACT_LANE_U -> lane8(frame, a, lane) & 0xFF;
            case Ops.I16X8_EXTRACT_LANE_S -> (short) lane16(frame, a, lane);
            case Ops.I16X8_EXTRACT_LANE_U -> lane16(frame, a, lane) & 0xFFFF;
            case Ops.I32X4_EXTRACT_LANE, Ops.F32X4_EXTRACT_LANE -> (int) lane32(frame, a, lane);
            case Ops.I64X2_EXTRACT_LANE, Ops.F64X2_EXTRACT_LANE -> frame[a + lane];
            default -> throw Bug.unreachable("extract_lane " + op);
        };
    }

    /// The lane in the low bits, other lanes above it. Java takes distances modulo 64, which is the place in the half.
    static long lane8(long[] frame, int a, int lane) {
        return frame[a + (lane >> 3)] >>> (lane << 3);
    }

    static long lane16(long[] frame, int a, int lane) {
        return frame[a + (lane >> 2)] >>> (lane << 4);
    }

    static long lane32(long[] frame, int a, int lane) {
        return frame[a + (lane >> 1)] >>> (lane << 5);
    }

    static void replace(int op, long[] frame, int dst, int a, int b, int lane) {
        long value = frame[b];
        switch (op) {
            case Ops.I8X16_REPLACE_LANE -> replace(frame, dst, a, lane >> 3, lane << 3, 0xFF, value);
            case Ops.I16X8_REPLACE_LANE -> replace(frame, dst, a, lane >> 2, lane << 4, 0xFFFF, value);
            case Ops.I32X4_REPLACE_LANE, Ops.F32X4_REPLACE_LANE ->
                replace(frame, dst, a, lane >> 1, lane << 5, 0xFFFF_FFFFL, value);
            case Ops.I64X2_REPLACE_LANE, Ops.F64X2_REPLACE_LANE -> replace(frame, dst, a, lane, 0, -1, value);
            default -> throw Bug.unreachable("replace_lane " + op);
        }
    }

    /// Copies the vector `a` with the bits of `mask`, moved by `distance` modulo 64, replaced in one of its halves.
    static void replace(long[] frame, int dst, int a, int half, int distance, long mask, long value) {
        long low = frame[a], high = frame[a + 1];
        long place = mask << distance;
        long bits = value << distance & place;
        if (half == 0) {
            put(frame, dst, (low & ~place) | bits, high);
        } else {
            put(frame, dst, low, (high & ~place) | bits);
        }
    }

    /// `i8x16.shuffle`: each byte of the lanes chooses one of the 32 bytes of two vectors.
    static void shuffle(long[] frame, int dst, int a, int b, long lanesLow, long lanesHigh) {
        long x0 = frame[a], x1 = frame[a + 1], y0 = frame[b], y1 = frame[b + 1];
        put(frame, dst, choose(x0, x1, y0, y1, lanesLow), choose(x0, x1, y0, y1, lanesHigh));
    }

    private static long choose(long x0, long x1, long y0, long y1, long lanes) {
        long result = 0;
        for (int at = 0; at < 64; at += 8) {
            int lane = (int) (lanes >>> at);
            long from = (lane & 16) == 0 ? (lane & 8) == 0 ? x0 : x1 : (lane & 8) == 0 ? y0 : y1;
            result |= (from >>> (lane << 3) & 0xFF) << at;
        }
        return result;
    }
}
