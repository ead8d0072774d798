package dev.gantry.wasm.binary;

import static dev.gantry.wasm.binary.Samples.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstrReaderTest {
    private static InstrReader read(Object... parts) {
        byte[] code = bytes(parts);
        InstrReader in = new InstrReader(code, 0, code.length);
        assertThat(in.next()).isTrue();
        assertThat(in.nextOffset()).isEqualTo(code.length);
        return in;
    }

    private static MalformedException malformed(Object... parts) {
        byte[] code = bytes(parts);
        InstrReader in = new InstrReader(code, 0, code.length);
        return catchThrowableOfType(MalformedException.class, () -> {
            while (in.next()) {
                assertThat(in.nextOffset()).isGreaterThan(in.offset());
            }
        });
    }

    private static byte[] immediates(Opcode opcode) {
        return switch (opcode.immediates()) {
            case NONE -> bytes();
            case BLOCK_TYPE -> bytes(0x7E);
            case BLOCK_CATCHES -> bytes(0x40, 2, 0, 5, 6, 3, 7);
            case LABEL, FUNC, TYPE, TAG, LOCAL, GLOBAL, TABLE, ELEM, MEMORY, DATA -> bytes(0x85, 1);
            case TYPE_TABLE,
                    TYPE_FIELD,
                    TYPE_COUNT,
                    TYPE_DATA,
                    TYPE_ELEM,
                    TYPE_TYPE,
                    TABLE_TABLE,
                    ELEM_TABLE,
                    MEMORY_MEMORY,
                    DATA_MEMORY -> bytes(5, 6);
            case LABELS -> bytes(2, 5, 6, 7);
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16 -> bytes(0x40, 9, 0x90, 1);
            case MEMARG_LANE_1, MEMARG_LANE_2, MEMARG_LANE_4, MEMARG_LANE_8 -> bytes(0, 0x90, 1, 1);
            case LANE_16, LANE_8, LANE_4, LANE_2 -> bytes(1);
            case LANES_16, V128 -> bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0x9F);
            case I32, I64 -> bytes(0x80, 0x7F);
            case F32 -> bytes(1, 2, 3, 0x84);
            case F64 -> bytes(1, 2, 3, 4, 5, 6, 7, 0x88);
            case HEAP_TYPE -> bytes(0x70);
            case VAL_TYPES -> bytes(1, 0x7B);
            case CAST_LABEL -> bytes(3, 5, 0x6E, 6);
            case FENCE -> bytes(0);
        };
    }

    private static void checkImmediates(InstrReader in) {
        switch (in.opcode().immediates()) {
            case NONE, FENCE -> {}
            case BLOCK_TYPE -> {
                assertThat(in.blockResult()).isEqualTo(ValType.I64);
                assertThat(in.blockTypeIndex()).isEqualTo(InstrReader.INLINE);
            }
            case BLOCK_CATCHES -> {
                assertThat(in.catchCount()).isEqualTo(2);
                assertThat(in.catchKind(0)).isZero();
                assertThat(in.catchTag(0)).isEqualTo(5);
                assertThat(in.catchLabel(0)).isEqualTo(6);
                assertThat(in.catchKind(1)).isEqualTo(3);
                assertThat(in.catchLabel(1)).isEqualTo(7);
            }
            case LABEL, FUNC, TYPE, TAG, LOCAL, GLOBAL, TABLE, ELEM, DATA ->
                assertThat(in.index()).isEqualTo(133);
            case MEMORY -> assertThat(in.memory()).isEqualTo(in.index()).isEqualTo(133);
            case TYPE_TABLE, TYPE_FIELD, TYPE_COUNT, TYPE_DATA, TYPE_ELEM, TYPE_TYPE, TABLE_TABLE, ELEM_TABLE -> {
                assertThat(in.index()).isEqualTo(5);
                assertThat(in.index2()).isEqualTo(6);
            }
            case MEMORY_MEMORY -> assertThat(in.memory()).isEqualTo(in.index()).isEqualTo(5);
            case DATA_MEMORY -> assertThat(in.memory()).isEqualTo(in.index2()).isEqualTo(6);
            case LABELS -> {
                assertThat(in.labelCount()).isEqualTo(3);
                assertThat(in.label(0)).isEqualTo(5);
                assertThat(in.label(2)).isEqualTo(7);
            }
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16 -> {
                assertThat(in.memory()).isEqualTo(9);
                assertThat(in.memOffset()).isEqualTo(144);
                assertThat(in.alignLog2()).isZero();
            }
            case MEMARG_LANE_1, MEMARG_LANE_2, MEMARG_LANE_4, MEMARG_LANE_8 -> {
                assertThat(in.memory()).isZero();
                assertThat(in.lane()).isEqualTo(1);
            }
            case LANE_16, LANE_8, LANE_4, LANE_2 -> assertThat(in.lane()).isEqualTo(1);
            case LANES_16, V128 -> {
                assertThat(in.v128Low()).isEqualTo(0x0706_0504_0302_0100L);
                assertThat(in.v128High()).isEqualTo(0x9F0E_0D0C_0B0A_0908L);
            }
            case I32 -> assertThat(in.i32()).isEqualTo(-128);
            case I64 -> assertThat(in.i64()).isEqualTo(-128L);
            case F32 -> assertThat(in.i32()).isEqualTo(0x8403_0201);
            case F64 -> assertThat(in.i64()).isEqualTo(0x8807_0605_0403_0201L);
            case HEAP_TYPE -> assertThat(in.heapType()).isEqualTo(AbsHeapType.FUNC);
            case VAL_TYPES -> assertThat(in.valTypes()).containsExactly(ValType.V128);
            case CAST_LABEL -> {
                assertThat(in.castFlags()).isEqualTo(3);
                assertThat(in.index()).isEqualTo(5);
                assertThat(in.heapType()).isEqualTo(AbsHeapType.ANY);
                assertThat(in.heapType2()).isEqualTo(new HeapType.Index(6));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Opcode.class)
    void everyInstructionIsReadWithItsImmediates(Opcode opcode) {
        byte[] code = opcode.prefix() == 0 ? bytes(opcode.code()) : bytes(opcode.prefix(), Samples.u32(opcode.code()));
        InstrReader in = read(code, immediates(opcode));
        assertThat(in.opcode()).isEqualTo(opcode);
        checkImmediates(in);
        assertThat(in.next()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Opcode.class)
    void everyTruncatedInstructionIsMalformed(Opcode opcode) {
        byte[] whole = bytes(
                opcode.prefix() == 0 ? bytes(opcode.code()) : bytes(opcode.prefix(), Samples.u32(opcode.code())),
                immediates(opcode));
        for (int length = 1; length < whole.length; length++) {
            InstrReader in = new InstrReader(whole, 0, length);
            MalformedException e = catchThrowableOfType(MalformedException.class, in::next);
            assertThat(e.failure()).isEqualTo(Failure.UNEXPECTED_END_OF_SECTION);
            assertThat(e.offsetBytes()).isLessThanOrEqualTo(length);
        }
    }

    @Test
    void unknownOpcodesAreIllegal() {
        assertThat(malformed(0xFF).failure()).isEqualTo(Failure.ILLEGAL_OPCODE);
        assertThat(malformed(0xFF)).hasMessageStartingWith("illegal opcode: ff");
        assertThat(malformed(0x01, 0xFB, 0x7F).offsetBytes()).isEqualTo(1);
        assertThat(malformed(0xFC, 0x80, 0x80, 0x04).failure()).isEqualTo(Failure.ILLEGAL_OPCODE);
    }

    @Test
    void prefixedOpcodesMayHaveLongForms() {
        assertThat(read(0xFC, 0x87, 0x80, 0x80, 0x80, 0).opcode()).isEqualTo(Opcode.I64_TRUNC_SAT_F64_U);
        assertThat(malformed(0xFC, 0x87, 0x80, 0x80, 0x80, 0x80, 0).failure())
                .isEqualTo(Failure.INTEGER_REPRESENTATION_TOO_LONG);
    }

    @Test
    void memoryArgumentsKnowAlignmentMemoryAnd64BitOffsets() {
        InstrReader in = read(0x28, 0x42, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1);
        assertThat(in.alignLog2()).isEqualTo(2);
        assertThat(in.memory()).isEqualTo(3);
        assertThat(in.memOffset()).isEqualTo(-1L);
        assertThat(malformed(0x28, 0x80, 1, 0).failure()).isEqualTo(Failure.MALFORMED_MEMOP_FLAGS);
        assertThat(malformed(0x28, 0x80, 2, 0).failure()).isEqualTo(Failure.MALFORMED_MEMOP_FLAGS);
    }

    @Test
    void blockTypesAreEmptyInlineOrIndexed() {
        assertThat(read(0x02, 0x40).blockResult()).isNull();
        assertThat(read(0x02, 0x64, 0x70).blockResult()).isEqualTo(new RefType(false, AbsHeapType.FUNC));
        InstrReader in = read(0x02, 0xC0, 0x00);
        assertThat(in.blockTypeIndex()).isEqualTo(64);
        assertThat(in.blockResult()).isNull();
        assertThat(malformed(0x02, 0x41).failure()).isEqualTo(Failure.MALFORMED_TYPE);
        assertThat(malformed(0x02, 0xFF, 0x7F).failure()).isEqualTo(Failure.MALFORMED_TYPE);
    }

    @Test
    void blockTypeIndicesFrom2To31AreUnknownTypes() {
        byte[] code = bytes(0x02, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F);
        InstrReader in = new InstrReader(code, 0, code.length);
        assertThat(catchThrowableOfType(ValidationException.class, in::next).failure())
                .isEqualTo(Failure.UNKNOWN_TYPE);
    }

    @Test
    void fencesHaveAZeroByte() {
        assertThat(malformed(0xFE, 3, 1).failure()).isEqualTo(Failure.ZERO_BYTE_EXPECTED);
    }

    @Test
    void catchKindsAndCastFlagsAreChecked() {
        assertThat(malformed(0x1F, 0x40, 1, 4, 0, 0).failure()).isEqualTo(Failure.MALFORMED_CATCH);
        assertThat(malformed(0xFB, 0x18, 4, 0, 0x6E, 0x6D).failure()).isEqualTo(Failure.MALFORMED_CAST_FLAGS);
    }

    @Test
    void labelsAreCountedBeforeTheyAreStored() {
        assertThat(malformed(0x0E, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0).failure())
                .isEqualTo(Failure.UNEXPECTED_END_OF_SECTION);
        byte[] code = bytes(0x0E, Samples.u32(100_000), new byte[100_001]);
        InstrReader in = new InstrReader(code, 0, code.length);
        assertThat(catchThrowableOfType(ValidationException.class, in::next).failure())
                .isEqualTo(Failure.IMPLEMENTATION_LIMIT);
    }

    @Test
    void expressionsEndAtTheMatchingEnd() {
        byte[] code = bytes(0x02, 0x40, 0x0B, 0x01, 0x0B, 0x01, 0x0B);
        assertThat(new InstrReader(code, 0, code.length).skipExpression()).isEqualTo(5);
        assertThat(catchThrowableOfType(MalformedException.class, () -> new InstrReader(code, 0, 4).skipExpression())
                        .failure())
                .isEqualTo(Failure.UNEXPECTED_END_OF_SECTION);
    }
}
