package dev.gantry.runtime.numeric;

/// Arithmetic on the lanes of a `long`, all at once ("SIMD within a register").
///
/// The lane width is given by `high`, a constant with the highest bit of each lane set: [#HIGH8], [#HIGH16] or
/// [#HIGH32]. Methods that are named `…Bits` answer with one bit per lane, its highest; [#spread] widens that to a mask
/// of whole lanes. Carries are kept inside a lane by computing with the highest bits apart.
///
/// Threading: no state.
final class Swar {
    /// The highest bit of each 8-bit lane.
    static final long HIGH8 = 0x8080_8080_8080_8080L;
    /// The highest bit of each 16-bit lane.
    static final long HIGH16 = 0x8000_8000_8000_8000L;
    /// The highest bit of each 32-bit lane.
    static final long HIGH32 = 0x8000_0000_8000_0000L;

    private static final long BYTES_EVEN = 0x00FF_00FF_00FF_00FFL;
    private static final long SHORTS_EVEN = 0x0000_FFFF_0000_FFFFL;

    private Swar() {}

    /// Stores the two halves of a vector.
    static void put(long[] frame, int dst, long low, long high) {
        frame[dst] = low;
        frame[dst + 1] = high;
    }

    /// Two 32-bit lanes.
    static long pack(int low, int high) {
        return (low & 0xFFFF_FFFFL) | (long) high << 32;
    }

    /// Four 16-bit lanes, of which the low bits count.
    static long pack(int lane0, int lane1, int lane2, int lane3) {
        return (lane0 & 0xFFFFL) | (lane1 & 0xFFFFL) << 16 | (lane2 & 0xFFFFL) << 32 | (long) lane3 << 48;
    }

    static long add(long x, long y, long high) {
        return (x & ~high) + (y & ~high) ^ ((x ^ y) & high);
    }

    static long sub(long x, long y, long high) {
        return (x | high) - (y & ~high) ^ ((x ^ ~y) & high);
    }

    static long neg(long x, long high) {
        return sub(0, x, high);
    }

    static long abs(long x, long high) {
        long negative = spread(x & high, high);
        return sub(x ^ negative, negative, high);
    }

    /// All bits of each lane whose highest bit is set in `bits`; the other bits of `bits` are clear.
    static long spread(long bits, long high) {
        return bits - (bits >>> (width(high) - 1)) | bits;
    }

    private static int width(long high) {
        return Long.numberOfTrailingZeros(high) + 1;
    }

    /// Lanes that are not zero.
    static long nonZeroBits(long x, long high) {
        return ((x & ~high) + ~high | x) & high;
    }

    /// Lanes with x < y, unsigned: those whose subtraction borrows.
    static long lessUnsignedBits(long x, long y, long high) {
        return ((~x & y) | (~(x ^ y) & sub(x, y, high))) & high;
    }

    /// Lanes with x < y, signed.
    static long lessSignedBits(long x, long y, long high) {
        return lessUnsignedBits(x ^ high, y ^ high, high);
    }

    static long eq(long x, long y, long high) {
        return spread(~nonZeroBits(x ^ y, high) & high, high);
    }

    static long ne(long x, long y, long high) {
        return spread(nonZeroBits(x ^ y, high), high);
    }

    static long ltS(long x, long y, long high) {
        return spread(lessSignedBits(x, y, high), high);
    }

    static long ltU(long x, long y, long high) {
        return spread(lessUnsignedBits(x, y, high), high);
    }

    static long minS(long x, long y, long high) {
        return select(ltS(x, y, high), x, y);
    }

    static long minU(long x, long y, long high) {
        return select(ltU(x, y, high), x, y);
    }

    static long maxS(long x, long y, long high) {
        return select(ltS(x, y, high), y, x);
    }

    static long maxU(long x, long y, long high) {
        return select(ltU(x, y, high), y, x);
    }

    /// The bits of `x` where `mask` is set, of `y` elsewhere.
    static long select(long mask, long x, long y) {
        return y ^ ((x ^ y) & mask);
    }

    static long addSatU(long x, long y, long high) {
        long sum = add(x, y, high);
        long carry = ((x & y) | ((x | y) & ~sum)) & high;
        return sum | spread(carry, high);
    }

    static long subSatU(long x, long y, long high) {
        return sub(x, y, high) & ~ltU(x, y, high);
    }

    static long addSatS(long x, long y, long high) {
        long sum = add(x, y, high);
        long overflow = ~(x ^ y) & (x ^ sum) & high;
        return select(spread(overflow, high), limitTowards(x, high), sum);
    }

    static long subSatS(long x, long y, long high) {
        long difference = sub(x, y, high);
        long overflow = (x ^ y) & (x ^ difference) & high;
        return select(spread(overflow, high), limitTowards(x, high), difference);
    }

    /// The least signed number in lanes where `x` is negative, the greatest in the others.
    private static long limitTowards(long x, long high) {
        return ~high ^ spread(x & high, high);
    }

    /// The mean, rounded up.
    static long avgrU(long x, long y, long high) {
        return sub(x | y, (x ^ y) >>> 1 & ~high, high);
    }

    /// Shifts by less than the lane's width.
    static long shl(long x, int distance, long high) {
        return x << distance & ~(lowest(high) * ((1L << distance) - 1));
    }

    /// Shifts by less than the lane's width.
    static long shrU(long x, int distance, long high) {
        return x >>> distance & lowest(high) * ((1L << (width(high) - distance)) - 1);
    }

    /// Shifts by less than the lane's width: an unsigned shift, then the sign bit, wherever it is now, is extended.
    static long shrS(long x, int distance, long high) {
        long sign = high >>> distance & lowest(high) * ((1L << (width(high) - distance)) - 1);
        return sub(shrU(x, distance, high) ^ sign, sign, high);
    }

    private static long lowest(long high) {
        return high >>> (width(high) - 1);
    }

    /// Whether no lane is zero.
    static boolean allTrue(long x, long high) {
        return nonZeroBits(x, high) == high;
    }

    /// Four bytes to four 16-bit lanes, unsigned.
    static long widen8U(int bytes) {
        long x = bytes & 0xFFFF_FFFFL;
        x = (x | x << 16) & SHORTS_EVEN;
        return (x | x << 8) & BYTES_EVEN;
    }

    /// Four bytes to four 16-bit lanes, signed.
    static long widen8S(int bytes) {
        long sign = HIGH16 >>> 8;
        return sub(widen8U(bytes) ^ sign, sign, HIGH16);
    }

    /// Two 16-bit lanes to two 32-bit lanes, unsigned.
    static long widen16U(int shorts) {
        return (shorts & 0xFFFFL) | (shorts >>> 16 & 0xFFFFL) << 32;
    }

    /// Two 16-bit lanes to two 32-bit lanes, signed.
    static long widen16S(int shorts) {
        return pack((short) shorts, shorts >> 16);
    }

    /// The low bytes of four 16-bit lanes, in the low 32 bits.
    static long narrow16(long x) {
        x &= BYTES_EVEN;
        x = (x | x >>> 8) & SHORTS_EVEN;
        return (x | x >>> 16) & 0xFFFF_FFFFL;
    }

    /// The low halves of two 32-bit lanes, in the low 32 bits.
    static long narrow32(long x) {
        return (x & 0xFFFF) | (x >>> 16 & 0xFFFF_0000L);
    }

    /// Bytes 0, 2, 4, 6 as 16-bit lanes, unsigned.
    static long evenBytesU(long x) {
        return x & BYTES_EVEN;
    }

    /// Bytes 1, 3, 5, 7 as 16-bit lanes, unsigned.
    static long oddBytesU(long x) {
        return x >>> 8 & BYTES_EVEN;
    }

    /// Bytes 0, 2, 4, 6 as 16-bit lanes, signed.
    static long evenBytesS(long x) {
        return oddBytesS(x << 8);
    }

    /// Bytes 1, 3, 5, 7 as 16-bit lanes, signed.
    static long oddBytesS(long x) {
        long sign = HIGH16 >>> 8;
        return sub(oddBytesU(x) ^ sign, sign, HIGH16);
    }
}
