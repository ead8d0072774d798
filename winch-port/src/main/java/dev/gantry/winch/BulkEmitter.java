package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.MemoryDefinition;
import dev.gantry.wasm.Failure;

/// Emits `memory.fill` and `memory.copy`. Both ends are compared with the sizes of the memories before anything is
/// written.
///
/// Threading: no state.
final class BulkEmitter {
    private BulkEmitter() {}

    /// Emits `memory.fill`.
    static void fill(Emission state, int memory) {
        Operands operands = state.operands;
        operands.popInto(Registers.RCX);
        operands.popInto(Registers.RAX);
        operands.popInto(Registers.RDI);
        toAddress(state, memory, Gpr.RDI);
        state.asm.emit(REP_STOSB);
        operands.release(Registers.RDI);
        operands.release(Registers.RAX);
        operands.release(Registers.RCX);
    }

    /// Emits `memory.copy`. Memories may be the same by another name.
    static void copy(Emission state, int to, int from) {
        Operands operands = state.operands;
        operands.popInto(Registers.RCX);
        operands.popInto(Registers.RSI);
        operands.popInto(Registers.RDI);
        toAddress(state, from, Gpr.RSI);
        toAddress(state, to, Gpr.RDI);
        RangeEmitter.copy(state);
        operands.release(Registers.RDI);
        operands.release(Registers.RSI);
        operands.release(Registers.RCX);
    }

    /// Emits the check of as many bytes from an index on as `rcx` says, and makes an address of it.
    private static void toAddress(Emission state, int memory, Gpr index) {
        X64Assembler asm = state.asm;
        Label outOfBounds = state.stubs.trap(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
        Gpr end = Registers.SCRATCH2;
        if (MemoryEmitter.addressKind(state, memory) == Kind.I64) {
            asm.emit(MOV_R64_RM64, end, index);
            asm.emit(ADD_R64_RM64, end, Gpr.RCX);
            asm.jcc(Cond.B, outOfBounds);
        } else {
            asm.emit(LEA_R64_M, end, Mem.at(index, Gpr.RCX, 1, 0));
        }
        asm.emit(CMP_R64_RM64, end, definition(state, memory, MemoryDefinition.BYTES));
        asm.jcc(Cond.A, outOfBounds);
        asm.emit(ADD_R64_RM64, index, definition(state, memory, MemoryDefinition.BASE));
    }

    private static Mem definition(Emission state, int memory, int field) {
        Gpr base = MemoryEmitter.loadDefinition(state, memory);
        return Mem.at(base, MemoryEmitter.definitionOffset(state, memory) + field);
    }
}
