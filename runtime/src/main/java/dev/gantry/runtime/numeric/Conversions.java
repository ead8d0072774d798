package dev.gantry.runtime.numeric;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;

/// Conversions between scalar types, those that Java's casts do not do.
///
/// Casts that are right as they stand: `(int)` and `(long)` of a float are the signed saturating truncations,
/// `(float)` and `(double)` of an integer are the signed conversions, and between the float types a cast rounds to
/// nearest and makes NaNs quiet.
///
/// Threading: no state.
///
/// @wasm exec-cvtop
@SuppressWarnings("doclint:missing") // one method per instruction, whose name it bears
public final class Conversions {
    private static final float F32_TWO_31 = 0x1p31f;
    private static final float F32_TWO_32 = 0x1p32f;
    private static final float F32_TWO_63 = 0x1p63f;
    private static final float F32_TWO_64 = 0x1p64f;
    private static final double F64_TWO_31 = 0x1p31;
    private static final double F64_TWO_32 = 0x1p32;
    private static final double F64_TWO_63 = 0x1p63;
    private static final double F64_TWO_64 = 0x1p64;

    private Conversions() {}

    // truncations that trap

    /// `i32.trunc_f32_s`: traps for NaN and outside [-2³¹, 2³¹).
    public static int i32TruncF32S(float x) {
        if (x >= -F32_TWO_31 && x < F32_TWO_31) {
            return (int) x;
        }
        throw failedTruncation(Float.isNaN(x));
    }

    /// `i32.trunc_f32_u`: traps for NaN and outside (-1, 2³²).
    public static int i32TruncF32U(float x) {
        if (x > -1 && x < F32_TWO_32) {
            return (int) (long) x;
        }
        throw failedTruncation(Float.isNaN(x));
    }

    /// `i32.trunc_f64_s`: traps for NaN and outside (-2³¹ - 1, 2³¹).
    public static int i32TruncF64S(double x) {
        if (x > -F64_TWO_31 - 1 && x < F64_TWO_31) {
            return (int) x;
        }
        throw failedTruncation(Double.isNaN(x));
    }

    /// `i32.trunc_f64_u`: traps for NaN and outside (-1, 2³²).
    public static int i32TruncF64U(double x) {
        if (x > -1 && x < F64_TWO_32) {
            return (int) (long) x;
        }
        throw failedTruncation(Double.isNaN(x));
    }

    /// `i64.trunc_f32_s`: traps for NaN and outside [-2⁶³, 2⁶³).
    public static long i64TruncF32S(float x) {
        if (x >= -F32_TWO_63 && x < F32_TWO_63) {
            return (long) x;
        }
        throw failedTruncation(Float.isNaN(x));
    }

    /// `i64.trunc_f32_u`: traps for NaN and outside (-1, 2⁶⁴).
    public static long i64TruncF32U(float x) {
        if (x > -1 && x < F32_TWO_64) {
            return i64TruncSatF32U(x);
        }
        throw failedTruncation(Float.isNaN(x));
    }

    /// `i64.trunc_f64_s`: traps for NaN and outside [-2⁶³, 2⁶³).
    public static long i64TruncF64S(double x) {
        if (x >= -F64_TWO_63 && x < F64_TWO_63) {
            return (long) x;
        }
        throw failedTruncation(Double.isNaN(x));
    }

    /// `i64.trunc_f64_u`: traps for NaN and outside (-1, 2⁶⁴).
    public static long i64TruncF64U(double x) {
        if (x > -1 && x < F64_TWO_64) {
            return i64TruncSatF64U(x);
        }
        throw failedTruncation(Double.isNaN(x));
    }

    private static TrapSignal failedTruncation(boolean isNaN) {
        return TrapSignal.of(isNaN ? Failure.INVALID_CONVERSION_TO_INTEGER : Failure.INTEGER_OVERFLOW);
    }

    // saturating truncations: NaN gives 0

    /// `i32.trunc_sat_f32_s`.
    public static int i32TruncSatF32S(float x) {
        return (int) x;
    }

    /// `i32.trunc_sat_f32_u`.
    public static int i32TruncSatF32U(float x) {
        return i32TruncSatF64U(x);
    }

    /// `i32.trunc_sat_f64_s`.
    public static int i32TruncSatF64S(double x) {
        return (int) x;
    }

    /// `i32.trunc_sat_f64_u`.
    public static int i32TruncSatF64U(double x) {
        long whole = (long) x;
        return (int) Math.clamp(whole, 0, 0xFFFF_FFFFL);
    }

    /// `i64.trunc_sat_f32_s`.
    public static long i64TruncSatF32S(float x) {
        return (long) x;
    }

    /// `i64.trunc_sat_f32_u`.
    public static long i64TruncSatF32U(float x) {
        return i64TruncSatF64U(x);
    }

    /// `i64.trunc_sat_f64_s`.
    public static long i64TruncSatF64S(double x) {
        return (long) x;
    }

    /// `i64.trunc_sat_f64_u`.
    public static long i64TruncSatF64U(double x) {
        if (x < F64_TWO_63) {
            return Math.max((long) x, 0);
        }
        if (x < F64_TWO_64) {
            return (long) (x - F64_TWO_63) ^ Long.MIN_VALUE; // the difference is exact
        }
        return Double.isNaN(x) ? 0 : -1;
    }

    // from unsigned integers

    /// `f32.convert_i32_u`.
    public static float f32ConvertI32U(int x) {
        return (float) Integer.toUnsignedLong(x);
    }

    /// `f64.convert_i32_u`.
    public static double f64ConvertI32U(int x) {
        return (double) Integer.toUnsignedLong(x);
    }

    /// `f32.convert_i64_u`.
    public static float f32ConvertI64U(long x) {
        return x >= 0 ? (float) x : (float) halfWithStickyBit(x) * 2;
    }

    /// `f64.convert_i64_u`.
    public static double f64ConvertI64U(long x) {
        return x >= 0 ? (double) x : (double) halfWithStickyBit(x) * 2;
    }

    /// Half of an unsigned number; the lowest bit also tells that a bit was lost, so that the half rounds as the whole.
    private static long halfWithStickyBit(long x) {
        return x >>> 1 | (x & 1);
    }
}
