package dev.gantry.wasm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which bits numbers stand for.
final class NumbersTest {
    private static final int ROUNDS = 20_000;

    private static Tokens tokens(String text) {
        return Tokens.of(new SourceText(text, ""));
    }

    private static int f32(String text) {
        return Numbers.f32(tokens(text), 0);
    }

    private static long f64(String text) {
        return Numbers.f64(tokens(text), 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 32, 0",
        "-1, 32, -1",
        "0xffffffff, 32, 4294967295",
        "-0x8000_0000, 32, -2147483648",
        "255, 8, 255",
        "-128, 8, -128",
        "0x7fffffffffffffff, 64, 9223372036854775807",
        "18446744073709551615, 64, -1",
        "-9223372036854775808, 64, -9223372036854775808",
        "+5, 16, 5",
        "-0, 64, 0"
    })
    void integersInRange(String text, int bits, long value) {
        assertThat(Numbers.integer(tokens(text), 0, bits)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "256, 8, i8",
        "-129, 8, i8",
        "4294967296, 32, i32",
        "-2147483649, 32, i32",
        "18446744073709551616, 64, i64",
        "0x1_0000_0000_0000_0000, 64, i64",
        "-9223372036854775809, 64, i64",
        "99999999999999999999999999, 32, i32"
    })
    void integersOutOfRange(String text, int bits, String type) {
        assertThatThrownBy(() -> Numbers.integer(tokens(text), 0, bits))
                .hasMessageStartingWith("1:1: " + type + " constant out of range");
    }

    @Test
    void specialFloats() {
        assertThat(f32("inf")).isEqualTo(0x7F80_0000);
        assertThat(f32("-inf")).isEqualTo(0xFF80_0000);
        assertThat(f32("nan")).isEqualTo(0x7FC0_0000);
        assertThat(f32("-nan:0x1")).isEqualTo(0xFF80_0001);
        assertThat(f64("nan:0xf_ffff_ffff_ffff")).isEqualTo(0x7FFF_FFFF_FFFF_FFFFL);
        assertThat(f64("-0")).isEqualTo(Long.MIN_VALUE);
        assertThat(f32("-0x0p999999999999999999")).isEqualTo(Integer.MIN_VALUE);
        assertThat(f32("0x1p-999999999999999999")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "nan:0x0",
        "nan:0x80_0000",
        "1e39",
        "0x1p128",
        "0x1.ffffffp127",
        "3.4028236e38",
        "0x1p99999999999999999999",
        "340282356779733661637539395458142568448"
    })
    void floatsOutOfRange(String text) {
        assertThatThrownBy(() -> f32(text)).hasMessageStartingWith("1:1: f32 constant out of range");
    }

    @Test
    void limitsOfRounding() {
        assertThat(f32("340282356779733661637539395458142568447")).isEqualTo(0x7F7F_FFFF);
        assertThat(f32("0x1.fffffefffffffffffffp127")).isEqualTo(0x7F7F_FFFF);
        assertThat(f32("0x1p-149")).isEqualTo(1);
        assertThat(f32("0x1p-150")).isZero();
        assertThat(f32("0x1.000000000000000000000000000000000001p-150")).isEqualTo(1);
        assertThat(f32("0x0.ffffffp-126")).isEqualTo(0x0080_0000);
        // Through an f64 this would be rounded twice, to even.
        assertThat(f32("0x1.00000100000000001p0")).isEqualTo(0x3F80_0001);
        assertThat(f32("1.0000000596046448")).isEqualTo(0x3F80_0001);
        assertThat(f64("0x1.fffffffffffff8p1023".replace("8p", "7p"))).isEqualTo(0x7FEF_FFFF_FFFF_FFFFL);
    }

    /// Random hexadecimal floats against the decimal reader, which gets the exact value.
    @Test
    void hexadecimalFloatsAreRoundedCorrectly() {
        long seed = Long.getLong("seed", 7);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String digits = new BigInteger(1 + random.nextInt(120), random).toString(16);
            String fraction = new BigInteger(1 + random.nextInt(80), random).toString(16);
            int exponent = random.nextInt(400) - 250;
            BigDecimal exact = new BigDecimal(new BigInteger(digits + fraction, 16));
            int scale = exponent - 4 * fraction.length();
            BigDecimal power = new BigDecimal(BigInteger.TWO.pow(Math.abs(scale)));
            exact = scale < 0 ? exact.divide(power) : exact.multiply(power);
            String text = "0x" + digits + "." + fraction + "p" + exponent;
            float expected = Float.parseFloat(exact.toString());
            if (Float.isFinite(expected)) {
                assertThat(f32(text)).as("%s seed %d", text, seed).isEqualTo(Float.floatToRawIntBits(expected));
            }
            assertThat(f64(text))
                    .as("%s seed %d", text, seed)
                    .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(exact.toString())));
        }
    }

    @Test
    void printedFloatsComeBack() {
        Random random = new Random(Long.getLong("seed", 11));
        for (int round = 0; round < ROUNDS; round++) {
            float value = Float.intBitsToFloat(random.nextInt() & 0x7F7F_FFFF);
            assertThat(f32(Float.toHexString(value))).isEqualTo(Float.floatToRawIntBits(value));
            assertThat(f32(Float.toString(value))).isEqualTo(Float.floatToRawIntBits(value));
        }
    }
}
