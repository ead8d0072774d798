package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.wasm.Ops;

/// Emits arithmetic of vectors of integers for which there is no single machine instruction, and shifts.
///
/// Threading: no state.
final class SimdArithmetic {
    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    private static final long EACH_WORD = 0x0001_0001_0001_0001L;
    private static final long EACH_DWORD = 0x0000_0001_0000_0001L;
    private static final int HIGH_TO_LOW = 0xEE;
    /// The lower two lanes of 32 bits, each in the low half of a lane of 64 bits.
    private static final int LOW_PAIRS = 0x50;

    private static final int HIGH_PAIRS = 0xFA;

    private SimdArithmetic() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return false if it is none of these
    static boolean emit(Emission state, int op) {
        switch (op) {
            case Ops.I8X16_ABS -> unary(state, PABSB_X_XM128);
            case Ops.I16X8_ABS -> unary(state, PABSW_X_XM128);
            case Ops.I32X4_ABS -> unary(state, PABSD_X_XM128);
            case Ops.I64X2_ABS -> absoluteQuad(state);
            case Ops.I8X16_NEG -> negate(state, PSUBB_X_XM128);
            case Ops.I16X8_NEG -> negate(state, PSUBW_X_XM128);
            case Ops.I32X4_NEG -> negate(state, PSUBD_X_XM128);
            case Ops.I64X2_NEG -> negate(state, PSUBQ_X_XM128);
            case Ops.I8X16_POPCNT -> popcnt(state);
            case Ops.I8X16_BITMASK -> bitmask(state, PMOVMSKB_R32_X);
            case Ops.I16X8_BITMASK -> bitmaskWords(state);
            case Ops.I32X4_BITMASK -> bitmask(state, MOVMSKPS_R32_X);
            case Ops.I64X2_BITMASK -> bitmask(state, MOVMSKPD_R32_X);
            case Ops.I64X2_MUL -> multiplyQuads(state);
            case Ops.I16X8_Q15MULR_SAT_S, Ops.I16X8_RELAXED_Q15MULR_S -> multiplyRounded(state);
            case Ops.I8X16_SHL, Ops.I8X16_SHR_U -> shiftBytes(state, op == Ops.I8X16_SHL);
            case Ops.I8X16_SHR_S -> shiftBytesSigned(state);
            case Ops.I16X8_SHL -> shift(state, PSLLW_X_IMM8, PSLLW_X_XM128, 15);
            case Ops.I16X8_SHR_S -> shift(state, PSRAW_X_IMM8, PSRAW_X_XM128, 15);
            case Ops.I16X8_SHR_U -> shift(state, PSRLW_X_IMM8, PSRLW_X_XM128, 15);
            case Ops.I32X4_SHL -> shift(state, PSLLD_X_IMM8, PSLLD_X_XM128, 31);
            case Ops.I32X4_SHR_S -> shift(state, PSRAD_X_IMM8, PSRAD_X_XM128, 31);
            case Ops.I32X4_SHR_U -> shift(state, PSRLD_X_IMM8, PSRLD_X_XM128, 31);
            case Ops.I64X2_SHL -> shift(state, PSLLQ_X_IMM8, PSLLQ_X_XM128, 63);
            case Ops.I64X2_SHR_U -> shift(state, PSRLQ_X_IMM8, PSRLQ_X_XM128, 63);
            case Ops.I64X2_SHR_S -> shiftQuadsSigned(state);
            default -> {
                return emitWidening(state, op);
            }
        }
        return true;
    }

    private static boolean emitWidening(Emission state, int op) {
        switch (op) {
            case Ops.I16X8_EXTEND_LOW_I8X16_S -> unary(state, PMOVSXBW_X_XM64);
            case Ops.I16X8_EXTEND_LOW_I8X16_U -> unary(state, PMOVZXBW_X_XM64);
            case Ops.I32X4_EXTEND_LOW_I16X8_S -> unary(state, PMOVSXWD_X_XM64);
            case Ops.I32X4_EXTEND_LOW_I16X8_U -> unary(state, PMOVZXWD_X_XM64);
            case Ops.I64X2_EXTEND_LOW_I32X4_S -> unary(state, PMOVSXDQ_X_XM64);
            case Ops.I64X2_EXTEND_LOW_I32X4_U -> unary(state, PMOVZXDQ_X_XM64);
            case Ops.I16X8_EXTEND_HIGH_I8X16_S -> extendHigh(state, PMOVSXBW_X_XM64);
            case Ops.I16X8_EXTEND_HIGH_I8X16_U -> extendHigh(state, PMOVZXBW_X_XM64);
            case Ops.I32X4_EXTEND_HIGH_I16X8_S -> extendHigh(state, PMOVSXWD_X_XM64);
            case Ops.I32X4_EXTEND_HIGH_I16X8_U -> extendHigh(state, PMOVZXWD_X_XM64);
            case Ops.I64X2_EXTEND_HIGH_I32X4_S -> extendHigh(state, PMOVSXDQ_X_XM64);
            case Ops.I64X2_EXTEND_HIGH_I32X4_U -> extendHigh(state, PMOVZXDQ_X_XM64);
            case Ops.I16X8_EXTMUL_LOW_I8X16_S -> multiply(state, PMOVSXBW_X_XM64, PMULLW_X_XM128, false);
            case Ops.I16X8_EXTMUL_LOW_I8X16_U -> multiply(state, PMOVZXBW_X_XM64, PMULLW_X_XM128, false);
            case Ops.I16X8_EXTMUL_HIGH_I8X16_S -> multiply(state, PMOVSXBW_X_XM64, PMULLW_X_XM128, true);
            case Ops.I16X8_EXTMUL_HIGH_I8X16_U -> multiply(state, PMOVZXBW_X_XM64, PMULLW_X_XM128, true);
            case Ops.I32X4_EXTMUL_LOW_I16X8_S -> multiply(state, PMOVSXWD_X_XM64, PMULLD_X_XM128, false);
            case Ops.I32X4_EXTMUL_LOW_I16X8_U -> multiply(state, PMOVZXWD_X_XM64, PMULLD_X_XM128, false);
            case Ops.I32X4_EXTMUL_HIGH_I16X8_S -> multiply(state, PMOVSXWD_X_XM64, PMULLD_X_XM128, true);
            case Ops.I32X4_EXTMUL_HIGH_I16X8_U -> multiply(state, PMOVZXWD_X_XM64, PMULLD_X_XM128, true);
            case Ops.I64X2_EXTMUL_LOW_I32X4_S -> multiplyPairs(state, PMULDQ_X_XM128, LOW_PAIRS);
            case Ops.I64X2_EXTMUL_LOW_I32X4_U -> multiplyPairs(state, PMULUDQ_X_XM128, LOW_PAIRS);
            case Ops.I64X2_EXTMUL_HIGH_I32X4_S -> multiplyPairs(state, PMULDQ_X_XM128, HIGH_PAIRS);
            case Ops.I64X2_EXTMUL_HIGH_I32X4_U -> multiplyPairs(state, PMULUDQ_X_XM128, HIGH_PAIRS);
            case Ops.I16X8_EXTADD_PAIRWISE_I8X16_S -> addPairsSigned(state);
            case Ops.I16X8_EXTADD_PAIRWISE_I8X16_U -> withConstant(state, PMADDUBSW_X_XM128, EACH_BYTE);
            case Ops.I32X4_EXTADD_PAIRWISE_I16X8_S -> withConstant(state, PMADDWD_X_XM128, EACH_WORD);
            case Ops.I32X4_EXTADD_PAIRWISE_I16X8_U -> {
                // As signed numbers they are all too small by 2¹⁵, their sums by 2¹⁶.
                withConstant(state, PXOR_X_XM128, EACH_WORD << 15);
                withConstant(state, PMADDWD_X_XM128, EACH_WORD);
                withConstant(state, PADDD_X_XM128, EACH_DWORD << 16);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void unary(Emission state, Inst inst) {
        int register = state.operands.popRegister();
        state.asm.emit(inst, Registers.xmm(register), Registers.xmm(register));
        SimdEmitter.push(state, register);
    }

    private static void withConstant(Emission state, Inst inst, long half) {
        int register = state.operands.popRegister();
        state.asm.emit(inst, Registers.xmm(register), SimdEmitter.constant(state, half, half));
        SimdEmitter.push(state, register);
    }

    private static void negate(Emission state, Inst subtract) {
        int register = state.operands.popRegister();
        int result = state.operands.vector();
        Xmm xmm = Registers.xmm(result);
        state.asm.emit(PXOR_X_XM128, xmm, xmm);
        state.asm.emit(subtract, xmm, Registers.xmm(register));
        state.operands.release(register);
        SimdEmitter.push(state, result);
    }

    private static void absoluteQuad(Emission state) {
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        Xmm sign = Registers.VECTOR_SCRATCH;
        state.asm.emit(PXOR_X_XM128, sign, sign);
        state.asm.emit(PCMPGTQ_X_XM128, sign, xmm);
        state.asm.emit(PXOR_X_XM128, xmm, sign);
        state.asm.emit(PSUBQ_X_XM128, xmm, sign);
        SimdEmitter.push(state, register);
    }

    /// Looks both halves of each byte up in a table.
    private static void popcnt(Emission state) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int register = operands.popRegister();
        int result = operands.vector();
        Xmm low = Registers.xmm(register);
        Xmm high = Registers.VECTOR_SCRATCH;
        Xmm sum = Registers.xmm(result);
        long halves = 0x0F * EACH_BYTE;
        long table = 0x0302_0201_0201_0100L;
        asm.emit(MOVAPS_X_XM128, high, low);
        asm.emit(PSRLW_X_IMM8, high, 4);
        asm.emit(PAND_X_XM128, high, SimdEmitter.constant(state, halves, halves));
        asm.emit(PAND_X_XM128, low, SimdEmitter.constant(state, halves, halves));
        asm.emit(MOVAPS_X_XM128, sum, SimdEmitter.constant(state, table, table + EACH_BYTE));
        asm.emit(PSHUFB_X_XM128, sum, low);
        asm.emit(MOVAPS_X_XM128, low, SimdEmitter.constant(state, table, table + EACH_BYTE));
        asm.emit(PSHUFB_X_XM128, low, high);
        asm.emit(PADDB_X_XM128, sum, low);
        operands.release(register);
        SimdEmitter.push(state, result);
    }

    private static void bitmask(Emission state, Inst inst) {
        Operands operands = state.operands;
        int from = operands.popRegister();
        int to = operands.general();
        state.asm.emit(inst, Registers.gpr(to), Registers.xmm(from));
        operands.release(from);
        operands.pushRegister(Kind.I32, to);
    }

    private static void bitmaskWords(Emission state) {
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        state.asm.emit(PXOR_X_XM128, Registers.VECTOR_SCRATCH, Registers.VECTOR_SCRATCH);
        state.asm.emit(PACKSSWB_X_XM128, xmm, Registers.VECTOR_SCRATCH);
        SimdEmitter.push(state, register);
        bitmask(state, PMOVMSKB_R32_X);
    }

    /// The low halves' product, plus the sum of the crossed products in the high half.
    private static void multiplyQuads(Emission state) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int right = operands.popRegister();
        int left = operands.popRegister();
        int cross = operands.vector();
        Xmm a = Registers.xmm(left);
        Xmm b = Registers.xmm(right);
        Xmm sum = Registers.xmm(cross);
        Xmm other = Registers.VECTOR_SCRATCH;
        asm.emit(MOVAPS_X_XM128, sum, a);
        asm.emit(PSRLQ_X_IMM8, sum, Integer.SIZE);
        asm.emit(PMULUDQ_X_XM128, sum, b);
        asm.emit(MOVAPS_X_XM128, other, b);
        asm.emit(PSRLQ_X_IMM8, other, Integer.SIZE);
        asm.emit(PMULUDQ_X_XM128, other, a);
        asm.emit(PADDQ_X_XM128, sum, other);
        asm.emit(PSLLQ_X_IMM8, sum, Integer.SIZE);
        asm.emit(PMULUDQ_X_XM128, a, b);
        asm.emit(PADDQ_X_XM128, a, sum);
        operands.release(right);
        operands.release(cross);
        SimdEmitter.push(state, left);
    }

    /// The machine's instruction overflows for one pair of operands only, whose product is to be the largest number.
    private static void multiplyRounded(Emission state) {
        SimdEmitter.binary(state, PMULHRSW_X_XM128);
        int register = state.operands.popRegister();
        long smallest = EACH_WORD << 15;
        state.asm.emit(MOVAPS_X_XM128, Registers.VECTOR_SCRATCH, SimdEmitter.constant(state, smallest, smallest));
        state.asm.emit(PCMPEQW_X_XM128, Registers.VECTOR_SCRATCH, Registers.xmm(register));
        state.asm.emit(PXOR_X_XM128, Registers.xmm(register), Registers.VECTOR_SCRATCH);
        SimdEmitter.push(state, register);
    }

    private static void extendHigh(Emission state, Inst extend) {
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        state.asm.emit(PSHUFD_X_XM128_IMM8, xmm, xmm, HIGH_TO_LOW);
        state.asm.emit(extend, xmm, xmm);
        SimdEmitter.push(state, register);
    }

    private static void multiply(Emission state, Inst extend, Inst multiply, boolean isHigh) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int right = operands.popRegister();
        int left = operands.popRegister();
        Xmm a = Registers.xmm(left);
        Xmm b = Registers.xmm(right);
        if (isHigh) {
            asm.emit(PSHUFD_X_XM128_IMM8, a, a, HIGH_TO_LOW);
            asm.emit(PSHUFD_X_XM128_IMM8, b, b, HIGH_TO_LOW);
        }
        asm.emit(extend, a, a);
        asm.emit(extend, b, b);
        asm.emit(multiply, a, b);
        operands.release(right);
        SimdEmitter.push(state, left);
    }

    private static void multiplyPairs(Emission state, Inst multiply, int order) {
        Operands operands = state.operands;
        int right = operands.popRegister();
        int left = operands.popRegister();
        Xmm a = Registers.xmm(left);
        Xmm b = Registers.xmm(right);
        state.asm.emit(PSHUFD_X_XM128_IMM8, a, a, order);
        state.asm.emit(PSHUFD_X_XM128_IMM8, b, b, order);
        state.asm.emit(multiply, a, b);
        operands.release(right);
        SimdEmitter.push(state, left);
    }

    private static void addPairsSigned(Emission state) {
        int register = state.operands.popRegister();
        int result = state.operands.vector();
        Xmm xmm = Registers.xmm(result);
        // The first operand is the unsigned one.
        state.asm.emit(MOVAPS_X_XM128, xmm, SimdEmitter.constant(state, EACH_BYTE, EACH_BYTE));
        state.asm.emit(PMADDUBSW_X_XM128, xmm, Registers.xmm(register));
        state.operands.release(register);
        SimdEmitter.push(state, result);
    }

    // shifts

    /// Puts the count on top, below a bound, plus something, into the scratch vector register.
    private static void popCount(Emission state, int mask, int bias) {
        int register = state.operands.popRegister();
        Gpr count = Registers.gpr(register);
        state.asm.emit(AND_RM32_IMM32, count, mask);
        if (bias != 0) {
            state.asm.emit(ADD_RM32_IMM32, count, bias);
        }
        state.asm.emit(MOVD_X_RM32, Registers.VECTOR_SCRATCH, count);
        state.operands.release(register);
    }

    private static void shift(Emission state, Inst immediate, Inst variable, int mask) {
        Operands operands = state.operands;
        if (operands.isTopConst()) {
            long count = operands.constant(operands.size() - 1) & mask;
            operands.drop(1);
            int register = operands.popRegister();
            state.asm.emit(immediate, Registers.xmm(register), count);
            SimdEmitter.push(state, register);
            return;
        }
        popCount(state, mask, 0);
        int register = operands.popRegister();
        state.asm.emit(variable, Registers.xmm(register), Registers.VECTOR_SCRATCH);
        SimdEmitter.push(state, register);
    }

    /// Shifts lanes of 16 bits, and clears what came from the neighbour with a shifted mask.
    private static void shiftBytes(Emission state, boolean isLeft) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        popCount(state, 7, 0);
        int register = operands.popRegister();
        int first = operands.vector();
        int second = operands.vector();
        Xmm xmm = Registers.xmm(register);
        Xmm mask = Registers.xmm(first);
        Xmm zero = Registers.xmm(second);
        Inst inst = isLeft ? PSLLW_X_XM128 : PSRLW_X_XM128;
        asm.emit(inst, xmm, Registers.VECTOR_SCRATCH);
        asm.emit(PCMPEQD_X_XM128, mask, mask);
        asm.emit(PSRLW_X_IMM8, mask, Byte.SIZE);
        asm.emit(inst, mask, Registers.VECTOR_SCRATCH);
        asm.emit(PXOR_X_XM128, zero, zero);
        asm.emit(PSHUFB_X_XM128, mask, zero);
        asm.emit(PAND_X_XM128, xmm, mask);
        operands.release(first);
        operands.release(second);
        SimdEmitter.push(state, register);
    }

    /// Shifts bytes that stand in the upper halves of lanes of 16 bits.
    private static void shiftBytesSigned(Emission state) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        popCount(state, 7, Byte.SIZE);
        int register = operands.popRegister();
        int upper = operands.vector();
        Xmm low = Registers.xmm(register);
        Xmm high = Registers.xmm(upper);
        asm.emit(MOVAPS_X_XM128, high, low);
        asm.emit(PUNPCKHBW_X_XM128, high, high);
        asm.emit(PUNPCKLBW_X_XM128, low, low);
        asm.emit(PSRAW_X_XM128, high, Registers.VECTOR_SCRATCH);
        asm.emit(PSRAW_X_XM128, low, Registers.VECTOR_SCRATCH);
        asm.emit(PACKSSWB_X_XM128, low, high);
        operands.release(upper);
        SimdEmitter.push(state, register);
    }

    /// A logical shift, after which the bit that was the sign is subtracted with all above it.
    private static void shiftQuadsSigned(Emission state) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        popCount(state, 63, 0);
        int register = operands.popRegister();
        int other = operands.vector();
        Xmm xmm = Registers.xmm(register);
        Xmm sign = Registers.xmm(other);
        asm.emit(MOVAPS_X_XM128, sign, SimdEmitter.constant(state, Long.MIN_VALUE, Long.MIN_VALUE));
        asm.emit(PSRLQ_X_XM128, sign, Registers.VECTOR_SCRATCH);
        asm.emit(PSRLQ_X_XM128, xmm, Registers.VECTOR_SCRATCH);
        asm.emit(PXOR_X_XM128, xmm, sign);
        asm.emit(PSUBQ_X_XM128, xmm, sign);
        operands.release(other);
        SimdEmitter.push(state, register);
    }
}
