package dev.gantry.wasm.binary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.Opcode;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What [ByteWriter] writes, [ByteReader] reads.
final class ByteWriterTest {
    @Test
    void integersComeBackAsTheyWere() {
        long seed = Long.getLong("seed", 42);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            long value = random.nextLong() >> random.nextInt(64);
            int low = (int) value;
            ByteWriter out = new ByteWriter();
            out.u32(low);
            out.u64(value);
            out.s32(low);
            out.s64(value);
            out.fixed32(low);
            out.fixed64(value);
            byte[] bytes = out.toBytes();
            ByteReader in = new ByteReader(bytes, 0, bytes.length);
            assertThat(in.readU32()).as("seed %d", seed).isEqualTo(low);
            assertThat(in.readU64()).isEqualTo(value);
            assertThat(in.readS32()).isEqualTo(low);
            assertThat(in.readS64()).isEqualTo(value);
            assertThat(in.readFixed32()).isEqualTo(low);
            assertThat(in.readFixed64()).isEqualTo(value);
            assertThat(in.hasRemaining()).isFalse();
        }
    }

    @Test
    void sizedRegionsMakeRoomForLongSizes() {
        for (int length : new int[] {0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152}) {
            ByteWriter out = new ByteWriter();
            out.u8(7);
            int region = out.beginSized();
            out.bytes(new byte[length]);
            out.endSized(region);
            out.u8(9);
            byte[] bytes = out.toBytes();
            ByteReader in = new ByteReader(bytes, 0, bytes.length);
            assertThat(in.readByte()).isEqualTo(7);
            assertThat(in.readU32()).isEqualTo(length);
            in.skip(length);
            assertThat(in.readByte()).isEqualTo(9);
            assertThat(in.hasRemaining()).isFalse();
        }
    }

    @Test
    void namesAreUtf8WithTheirLength() {
        ByteWriter out = new ByteWriter();
        out.name("aλ€😀");
        byte[] bytes = out.toBytes();
        assertThat(bytes).hasSize(11);
        assertThat(new ByteReader(bytes, 0, bytes.length).readName()).isEqualTo("aλ€😀");
    }

    @Test
    void opcodesHaveTheirPrefix() {
        ByteWriter out = new ByteWriter();
        out.opcode(Opcode.NOP);
        out.opcode(Opcode.I32X4_ADD);
        assertThat(out.toBytes()).containsExactly(0x01, 0xFD, 0xAE, 0x01);
    }
}
