package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.wasm.Ops;
import org.jspecify.annotations.Nullable;

/// Emits instructions on vectors: bitwise ones and comparisons of integers here, the others in the classes for memory,
/// lanes, arithmetic and floats. SSE4.2 is taken for granted.
///
/// Threading: no state.
final class SimdEmitter {
    private SimdEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        Inst simple = simple(op);
        if (simple != null) {
            binary(state, simple);
            return;
        }
        switch (op) {
            case Ops.V128_NOT -> {
                int register = state.operands.popRegister();
                invert(state, register);
                push(state, register);
            }
            case Ops.V128_ANDNOT -> swapped(state, PANDN_X_XM128);
            case Ops.V128_BITSELECT,
                    Ops.I8X16_RELAXED_LANESELECT,
                    Ops.I16X8_RELAXED_LANESELECT,
                    Ops.I32X4_RELAXED_LANESELECT,
                    Ops.I64X2_RELAXED_LANESELECT -> bitSelect(state);
            case Ops.V128_ANY_TRUE -> {
                int register = state.operands.popRegister();
                state.asm.emit(PTEST_X_XM128, Registers.xmm(register), Registers.xmm(register));
                state.operands.release(register);
                state.operands.pushFlags(Cond.NE);
            }
            case Ops.I8X16_ALL_TRUE -> allTrue(state, PCMPEQB_X_XM128);
            case Ops.I16X8_ALL_TRUE -> allTrue(state, PCMPEQW_X_XM128);
            case Ops.I32X4_ALL_TRUE -> allTrue(state, PCMPEQD_X_XM128);
            case Ops.I64X2_ALL_TRUE -> allTrue(state, PCMPEQQ_X_XM128);
            case Ops.I8X16_NE -> inverted(state, PCMPEQB_X_XM128);
            case Ops.I16X8_NE -> inverted(state, PCMPEQW_X_XM128);
            case Ops.I32X4_NE -> inverted(state, PCMPEQD_X_XM128);
            case Ops.I64X2_NE -> inverted(state, PCMPEQQ_X_XM128);
            case Ops.I8X16_LE_S -> inverted(state, PCMPGTB_X_XM128);
            case Ops.I16X8_LE_S -> inverted(state, PCMPGTW_X_XM128);
            case Ops.I32X4_LE_S -> inverted(state, PCMPGTD_X_XM128);
            case Ops.I64X2_LE_S -> inverted(state, PCMPGTQ_X_XM128);
            case Ops.I8X16_LT_S -> swapped(state, PCMPGTB_X_XM128);
            case Ops.I16X8_LT_S -> swapped(state, PCMPGTW_X_XM128);
            case Ops.I32X4_LT_S -> swapped(state, PCMPGTD_X_XM128);
            case Ops.I64X2_LT_S -> swapped(state, PCMPGTQ_X_XM128);
            case Ops.I8X16_GE_S -> swappedInverted(state, PCMPGTB_X_XM128);
            case Ops.I16X8_GE_S -> swappedInverted(state, PCMPGTW_X_XM128);
            case Ops.I32X4_GE_S -> swappedInverted(state, PCMPGTD_X_XM128);
            case Ops.I64X2_GE_S -> swappedInverted(state, PCMPGTQ_X_XM128);
            case Ops.I8X16_GE_U -> compareUnsigned(state, PMAXUB_X_XM128, PCMPEQB_X_XM128, false);
            case Ops.I16X8_GE_U -> compareUnsigned(state, PMAXUW_X_XM128, PCMPEQW_X_XM128, false);
            case Ops.I32X4_GE_U -> compareUnsigned(state, PMAXUD_X_XM128, PCMPEQD_X_XM128, false);
            case Ops.I8X16_LE_U -> compareUnsigned(state, PMINUB_X_XM128, PCMPEQB_X_XM128, false);
            case Ops.I16X8_LE_U -> compareUnsigned(state, PMINUW_X_XM128, PCMPEQW_X_XM128, false);
            case Ops.I32X4_LE_U -> compareUnsigned(state, PMINUD_X_XM128, PCMPEQD_X_XM128, false);
            case Ops.I8X16_LT_U -> compareUnsigned(state, PMAXUB_X_XM128, PCMPEQB_X_XM128, true);
            case Ops.I16X8_LT_U -> compareUnsigned(state, PMAXUW_X_XM128, PCMPEQW_X_XM128, true);
            case Ops.I32X4_LT_U -> compareUnsigned(state, PMAXUD_X_XM128, PCMPEQD_X_XM128, true);
            case Ops.I8X16_GT_U -> compareUnsigned(state, PMINUB_X_XM128, PCMPEQB_X_XM128, true);
            case Ops.I16X8_GT_U -> compareUnsigned(state, PMINUW_X_XM128, PCMPEQW_X_XM128, true);
            case Ops.I32X4_GT_U -> compareUnsigned(state, PMINUD_X_XM128, PCMPEQD_X_XM128, true);
            default -> emitOther(state, op);
        }
    }

    private static void emitOther(Emission state, int op) {
        if (!SimdLanes.emit(state, op)
                && !SimdMemory.emit(state, op)
                && !SimdArithmetic.emit(state, op)
                && !SimdFloats.emit(state, op)) {
            GenericEmitter.emit(state, op);
        }
    }

    /// The machine's instruction for one that does the same to its operands, the first of which it writes.
    private static @Nullable Inst simple(int op) {
        return switch (op) {
            case Ops.V128_AND -> PAND_X_XM128;
            case Ops.V128_OR -> POR_X_XM128;
            case Ops.V128_XOR -> PXOR_X_XM128;
            case Ops.I8X16_EQ -> PCMPEQB_X_XM128;
            case Ops.I16X8_EQ -> PCMPEQW_X_XM128;
            case Ops.I32X4_EQ -> PCMPEQD_X_XM128;
            case Ops.I64X2_EQ -> PCMPEQQ_X_XM128;
            case Ops.I8X16_GT_S -> PCMPGTB_X_XM128;
            case Ops.I16X8_GT_S -> PCMPGTW_X_XM128;
            case Ops.I32X4_GT_S -> PCMPGTD_X_XM128;
            case Ops.I64X2_GT_S -> PCMPGTQ_X_XM128;
            case Ops.I8X16_NARROW_I16X8_S -> PACKSSWB_X_XM128;
            case Ops.I8X16_NARROW_I16X8_U -> PACKUSWB_X_XM128;
            case Ops.I16X8_NARROW_I32X4_S -> PACKSSDW_X_XM128;
            case Ops.I16X8_NARROW_I32X4_U -> PACKUSDW_X_XM128;
            case Ops.I8X16_ADD -> PADDB_X_XM128;
            case Ops.I8X16_ADD_SAT_S -> PADDSB_X_XM128;
            case Ops.I8X16_ADD_SAT_U -> PADDUSB_X_XM128;
            case Ops.I8X16_SUB -> PSUBB_X_XM128;
            case Ops.I8X16_SUB_SAT_S -> PSUBSB_X_XM128;
            case Ops.I8X16_SUB_SAT_U -> PSUBUSB_X_XM128;
            case Ops.I8X16_MIN_S -> PMINSB_X_XM128;
            case Ops.I8X16_MIN_U -> PMINUB_X_XM128;
            case Ops.I8X16_MAX_S -> PMAXSB_X_XM128;
            case Ops.I8X16_MAX_U -> PMAXUB_X_XM128;
            case Ops.I8X16_AVGR_U -> PAVGB_X_XM128;
            case Ops.I16X8_ADD -> PADDW_X_XM128;
            case Ops.I16X8_ADD_SAT_S -> PADDSW_X_XM128;
            case Ops.I16X8_ADD_SAT_U -> PADDUSW_X_XM128;
            case Ops.I16X8_SUB -> PSUBW_X_XM128;
            case Ops.I16X8_SUB_SAT_S -> PSUBSW_X_XM128;
            case Ops.I16X8_SUB_SAT_U -> PSUBUSW_X_XM128;
            case Ops.I16X8_MUL -> PMULLW_X_XM128;
            case Ops.I16X8_MIN_S -> PMINSW_X_XM128;
            case Ops.I16X8_MIN_U -> PMINUW_X_XM128;
            case Ops.I16X8_MAX_S -> PMAXSW_X_XM128;
            case Ops.I16X8_MAX_U -> PMAXUW_X_XM128;
            case Ops.I16X8_AVGR_U -> PAVGW_X_XM128;
            case Ops.I32X4_ADD -> PADDD_X_XM128;
            case Ops.I32X4_SUB -> PSUBD_X_XM128;
            case Ops.I32X4_MUL -> PMULLD_X_XM128;
            case Ops.I32X4_MIN_S -> PMINSD_X_XM128;
            case Ops.I32X4_MIN_U -> PMINUD_X_XM128;
            case Ops.I32X4_MAX_S -> PMAXSD_X_XM128;
            case Ops.I32X4_MAX_U -> PMAXUD_X_XM128;
            case Ops.I32X4_DOT_I16X8_S -> PMADDWD_X_XM128;
            case Ops.I64X2_ADD -> PADDQ_X_XM128;
            case Ops.I64X2_SUB -> PSUBQ_X_XM128;
            default -> null;
        };
    }

    /// Pushes a vector.
    static void push(Emission state, int register) {
        state.operands.pushRegister(Kind.V128, register);
    }

    /// Emits an instruction that writes its first operand.
    static void binary(Emission state, Inst inst) {
        int right = state.operands.popRead();
        int left = state.operands.popRegister();
        state.asm.emit(inst, Registers.xmm(left), Registers.xmm(right));
        state.operands.release(right);
        push(state, left);
    }

    /// Emits an instruction on the operands in the other order.
    static void swapped(Emission state, Inst inst) {
        int right = state.operands.popRegister();
        int left = state.operands.popRead();
        state.asm.emit(inst, Registers.xmm(right), Registers.xmm(left));
        state.operands.release(left);
        push(state, right);
    }

    /// Inverts all bits.
    static void invert(Emission state, int register) {
        state.asm.emit(PCMPEQD_X_XM128, Registers.VECTOR_SCRATCH, Registers.VECTOR_SCRATCH);
        state.asm.emit(PXOR_X_XM128, Registers.xmm(register), Registers.VECTOR_SCRATCH);
    }

    /// A vector of two constants, in memory behind the code.
    static Mem constant(Emission state, long low, long high) {
        return Mem.rip(state.code.constant(low, high));
    }

    private static void inverted(Emission state, Inst inst) {
        binary(state, inst);
        invertTop(state);
    }

    private static void swappedInverted(Emission state, Inst inst) {
        swapped(state, inst);
        invertTop(state);
    }

    private static void invertTop(Emission state) {
        int register = state.operands.popRegister();
        invert(state, register);
        push(state, register);
    }

    /// An unsigned comparison: whether the extremum of both is the first.
    private static void compareUnsigned(Emission state, Inst extremum, Inst equal, boolean isInverted) {
        int right = state.operands.popRegister();
        int left = state.operands.popRegister();
        state.asm.emit(extremum, Registers.xmm(right), Registers.xmm(left));
        state.asm.emit(equal, Registers.xmm(left), Registers.xmm(right));
        state.operands.release(right);
        if (isInverted) {
            invert(state, left);
        }
        push(state, left);
    }

    private static void bitSelect(Emission state) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int mask = operands.popRegister();
        int ifZero = operands.popRegister();
        int ifOne = operands.popRegister();
        asm.emit(PAND_X_XM128, Registers.xmm(ifOne), Registers.xmm(mask));
        asm.emit(PANDN_X_XM128, Registers.xmm(mask), Registers.xmm(ifZero));
        asm.emit(POR_X_XM128, Registers.xmm(ifOne), Registers.xmm(mask));
        operands.release(mask);
        operands.release(ifZero);
        push(state, ifOne);
    }

    private static void allTrue(Emission state, Inst equal) {
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        state.asm.emit(PXOR_X_XM128, Registers.VECTOR_SCRATCH, Registers.VECTOR_SCRATCH);
        state.asm.emit(equal, xmm, Registers.VECTOR_SCRATCH);
        state.asm.emit(PTEST_X_XM128, xmm, xmm);
        state.operands.release(register);
        state.operands.pushFlags(Cond.E);
    }
}
