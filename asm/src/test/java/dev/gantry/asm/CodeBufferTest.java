package dev.gantry.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/// Bytes, labels, constants, tables; deadlines and islands on a toy machine with instructions of 4 bytes.
class CodeBufferTest {
    /// Instructions are 4 bytes, big-endian: an opcode and a distance in instructions. `BRANCH` has 4 bits of it,
    /// `JUMP` 24.
    private enum Toy implements FixupKind {
        BRANCH(4) {
            @Override
            public int veneerBytes() {
                return 4;
            }

            @Override
            public VeneerField writeVeneer(byte[] code, int at) {
                code[at] = OPCODE_JUMP;
                return new VeneerField(0, JUMP);
            }
        },
        JUMP(24);

        private static final byte OPCODE_JUMP = 2;
        private final int bits;

        Toy(int bits) {
            this.bits = bits;
        }

        @Override
        public int fieldBytes() {
            return 4;
        }

        @Override
        public int forwardBytes() {
            return ((1 << (bits - 1)) - 1) * 4;
        }

        @Override
        public int backwardBytes() {
            return (1 << (bits - 1)) * 4;
        }

        @Override
        public void patch(byte[] code, int at, int distance) {
            int field = (distance >> 2) & ((1 << bits) - 1);
            code[at + 1] = (byte) (field >> 16);
            code[at + 2] = (byte) (field >> 8);
            code[at + 3] = (byte) field;
        }
    }

    private final CodeBuffer buffer = new CodeBuffer();
    private final CodeBuffer toy = new CodeBuffer(ByteOrder.BIG_ENDIAN);

    private void branch(Label target) {
        int at = toy.position();
        toy.u32(0x0100_0000);
        toy.fixupAt(at, target, Toy.BRANCH, 0);
    }

    /// Where the branch at an offset leads, through a veneer if there is one.
    private static int destination(byte[] code, int at) {
        int distance = code[at] == 1
                ? (code[at + 3] << 28) >> 28
                : (code[at + 1] << 16) | ((code[at + 2] & 0xFF) << 8) | (code[at + 3] & 0xFF);
        int target = at + 4 * distance;
        return target < code.length && code[target] == 2 ? destination(code, target) : target;
    }

    @Test
    void numbersAreWrittenInTheOrderOfTheMachine() {
        buffer.u8(0x101);
        buffer.u16(0x10203);
        buffer.u32(0x04050607);
        buffer.u64(0x08090A0B0C0D0E0FL);
        assertThat(buffer.toBytes()).containsExactly(1, 3, 2, 7, 6, 5, 4, 15, 14, 13, 12, 11, 10, 9, 8);
        toy.u16(0x0203);
        toy.u32(0x04050607);
        toy.u64(0x08090A0B0C0D0E0FL);
        assertThat(toy.toBytes()).containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    @Test
    void constantsStandAlignedBehindTheCodeAndEqualOnesOnce() {
        buffer.u8(0xCC);
        Label number = buffer.constant(0x0102L);
        Label same = buffer.constant(new byte[] {2, 1, 0, 0, 0, 0, 0, 0});
        Label other = buffer.constant(7);
        assertThat(same).isSameAs(number);
        buffer.finish();
        assertThat(number.offset()).isEqualTo(16);
        assertThat(other.offset()).isEqualTo(32);
        assertThat(buffer.toBytes()).hasSize(36);
        assertThat(buffer.toBytes()[17]).isEqualTo((byte) 1);
    }

    @Test
    void whatIsGivenAsAConstantIsCopied() {
        byte[] bytes = {1, 2, 3, 4};
        buffer.constant(bytes);
        bytes[0] = 9;
        assertThat(buffer.toBytes()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void labelsAreBoundOnce() {
        Label label = buffer.label();
        assertThatThrownBy(label::offset).isInstanceOf(IllegalStateException.class);
        buffer.bind(label);
        assertThatThrownBy(() -> buffer.bind(label)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLabelThatIsReferredToMustBeBound() {
        branch(toy.label());
        assertThatThrownBy(toy::toBytes)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not bound");
    }

    @Test
    void tablesAreInTheOrderOfTheCode() {
        for (int at = 0; at < 40; at++) {
            buffer.trap(at % 3);
            buffer.u8(0);
            buffer.callSite(buffer.position());
        }
        buffer.relocation(4, 1, "x", -4);
        assertThat(buffer.trapCount()).isEqualTo(40);
        assertThat(buffer.trapOffset(39)).isEqualTo(39);
        assertThat(buffer.trapCode(38)).isEqualTo(2);
        assertThatThrownBy(() -> buffer.trapOffset(40)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(buffer.callSites()).hasSize(40).endsWith(40);
        assertThat(buffer.relocations()).containsExactly(new Relocation(4, 1, "x", -4));
    }

    @Test
    void aBufferCanBeUsedAgain() {
        branch(toy.label());
        toy.constant(1L);
        toy.trap(1);
        toy.callSite(4);
        toy.relocation(0, 0, "x", 0);
        toy.reset();
        toy.u8(1);
        assertThat(toy.toBytes()).containsExactly(1);
        assertThat(toy.trapCount()).isZero();
        assertThat(toy.callSites()).isEmpty();
        assertThat(toy.relocations()).isEmpty();
        assertThat(toy.deadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theDeadlineIsThatOfTheOldestBranch() {
        assertThat(toy.deadline()).isEqualTo(Long.MAX_VALUE);
        Label end = toy.label();
        toy.u32(0);
        branch(end);
        branch(end);
        assertThat(toy.deadline()).isEqualTo(4 + 7 * 4);
        toy.bind(end);
        assertThat(toy.deadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aBranchReachesItsDeadlineAndNotFurther() {
        Label near = toy.label();
        branch(near);
        toy.bytes(new byte[24]);
        toy.bind(near);
        assertThat(destination(toy.toBytes(), 0)).isEqualTo(28);
        toy.reset();
        Label far = toy.label();
        branch(far);
        toy.bytes(new byte[28]);
        assertThatThrownBy(() -> toy.bind(far))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("out of reach of BRANCH at 0x0");
    }

    @Test
    void islandsLetBranchesReachFurther() {
        Label far = toy.label();
        Label other = toy.label();
        branch(far);
        branch(other);
        branch(far);
        int islands = 0;
        for (int inst = 0; inst < 100; inst++) {
            if (toy.islandNeeded(4)) {
                toy.island();
                islands++;
            }
            toy.u32(0);
        }
        toy.bind(other);
        toy.u32(0);
        toy.bind(far);
        byte[] code = toy.toBytes();
        assertThat(islands).isEqualTo(1);
        assertThat(destination(code, 0)).isEqualTo(code.length);
        assertThat(destination(code, 4)).isEqualTo(code.length - 4);
        assertThat(destination(code, 8)).isEqualTo(code.length);
    }

    @Test
    void backwardBranchesReachAsFarAsTheyCan() {
        Label start = toy.label();
        toy.bind(start);
        toy.bytes(new byte[32]);
        branch(start);
        assertThat(destination(toy.toBytes(), 32)).isZero();
        assertThatThrownBy(() -> branch(start)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void constantsBeforeAnIslandStandInIt() {
        Label first = toy.constant(1L);
        toy.u32(0);
        toy.island();
        assertThat(first.offset()).isEqualTo(16);
        Label again = toy.constant(1L);
        assertThat(again.isBound()).isFalse();
        toy.finish();
        assertThat(again.offset()).isEqualTo(32);
    }
}
