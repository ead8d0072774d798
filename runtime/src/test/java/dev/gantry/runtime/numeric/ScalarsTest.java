package dev.gantry.runtime.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import java.math.BigInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ScalarsTest {
    private static final long[] LONGS = {
        0,
        1,
        -1,
        2,
        -2,
        3,
        10,
        -10,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xFFFF_FFFFL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        0x1234_5678_9ABC_DEF0L,
        -0x1234_5678_9ABC_DEF0L
    };

    private static void assertTraps(ThrowingCallable call, Failure failure) {
        assertThatThrownBy(call).isSameAs(TrapSignal.of(failure));
    }

    @Test
    void signalsAreMadeOnceAndHaveNoStackTrace() {
        TrapSignal signal = TrapSignal.of(Failure.INTEGER_OVERFLOW);
        assertThat(signal).isSameAs(TrapSignal.of(Failure.INTEGER_OVERFLOW)).hasMessage("integer overflow");
        assertThat(signal.getStackTrace()).isEmpty();
        assertThat(signal.failure()).isEqualTo(Failure.INTEGER_OVERFLOW);
        assertThatThrownBy(() -> TrapSignal.of(Failure.TYPE_MISMATCH)).isInstanceOf(AssertionError.class);
    }

    @Test
    void divisionByZeroTraps() {
        assertTraps(() -> Scalars.i32DivS(1, 0), Failure.INTEGER_DIVIDE_BY_ZERO);
        assertTraps(() -> Scalars.i32DivU(1, 0), Failure.INTEGER_DIVIDE_BY_ZERO);
        assertTraps(() -> Scalars.i32RemS(1, 0), Failure.INTEGER_DIVIDE_BY_ZERO);
        assertTraps(() -> Scalars.i32RemU(1, 0), Failure.INTEGER_DIVIDE_BY_ZERO);
        assertTraps(() -> Scalars.i64DivS(1, 0), Failure.INTEGER_DIVIDE_BY_ZERO);
        assertTraps(() -> Scalars.i64DivU(1, 0), Failure.INTEGER_DIVIDE_BY_ZERO);
        assertTraps(() -> Scalars.i64RemS(1, 0), Failure.INTEGER_DIVIDE_BY_ZERO);
        assertTraps(() -> Scalars.i64RemU(1, 0), Failure.INTEGER_DIVIDE_BY_ZERO);
    }

    @Test
    void onlyTheQuotientOverflows() {
        assertTraps(() -> Scalars.i32DivS(Integer.MIN_VALUE, -1), Failure.INTEGER_OVERFLOW);
        assertTraps(() -> Scalars.i64DivS(Long.MIN_VALUE, -1), Failure.INTEGER_OVERFLOW);
        assertThat(Scalars.i32RemS(Integer.MIN_VALUE, -1)).isZero();
        assertThat(Scalars.i64RemS(Long.MIN_VALUE, -1)).isZero();
    }

    private static BigInteger big(long x) {
        return BigInteger.valueOf(x);
    }

    private static BigInteger unsigned(long x) {
        return LaneReference.unsigned(x, 64);
    }

    @Test
    void quotientsAndRemaindersTruncate() {
        for (long x : LONGS) {
            for (long y : LONGS) {
                if (y == 0) {
                    continue;
                }
                if (x != Long.MIN_VALUE || y != -1) {
                    assertThat(Scalars.i64DivS(x, y))
                            .isEqualTo(big(x).divide(big(y)).longValue());
                }
                assertThat(Scalars.i64RemS(x, y))
                        .isEqualTo(big(x).remainder(big(y)).longValue());
                assertThat(Scalars.i64DivU(x, y))
                        .isEqualTo(unsigned(x).divide(unsigned(y)).longValue());
                assertThat(Scalars.i64RemU(x, y))
                        .isEqualTo(unsigned(x).remainder(unsigned(y)).longValue());
                int ix = (int) x, iy = (int) y;
                if (iy != 0 && (ix != Integer.MIN_VALUE || iy != -1)) {
                    long ux = ix & 0xFFFF_FFFFL, uy = iy & 0xFFFF_FFFFL;
                    assertThat(Scalars.i32DivS(ix, iy)).isEqualTo((int) ((long) ix / iy));
                    assertThat(Scalars.i32RemS(ix, iy)).isEqualTo((int) ((long) ix % iy));
                    assertThat(Scalars.i32DivU(ix, iy)).isEqualTo((int) (ux / uy));
                    assertThat(Scalars.i32RemU(ix, iy)).isEqualTo((int) (ux % uy));
                }
            }
        }
    }

    @Test
    void wideArithmeticHas128Bits() {
        for (long x : LONGS) {
            for (long y : LONGS) {
                assertThat(Scalars.mulWideLow(x, y))
                        .isEqualTo(big(x).multiply(big(y)).longValue());
                assertThat(Scalars.mulWideSHigh(x, y))
                        .isEqualTo(big(x).multiply(big(y)).shiftRight(64).longValue());
                assertThat(Scalars.mulWideUHigh(x, y))
                        .isEqualTo(
                                unsigned(x).multiply(unsigned(y)).shiftRight(64).longValue());
                for (long z : LONGS) {
                    BigInteger left = big(y).shiftLeft(64).or(unsigned(x)),
                            right = big(x).shiftLeft(64).or(unsigned(z));
                    assertThat(Scalars.add128Low(x, z))
                            .isEqualTo(left.add(right).longValue());
                    assertThat(Scalars.add128High(x, y, z, x))
                            .isEqualTo(left.add(right).shiftRight(64).longValue());
                    assertThat(Scalars.sub128Low(x, z))
                            .isEqualTo(left.subtract(right).longValue());
                    assertThat(Scalars.sub128High(x, y, z, x))
                            .isEqualTo(left.subtract(right).shiftRight(64).longValue());
                }
            }
        }
    }

    @Test
    void signalingNaNsComeOutQuiet() {
        float signaling = Float.intBitsToFloat(0x7FA0_0001);
        float[] results = {
            Scalars.f32Min(signaling, 1), Scalars.f32Min(1, signaling), Scalars.f32Max(signaling, 1),
            Scalars.f32Max(1, signaling), Scalars.f32Ceil(signaling), Scalars.f32Floor(signaling),
            Scalars.f32Trunc(signaling), Scalars.f32Nearest(signaling), Scalars.f32Sqrt(signaling)
        };
        for (float result : results) {
            assertThat(Float.floatToRawIntBits(result) & 0x7FC0_0000).isEqualTo(0x7FC0_0000);
        }
        double wide = Double.longBitsToDouble(0x7FF4_0000_0000_0001L);
        double[] wides = {
            Scalars.f64Min(wide, 1), Scalars.f64Min(1, wide), Scalars.f64Max(wide, 1), Scalars.f64Max(1, wide),
            Scalars.f64Ceil(wide), Scalars.f64Floor(wide), Scalars.f64Trunc(wide), Scalars.f64Nearest(wide)
        };
        for (double result : wides) {
            assertThat(Double.doubleToRawLongBits(result) & Scalars.F64_CANONICAL_NAN)
                    .isEqualTo(Scalars.F64_CANONICAL_NAN);
        }
    }

    @Test
    void signOperationsKeepPayloads() {
        assertThat(Scalars.f32Abs(0xFFA0_0001)).isEqualTo(0x7FA0_0001);
        assertThat(Scalars.f32Neg(0x7FA0_0001)).isEqualTo(0xFFA0_0001);
        assertThat(Scalars.f32Copysign(0x7FA0_0001, 0x8000_0000)).isEqualTo(0xFFA0_0001);
        assertThat(Scalars.f32Copysign(0xFFA0_0001, 0)).isEqualTo(0x7FA0_0001);
        assertThat(Scalars.f64Abs(0xFFF4_0000_0000_0001L)).isEqualTo(0x7FF4_0000_0000_0001L);
        assertThat(Scalars.f64Neg(0x7FF4_0000_0000_0001L)).isEqualTo(0xFFF4_0000_0000_0001L);
        assertThat(Scalars.f64Copysign(0x7FF4_0000_0000_0001L, -1)).isEqualTo(0xFFF4_0000_0000_0001L);
        assertThat(Scalars.f64Copysign(0xFFF4_0000_0000_0001L, 1)).isEqualTo(0x7FF4_0000_0000_0001L);
    }

    @Test
    void canonicalNaNsReplaceOthersOnly() {
        assertThat(Scalars.canonicalF32(0xFFFF_FFFF)).isEqualTo(0x7FC0_0000);
        assertThat(Scalars.canonicalF32(0x7F80_0001)).isEqualTo(0x7FC0_0000);
        assertThat(Scalars.canonicalF32(0xFF80_0000)).isEqualTo(0xFF80_0000);
        assertThat(Scalars.canonicalF64(-1)).isEqualTo(0x7FF8_0000_0000_0000L);
        assertThat(Scalars.canonicalF64(0x7FF0_0000_0000_0001L)).isEqualTo(0x7FF8_0000_0000_0000L);
        assertThat(Scalars.canonicalF64(0xFFF0_0000_0000_0000L)).isEqualTo(0xFFF0_0000_0000_0000L);
    }
}
