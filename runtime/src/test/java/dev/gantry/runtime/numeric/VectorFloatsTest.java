package dev.gantry.runtime.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.Opcode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Float lanes against scalar computations: every pair of edge values in every lane.
class VectorFloatsTest {
    private static final float[] FLOATS = {
        0,
        -0f,
        0.5f,
        -0.5f,
        1.5f,
        2.5f,
        -2.5f,
        1,
        -1,
        0x1p23f,
        0x1.000002p23f,
        -0x1.fffffep22f,
        0x1p31f,
        -0x1p31f,
        0x1.fffffep30f,
        0x1p32f,
        0x1.fffffep31f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0xFFC0_0000),
        Float.intBitsToFloat(0x7FA0_1234),
        Float.intBitsToFloat(0xFFFF_FFFF),
        3,
        7
    };

    private interface Binary {
        double of(double x, double y);
    }

    private interface Unary {
        double of(double x);
    }

    private static long[] run(Opcode opcode, long x0, long x1, long y0, long y1, long z0, long z1) {
        long[] frame = {x0, x1, y0, y1, z0, z1, 0, 0};
        VectorOps.execute(VectorOpsTest.op(opcode), frame, 6, 0, 2, 4, 0);
        return Arrays.copyOfRange(frame, 6, 8);
    }

    private static int bits(float x) {
        return Float.floatToRawIntBits(x);
    }

    private static long bits(double x) {
        return Double.doubleToRawLongBits(x);
    }

    private static void checkF32(String what, float x, float y, int found, double expected) {
        checkF32(what + "(" + x + ", " + y + ")", found, (float) expected, isCanonical(x) && isCanonical(y));
    }

    private static void checkF32(String what, int found, float expected, boolean canonicalOperands) {
        if (!Float.isNaN(expected)) {
            assertThat(found).as(what).isEqualTo(Float.floatToIntBits(expected));
        } else if (canonicalOperands) {
            assertThat(found & Integer.MAX_VALUE).as(what).isEqualTo(Scalars.F32_CANONICAL_NAN);
        } else {
            assertThat(found & 0x7FC0_0000).as(what).isEqualTo(0x7FC0_0000);
        }
    }

    private static boolean isCanonical(float x) {
        return !Float.isNaN(x) || (bits(x) & Integer.MAX_VALUE) == Scalars.F32_CANONICAL_NAN;
    }

    private static void checkF64(String what, double x, double y, long found, double expected) {
        String text = what + "(" + x + ", " + y + ")";
        if (Double.isNaN(expected)) {
            assertThat(found & Scalars.F64_CANONICAL_NAN).as(text).isEqualTo(Scalars.F64_CANONICAL_NAN);
        } else {
            assertThat(found).as(text).isEqualTo(Double.doubleToLongBits(expected));
        }
    }

    /// Exact in double, or (division, product, sum of floats in double) innocuous to round twice.
    private static void binary(String name, Binary reference) {
        Opcode f32 = Opcode.valueOf("F32X4_" + name), f64 = Opcode.valueOf("F64X2_" + name);
        for (float x : FLOATS) {
            for (float y : FLOATS) {
                long low = Swar.pack(bits(x), bits(y)), high = Swar.pack(bits(y), bits(x));
                long[] found = run(f32, low, high, high, low, 0, 0);
                double xy = reference.of(x, y), yx = reference.of(y, x);
                checkF32(name, x, y, (int) found[0], xy);
                checkF32(name, y, x, (int) (found[0] >>> 32), yx);
                checkF32(name, y, x, (int) found[1], yx);
                checkF32(name, x, y, (int) (found[1] >>> 32), xy);
                long[] wide = run(f64, bits((double) x), bits((double) y), bits((double) y), bits((double) x), 0, 0);
                checkF64(name, x, y, wide[0], xy);
                checkF64(name, y, x, wide[1], yx);
            }
        }
    }

    private static void unary(String name, Unary reference) {
        Opcode f32 = Opcode.valueOf("F32X4_" + name), f64 = Opcode.valueOf("F64X2_" + name);
        for (float x : FLOATS) {
            for (float y : FLOATS) {
                long[] found = run(f32, Swar.pack(bits(x), bits(y)), Swar.pack(bits(y), bits(x)), 0, 0, 0, 0);
                checkF32(name, x, x, (int) found[0], reference.of(x));
                checkF32(name, y, y, (int) (found[0] >>> 32), reference.of(y));
                checkF32(name, y, y, (int) found[1], reference.of(y));
                checkF32(name, x, x, (int) (found[1] >>> 32), reference.of(x));
                long[] wide = run(f64, bits((double) x), bits((double) y), 0, 0, 0, 0);
                checkF64(name, x, x, wide[0], reference.of(x));
                checkF64(name, y, y, wide[1], reference.of(y));
            }
        }
    }

    @Test
    void arithmeticIsThatOfJava() {
        binary("ADD", (x, y) -> x + y);
        binary("SUB", (x, y) -> x - y);
        binary("MUL", (x, y) -> x * y);
        binary("DIV", (x, y) -> x / y);
        unary("SQRT", Math::sqrt);
    }

    @Test
    void minimaAndMaximaOrderZerosAndSpreadNaN() {
        binary("MIN", Math::min);
        binary("MAX", Math::max);
    }

    @Test
    void roundingKeepsTheSignOfZero() {
        unary("CEIL", Math::ceil);
        unary("FLOOR", Math::floor);
        unary("NEAREST", Math::rint);
        unary("TRUNC", x -> Double.isNaN(x) || Double.isInfinite(x) || x == 0 ? x : truncated(x));
    }

    private static double truncated(double x) {
        return Math.copySign(new BigDecimal(x).setScale(0, RoundingMode.DOWN).doubleValue(), x);
    }

    @Test
    void pseudoMinimaMoveBits() {
        for (float x : FLOATS) {
            for (float y : FLOATS) {
                long bothX = Swar.pack(bits(x), bits(x)), bothY = Swar.pack(bits(y), bits(y));
                long min = y < x ? bothY : bothX, max = x < y ? bothY : bothX;
                assertThat(run(Opcode.F32X4_PMIN, bothX, bothX, bothY, bothY, 0, 0))
                        .containsExactly(min, min);
                assertThat(run(Opcode.F32X4_PMAX, bothX, bothX, bothY, bothY, 0, 0))
                        .containsExactly(max, max);
                long wideX = bits((double) x), wideY = bits((double) y);
                assertThat(run(Opcode.F64X2_PMIN, wideX, wideX, wideY, wideY, 0, 0))
                        .containsOnly(y < x ? wideY : wideX);
                assertThat(run(Opcode.F64X2_PMAX, wideX, wideX, wideY, wideY, 0, 0))
                        .containsOnly(x < y ? wideY : wideX);
            }
        }
    }

    @Test
    void comparisonsWithNaNAreFalseButForNe() {
        for (float x : FLOATS) {
            for (float y : FLOATS) {
                compare("EQ", x, y, x == y);
                compare("NE", x, y, x != y);
                compare("LT", x, y, x < y);
                compare("GT", x, y, x > y);
                compare("LE", x, y, x <= y);
                compare("GE", x, y, x >= y);
            }
        }
    }

    private static void compare(String name, float x, float y, boolean expected) {
        long bothX = Swar.pack(bits(x), bits(x)), bothY = Swar.pack(bits(y), bits(y));
        assertThat(run(Opcode.valueOf("F32X4_" + name), bothX, bothX, bothY, bothY, 0, 0))
                .as("%s %s %s", x, name, y)
                .containsOnly(expected ? -1 : 0);
        long wideX = bits((double) x), wideY = bits((double) y);
        assertThat(run(Opcode.valueOf("F64X2_" + name), wideX, wideX, wideY, wideY, 0, 0))
                .containsOnly(expected ? -1 : 0);
    }

    @Test
    void signOperationsKeepTheBitsOfNaN() {
        long x = 0xFFA0_1234_7FA0_5678L;
        assertThat(run(Opcode.F32X4_ABS, x, x, 0, 0, 0, 0)).containsOnly(0x7FA0_1234_7FA0_5678L);
        assertThat(run(Opcode.F32X4_NEG, x, x, 0, 0, 0, 0)).containsOnly(0x7FA0_1234_FFA0_5678L);
        long y = 0xFFF4_0000_0000_0001L;
        assertThat(run(Opcode.F64X2_ABS, y, y, 0, 0, 0, 0)).containsOnly(0x7FF4_0000_0000_0001L);
        assertThat(run(Opcode.F64X2_NEG, y, y, 0, 0, 0, 0)).containsOnly(0x7FF4_0000_0000_0001L);
    }

    @Test
    void conversionsAreThoseOfTheScalars() {
        for (float x : FLOATS) {
            for (float y : FLOATS) {
                long floats = Swar.pack(bits(x), bits(y)), other = Swar.pack(bits(y), bits(x));
                assertThat(run(Opcode.I32X4_TRUNC_SAT_F32X4_S, floats, other, 0, 0, 0, 0))
                        .containsExactly(Swar.pack((int) x, (int) y), Swar.pack((int) y, (int) x));
                int ux = Conversions.i32TruncSatF32U(x), uy = Conversions.i32TruncSatF32U(y);
                assertThat(run(Opcode.I32X4_TRUNC_SAT_F32X4_U, floats, other, 0, 0, 0, 0))
                        .containsExactly(Swar.pack(ux, uy), Swar.pack(uy, ux));
                long wideX = bits((double) x), wideY = bits((double) y);
                assertThat(run(Opcode.I32X4_TRUNC_SAT_F64X2_S_ZERO, wideX, wideY, 0, 0, 0, 0))
                        .containsExactly(Swar.pack((int) x, (int) y), 0);
                assertThat(run(Opcode.I32X4_TRUNC_SAT_F64X2_U_ZERO, wideX, wideY, 0, 0, 0, 0))
                        .containsExactly(Swar.pack(ux, uy), 0);
                long[] demoted = run(Opcode.F32X4_DEMOTE_F64X2_ZERO, wideX, wideY, 0, 0, 0, 0);
                checkF32("demote", x, x, (int) demoted[0], x);
                checkF32("demote", y, y, (int) (demoted[0] >>> 32), y);
                assertThat(demoted[1]).isZero();
                long[] promoted = run(Opcode.F64X2_PROMOTE_LOW_F32X4, floats, 0, 0, 0, 0, 0);
                checkF64("promote", x, x, promoted[0], x);
                checkF64("promote", y, y, promoted[1], y);
            }
        }
        int[] ints = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x0100_0001, 0xFFFF_FF7F, 0xFFFF_FF80};
        for (int x : ints) {
            long both = Swar.pack(x, ~x);
            long ux = x & 0xFFFF_FFFFL, uy = ~x & 0xFFFF_FFFFL;
            assertThat(run(Opcode.F32X4_CONVERT_I32X4_S, both, both, 0, 0, 0, 0))
                    .containsOnly(Swar.pack(bits((float) x), bits((float) ~x)));
            assertThat(run(Opcode.F32X4_CONVERT_I32X4_U, both, both, 0, 0, 0, 0))
                    .containsOnly(Swar.pack(bits((float) ux), bits((float) uy)));
            assertThat(run(Opcode.F64X2_CONVERT_LOW_I32X4_S, both, 0, 0, 0, 0, 0))
                    .containsExactly(bits((double) x), bits((double) ~x));
            assertThat(run(Opcode.F64X2_CONVERT_LOW_I32X4_U, both, 0, 0, 0, 0, 0))
                    .containsExactly(bits((double) ux), bits((double) uy));
        }
    }

    @Test
    void multiplyAddRoundsOnce() {
        float[] finite = {0, 1, -1, 0.1f, 3, 7, 0x1.000002p0f, -0x1.fffffep0f, 0x1p-20f, 0x1.000004p20f, 1e10f};
        for (float x : finite) {
            for (float y : finite) {
                for (float z : finite) {
                    BigDecimal product = new BigDecimal(x).multiply(new BigDecimal(y));
                    fused("MADD", x, y, z, product.add(new BigDecimal(z)));
                    fused("NMADD", x, y, z, product.negate().add(new BigDecimal(z)));
                }
            }
        }
    }

    private static void fused(String name, float x, float y, float z, BigDecimal exact) {
        BigDecimal rounded = exact.round(new MathContext(60));
        long x2 = Swar.pack(bits(x), bits(x)), y2 = Swar.pack(bits(y), bits(y)), z2 = Swar.pack(bits(z), bits(z));
        long[] f32 = run(Opcode.valueOf("F32X4_RELAXED_" + name), x2, x2, y2, y2, z2, z2);
        assertThat(Float.intBitsToFloat((int) f32[0]))
                .as("%s %s %s", x, y, z)
                .isEqualByComparingTo(rounded.floatValue() + 0f);
        assertThat(f32[1]).isEqualTo(f32[0]);
        long wx = bits((double) x), wy = bits((double) y), wz = bits((double) z);
        long[] f64 = run(Opcode.valueOf("F64X2_RELAXED_" + name), wx, wx, wy, wy, wz, wz);
        assertThat(Double.longBitsToDouble(f64[0]) + 0.0).isEqualByComparingTo(rounded.doubleValue() + 0.0);
        assertThat(f64[1]).isEqualTo(f64[0]);
    }

    @Test
    void NaNsAreMadeCanonicalAfterArithmeticOnly() {
        long[] frame = {0xFFA0_1234_3F80_0000L, 0x7FFF_FFFF_FFFF_FFFFL};
        VectorOps.canonicalizeNaNs(VectorOpsTest.op(Opcode.I32X4_ADD), frame, 0);
        VectorOps.canonicalizeNaNs(VectorOpsTest.op(Opcode.F32X4_ABS), frame, 0);
        assertThat(frame).containsExactly(0xFFA0_1234_3F80_0000L, 0x7FFF_FFFF_FFFF_FFFFL);
        VectorOps.canonicalizeNaNs(VectorOpsTest.op(Opcode.F32X4_ADD), frame, 0);
        assertThat(frame).containsExactly(0x7FC0_0000_3F80_0000L, 0x7FC0_0000_7FC0_0000L);
        frame[1] = 0x7FF0_0000_0000_0001L;
        frame[0] = 0xFFFF_0000_0000_0000L;
        VectorOps.canonicalizeNaNs(VectorOpsTest.op(Opcode.F64X2_SQRT), frame, 0);
        assertThat(frame).containsExactly(0x7FF8_0000_0000_0000L, 0x7FF8_0000_0000_0000L);
    }
}
