package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Emits comparisons and arithmetic of floats.
///
/// Threading: no state.
final class FloatEmitter {
    /// Rounding modes of `roundss`, which raise no exceptions.
    private static final int NEAREST = 8;
    private static final int FLOOR = 9;
    private static final int CEIL = 10;
    private static final int TRUNC = 11;

    private FloatEmitter() {}

    /// Emits a comparison. The conditions used for ordering are false for operands without order.
    ///
    /// @param op a constant of [Ops]
    static void compare(Emission state, int op) {
        Operands operands = state.operands;
        boolean is64 = op >= Ops.F64_EQ;
        int number = op - (is64 ? Ops.F64_EQ : Ops.F32_EQ) + Ops.F32_EQ;
        int right = operands.popRead();
        int left = operands.popRead();
        boolean isSwapped = number == Ops.F32_LT || number == Ops.F32_LE;
        int first = isSwapped ? right : left;
        int second = isSwapped ? left : right;
        operands.release(left);
        operands.release(right);
        int result = number <= Ops.F32_NE ? operands.general() : -1;
        state.asm.emit(is64 ? UCOMISD_X_XM64 : UCOMISS_X_XM32, Registers.xmm(first), Registers.xmm(second));
        switch (number) {
            case Ops.F32_EQ -> pushEquality(state, result, Cond.E, Cond.NP, AND_R32_RM32);
            case Ops.F32_NE -> pushEquality(state, result, Cond.NE, Cond.P, OR_R32_RM32);
            case Ops.F32_LT, Ops.F32_GT -> operands.pushFlags(Cond.A);
            default -> operands.pushFlags(Cond.AE);
        }
    }

    /// Equality needs two flags: that of zero, which operands without order set too, and that of parity.
    private static void pushEquality(Emission state, int result, Cond cond, Cond parity, Inst combine) {
        X64Assembler asm = state.asm;
        Gpr gpr = Registers.gpr(result);
        asm.setcc(cond, gpr);
        asm.setcc(parity, Registers.SCRATCH);
        asm.emit(combine, gpr, Registers.SCRATCH);
        asm.emit(MOVZX_R32_RM8, gpr, gpr);
        state.operands.pushRegister(Kind.I32, result);
    }

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        boolean is64 = op >= Ops.F64_ABS;
        byte kind = is64 ? Kind.F64 : Kind.F32;
        switch (is64 ? op - Ops.F64_ABS + Ops.F32_ABS : op) {
            case Ops.F32_ABS -> sign(state, kind, ANDPS_X_XM128, is64 ? Long.MAX_VALUE : Integer.MAX_VALUE);
            case Ops.F32_NEG -> sign(state, kind, XORPS_X_XM128, signBit(is64));
            case Ops.F32_CEIL -> round(state, kind, CEIL);
            case Ops.F32_FLOOR -> round(state, kind, FLOOR);
            case Ops.F32_TRUNC -> round(state, kind, TRUNC);
            case Ops.F32_NEAREST -> round(state, kind, NEAREST);
            case Ops.F32_SQRT -> {
                int register = state.operands.popRegister();
                Xmm xmm = Registers.xmm(register);
                state.asm.emit(is64 ? SQRTSD_X_XM64 : SQRTSS_X_XM32, xmm, xmm);
                push(state, kind, register);
            }
            case Ops.F32_ADD -> binary(state, kind, is64 ? ADDSD_X_XM64 : ADDSS_X_XM32);
            case Ops.F32_SUB -> binary(state, kind, is64 ? SUBSD_X_XM64 : SUBSS_X_XM32);
            case Ops.F32_MUL -> binary(state, kind, is64 ? MULSD_X_XM64 : MULSS_X_XM32);
            case Ops.F32_DIV -> binary(state, kind, is64 ? DIVSD_X_XM64 : DIVSS_X_XM32);
            case Ops.F32_MIN -> extremum(state, kind, is64 ? MINSD_X_XM64 : MINSS_X_XM32, ORPS_X_XM128);
            case Ops.F32_MAX -> extremum(state, kind, is64 ? MAXSD_X_XM64 : MAXSS_X_XM32, ANDPS_X_XM128);
            case Ops.F32_COPYSIGN -> copySign(state, kind);
            default -> throw Bug.unreachable("float instruction " + op);
        }
    }

    private static long signBit(boolean is64) {
        return is64 ? Long.MIN_VALUE : 1L << (Integer.SIZE - 1);
    }

    /// Pushes a result; if it is a NaN and the tunables say so, the canonical one.
    static void push(Emission state, byte kind, int register) {
        if (state.tunables.nanCanonicalization()) {
            Xmm xmm = Registers.xmm(register);
            Label ordered = state.code.label();
            boolean is64 = kind == Kind.F64;
            state.asm.emit(is64 ? UCOMISD_X_XM64 : UCOMISS_X_XM32, xmm, xmm);
            state.asm.jcc(Cond.NP, ordered);
            state.moves.constant(kind, register, is64 ? 0x7FF8_0000_0000_0000L : 0x7FC0_0000L);
            state.code.bind(ordered);
        }
        state.operands.pushRegister(kind, register);
    }

    /// Emits a bitwise instruction with a mask for the sign.
    private static void sign(Emission state, byte kind, Inst inst, long mask) {
        int register = state.operands.popRegister();
        state.moves.constant(kind, Registers.XMM15, mask);
        state.asm.emit(inst, Registers.xmm(register), Registers.VECTOR_SCRATCH);
        state.operands.pushRegister(kind, register);
    }

    private static void round(Emission state, byte kind, int mode) {
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        state.asm.emit(kind == Kind.F64 ? ROUNDSD_X_XM64_IMM8 : ROUNDSS_X_XM32_IMM8, xmm, xmm, mode);
        push(state, kind, register);
    }

    private static void binary(Emission state, byte kind, Inst inst) {
        Operands operands = state.operands;
        operands.popRegisterOrMemory();
        int left = operands.popRegister();
        if (operands.isSourceRegister()) {
            state.asm.emit(inst, Registers.xmm(left), Registers.xmm(operands.sourceRegister()));
        } else {
            state.asm.emit(inst, Registers.xmm(left), operands.sourceMem());
        }
        operands.releaseSource();
        push(state, kind, left);
    }

    /// Emits `min` or `max`. The machine's instruction is right for operands that differ; zeros are combined bitwise,
    /// and NaNs added.
    private static void extremum(Emission state, byte kind, Inst inst, Inst ofEqual) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        boolean is64 = kind == Kind.F64;
        int right = operands.popRead();
        int left = operands.popRegister();
        Xmm a = Registers.xmm(left);
        Xmm b = Registers.xmm(right);
        Label differ = state.code.label();
        Label unordered = state.code.label();
        Label done = state.code.label();
        asm.emit(is64 ? UCOMISD_X_XM64 : UCOMISS_X_XM32, a, b);
        asm.jcc(Cond.NE, differ);
        asm.jcc(Cond.P, unordered);
        asm.emit(ofEqual, a, b);
        asm.jmp(done);
        state.code.bind(unordered);
        asm.emit(is64 ? ADDSD_X_XM64 : ADDSS_X_XM32, a, b);
        asm.jmp(done);
        state.code.bind(differ);
        asm.emit(inst, a, b);
        state.code.bind(done);
        operands.release(right);
        push(state, kind, left);
    }

    private static void copySign(Emission state, byte kind) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int right = operands.popRegister();
        int left = operands.popRegister();
        state.moves.constant(kind, Registers.XMM15, signBit(kind == Kind.F64));
        asm.emit(ANDPS_X_XM128, Registers.xmm(right), Registers.VECTOR_SCRATCH);
        asm.emit(ANDNPS_X_XM128, Registers.VECTOR_SCRATCH, Registers.xmm(left));
        asm.emit(ORPS_X_XM128, Registers.VECTOR_SCRATCH, Registers.xmm(right));
        state.moves.copy(kind, left, Registers.XMM15);
        operands.release(right);
        operands.pushRegister(kind, left);
    }
}
