package dev.gantry.runtime.numeric;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;

/// Scalar arithmetic: division with its traps, rounding, minimum and maximum, 128-bit integers, canonical NaNs.
///
/// Instructions that one operator of Java computes are not here: integer addition, multiplication, shifts (Java masks
/// the distance as wasm does), `Integer.compareUnsigned`, float arithmetic and ordered comparisons.
///
/// Threading: no state.
///
/// @wasm exec-numeric
@SuppressWarnings("doclint:missing") // one method per instruction, whose name it bears
public final class Scalars {
    /// The canonical NaN of `f32`.
    public static final int F32_CANONICAL_NAN = 0x7FC0_0000;
    /// The canonical NaN of `f64`.
    public static final long F64_CANONICAL_NAN = 0x7FF8_0000_0000_0000L;

    private Scalars() {}

    /// `i32.div_s`: traps for a divisor of zero and for the quotient 2³¹.
    public static int i32DivS(int x, int y) {
        if (y == 0) {
            throw TrapSignal.of(Failure.INTEGER_DIVIDE_BY_ZERO);
        }
        if (y == -1 && x == Integer.MIN_VALUE) {
            throw TrapSignal.of(Failure.INTEGER_OVERFLOW);
        }
        return x / y;
    }

    /// `i32.div_u`: traps for a divisor of zero.
    public static int i32DivU(int x, int y) {
        if (y == 0) {
            throw TrapSignal.of(Failure.INTEGER_DIVIDE_BY_ZERO);
        }
        return Integer.divideUnsigned(x, y);
    }

    /// `i32.rem_s`: traps for a divisor of zero.
    public static int i32RemS(int x, int y) {
        if (y == 0) {
            throw TrapSignal.of(Failure.INTEGER_DIVIDE_BY_ZERO);
        }
        return x % y;
    }

    /// `i32.rem_u`: traps for a divisor of zero.
    public static int i32RemU(int x, int y) {
        if (y == 0) {
            throw TrapSignal.of(Failure.INTEGER_DIVIDE_BY_ZERO);
        }
        return Integer.remainderUnsigned(x, y);
    }

    /// `i64.div_s`: traps for a divisor of zero and for the quotient 2⁶³.
    public static long i64DivS(long x, long y) {
        if (y == 0) {
            throw TrapSignal.of(Failure.INTEGER_DIVIDE_BY_ZERO);
        }
        if (y == -1 && x == Long.MIN_VALUE) {
            throw TrapSignal.of(Failure.INTEGER_OVERFLOW);
        }
        return x / y;
    }

    /// `i64.div_u`: traps for a divisor of zero.
    public static long i64DivU(long x, long y) {
        if (y == 0) {
            throw TrapSignal.of(Failure.INTEGER_DIVIDE_BY_ZERO);
        }
        return Long.divideUnsigned(x, y);
    }

    /// `i64.rem_s`: traps for a divisor of zero.
    public static long i64RemS(long x, long y) {
        if (y == 0) {
            throw TrapSignal.of(Failure.INTEGER_DIVIDE_BY_ZERO);
        }
        return x % y;
    }

    /// `i64.rem_u`: traps for a divisor of zero.
    public static long i64RemU(long x, long y) {
        if (y == 0) {
            throw TrapSignal.of(Failure.INTEGER_DIVIDE_BY_ZERO);
        }
        return Long.remainderUnsigned(x, y);
    }

    // min, max: Java's own may hand back a signalling NaN

    /// `f32.min`: NaN if an operand is NaN, and -0 is less than +0.
    public static float f32Min(float x, float y) {
        return Float.isNaN(x) || Float.isNaN(y) ? x + y : Math.min(x, y);
    }

    /// `f32.max`: NaN if an operand is NaN, and -0 is less than +0.
    public static float f32Max(float x, float y) {
        return Float.isNaN(x) || Float.isNaN(y) ? x + y : Math.max(x, y);
    }

    /// `f64.min`: NaN if an operand is NaN, and -0 is less than +0.
    public static double f64Min(double x, double y) {
        return Double.isNaN(x) || Double.isNaN(y) ? x + y : Math.min(x, y);
    }

    /// `f64.max`: NaN if an operand is NaN, and -0 is less than +0.
    public static double f64Max(double x, double y) {
        return Double.isNaN(x) || Double.isNaN(y) ? x + y : Math.max(x, y);
    }

    // rounding: f32 goes through double, which is exact; the sum makes a signalling NaN quiet

    /// `f32.ceil`.
    public static float f32Ceil(float x) {
        return Float.isNaN(x) ? x + x : (float) Math.ceil(x);
    }

    /// `f32.floor`.
    public static float f32Floor(float x) {
        return Float.isNaN(x) ? x + x : (float) Math.floor(x);
    }

    /// `f32.trunc`: towards zero; the sign of a zero is that of the operand.
    public static float f32Trunc(float x) {
        return x < 0 ? f32Ceil(x) : f32Floor(x);
    }

    /// `f32.nearest`: to the nearest integer, ties to even.
    public static float f32Nearest(float x) {
        return Float.isNaN(x) ? x + x : (float) Math.rint(x);
    }

    /// `f32.sqrt`: the root of the double, rounded twice, is the correctly rounded root.
    public static float f32Sqrt(float x) {
        return (float) Math.sqrt(x);
    }

    /// `f64.ceil`.
    public static double f64Ceil(double x) {
        return Double.isNaN(x) ? x + x : Math.ceil(x);
    }

    /// `f64.floor`.
    public static double f64Floor(double x) {
        return Double.isNaN(x) ? x + x : Math.floor(x);
    }

    /// `f64.trunc`: towards zero; the sign of a zero is that of the operand.
    public static double f64Trunc(double x) {
        return x < 0 ? f64Ceil(x) : f64Floor(x);
    }

    /// `f64.nearest`: to the nearest integer, ties to even.
    public static double f64Nearest(double x) {
        return Double.isNaN(x) ? x + x : Math.rint(x);
    }

    // sign operations, on bits: they keep the payload of a NaN, even of a signalling one

    /// `f32.abs` on bits.
    public static int f32Abs(int bits) {
        return bits & Integer.MAX_VALUE;
    }

    /// `f32.neg` on bits.
    public static int f32Neg(int bits) {
        return bits ^ Integer.MIN_VALUE;
    }

    /// `f32.copysign` on bits: the first operand with the sign of the second.
    public static int f32Copysign(int x, int y) {
        return (x & Integer.MAX_VALUE) | (y & Integer.MIN_VALUE);
    }

    /// `f64.abs` on bits.
    public static long f64Abs(long bits) {
        return bits & Long.MAX_VALUE;
    }

    /// `f64.neg` on bits.
    public static long f64Neg(long bits) {
        return bits ^ Long.MIN_VALUE;
    }

    /// `f64.copysign` on bits: the first operand with the sign of the second.
    public static long f64Copysign(long x, long y) {
        return (x & Long.MAX_VALUE) | (y & Long.MIN_VALUE);
    }

    // canonical NaNs

    /// The bits, or the canonical NaN if they are a NaN.
    public static int canonicalF32(int bits) {
        return (bits & Integer.MAX_VALUE) > 0x7F80_0000 ? F32_CANONICAL_NAN : bits;
    }

    /// The bits, or the canonical NaN if they are a NaN.
    public static long canonicalF64(long bits) {
        return (bits & Long.MAX_VALUE) > 0x7FF0_0000_0000_0000L ? F64_CANONICAL_NAN : bits;
    }

    /// Two `f32` lanes with canonical NaNs.
    public static long canonicalF32x2(long bits) {
        return Swar.pack(canonicalF32((int) bits), canonicalF32((int) (bits >>> 32)));
    }

    // wide arithmetic

    /// The low half of `i64.add128`.
    public static long add128Low(long xLow, long yLow) {
        return xLow + yLow;
    }

    /// The high half of `i64.add128`.
    public static long add128High(long xLow, long xHigh, long yLow, long yHigh) {
        long carry = Long.compareUnsigned(xLow + yLow, xLow) < 0 ? 1 : 0;
        return xHigh + yHigh + carry;
    }

    /// The low half of `i64.sub128`.
    public static long sub128Low(long xLow, long yLow) {
        return xLow - yLow;
    }

    /// The high half of `i64.sub128`.
    public static long sub128High(long xLow, long xHigh, long yLow, long yHigh) {
        long borrow = Long.compareUnsigned(xLow, yLow) < 0 ? 1 : 0;
        return xHigh - yHigh - borrow;
    }

    /// The low half of `i64.mul_wide_s` and `i64.mul_wide_u`.
    public static long mulWideLow(long x, long y) {
        return x * y;
    }

    /// The high half of `i64.mul_wide_s`.
    public static long mulWideSHigh(long x, long y) {
        return Math.multiplyHigh(x, y);
    }

    /// The high half of `i64.mul_wide_u`.
    public static long mulWideUHigh(long x, long y) {
        return Math.unsignedMultiplyHigh(x, y);
    }
}
