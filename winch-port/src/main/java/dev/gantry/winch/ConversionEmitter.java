package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;

/// Emits conversions of scalars.
///
/// Truncations to 32 bits convert to 64 bits and look whether the result fits. The machine gives the smallest integer
/// for what does not fit; then a stub finds out what was wrong, and traps or saturates.
///
/// Threading: no state.
final class ConversionEmitter {
    private static final long TWO_TO_63_F64 = 0x43E0_0000_0000_0000L;
    private static final long TWO_TO_63_F32 = 0x5F00_0000L;

    private ConversionEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        switch (op) {
            case Ops.I32_WRAP_I64 -> IntegerEmitter.unary(state, Kind.I32, MOV_R32_RM32);
            case Ops.I64_EXTEND_I32_S -> IntegerEmitter.unary(state, Kind.I64, MOVSXD_R64_RM32);
            case Ops.I64_EXTEND_I32_U -> state.operands.pushRegister(Kind.I64, state.operands.popRegister());
            case Ops.I32_EXTEND8_S -> IntegerEmitter.unary(state, Kind.I32, MOVSX_R32_RM8);
            case Ops.I32_EXTEND16_S -> IntegerEmitter.unary(state, Kind.I32, MOVSX_R32_RM16);
            case Ops.I64_EXTEND8_S -> IntegerEmitter.unary(state, Kind.I64, MOVSX_R64_RM8);
            case Ops.I64_EXTEND16_S -> IntegerEmitter.unary(state, Kind.I64, MOVSX_R64_RM16);
            case Ops.I64_EXTEND32_S -> IntegerEmitter.unary(state, Kind.I64, MOVSXD_R64_RM32);
            case Ops.F32_DEMOTE_F64 -> convertFloat(state, Kind.F32, CVTSD2SS_X_XM64);
            case Ops.F64_PROMOTE_F32 -> convertFloat(state, Kind.F64, CVTSS2SD_X_XM32);
            case Ops.I32_REINTERPRET_F32 -> toGeneral(state, Kind.I32, MOVD_RM32_X);
            case Ops.I64_REINTERPRET_F64 -> toGeneral(state, Kind.I64, MOVQ_RM64_X);
            case Ops.F32_REINTERPRET_I32 -> toVector(state, Kind.F32, MOVD_X_RM32);
            case Ops.F64_REINTERPRET_I64 -> toVector(state, Kind.F64, MOVQ_X_RM64);
            case Ops.F32_CONVERT_I32_S -> fromInteger(state, Kind.F32, CVTSI2SS_X_RM32);
            case Ops.F32_CONVERT_I32_U, Ops.F32_CONVERT_I64_S -> fromInteger(state, Kind.F32, CVTSI2SS_X_RM64);
            case Ops.F64_CONVERT_I32_S -> fromInteger(state, Kind.F64, CVTSI2SD_X_RM32);
            case Ops.F64_CONVERT_I32_U, Ops.F64_CONVERT_I64_S -> fromInteger(state, Kind.F64, CVTSI2SD_X_RM64);
            case Ops.F32_CONVERT_I64_U -> fromUnsigned(state, Kind.F32, CVTSI2SS_X_RM64, ADDSS_X_XM32);
            case Ops.F64_CONVERT_I64_U -> fromUnsigned(state, Kind.F64, CVTSI2SD_X_RM64, ADDSD_X_XM64);
            default -> truncate(state, op);
        }
    }

    private static void convertFloat(Emission state, byte kind, Inst inst) {
        int register = state.operands.popRegister();
        Xmm xmm = Registers.xmm(register);
        state.asm.emit(inst, xmm, xmm);
        FloatEmitter.push(state, kind, register);
    }

    private static void toGeneral(Emission state, byte kind, Inst inst) {
        Operands operands = state.operands;
        int from = operands.popRead();
        int to = operands.general();
        state.asm.emit(inst, Registers.gpr(to), Registers.xmm(from));
        operands.release(from);
        operands.pushRegister(kind, to);
    }

    private static void toVector(Emission state, byte kind, Inst inst) {
        Operands operands = state.operands;
        int from = operands.popRead();
        int to = operands.vector();
        state.asm.emit(inst, Registers.xmm(to), Registers.gpr(from));
        operands.release(from);
        operands.pushRegister(kind, to);
    }

    private static void fromInteger(Emission state, byte kind, Inst inst) {
        Operands operands = state.operands;
        int from = operands.popRead();
        int to = operands.vector();
        Xmm xmm = Registers.xmm(to);
        // The conversion keeps the upper part of the register, on which it would have to wait.
        state.asm.emit(XORPS_X_XM128, xmm, xmm);
        state.asm.emit(inst, xmm, Registers.gpr(from));
        operands.release(from);
        operands.pushRegister(kind, to);
    }

    /// Converts an unsigned number of 64 bits: of a large one half of it, rounded to odd, and then doubles.
    private static void fromUnsigned(Emission state, byte kind, Inst inst, Inst add) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int from = operands.popRegister();
        int to = operands.vector();
        Gpr gpr = Registers.gpr(from);
        Xmm xmm = Registers.xmm(to);
        Label large = state.code.label();
        Label done = state.code.label();
        asm.emit(XORPS_X_XM128, xmm, xmm);
        asm.emit(TEST_RM64_R64, gpr, gpr);
        asm.jcc(Cond.S, large);
        asm.emit(inst, xmm, gpr);
        asm.jmp(done);
        state.code.bind(large);
        asm.emit(MOV_R32_RM32, Registers.SCRATCH, gpr);
        asm.emit(AND_RM32_IMM32, Registers.SCRATCH, 1);
        asm.emit(SHR_RM64_IMM8, gpr, 1);
        asm.emit(OR_R64_RM64, gpr, Registers.SCRATCH);
        asm.emit(inst, xmm, gpr);
        asm.emit(add, xmm, xmm);
        state.code.bind(done);
        operands.release(from);
        operands.pushRegister(kind, to);
    }

    /// What a truncation is.
    ///
    /// @param from       the kind of its operand
    /// @param to         the kind of its result
    /// @param isSigned   whether the result is signed
    /// @param saturates  whether it saturates instead of trapping
    private record Truncation(byte from, byte to, boolean isSigned, boolean saturates) {
        boolean is64() {
            return from == Kind.F64;
        }

        long min() {
            return !isSigned ? 0 : to == Kind.I64 ? Long.MIN_VALUE : Integer.MIN_VALUE & 0xFFFF_FFFFL;
        }

        long max() {
            if (to == Kind.I64) {
                return isSigned ? Long.MAX_VALUE : -1L;
            }
            return isSigned ? Integer.MAX_VALUE : 0xFFFF_FFFFL;
        }
    }

    private static Truncation truncation(int op) {
        if (op >= Ops.I32_TRUNC_SAT_F32_S && op <= Ops.I64_TRUNC_SAT_F64_U) {
            int number = op - Ops.I32_TRUNC_SAT_F32_S;
            return truncation(number, number >= 4, true);
        }
        if (op >= Ops.I32_TRUNC_F32_S && op <= Ops.I32_TRUNC_F64_U) {
            return truncation(op - Ops.I32_TRUNC_F32_S, false, false);
        }
        if (op >= Ops.I64_TRUNC_F32_S && op <= Ops.I64_TRUNC_F64_U) {
            return truncation(op - Ops.I64_TRUNC_F32_S, true, false);
        }
        throw Bug.unreachable("conversion " + op);
    }

    /// The rows of each group stand in the order `f32_s`, `f32_u`, `f64_s`, `f64_u`.
    private static Truncation truncation(int number, boolean toI64, boolean saturates) {
        return new Truncation(
                (number & 2) == 0 ? Kind.F32 : Kind.F64, toI64 ? Kind.I64 : Kind.I32, (number & 1) == 0, saturates);
    }

    private static void truncate(Emission state, int op) {
        Truncation kind = truncation(op);
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int from = operands.popRegister();
        int to = operands.general();
        Gpr gpr = Registers.gpr(to);
        Xmm xmm = Registers.xmm(from);
        Label done = state.code.label();
        Label bad = state.stubs.add(() -> emitBad(state, kind, from, to, done));
        Inst convert = kind.is64() ? CVTTSD2SI_R64_XM64 : CVTTSS2SI_R64_XM32;
        if (kind.to() == Kind.I64 && !kind.isSigned()) {
            truncateUnsigned(state, kind, xmm, gpr, bad, done);
        } else {
            asm.emit(convert, gpr, xmm);
            if (kind.to() == Kind.I64) {
                // The smallest integer is the only one from which one cannot be subtracted.
                asm.emit(CMP_RM64_IMM32, gpr, 1);
                asm.jcc(Cond.O, bad);
            } else if (kind.isSigned()) {
                asm.emit(MOVSXD_R64_RM32, Registers.SCRATCH, gpr);
                asm.emit(CMP_R64_RM64, Registers.SCRATCH, gpr);
                asm.jcc(Cond.NE, bad);
                asm.emit(MOV_R32_RM32, gpr, gpr);
            } else {
                asm.emit(MOV_R32_RM32, Registers.SCRATCH, gpr);
                asm.emit(CMP_R64_RM64, Registers.SCRATCH, gpr);
                asm.jcc(Cond.NE, bad);
            }
        }
        state.code.bind(done);
        operands.release(from);
        operands.pushRegister(kind.to(), to);
    }

    private static void truncateUnsigned(Emission state, Truncation kind, Xmm xmm, Gpr gpr, Label bad, Label done) {
        X64Assembler asm = state.asm;
        boolean is64 = kind.is64();
        Inst convert = is64 ? CVTTSD2SI_R64_XM64 : CVTTSS2SI_R64_XM32;
        Label large = state.code.label();
        state.moves.constant(kind.from(), Registers.XMM15, is64 ? TWO_TO_63_F64 : TWO_TO_63_F32);
        asm.emit(is64 ? UCOMISD_X_XM64 : UCOMISS_X_XM32, xmm, Registers.VECTOR_SCRATCH);
        asm.jcc(Cond.AE, large);
        asm.emit(convert, gpr, xmm);
        asm.emit(TEST_RM64_R64, gpr, gpr);
        asm.jcc(Cond.S, bad);
        asm.jmp(done);
        state.code.bind(large);
        // The operand is not used again, but by the stub, for which it stays large.
        asm.emit(is64 ? SUBSD_X_XM64 : SUBSS_X_XM32, xmm, Registers.VECTOR_SCRATCH);
        asm.emit(convert, gpr, xmm);
        asm.emit(TEST_RM64_R64, gpr, gpr);
        asm.jcc(Cond.S, bad);
        state.moves.constant(Registers.SCRATCH, Long.MIN_VALUE);
        asm.emit(XOR_R64_RM64, gpr, Registers.SCRATCH);
    }

    /// The stub for results that do not fit. The smallest integer may be right after all.
    private static void emitBad(Emission state, Truncation kind, int from, int to, Label done) {
        X64Assembler asm = state.asm;
        boolean is64 = kind.is64();
        Xmm xmm = Registers.xmm(from);
        Inst compare = is64 ? UCOMISD_X_XM64 : UCOMISS_X_XM32;
        asm.emit(compare, xmm, xmm);
        if (!kind.saturates()) {
            asm.jcc(Cond.P, state.stubs.trap(Failure.INVALID_CONVERSION_TO_INTEGER));
            if (kind.to() == Kind.I64 && kind.isSigned()) {
                long smallest = is64 ? TWO_TO_63_F64 | Long.MIN_VALUE : TWO_TO_63_F32 | (1L << (Integer.SIZE - 1));
                state.moves.constant(kind.from(), Registers.XMM15, smallest);
                asm.emit(compare, xmm, Registers.VECTOR_SCRATCH);
                asm.jcc(Cond.E, done);
            }
            asm.jmp(state.stubs.trap(Failure.INTEGER_OVERFLOW));
            return;
        }
        Gpr gpr = Registers.gpr(to);
        Label ordered = state.code.label();
        Label high = state.code.label();
        asm.jcc(Cond.NP, ordered);
        state.moves.constant(gpr, 0);
        asm.jmp(done);
        state.code.bind(ordered);
        asm.emit(XORPS_X_XM128, Registers.VECTOR_SCRATCH, Registers.VECTOR_SCRATCH);
        asm.emit(compare, xmm, Registers.VECTOR_SCRATCH);
        asm.jcc(Cond.A, high);
        state.moves.constant(gpr, kind.min());
        asm.jmp(done);
        state.code.bind(high);
        state.moves.constant(gpr, kind.max());
        asm.jmp(done);
    }
}
