package dev.gantry.runtime.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.Family;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.WasmFeature;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Vector instructions against [LaneReference] and scalar Java, with edge values in the lanes.
class VectorOpsTest {
    private static final int A = 2;
    private static final int B = 4;
    private static final int C = 6;
    private static final int DST = 8;
    private static final int ROUNDS = 400;

    private static final long[] EDGES = {
        0,
        -1,
        1,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x7FFF_FFFFL,
        0x8000_0000L,
        0xFFFF_FFFFL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x8080_8080_8080_8080L,
        0x7F7F_7F7F_7F7F_7F7FL,
        0x8000_8000_8000_8000L,
        0x8000_0000_8000_0000L
    };
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
        0x1p31f,
        -0x1p31f,
        0x1.fffffep30f,
        0x1p32f,
        0x1.fffffep31f,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0xFFC0_0000)
    };
    private static final double[] DOUBLES = {
        0,
        -0.0,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        1,
        -1,
        0x1p52,
        0x1p31,
        -0x1p31,
        -0x1.00000002p31,
        0x1.fffffffcp30,
        0x1p32,
        0x1.fffffffep31,
        0x1.fffffefp127,
        0x1p-150,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Double.longBitsToDouble(0xFFF8_0000_0000_0000L)
    };

    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    private final long[] frame = new long[10];

    @BeforeAll
    static void printSeed() {
        System.out.println("VectorOpsTest: -Dseed=" + SEED);
    }

    static Stream<Opcode> vectorOps() {
        return Arrays.stream(Opcode.values())
                .filter(opcode -> opcode.family() == Family.SIMD)
                .filter(opcode -> !opcode.has(Opcode.Effects.READS | Opcode.Effects.WRITES));
    }

    private static Stream<Opcode> ops(Stream<Opcode> from, String... shapes) {
        return from.filter(opcode -> List.of(shapes).contains(shape(opcode)));
    }

    private static String shape(Opcode opcode) {
        return opcode.text().substring(0, opcode.text().indexOf('.'));
    }

    private static String name(Opcode opcode) {
        return opcode.text().substring(opcode.text().indexOf('.') + 1);
    }

    private static int bits(String shape) {
        return Integer.parseInt(shape.substring(1, shape.indexOf('x')));
    }

    static int op(Opcode opcode) {
        return Arrays.asList(Opcode.values()).indexOf(opcode);
    }

    private void execute(Opcode opcode, int immediate) {
        VectorOps.execute(op(opcode), frame, DST, A, B, C, immediate);
    }

    private void fill() {
        for (int slot = 0; slot < frame.length; slot++) {
            frame[slot] = randomBits();
        }
    }

    private long randomBits() {
        return switch (random.nextInt(6)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> mixedEdges();
            case 2 -> Double.doubleToRawLongBits(DOUBLES[random.nextInt(DOUBLES.length)]);
            case 3 -> Swar.pack(randomFloat(), randomFloat());
            case 4 -> Double.doubleToRawLongBits(random.nextDouble(-5e9, 5e9));
            default -> random.nextLong();
        };
    }

    private long mixedEdges() {
        long choice = random.nextLong();
        long bytes = EDGES[random.nextInt(EDGES.length)] << (8 * random.nextInt(8));
        return (bytes & choice) | (EDGES[random.nextInt(EDGES.length)] & ~choice);
    }

    private int randomFloat() {
        return Float.floatToRawIntBits(
                random.nextBoolean() ? FLOATS[random.nextInt(FLOATS.length)] : random.nextFloat(-5e9f, 5e9f));
    }

    private BigInteger[] lanes(int slot, int bits) {
        return LaneReference.lanes(frame[slot], frame[slot + 1], bits);
    }

    private void check(Opcode opcode, int immediate, long[] expected) {
        long[] before = frame.clone();
        execute(opcode, immediate);
        assertThat(Arrays.copyOfRange(frame, DST, DST + expected.length))
                .as("%s of %s, seed %d", opcode, Arrays.toString(before), SEED)
                .isEqualTo(expected);
        assertThat(Arrays.copyOf(frame, DST)).isEqualTo(Arrays.copyOf(before, DST));
    }

    @Test
    void thereAre234InstructionsBesideTheMemoryAccesses() {
        assertThat(vectorOps()).hasSize(236 - 22 + 20);
    }

    @ParameterizedTest
    @MethodSource("vectorOps")
    void everyVectorInstructionThatDoesNotAccessMemoryIsExecuted(Opcode opcode) {
        fill();
        long[] before = frame.clone();
        execute(opcode, 0);
        assertThat(Arrays.copyOf(frame, DST)).isEqualTo(Arrays.copyOf(before, DST));
    }

    /// The result may overlap any operand, even by one slot.
    @ParameterizedTest
    @MethodSource("vectorOps")
    void theResultMayTakeThePlaceOfOperands(Opcode opcode) {
        for (int round = 0; round < 20; round++) {
            fill();
            long[] start = frame.clone();
            execute(opcode, 1);
            long[] expected = Arrays.copyOfRange(frame, DST, DST + 2);
            boolean oneSlot = opcode.signature() != null && !opcode.signature().endsWith("v128");
            for (int dst = A - 1; dst < DST; dst++) {
                long[] other = start.clone();
                VectorOps.execute(op(opcode), other, dst, A, B, C, 1);
                assertThat(other[dst]).as("%s to %d", opcode, dst).isEqualTo(expected[0]);
                if (!oneSlot) {
                    assertThat(other[dst + 1]).as("%s to %d", opcode, dst).isEqualTo(expected[1]);
                }
            }
        }
    }

    @Test
    void otherInstructionsAreRefused() {
        assertThatThrownBy(() -> VectorOps.execute(Ops.V128_LOAD, frame, DST, A, B, C, 0))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> VectorOps.execute(Ops.I32_ADD, frame, DST, A, B, C, 0))
                .isInstanceOf(AssertionError.class);
    }

    static Stream<Opcode> lanewise() {
        return ops(vectorOps(), "i8x16", "i16x8", "i32x4", "i64x2")
                .filter(opcode -> LaneReference.integer(name(opcode), BigInteger.ONE, BigInteger.ONE, 64) != null
                        || LaneReference.integer(name(opcode), BigInteger.ONE, 64) != null);
    }

    @ParameterizedTest
    @MethodSource("lanewise")
    void integerLanesAreThoseOfTheReference(Opcode opcode) {
        int bits = bits(shape(opcode));
        boolean binary = "v128 v128 -> v128".equals(opcode.signature());
        for (int round = 0; round < ROUNDS; round++) {
            fill();
            BigInteger[] x = lanes(A, bits), y = lanes(B, bits);
            BigInteger[] expected = new BigInteger[x.length];
            for (int lane = 0; lane < x.length; lane++) {
                expected[lane] = Objects.requireNonNull(
                        binary
                                ? LaneReference.integer(name(opcode), x[lane], y[lane], bits)
                                : LaneReference.integer(name(opcode), x[lane], bits));
            }
            check(opcode, 0, LaneReference.vector(expected));
        }
    }

    static Stream<Opcode> shifts() {
        return vectorOps()
                .filter(opcode -> "v128 i32 -> v128".equals(opcode.signature()))
                .filter(opcode -> name(opcode).startsWith("sh"));
    }

    @ParameterizedTest
    @MethodSource("shifts")
    void shiftsTakeTheDistanceModuloTheWidth(Opcode opcode) {
        int bits = bits(shape(opcode));
        for (int round = 0; round < ROUNDS; round++) {
            fill();
            int distance = round < 128 ? round : random.nextInt();
            frame[B] = distance;
            BigInteger[] expected = Arrays.stream(lanes(A, bits))
                    .map(lane -> LaneReference.shift(name(opcode), lane, distance, bits))
                    .toArray(BigInteger[]::new);
            check(opcode, 0, LaneReference.vector(expected));
        }
    }

    static Stream<Opcode> resizing() {
        return ops(vectorOps(), "i8x16", "i16x8", "i32x4", "i64x2")
                .filter(opcode -> Stream.of("narrow_", "extend_", "extmul_", "extadd_", "dot_", "relaxed_dot_")
                        .anyMatch(name(opcode)::startsWith));
    }

    @ParameterizedTest
    @MethodSource("resizing")
    void resizedLanesAreThoseOfTheReference(Opcode opcode) {
        int bits = bits(shape(opcode));
        boolean dotAdd = opcode == Opcode.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S;
        int from = name(opcode).startsWith("narrow_") ? 2 * bits : dotAdd ? 8 : bits / 2;
        for (int round = 0; round < ROUNDS; round++) {
            fill();
            BigInteger[] x = lanes(A, from), y = lanes(B, from);
            BigInteger[] expected = new BigInteger[128 / bits];
            for (int lane = 0; lane < expected.length; lane++) {
                expected[lane] = dotAdd
                        ? dotAdd(x, y, lanes(C, bits)[lane], lane)
                        : LaneReference.resized(name(opcode), x, y, lane);
            }
            check(opcode, 0, LaneReference.vector(expected));
        }
    }

    private static BigInteger dotAdd(BigInteger[] x, BigInteger[] y, BigInteger z, int lane) {
        BigInteger[] halves = {
            LaneReference.resized("relaxed_dot_i8x16_i7x16_s", x, y, 2 * lane),
            LaneReference.resized("relaxed_dot_i8x16_i7x16_s", x, y, 2 * lane + 1)
        };
        return LaneReference.signed(LaneReference.wrap(halves[0], 16), 16)
                .add(LaneReference.signed(LaneReference.wrap(halves[1], 16), 16))
                .add(z);
    }

    @Test
    void splatsFillEveryLane() {
        for (Opcode opcode :
                vectorOps().filter(row -> name(row).equals("splat")).toList()) {
            int bits = bits(shape(opcode));
            for (int round = 0; round < ROUNDS; round++) {
                fill();
                BigInteger[] expected = new BigInteger[128 / bits];
                Arrays.fill(expected, LaneReference.unsigned(frame[A], bits));
                check(opcode, 0, LaneReference.vector(expected));
            }
        }
    }

    @Test
    void extractionsGiveOneLaneSignExtendedTo64Bits() {
        for (Opcode opcode :
                vectorOps().filter(row -> name(row).startsWith("extract_lane")).toList()) {
            int bits = bits(shape(opcode));
            for (int round = 0; round < ROUNDS; round++) {
                fill();
                int lane = random.nextInt(128 / bits);
                BigInteger value = lanes(A, bits)[lane];
                boolean unsigned = opcode.text().endsWith("_u");
                long expected = (unsigned ? value : LaneReference.signed(value, bits)).longValue();
                check(opcode, lane, new long[] {expected});
            }
        }
    }

    @Test
    void replacementsChangeOneLane() {
        for (Opcode opcode :
                vectorOps().filter(row -> name(row).equals("replace_lane")).toList()) {
            int bits = bits(shape(opcode));
            for (int round = 0; round < ROUNDS; round++) {
                fill();
                int lane = random.nextInt(128 / bits);
                BigInteger[] expected = lanes(A, bits);
                expected[lane] = LaneReference.unsigned(frame[B], bits);
                check(opcode, lane, LaneReference.vector(expected));
            }
        }
    }

    @Test
    void testsAnswerForTheWholeVector() {
        for (String shape : List.of("i8x16", "i16x8", "i32x4", "i64x2")) {
            int bits = bits(shape);
            Opcode allTrue = Opcode.valueOf(shape.toUpperCase(java.util.Locale.ROOT) + "_ALL_TRUE");
            Opcode bitmask = Opcode.valueOf(shape.toUpperCase(java.util.Locale.ROOT) + "_BITMASK");
            for (int round = 0; round < ROUNDS; round++) {
                fill();
                if (round % 2 == 0) {
                    frame[A] |= 0x0101_0101_0101_0101L << random.nextInt(8);
                    frame[A + 1] |= 0x0101_0101_0101_0101L << random.nextInt(8);
                }
                BigInteger[] x = lanes(A, bits);
                boolean all = Arrays.stream(x).allMatch(lane -> lane.signum() != 0);
                check(allTrue, 0, new long[] {all ? 1 : 0});
                long mask = IntStream.range(0, x.length)
                        .filter(lane -> x[lane].testBit(bits - 1))
                        .mapToLong(lane -> 1L << lane)
                        .sum();
                check(bitmask, 0, new long[] {mask});
                check(Opcode.V128_ANY_TRUE, 0, new long[] {(frame[A] | frame[A + 1]) != 0 ? 1 : 0});
            }
        }
        Arrays.fill(frame, 0);
        check(Opcode.V128_ANY_TRUE, 0, new long[] {0});
    }

    @Test
    void bitwiseInstructionsWorkOnAllBits() {
        for (int round = 0; round < ROUNDS; round++) {
            fill();
            long x = frame[A], x1 = frame[A + 1], y = frame[B], y1 = frame[B + 1], z = frame[C], z1 = frame[C + 1];
            long[] select = {(x & z) | (y & ~z), (x1 & z1) | (y1 & ~z1)};
            check(Opcode.V128_NOT, 0, new long[] {~x, ~x1});
            check(Opcode.V128_AND, 0, new long[] {x & y, x1 & y1});
            check(Opcode.V128_OR, 0, new long[] {x | y, x1 | y1});
            check(Opcode.V128_XOR, 0, new long[] {x ^ y, x1 ^ y1});
            check(Opcode.V128_ANDNOT, 0, new long[] {x & ~y, x1 & ~y1});
            check(Opcode.V128_BITSELECT, 0, select);
            check(Opcode.V128_CONST, 0, new long[] {z, z1});
            vectorOps()
                    .filter(row -> name(row).equals("relaxed_laneselect"))
                    .forEach(opcode -> check(opcode, 0, select));
        }
    }

    @Test
    void bytesAreChosenByShuffleAndSwizzle() {
        for (int round = 0; round < ROUNDS; round++) {
            fill();
            BigInteger[] x = lanes(A, 8), y = lanes(B, 8);
            BigInteger[] swizzled = Arrays.stream(y)
                    .map(at -> at.intValue() < 16 ? x[at.intValue()] : BigInteger.ZERO)
                    .toArray(BigInteger[]::new);
            check(Opcode.I8X16_SWIZZLE, 0, LaneReference.vector(swizzled));
            frame[C] = random.nextLong() & 0x1F1F_1F1F_1F1F_1F1FL;
            frame[C + 1] = random.nextLong() & 0x1F1F_1F1F_1F1F_1F1FL;
            BigInteger[] shuffled = Arrays.stream(lanes(C, 8))
                    .map(at -> at.intValue() < 16 ? x[at.intValue()] : y[at.intValue() - 16])
                    .toArray(BigInteger[]::new);
            check(Opcode.I8X16_SHUFFLE, 0, LaneReference.vector(shuffled));
            frame[B] = random.nextLong() & 0x1F1F_1F1F_1F1F_1F1FL;
            check(Opcode.I8X16_RELAXED_SWIZZLE, 0, resultOf(Opcode.I8X16_SWIZZLE));
        }
    }

    private long[] resultOf(Opcode opcode) {
        long[] copy = frame.clone();
        VectorOps.execute(op(opcode), copy, DST, A, B, C, 0);
        return Arrays.copyOfRange(copy, DST, DST + 2);
    }

    @Test
    void relaxedInstructionsAreTheirStrictCounterparts() {
        String[][] pairs = {
            {"I8X16_RELAXED_SWIZZLE", "I8X16_SWIZZLE"},
            {"I32X4_RELAXED_TRUNC_F32X4_S", "I32X4_TRUNC_SAT_F32X4_S"},
            {"I32X4_RELAXED_TRUNC_F32X4_U", "I32X4_TRUNC_SAT_F32X4_U"},
            {"I32X4_RELAXED_TRUNC_F64X2_S_ZERO", "I32X4_TRUNC_SAT_F64X2_S_ZERO"},
            {"I32X4_RELAXED_TRUNC_F64X2_U_ZERO", "I32X4_TRUNC_SAT_F64X2_U_ZERO"},
            {"F32X4_RELAXED_MIN", "F32X4_MIN"},
            {"F32X4_RELAXED_MAX", "F32X4_MAX"},
            {"F64X2_RELAXED_MIN", "F64X2_MIN"},
            {"F64X2_RELAXED_MAX", "F64X2_MAX"},
            {"I16X8_RELAXED_Q15MULR_S", "I16X8_Q15MULR_SAT_S"},
        };
        for (String[] pair : pairs) {
            for (int round = 0; round < ROUNDS; round++) {
                fill();
                check(Opcode.valueOf(pair[0]), 0, resultOf(Opcode.valueOf(pair[1])));
            }
        }
        assertThat(vectorOps().filter(row -> row.feature() == WasmFeature.RELAXED_SIMD))
                .hasSize(20);
    }
}
