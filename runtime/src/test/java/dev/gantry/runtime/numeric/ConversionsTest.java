package dev.gantry.runtime.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Conversions against unbounded arithmetic, at and around every limit.
class ConversionsTest {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    @BeforeAll
    static void printSeed() {
        System.out.println("ConversionsTest: -Dseed=" + SEED);
    }

    private List<Double> doubles() {
        List<Double> values = new ArrayList<>();
        for (int exponent : new int[] {-1074, -1022, -149, -126, -1, 0, 1, 23, 24, 31, 32, 52, 53, 63, 64, 127, 1023}) {
            for (double base : new double[] {Math.scalb(1.0, exponent), Math.scalb(1.5, exponent)}) {
                for (double value :
                        new double[] {base, Math.nextUp(base), Math.nextDown(base), base - 1, base + 1, base + 0.5}) {
                    values.add(value);
                    values.add(-value);
                    values.add((double) Math.nextUp((float) value));
                    values.add((double) Math.nextDown((float) -value));
                }
            }
        }
        values.addAll(List.of(0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
        for (int round = 0; round < 2_000; round++) {
            values.add(Double.longBitsToDouble(random.nextLong()));
            values.add(Math.scalb(random.nextDouble(-1, 1), random.nextInt(70)));
        }
        return values;
    }

    private static void check(
            double x, DoubleFunction<Long> trapping, DoubleFunction<Long> saturating, boolean signed, int bits) {
        BigInteger least = signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
        BigInteger greatest = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        String what = x + " to " + (signed ? "s" : "u") + bits;
        if (Double.isNaN(x)) {
            assertThatThrownBy(() -> trapping.apply(x))
                    .as(what)
                    .isSameAs(TrapSignal.of(Failure.INVALID_CONVERSION_TO_INTEGER));
            assertThat(saturating.apply(x)).as(what).isZero();
            return;
        }
        boolean infinite = Double.isInfinite(x);
        BigInteger whole = infinite
                ? BigInteger.ONE.shiftLeft(200).multiply(BigInteger.valueOf((long) Math.signum(x)))
                : new BigDecimal(x).toBigInteger();
        BigInteger limited = whole.max(least).min(greatest);
        long expected = bits == 32 ? limited.intValue() : limited.longValue();
        assertThat(saturating.apply(x)).as(what).isEqualTo(expected);
        if (limited.equals(whole)) {
            assertThat(trapping.apply(x)).as(what).isEqualTo(expected);
        } else {
            assertThatThrownBy(() -> trapping.apply(x)).as(what).isSameAs(TrapSignal.of(Failure.INTEGER_OVERFLOW));
        }
    }

    @Test
    void truncationsOfDoublesAreExactOrTrapOrSaturate() {
        for (double x : doubles()) {
            check(x, y -> (long) Conversions.i32TruncF64S(y), y -> (long) Conversions.i32TruncSatF64S(y), true, 32);
            check(x, y -> (long) Conversions.i32TruncF64U(y), y -> (long) Conversions.i32TruncSatF64U(y), false, 32);
            check(x, Conversions::i64TruncF64S, Conversions::i64TruncSatF64S, true, 64);
            check(x, Conversions::i64TruncF64U, Conversions::i64TruncSatF64U, false, 64);
        }
    }

    @Test
    void truncationsOfFloatsAreExactOrTrapOrSaturate() {
        for (double value : doubles()) {
            double x = (float) value;
            check(
                    x,
                    y -> (long) Conversions.i32TruncF32S((float) y),
                    y -> (long) Conversions.i32TruncSatF32S((float) y),
                    true,
                    32);
            check(
                    x,
                    y -> (long) Conversions.i32TruncF32U((float) y),
                    y -> (long) Conversions.i32TruncSatF32U((float) y),
                    false,
                    32);
            check(x, y -> Conversions.i64TruncF32S((float) y), y -> Conversions.i64TruncSatF32S((float) y), true, 64);
            check(x, y -> Conversions.i64TruncF32U((float) y), y -> Conversions.i64TruncSatF32U((float) y), false, 64);
        }
    }

    private List<Long> longs() {
        List<Long> values = new ArrayList<>(List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE));
        for (int shift = 1; shift < 64; shift++) {
            for (int width : new int[] {0, 23, 24, 25, 52, 53, 54}) {
                long half = (1L << shift) | (width < shift ? 1L << (shift - width) : 0);
                values.addAll(
                        List.of(half, half - 1, half + 1, ~half, half | Long.MIN_VALUE, (half - 1) | Long.MIN_VALUE));
                values.add((half + 1) | Long.MIN_VALUE);
            }
        }
        for (int round = 0; round < 5_000; round++) {
            values.add(random.nextLong() >> random.nextInt(64));
        }
        return values;
    }

    private static BigDecimal roundToBits(BigInteger value, int precision) {
        int excess = value.bitLength() - precision;
        if (excess <= 0) {
            return new BigDecimal(value);
        }
        BigDecimal unit = new BigDecimal(BigInteger.ONE.shiftLeft(excess));
        BigDecimal units = new BigDecimal(value).divide(unit, MathContext.UNLIMITED);
        return units.setScale(0, RoundingMode.HALF_EVEN).multiply(unit);
    }

    @Test
    void unsignedIntegersRoundToNearestEven() {
        for (long x : longs()) {
            BigInteger wide = LaneReference.unsigned(x, 64), narrow = LaneReference.unsigned(x, 32);
            assertThat(new BigDecimal(Conversions.f32ConvertI64U(x))).isEqualByComparingTo(roundToBits(wide, 24));
            assertThat(new BigDecimal(Conversions.f64ConvertI64U(x))).isEqualByComparingTo(roundToBits(wide, 53));
            assertThat(new BigDecimal(Conversions.f32ConvertI32U((int) x)))
                    .isEqualByComparingTo(roundToBits(narrow, 24));
            assertThat(new BigDecimal(Conversions.f64ConvertI32U((int) x)))
                    .isEqualByComparingTo(new BigDecimal(narrow));
        }
    }
}
