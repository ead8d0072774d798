package dev.gantry.runtime.numeric;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// What vector instructions compute, one lane at a time, from their names: an oracle written without a look at how the
/// package does it. Integers are unbounded until they are stored in a lane.
final class LaneReference {
    private LaneReference() {}

    /// The lanes of a vector, lane 0 first, as unsigned numbers.
    static BigInteger[] lanes(long low, long high, int bits) {
        BigInteger all = unsigned(high, 64).shiftLeft(64).or(unsigned(low, 64));
        BigInteger[] lanes = new BigInteger[128 / bits];
        for (int lane = 0; lane < lanes.length; lane++) {
            lanes[lane] = wrap(all.shiftRight(lane * bits), bits);
        }
        return lanes;
    }

    /// The two halves of a vector.
    static long[] vector(BigInteger[] lanes) {
        int bits = 128 / lanes.length;
        BigInteger all = BigInteger.ZERO;
        for (int lane = 0; lane < lanes.length; lane++) {
            all = all.or(wrap(lanes[lane], bits).shiftLeft(lane * bits));
        }
        return new long[] {all.longValue(), all.shiftRight(64).longValue()};
    }

    static BigInteger unsigned(long value, int bits) {
        return wrap(BigInteger.valueOf(value), bits);
    }

    static BigInteger wrap(BigInteger value, int bits) {
        return value.and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
    }

    static BigInteger signed(BigInteger lane, int bits) {
        return lane.testBit(bits - 1) ? lane.subtract(BigInteger.ONE.shiftLeft(bits)) : lane;
    }

    private static BigInteger clamp(BigInteger value, boolean signed, int bits) {
        BigInteger least = signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
        BigInteger greatest = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        return value.max(least).min(greatest);
    }

    private static BigInteger mask(boolean set) {
        return BigInteger.valueOf(set ? -1 : 0);
    }

    private static BigInteger read(BigInteger lane, boolean signed, int bits) {
        return signed ? signed(lane, bits) : lane;
    }

    /// A lane of an integer instruction with two operands of the same shape, or null if it is none.
    static @Nullable BigInteger integer(String name, BigInteger x, BigInteger y, int bits) {
        BigInteger sx = signed(x, bits), sy = signed(y, bits);
        return switch (name) {
            case "eq" -> mask(x.equals(y));
            case "ne" -> mask(!x.equals(y));
            case "lt_s" -> mask(sx.compareTo(sy) < 0);
            case "lt_u" -> mask(x.compareTo(y) < 0);
            case "gt_s" -> mask(sx.compareTo(sy) > 0);
            case "gt_u" -> mask(x.compareTo(y) > 0);
            case "le_s" -> mask(sx.compareTo(sy) <= 0);
            case "le_u" -> mask(x.compareTo(y) <= 0);
            case "ge_s" -> mask(sx.compareTo(sy) >= 0);
            case "ge_u" -> mask(x.compareTo(y) >= 0);
            case "add" -> x.add(y);
            case "sub" -> x.subtract(y);
            case "mul" -> x.multiply(y);
            case "add_sat_s" -> clamp(sx.add(sy), true, bits);
            case "add_sat_u" -> clamp(x.add(y), false, bits);
            case "sub_sat_s" -> clamp(sx.subtract(sy), true, bits);
            case "sub_sat_u" -> clamp(x.subtract(y), false, bits);
            case "min_s" -> sx.min(sy);
            case "min_u" -> x.min(y);
            case "max_s" -> sx.max(sy);
            case "max_u" -> x.max(y);
            case "avgr_u" -> x.add(y).add(BigInteger.ONE).shiftRight(1);
            case "q15mulr_sat_s", "relaxed_q15mulr_s" ->
                clamp(sx.multiply(sy).add(BigInteger.ONE.shiftLeft(14)).shiftRight(15), true, bits);
            default -> null;
        };
    }

    /// A lane of an integer instruction with one operand of the same shape, or null if it is none.
    static @Nullable BigInteger integer(String name, BigInteger x, int bits) {
        return switch (name) {
            case "abs" -> signed(x, bits).abs();
            case "neg" -> x.negate();
            case "popcnt" -> BigInteger.valueOf(x.bitCount());
            default -> null;
        };
    }

    static BigInteger shift(String name, BigInteger x, int distance, int bits) {
        int modulo = Math.floorMod(distance, bits);
        return switch (name) {
            case "shl" -> x.shiftLeft(modulo);
            case "shr_s" -> signed(x, bits).shiftRight(modulo);
            case "shr_u" -> x.shiftRight(modulo);
            default -> throw new AssertionError(name);
        };
    }

    /// A lane of a widening or narrowing instruction. `x` and `y` hold all lanes of the operands
    /// in the shape that the name tells.
    static BigInteger resized(String name, BigInteger[] x, BigInteger[] y, int lane) {
        boolean signed = name.endsWith("_s");
        int from = 128 / x.length;
        int half = x.length / 2;
        int at = name.contains("_high_") ? lane + half : lane;
        if (name.startsWith("narrow_")) {
            BigInteger source = signed(lane < x.length ? x[lane] : y[lane - x.length], from);
            return clamp(source, signed, from / 2);
        }
        if (name.startsWith("extend_")) {
            return read(x[at], signed, from);
        }
        if (name.startsWith("extmul_")) {
            return read(x[at], signed, from).multiply(read(y[at], signed, from));
        }
        BigInteger even = read(x[2 * (lane % half)], signed, from), odd = read(x[2 * (lane % half) + 1], signed, from);
        if (name.startsWith("extadd_pairwise_")) {
            return even.add(odd);
        }
        if (name.startsWith("dot_") || name.startsWith("relaxed_dot_i8x16_i7x16_s")) {
            BigInteger evenY = signed(y[2 * lane], from), oddY = signed(y[2 * lane + 1], from);
            return even.multiply(evenY).add(odd.multiply(oddY));
        }
        throw new AssertionError(name);
    }
}
