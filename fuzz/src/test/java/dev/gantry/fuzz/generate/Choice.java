package dev.gantry.fuzz.generate;

import java.util.List;
import java.util.random.RandomGenerator;

/// Random decisions, on one generator of numbers.
///
/// Threading: confined to one thread.
public final class Choice {
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        7,
        8,
        15,
        16,
        31,
        32,
        63,
        64,
        127,
        128,
        255,
        256,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x1_0000,
        0x7FFF_FFFFL,
        0x8000_0000L,
        0xFFFF_FFFFL,
        0x1_0000_0000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final double[] FLOATS = {
        0,
        1,
        -1,
        0.5,
        1.5,
        2.5,
        1e10,
        -1e10,
        2147483647.0,
        2147483648.0,
        -2147483649.0,
        4294967295.0,
        4294967296.0,
        0x1p63,
        0x1p64,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NaN
    };

    private final RandomGenerator random;

    /// Decisions by a generator of numbers.
    public Choice(RandomGenerator random) {
        this.random = random;
    }

    /// A number from 0 to `bound - 1`.
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /// A number from `min` to `max`.
    public int between(int min, int max) {
        return random.nextInt(min, max + 1);
    }

    /// True in one of `count` cases.
    public boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    /// True in half of the cases.
    public boolean coin() {
        return random.nextBoolean();
    }

    /// One of a list that is not empty.
    public <T> T of(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /// Any 64 bits.
    public long bits() {
        return random.nextLong();
    }

    /// An integer: small, at an edge of some width, or any.
    public long integer() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> {
                long edge = NUMBERS[random.nextInt(NUMBERS.length)];
                yield random.nextBoolean() ? edge : -edge;
            }
            default -> random.nextInt(-16, 100);
        };
    }

    /// The bits of a 64-bit float: small, at an edge, or any.
    public long float64() {
        return random.nextInt(8) == 0 ? random.nextLong() : Double.doubleToRawLongBits(number());
    }

    /// The bits of a 32-bit float: small, at an edge, or any.
    public int float32() {
        return random.nextInt(8) == 0 ? random.nextInt() : Float.floatToRawIntBits((float) number());
    }

    private double number() {
        return random.nextInt(3) == 0 ? FLOATS[random.nextInt(FLOATS.length)] : random.nextInt(-400, 400) / 4.0;
    }
}
