package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;

/// Emits copies and fills of ranges of memory. Who asks has checked that they are where they have to be: nothing here
/// faults.
///
/// Threading: no state.
final class RangeEmitter {
    private static final int STEP = 16;
    private static final long[] REPEATED = {0x0101_0101_0101_0101L, 0x0001_0001_0001_0001L, 0x1_0000_0001L};

    private RangeEmitter() {}

    /// Emits a copy of `rcx` bytes from `rsi` to `rdi`, as if through a buffer. All three registers are lost.
    ///
    /// Forwards it is a string instruction. Backwards the processor would do that byte by byte, so it is a loop of
    /// vector moves: each reads what it writes before it writes, and what it overwrites beyond that has been read.
    static void copy(Emission state) {
        X64Assembler asm = state.asm;
        Label done = state.code.label();
        asm.emit(MOV_R64_RM64, Registers.SCRATCH2, Gpr.RDI);
        asm.emit(SUB_R64_RM64, Registers.SCRATCH2, Gpr.RSI);
        asm.emit(CMP_R64_RM64, Registers.SCRATCH2, Gpr.RCX);
        asm.jcc(Cond.B, state.stubs.add(() -> emitBackwards(asm, state.code, done)));
        asm.emit(REP_MOVSB);
        state.code.bind(done);
    }

    private static void emitBackwards(X64Assembler asm, CodeBuffer code, Label done) {
        Label blocks = code.label();
        Label rest = code.label();
        Label bytes = code.label();
        asm.emit(SUB_RM64_IMM32, Gpr.RCX, STEP);
        asm.jcc(Cond.B, rest);
        code.bind(blocks);
        asm.emit(MOVUPS_X_M128, Registers.VECTOR_SCRATCH, Mem.at(Gpr.RSI, Gpr.RCX, 1, 0));
        asm.emit(MOVUPS_M128_X, Mem.at(Gpr.RDI, Gpr.RCX, 1, 0), Registers.VECTOR_SCRATCH);
        asm.emit(SUB_RM64_IMM32, Gpr.RCX, STEP);
        asm.jcc(Cond.AE, blocks);
        code.bind(rest);
        asm.emit(ADD_RM64_IMM32, Gpr.RCX, STEP);
        asm.jcc(Cond.E, done);
        code.bind(bytes);
        asm.emit(MOVZX_R32_RM8, Registers.SCRATCH2, Mem.at(Gpr.RSI, Gpr.RCX, 1, -1));
        asm.emit(MOV_RM8_R8, Mem.at(Gpr.RDI, Gpr.RCX, 1, -1), Registers.SCRATCH2);
        asm.emit(SUB_RM64_IMM32, Gpr.RCX, 1);
        asm.jcc(Cond.NE, bytes);
        asm.jmp(done);
    }

    /// Emits a fill with values of 1, 2 or 4 bytes: 8 bytes at a time, the last of them first, so that they end where
    /// the range does.
    ///
    /// @param at        the address, which is lost
    /// @param count     how many values, with a clear upper half, which is lost
    /// @param value     the value, which is kept
    /// @param sizeShift its size, as a power of two
    static void fill(Emission state, Gpr at, Gpr count, Gpr value, int sizeShift) {
        X64Assembler asm = state.asm;
        Gpr word = Registers.SCRATCH2;
        Label again = state.code.label();
        Label done = state.code.label();
        if (sizeShift > 0) {
            asm.emit(SHL_RM64_IMM8, count, sizeShift);
        }
        asm.emit(SUB_RM64_IMM32, count, Long.BYTES);
        asm.jcc(Cond.B, state.stubs.add(() -> {
            asm.emit(ADD_RM64_IMM32, count, Long.BYTES);
            emitSingly(state, at, count, value, sizeShift, done);
        }));
        asm.emit(sizeShift == 0 ? MOVZX_R32_RM8 : sizeShift == 1 ? MOVZX_R32_RM16 : MOV_R32_RM32, word, value);
        state.moves.constant(Registers.SCRATCH, REPEATED[sizeShift]);
        asm.emit(IMUL_R64_RM64, word, Registers.SCRATCH);
        asm.emit(MOV_RM64_R64, Mem.at(at, count, 1, 0), word);
        state.code.bind(again);
        asm.emit(MOV_RM64_R64, Mem.at(at, 0), word);
        asm.emit(ADD_RM64_IMM32, at, Long.BYTES);
        asm.emit(SUB_RM64_IMM32, count, Long.BYTES);
        asm.jcc(Cond.A, again);
        state.code.bind(done);
    }

    /// Less than 8 bytes.
    private static void emitSingly(Emission state, Gpr at, Gpr bytes, Gpr value, int sizeShift, Label done) {
        X64Assembler asm = state.asm;
        Label again = state.code.label();
        asm.jcc(Cond.E, done);
        state.code.bind(again);
        Mem last = Mem.at(at, bytes, 1, -(1 << sizeShift));
        asm.emit(sizeShift == 0 ? MOV_RM8_R8 : sizeShift == 1 ? MOV_RM16_R16 : MOV_RM32_R32, last, value);
        asm.emit(SUB_RM64_IMM32, bytes, 1 << sizeShift);
        asm.jcc(Cond.NE, again);
        asm.jmp(done);
    }
}
