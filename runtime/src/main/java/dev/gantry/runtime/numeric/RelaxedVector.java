package dev.gantry.runtime.numeric;

import static dev.gantry.runtime.numeric.Swar.put;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// The relaxed instructions. Where the specification leaves a choice, we always make the same one on every machine:
///
/// | instruction | choice |
/// |---|---|
/// | `relaxed_madd`, `relaxed_nmadd` | fused: rounded once |
/// | `relaxed_swizzle` | `i8x16.swizzle` |
/// | `relaxed_trunc_…` | `trunc_sat_…` |
/// | `relaxed_laneselect` | `v128.bitselect` |
/// | `relaxed_min`, `relaxed_max` | `min`, `max` |
/// | `relaxed_q15mulr_s` | `q15mulr_sat_s` |
/// | `relaxed_dot_…` | both operands signed; sums of 16 bits wrap |
///
/// Threading: no state.
///
/// @wasm exec-vrelaxed
final class RelaxedVector {
    private RelaxedVector() {}

    static void execute(int op, long[] frame, int dst, int a, int b, int c) {
        switch (op) {
            case Ops.I8X16_RELAXED_SWIZZLE -> I8x16.binary(Ops.I8X16_SWIZZLE, frame, dst, a, b);
            case Ops.I32X4_RELAXED_TRUNC_F32X4_S -> I32x4.unary(Ops.I32X4_TRUNC_SAT_F32X4_S, frame, dst, a);
            case Ops.I32X4_RELAXED_TRUNC_F32X4_U -> I32x4.unary(Ops.I32X4_TRUNC_SAT_F32X4_U, frame, dst, a);
            case Ops.I32X4_RELAXED_TRUNC_F64X2_S_ZERO -> I32x4.unary(Ops.I32X4_TRUNC_SAT_F64X2_S_ZERO, frame, dst, a);
            case Ops.I32X4_RELAXED_TRUNC_F64X2_U_ZERO -> I32x4.unary(Ops.I32X4_TRUNC_SAT_F64X2_U_ZERO, frame, dst, a);
            case Ops.F32X4_RELAXED_MIN -> F32x4.binary(Ops.F32X4_MIN, frame, dst, a, b);
            case Ops.F32X4_RELAXED_MAX -> F32x4.binary(Ops.F32X4_MAX, frame, dst, a, b);
            case Ops.F64X2_RELAXED_MIN -> F64x2.binary(Ops.F64X2_MIN, frame, dst, a, b);
            case Ops.F64X2_RELAXED_MAX -> F64x2.binary(Ops.F64X2_MAX, frame, dst, a, b);
            case Ops.I16X8_RELAXED_Q15MULR_S -> I16x8.binary(Ops.I16X8_Q15MULR_SAT_S, frame, dst, a, b);
            case Ops.I16X8_RELAXED_DOT_I8X16_I7X16_S -> dot(frame, dst, a, b);
            default -> ternary(op, frame, dst, a, b, c);
        }
    }

    private static void ternary(int op, long[] frame, int dst, int a, int b, int c) {
        long x0 = frame[a], x1 = frame[a + 1], y0 = frame[b], y1 = frame[b + 1], z0 = frame[c], z1 = frame[c + 1];
        switch (op) {
            case Ops.F32X4_RELAXED_MADD ->
                put(frame, dst, F32x4.fusedMultiplyAdd(x0, y0, z0), F32x4.fusedMultiplyAdd(x1, y1, z1));
            case Ops.F32X4_RELAXED_NMADD ->
                put(
                        frame,
                        dst,
                        F32x4.fusedMultiplyAdd(F32x4.neg(x0), y0, z0),
                        F32x4.fusedMultiplyAdd(F32x4.neg(x1), y1, z1));
            case Ops.F64X2_RELAXED_MADD ->
                put(frame, dst, F64x2.fusedMultiplyAdd(x0, y0, z0), F64x2.fusedMultiplyAdd(x1, y1, z1));
            case Ops.F64X2_RELAXED_NMADD ->
                put(
                        frame,
                        dst,
                        F64x2.fusedMultiplyAdd(F64x2.neg(x0), y0, z0),
                        F64x2.fusedMultiplyAdd(F64x2.neg(x1), y1, z1));
            case Ops.I8X16_RELAXED_LANESELECT,
                    Ops.I16X8_RELAXED_LANESELECT,
                    Ops.I32X4_RELAXED_LANESELECT,
                    Ops.I64X2_RELAXED_LANESELECT -> put(frame, dst, Swar.select(z0, x0, y0), Swar.select(z1, x1, y1));
            case Ops.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S -> put(frame, dst, dotAdd(x0, y0, z0), dotAdd(x1, y1, z1));
            default -> throw Bug.unreachable("relaxed op " + op);
        }
    }

    private static void dot(long[] frame, int dst, int a, int b) {
        long x0 = frame[a], x1 = frame[a + 1], y0 = frame[b], y1 = frame[b + 1];
        put(frame, dst, dot(x0, y0), dot(x1, y1));
    }

    /// Sums of the products of neighbouring bytes.
    private static long dot(long x, long y) {
        long even = I16x8.mul(Swar.evenBytesS(x), Swar.evenBytesS(y));
        long odd = I16x8.mul(Swar.oddBytesS(x), Swar.oddBytesS(y));
        return I16x8.add(even, odd);
    }

    private static long dotAdd(long x, long y, long z) {
        return I32x4.add(I32x4.extaddPairwiseS(dot(x, y)), z);
    }
}
