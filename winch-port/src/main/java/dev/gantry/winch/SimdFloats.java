package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.wasm.Ops;

/// Emits comparisons, arithmetic and conversions of vectors of floats.
///
/// Threading: no state.
final class SimdFloats {
    private static final int EQUAL = 0;
    private static final int LESS = 1;
    private static final int LESS_OR_EQUAL = 2;
    private static final int UNORDERED = 3;
    private static final int NOT_EQUAL = 4;

    private static final int NEAREST = 8;
    private static final int FLOOR = 9;
    private static final int CEIL = 10;
    private static final int TRUNC = 11;

    private static final long EACH_FLOAT = 0x0000_0001_0000_0001L;
    private static final long TWO_TO_31_F32 = 0x4F00_0000L * EACH_FLOAT;
    private static final long TWO_TO_16_F32 = 0x4780_0000L * EACH_FLOAT;
    private static final long TWO_TO_52_F64 = 0x4330_0000_0000_0000L;
    private static final long MAX_I32_F64 = 0x41DF_FFFF_FFC0_0000L;
    private static final long MAX_U32_F64 = 0x41EF_FFFF_FFE0_0000L;
    /// The bits of a quiet NaN's payload, shifted out to leave sign, exponent and quiet bit.
    private static final int QUIET_BITS_F32 = 10;

    private static final int QUIET_BITS_F64 = 13;

    private SimdFloats() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return false if it is none of these
    static boolean emit(Emission state, int op) {
        switch (op) {
            case Ops.F32X4_EQ -> compare(state, CMPPS_X_XM128_IMM8, EQUAL, false);
            case Ops.F32X4_NE -> compare(state, CMPPS_X_XM128_IMM8, NOT_EQUAL, false);
            case Ops.F32X4_LT -> compare(state, CMPPS_X_XM128_IMM8, LESS, false);
            case Ops.F32X4_LE -> compare(state, CMPPS_X_XM128_IMM8, LESS_OR_EQUAL, false);
            case Ops.F32X4_GT -> compare(state, CMPPS_X_XM128_IMM8, LESS, true);
            case Ops.F32X4_GE -> compare(state, CMPPS_X_XM128_IMM8, LESS_OR_EQUAL, true);
            case Ops.F64X2_EQ -> compare(state, CMPPD_X_XM128_IMM8, EQUAL, false);
            case Ops.F64X2_NE -> compare(state, CMPPD_X_XM128_IMM8, NOT_EQUAL, false);
            case Ops.F64X2_LT -> compare(state, CMPPD_X_XM128_IMM8, LESS, false);
            case Ops.F64X2_LE -> compare(state, CMPPD_X_XM128_IMM8, LESS_OR_EQUAL, false);
            case Ops.F64X2_GT -> compare(state, CMPPD_X_XM128_IMM8, LESS, true);
            case Ops.F64X2_GE -> compare(state, CMPPD_X_XM128_IMM8, LESS_OR_EQUAL, true);
            case Ops.F32X4_ABS -> sign(state, PAND_X_XM128, Integer.MAX_VALUE * EACH_FLOAT);
            case Ops.F64X2_ABS -> sign(state, PAND_X_XM128, Long.MAX_VALUE);
            case Ops.F32X4_NEG -> sign(state, PXOR_X_XM128, EACH_FLOAT << (Integer.SIZE - 1));
            case Ops.F64X2_NEG -> sign(state, PXOR_X_XM128, Long.MIN_VALUE);
            case Ops.F32X4_CEIL -> round(state, false, CEIL);
            case Ops.F32X4_FLOOR -> round(state, false, FLOOR);
            case Ops.F32X4_TRUNC -> round(state, false, TRUNC);
            case Ops.F32X4_NEAREST -> round(state, false, NEAREST);
            case Ops.F64X2_CEIL -> round(state, true, CEIL);
            case Ops.F64X2_FLOOR -> round(state, true, FLOOR);
            case Ops.F64X2_TRUNC -> round(state, true, TRUNC);
            case Ops.F64X2_NEAREST -> round(state, true, NEAREST);
            case Ops.F32X4_SQRT -> unary(state, SQRTPS_X_XM128, false);
            case Ops.F64X2_SQRT -> unary(state, SQRTPD_X_XM128, true);
            case Ops.F32X4_ADD -> binary(state, ADDPS_X_XM128, false);
            case Ops.F32X4_SUB -> binary(state, SUBPS_X_XM128, false);
            case Ops.F32X4_MUL -> binary(state, MULPS_X_XM128, false);
            case Ops.F32X4_DIV -> binary(state, DIVPS_X_XM128, false);
            case Ops.F64X2_ADD -> binary(state, ADDPD_X_XM128, true);
            case Ops.F64X2_SUB -> binary(state, SUBPD_X_XM128, true);
            case Ops.F64X2_MUL -> binary(state, MULPD_X_XM128, true);
            case Ops.F64X2_DIV -> binary(state, DIVPD_X_XM128, true);
            case Ops.F32X4_MIN, Ops.F32X4_RELAXED_MIN -> minimum(state, false);
            case Ops.F64X2_MIN, Ops.F64X2_RELAXED_MIN -> minimum(state, true);
            case Ops.F32X4_MAX, Ops.F32X4_RELAXED_MAX -> maximum(state, false);
            case Ops.F64X2_MAX, Ops.F64X2_RELAXED_MAX -> maximum(state, true);
            // The machine gives its second operand if neither is smaller, which is what the first is to be.
            case Ops.F32X4_PMIN -> SimdEmitter.swapped(state, MINPS_X_XM128);
            case Ops.F32X4_PMAX -> SimdEmitter.swapped(state, MAXPS_X_XM128);
            case Ops.F64X2_PMIN -> SimdEmitter.swapped(state, MINPD_X_XM128);
            case Ops.F64X2_PMAX -> SimdEmitter.swapped(state, MAXPD_X_XM128);
            default -> {
                return emitConversion(state, op);
            }
        }
        return true;
    }

    private static boolean emitConversion(Emission state, int op) {
        switch (op) {
            case Ops.F32X4_DEMOTE_F64X2_ZERO -> unary(state, CVTPD2PS_X_XM128, false);
            case Ops.F64X2_PROMOTE_LOW_F32X4 -> unary(state, CVTPS2PD_X_XM64, true);
            case Ops.F32X4_CONVERT_I32X4_S -> convert(state, CVTDQ2PS_X_XM128);
            case Ops.F64X2_CONVERT_LOW_I32X4_S -> convert(state, CVTDQ2PD_X_XM64);
            case Ops.F32X4_CONVERT_I32X4_U -> convertUnsigned(state);
            case Ops.F64X2_CONVERT_LOW_I32X4_U -> convertLowUnsigned(state);
            case Ops.I32X4_TRUNC_SAT_F32X4_S, Ops.I32X4_RELAXED_TRUNC_F32X4_S -> truncate(state);
            case Ops.I32X4_TRUNC_SAT_F32X4_U, Ops.I32X4_RELAXED_TRUNC_F32X4_U -> truncateUnsigned(state);
            case Ops.I32X4_TRUNC_SAT_F64X2_S_ZERO, Ops.I32X4_RELAXED_TRUNC_F64X2_S_ZERO -> truncateDoubles(state);
            case Ops.I32X4_TRUNC_SAT_F64X2_U_ZERO, Ops.I32X4_RELAXED_TRUNC_F64X2_U_ZERO ->
                truncateDoublesUnsigned(state);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void compare(Emission state, Inst inst, int predicate, boolean isSwapped) {
        Operands operands = state.operands;
        int right = operands.popRegister();
        int left = operands.popRegister();
        int first = isSwapped ? right : left;
        int second = isSwapped ? left : right;
        state.asm.emit(inst, Registers.xmm(first), Registers.xmm(second), predicate);
        operands.release(second);
        SimdEmitter.push(state, first);
    }

    private static void sign(Emission state, Inst inst, long half) {
        int register = state.operands.popRegister();
        state.asm.emit(inst, Registers.xmm(register), SimdEmitter.constant(state, half, half));
        SimdEmitter.push(state, register);
    }

    /// Pushes a result; lanes that are NaNs become the canonical one if the tunables say so.
    private static void push(Emission state, int register, boolean is64) {
        if (state.tunables.nanCanonicalization()) {
            X64Assembler asm = state.asm;
            Xmm xmm = Registers.xmm(register);
            Xmm mask = Registers.VECTOR_SCRATCH;
            long nan = is64 ? 0x7FF8_0000_0000_0000L : 0x7FC0_0000L * EACH_FLOAT;
            // ordered lanes of the vector, canonical NaNs in the others
            asm.emit(MOVAPS_X_XM128, mask, xmm);
            asm.emit(is64 ? CMPPD_X_XM128_IMM8 : CMPPS_X_XM128_IMM8, mask, mask, EQUAL);
            asm.emit(PAND_X_XM128, xmm, mask);
            asm.emit(PANDN_X_XM128, mask, SimdEmitter.constant(state, nan, nan));
            asm.emit(POR_X_XM128, xmm, mask);
        }
        SimdEmitter.push(state, register);
    }

    private static void unary(Emission state, Inst inst, boolean is64) {
        int register = state.operands.popRegister();
        state.asm.emit(inst, Registers.xmm(register), Registers.xmm(register));
        push(state, register, is64);
    }

    private static void round(Emission state, boolean is64, int mode) {
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        state.asm.emit(is64 ? ROUNDPD_X_XM128_IMM8 : ROUNDPS_X_XM128_IMM8, xmm, xmm, mode);
        push(state, register, is64);
    }

    private static void binary(Emission state, Inst inst, boolean is64) {
        int right = state.operands.popRegister();
        int left = state.operands.popRegister();
        state.asm.emit(inst, Registers.xmm(left), Registers.xmm(right));
        state.operands.release(right);
        push(state, left, is64);
    }

    /// The machine gives its second operand for zeros and NaNs: both orders are taken and their bits united, which
    /// keeps a negative zero and leaves some NaN, whose payload is cleared.
    private static void minimum(Emission state, boolean is64) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int right = operands.popRegister();
        int left = operands.popRegister();
        Xmm a = Registers.xmm(left);
        Xmm b = Registers.xmm(right);
        Xmm both = Registers.VECTOR_SCRATCH;
        Inst min = is64 ? MINPD_X_XM128 : MINPS_X_XM128;
        asm.emit(MOVAPS_X_XM128, both, a);
        asm.emit(min, both, b);
        asm.emit(min, b, a);
        asm.emit(ORPS_X_XM128, both, b);
        asm.emit(is64 ? CMPPD_X_XM128_IMM8 : CMPPS_X_XM128_IMM8, b, both, UNORDERED);
        asm.emit(ORPS_X_XM128, both, b);
        finishExtremum(state, left, right, is64);
    }

    /// Where the two orders differ there are zeros, whose signs are cleared by a subtraction, or NaNs.
    private static void maximum(Emission state, boolean is64) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int right = operands.popRegister();
        int left = operands.popRegister();
        Xmm a = Registers.xmm(left);
        Xmm b = Registers.xmm(right);
        Xmm both = Registers.VECTOR_SCRATCH;
        Inst max = is64 ? MAXPD_X_XM128 : MAXPS_X_XM128;
        asm.emit(MOVAPS_X_XM128, both, a);
        asm.emit(max, both, b);
        asm.emit(max, b, a);
        asm.emit(XORPS_X_XM128, b, both);
        asm.emit(ORPS_X_XM128, both, b);
        asm.emit(is64 ? SUBPD_X_XM128 : SUBPS_X_XM128, both, b);
        asm.emit(is64 ? CMPPD_X_XM128_IMM8 : CMPPS_X_XM128_IMM8, b, both, UNORDERED);
        finishExtremum(state, left, right, is64);
    }

    /// Clears the payload of NaNs in the scratch register, for which lanes of the right operand are all ones.
    private static void finishExtremum(Emission state, int left, int right, boolean is64) {
        Xmm b = Registers.xmm(right);
        state.asm.emit(is64 ? PSRLQ_X_IMM8 : PSRLD_X_IMM8, b, is64 ? QUIET_BITS_F64 : QUIET_BITS_F32);
        state.asm.emit(ANDNPS_X_XM128, b, Registers.VECTOR_SCRATCH);
        state.operands.release(left);
        push(state, right, is64);
    }

    // conversions

    private static void convert(Emission state, Inst inst) {
        int register = state.operands.popRegister();
        state.asm.emit(inst, Registers.xmm(register), Registers.xmm(register));
        SimdEmitter.push(state, register);
    }

    /// Converts the halves of 16 bits, exactly, and rounds once, when they are added.
    private static void convertUnsigned(Emission state) {
        X64Assembler asm = state.asm;
        int register = state.operands.popRegister();
        Xmm high = Registers.xmm(register);
        Xmm low = Registers.VECTOR_SCRATCH;
        asm.emit(MOVAPS_X_XM128, low, high);
        asm.emit(PSLLD_X_IMM8, low, Short.SIZE);
        asm.emit(PSRLD_X_IMM8, low, Short.SIZE);
        asm.emit(PSRLD_X_IMM8, high, Short.SIZE);
        asm.emit(CVTDQ2PS_X_XM128, low, low);
        asm.emit(CVTDQ2PS_X_XM128, high, high);
        asm.emit(MULPS_X_XM128, high, SimdEmitter.constant(state, TWO_TO_16_F32, TWO_TO_16_F32));
        asm.emit(ADDPS_X_XM128, high, low);
        SimdEmitter.push(state, register);
    }

    /// Puts the numbers into the lowest bits of 2⁵², which is then subtracted.
    private static void convertLowUnsigned(Emission state) {
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        long high = (TWO_TO_52_F64 >>> Integer.SIZE) * EACH_FLOAT;
        state.asm.emit(PUNPCKLDQ_X_XM128, xmm, SimdEmitter.constant(state, high, high));
        state.asm.emit(SUBPD_X_XM128, xmm, SimdEmitter.constant(state, TWO_TO_52_F64, TWO_TO_52_F64));
        SimdEmitter.push(state, register);
    }

    /// The machine gives the smallest number for all that do not fit: inverted for those that are too large.
    private static void truncate(Emission state) {
        X64Assembler asm = state.asm;
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        Xmm mask = Registers.VECTOR_SCRATCH;
        asm.emit(MOVAPS_X_XM128, mask, xmm);
        asm.emit(CMPPS_X_XM128_IMM8, mask, mask, EQUAL);
        asm.emit(PAND_X_XM128, xmm, mask);
        asm.emit(MOVAPS_X_XM128, mask, SimdEmitter.constant(state, TWO_TO_31_F32, TWO_TO_31_F32));
        asm.emit(CMPPS_X_XM128_IMM8, mask, xmm, LESS_OR_EQUAL);
        asm.emit(CVTTPS2DQ_X_XM128, xmm, xmm);
        asm.emit(PXOR_X_XM128, xmm, mask);
        SimdEmitter.push(state, register);
    }

    /// What is below 2³¹ is truncated as it is; what is above, less 2³¹, and added to the smallest number.
    private static void truncateUnsigned(Emission state) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int register = operands.popRegister();
        int other = operands.vector();
        Xmm xmm = Registers.xmm(register);
        Xmm rest = Registers.xmm(other);
        Xmm mask = Registers.VECTOR_SCRATCH;
        asm.emit(PXOR_X_XM128, mask, mask);
        asm.emit(MAXPS_X_XM128, xmm, mask);
        asm.emit(MOVAPS_X_XM128, rest, xmm);
        asm.emit(SUBPS_X_XM128, rest, SimdEmitter.constant(state, TWO_TO_31_F32, TWO_TO_31_F32));
        asm.emit(MOVAPS_X_XM128, mask, SimdEmitter.constant(state, TWO_TO_31_F32, TWO_TO_31_F32));
        asm.emit(CMPPS_X_XM128_IMM8, mask, rest, LESS_OR_EQUAL);
        asm.emit(CVTTPS2DQ_X_XM128, rest, rest);
        asm.emit(PXOR_X_XM128, rest, mask);
        asm.emit(PXOR_X_XM128, mask, mask);
        asm.emit(PMAXSD_X_XM128, rest, mask);
        asm.emit(CVTTPS2DQ_X_XM128, xmm, xmm);
        asm.emit(PADDD_X_XM128, xmm, rest);
        operands.release(other);
        SimdEmitter.push(state, register);
    }

    /// The bound is zero for NaNs, which the machine's minimum then gives.
    private static void truncateDoubles(Emission state) {
        X64Assembler asm = state.asm;
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        Xmm bound = Registers.VECTOR_SCRATCH;
        asm.emit(MOVAPS_X_XM128, bound, xmm);
        asm.emit(CMPPD_X_XM128_IMM8, bound, bound, EQUAL);
        asm.emit(PAND_X_XM128, bound, SimdEmitter.constant(state, MAX_I32_F64, MAX_I32_F64));
        asm.emit(MINPD_X_XM128, xmm, bound);
        asm.emit(CVTTPD2DQ_X_XM128, xmm, xmm);
        SimdEmitter.push(state, register);
    }

    private static void truncateDoublesUnsigned(Emission state) {
        X64Assembler asm = state.asm;
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        Xmm zero = Registers.VECTOR_SCRATCH;
        asm.emit(PXOR_X_XM128, zero, zero);
        asm.emit(MAXPD_X_XM128, xmm, zero);
        asm.emit(MINPD_X_XM128, xmm, SimdEmitter.constant(state, MAX_U32_F64, MAX_U32_F64));
        asm.emit(ROUNDPD_X_XM128_IMM8, xmm, xmm, TRUNC);
        asm.emit(ADDPD_X_XM128, xmm, SimdEmitter.constant(state, TWO_TO_52_F64, TWO_TO_52_F64));
        asm.emit(SHUFPS_X_XM128_IMM8, xmm, zero, 0x88);
        SimdEmitter.push(state, register);
    }
}
