package dev.gantry.runtime.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.Family;
import dev.gantry.wasm.Immediates;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorAccessTest {
    private static final long BYTES = 0x8877_66F5_4433_2281L;
    private static final long LOW = 0x0123_4567_89AB_CDEFL;
    private static final long HIGH = 0xFEDC_BA98_7654_3210L;

    static Stream<Opcode> accesses() {
        return Arrays.stream(Opcode.values())
                .filter(opcode -> opcode.family() == Family.SIMD)
                .filter(opcode -> opcode.has(Opcode.Effects.READS | Opcode.Effects.WRITES));
    }

    @Test
    void thereAre22Accesses() {
        assertThat(accesses()).hasSize(22);
    }

    @ParameterizedTest
    @MethodSource("accesses")
    void sizesAreTheNaturalAlignment(Opcode opcode) {
        assertThat(VectorAccess.bytes(VectorOpsTest.op(opcode)))
                .isEqualTo(
                        switch (opcode.immediates()) {
                            case MEMARG_1, MEMARG_LANE_1 -> 1;
                            case MEMARG_2, MEMARG_LANE_2 -> 2;
                            case MEMARG_4, MEMARG_LANE_4 -> 4;
                            case MEMARG_8, MEMARG_LANE_8 -> 8;
                            default -> 16;
                        });
        assertThat(opcode.immediates()).isNotEqualTo(Immediates.NONE);
    }

    private static long[] load(int op, int lane) {
        long[] frame = {LOW, HIGH, 0, 0};
        VectorAccess.load(op, frame, 2, 0, lane, BYTES);
        return Arrays.copyOfRange(frame, 2, 4);
    }

    @Test
    void loadsWiden() {
        assertThat(load(Ops.V128_LOAD8X8_S, 0)).containsExactly(0x0044_0033_0022_FF81L, 0xFF88_0077_0066_FFF5L);
        assertThat(load(Ops.V128_LOAD8X8_U, 0)).containsExactly(0x0044_0033_0022_0081L, 0x0088_0077_0066_00F5L);
        assertThat(load(Ops.V128_LOAD16X4_S, 0)).containsExactly(0x0000_4433_0000_2281L, 0xFFFF_8877_0000_66F5L);
        assertThat(load(Ops.V128_LOAD16X4_U, 0)).containsExactly(0x0000_4433_0000_2281L, 0x0000_8877_0000_66F5L);
        assertThat(load(Ops.V128_LOAD32X2_S, 0)).containsExactly(0x4433_2281L, 0xFFFF_FFFF_8877_66F5L);
        assertThat(load(Ops.V128_LOAD32X2_U, 0)).containsExactly(0x4433_2281L, 0x8877_66F5L);
    }

    @Test
    void loadsSplatAndExtendWithZeros() {
        assertThat(load(Ops.V128_LOAD8_SPLAT, 0)).containsOnly(0x8181_8181_8181_8181L);
        assertThat(load(Ops.V128_LOAD16_SPLAT, 0)).containsOnly(0x2281_2281_2281_2281L);
        assertThat(load(Ops.V128_LOAD32_SPLAT, 0)).containsOnly(0x4433_2281_4433_2281L);
        assertThat(load(Ops.V128_LOAD64_SPLAT, 0)).containsOnly(BYTES);
        assertThat(load(Ops.V128_LOAD32_ZERO, 0)).containsExactly(0x4433_2281L, 0);
        assertThat(load(Ops.V128_LOAD64_ZERO, 0)).containsExactly(BYTES, 0);
    }

    @Test
    void lanesAreLoadedAndStored() {
        int[] loads = {Ops.V128_LOAD8_LANE, Ops.V128_LOAD16_LANE, Ops.V128_LOAD32_LANE, Ops.V128_LOAD64_LANE};
        int[] stores = {Ops.V128_STORE8_LANE, Ops.V128_STORE16_LANE, Ops.V128_STORE32_LANE, Ops.V128_STORE64_LANE};
        for (int size = 0; size < 4; size++) {
            int bits = 8 << size;
            for (int lane = 0; lane < 128 / bits; lane++) {
                BigInteger[] expected = LaneReference.lanes(LOW, HIGH, bits);
                long stored = VectorAccess.storedLane(stores[size], new long[] {LOW, HIGH}, 0, lane);
                assertThat(LaneReference.unsigned(stored, bits)).isEqualTo(expected[lane]);
                expected[lane] = LaneReference.unsigned(BYTES, bits);
                assertThat(load(loads[size], lane)).isEqualTo(LaneReference.vector(expected));
            }
        }
    }
}
