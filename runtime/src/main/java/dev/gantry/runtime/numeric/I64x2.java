package dev.gantry.runtime.numeric;

import static dev.gantry.runtime.numeric.Swar.put;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Two 64-bit integer lanes. Each is one Java number, and most instructions are one operator.
///
/// Threading: no state.
///
/// @wasm exec-vec-binop
final class I64x2 {
    private I64x2() {}

    static void binary(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1], y0 = frame[b], y1 = frame[b + 1];
        switch (op) {
            case Ops.I64X2_EQ -> put(frame, dst, mask(x0 == y0), mask(x1 == y1));
            case Ops.I64X2_NE -> put(frame, dst, mask(x0 != y0), mask(x1 != y1));
            case Ops.I64X2_LT_S -> put(frame, dst, mask(x0 < y0), mask(x1 < y1));
            case Ops.I64X2_GT_S -> put(frame, dst, mask(x0 > y0), mask(x1 > y1));
            case Ops.I64X2_LE_S -> put(frame, dst, mask(x0 <= y0), mask(x1 <= y1));
            case Ops.I64X2_GE_S -> put(frame, dst, mask(x0 >= y0), mask(x1 >= y1));
            case Ops.I64X2_ADD -> put(frame, dst, x0 + y0, x1 + y1);
            case Ops.I64X2_SUB -> put(frame, dst, x0 - y0, x1 - y1);
            case Ops.I64X2_MUL -> put(frame, dst, x0 * y0, x1 * y1);
            case Ops.I64X2_EXTMUL_LOW_I32X4_S -> put(frame, dst, mulS(x0, y0), mulS(x0 >>> 32, y0 >>> 32));
            case Ops.I64X2_EXTMUL_LOW_I32X4_U -> put(frame, dst, mulU(x0, y0), mulU(x0 >>> 32, y0 >>> 32));
            case Ops.I64X2_EXTMUL_HIGH_I32X4_S -> put(frame, dst, mulS(x1, y1), mulS(x1 >>> 32, y1 >>> 32));
            case Ops.I64X2_EXTMUL_HIGH_I32X4_U -> put(frame, dst, mulU(x1, y1), mulU(x1 >>> 32, y1 >>> 32));
            default -> throw Bug.unreachable("i64x2 op " + op);
        }
    }

    static void unary(int op, long[] frame, int dst, int a) {
        long x0 = frame[a], x1 = frame[a + 1];
        switch (op) {
            case Ops.I64X2_ABS -> put(frame, dst, Math.abs(x0), Math.abs(x1));
            case Ops.I64X2_NEG -> put(frame, dst, -x0, -x1);
            case Ops.I64X2_EXTEND_LOW_I32X4_S -> put(frame, dst, x0 << 32 >> 32, x0 >> 32);
            case Ops.I64X2_EXTEND_LOW_I32X4_U -> put(frame, dst, x0 & 0xFFFF_FFFFL, x0 >>> 32);
            case Ops.I64X2_EXTEND_HIGH_I32X4_S -> put(frame, dst, x1 << 32 >> 32, x1 >> 32);
            case Ops.I64X2_EXTEND_HIGH_I32X4_U -> put(frame, dst, x1 & 0xFFFF_FFFFL, x1 >>> 32);
            default -> throw Bug.unreachable("i64x2 op " + op);
        }
    }

    static void shift(int op, long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1];
        int distance = (int) frame[b] & 63;
        switch (op) {
            case Ops.I64X2_SHL -> put(frame, dst, x0 << distance, x1 << distance);
            case Ops.I64X2_SHR_S -> put(frame, dst, x0 >> distance, x1 >> distance);
            case Ops.I64X2_SHR_U -> put(frame, dst, x0 >>> distance, x1 >>> distance);
            default -> throw Bug.unreachable("i64x2 op " + op);
        }
    }

    /// All bits, or none.
    static long mask(boolean value) {
        return value ? -1 : 0;
    }

    private static long mulS(long x, long y) {
        return (long) (int) x * (int) y;
    }

    private static long mulU(long x, long y) {
        return (x & 0xFFFF_FFFFL) * (y & 0xFFFF_FFFFL);
    }

    /// One bit per lane of the vector.
    static int bitmask(long low, long high) {
        return (int) (low >>> 63 | (high >>> 62 & 2));
    }
}
