package dev.gantry.wasm.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ByteReaderTest {
    private static ByteReader reader(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new ByteReader(bytes, 0, bytes.length);
    }

    private static Failure failure(ByteReader in, Consumer<ByteReader> read) {
        return catchThrowableOfType(MalformedException.class, () -> read.accept(in))
                .failure();
    }

    @Test
    void unsignedIntegersZeroExtend() {
        assertThat(reader(0x80, 0x01).readU32()).isEqualTo(128);
        assertThat(reader(0xFF, 0xFF, 0xFF, 0xFF, 0x0F).readU32()).isEqualTo(-1);
        assertThat(reader(0x82, 0x80, 0x80, 0x80, 0x00).readU32()).isEqualTo(2);
        assertThat(reader(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01)
                        .readU64())
                .isEqualTo(-1L);
    }

    @Test
    void signedIntegersSignExtend() {
        assertThat(reader(0x7F).readS32()).isEqualTo(-1);
        assertThat(reader(0x80, 0x80, 0x80, 0x80, 0x78).readS32()).isEqualTo(Integer.MIN_VALUE);
        assertThat(reader(0xFF, 0xFF, 0xFF, 0xFF, 0x0F).readS33()).isEqualTo(0xFFFF_FFFFL);
        assertThat(reader(0x80, 0x80, 0x80, 0x80, 0x70).readS33()).isEqualTo(-1L << 32);
        assertThat(reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F)
                        .readS64())
                .isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void unusedBitsMustExtendTheNumber() {
        assertThat(failure(reader(0xFF, 0xFF, 0xFF, 0xFF, 0x1F), ByteReader::readU32))
                .isEqualTo(Failure.INTEGER_TOO_LARGE);
        assertThat(failure(reader(0xFF, 0xFF, 0xFF, 0xFF, 0x4F), ByteReader::readS32))
                .isEqualTo(Failure.INTEGER_TOO_LARGE);
        assertThat(failure(reader(0xFF, 0xFF, 0xFF, 0xFF, 0x1F), ByteReader::readS33))
                .isEqualTo(Failure.INTEGER_TOO_LARGE);
        assertThat(failure(reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02), ByteReader::readU64))
                .isEqualTo(Failure.INTEGER_TOO_LARGE);
        assertThat(failure(reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7E), ByteReader::readS64))
                .isEqualTo(Failure.INTEGER_TOO_LARGE);
    }

    @Test
    void integersHaveAtMostTheBytesThatTheirBitsNeed() {
        assertThat(failure(reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x00), ByteReader::readU32))
                .isEqualTo(Failure.INTEGER_REPRESENTATION_TOO_LONG);
        assertThat(failure(reader(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F), ByteReader::readS32))
                .isEqualTo(Failure.INTEGER_REPRESENTATION_TOO_LONG);
        assertThat(failure(
                        reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00), ByteReader::readU64))
                .isEqualTo(Failure.INTEGER_REPRESENTATION_TOO_LONG);
    }

    @Test
    void integersThatEndEarlyAreReportedAtTheEnd() {
        MalformedException e = catchThrowableOfType(
                MalformedException.class, () -> reader(0x80, 0x80).readU32());
        assertThat(e.failure()).isEqualTo(Failure.UNEXPECTED_END_OF_SECTION);
        assertThat(e.offsetBytes()).isEqualTo(2);
    }

    @Test
    void everyWrittenIntegerIsReadBack() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            ByteWriter out = new ByteWriter();
            out.s64(value);
            checkReadsBack(out, value, ByteReader::readS64);
            out = new ByteWriter();
            out.u64(value);
            checkReadsBack(out, value, ByteReader::readU64);
            int word = (int) value;
            out = new ByteWriter();
            out.u32(word);
            checkReadsBack(out, word, ByteReader::readU32);
            out = new ByteWriter();
            out.s64(word);
            checkReadsBack(out, word, ByteReader::readS32);
        }
    }

    private static void checkReadsBack(ByteWriter out, long value, ToLongFunction<ByteReader> read) {
        ByteReader in = new ByteReader(out.toBytes(), 0, out.size());
        assertThat(read.applyAsLong(in)).isEqualTo(value);
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void namesAreCheckedUtf8() {
        assertThat(reader(3, 'a', 0xC3, 0xA4).readName()).isEqualTo("a\u00e4");
        assertThat(failure(reader(1, 0x80), ByteReader::readName)).isEqualTo(Failure.MALFORMED_UTF8);
        assertThat(failure(reader(3, 0xED, 0xA0, 0x80), ByteReader::readName)).isEqualTo(Failure.MALFORMED_UTF8);
        assertThat(failure(reader(2, 0xC0, 0x80), ByteReader::readName)).isEqualTo(Failure.MALFORMED_UTF8);
    }

    @Test
    void namesFitIntoTheRange() {
        assertThat(failure(reader(4, 'a', 'b'), ByteReader::readName)).isEqualTo(Failure.LENGTH_OUT_OF_BOUNDS);
        assertThat(failure(reader(0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 'a'), ByteReader::readName))
                .isEqualTo(Failure.LENGTH_OUT_OF_BOUNDS);
    }

    @Test
    void countsAreComparedWithTheBytesThatAreLeft() {
        assertThat(reader(2, 0, 0, 0, 0).readCount(2)).isEqualTo(2);
        assertThat(failure(reader(2, 0, 0, 0), in -> in.readCount(2))).isEqualTo(Failure.UNEXPECTED_END_OF_SECTION);
        assertThat(failure(reader(0xFF, 0xFF, 0xFF, 0xFF, 0x0F), in -> in.readCount(1)))
                .isEqualTo(Failure.UNEXPECTED_END_OF_SECTION);
    }
}
