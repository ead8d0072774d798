package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.MemoryDefinition;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;

/// Emits `memory.fill` and `memory.copy` between memories with 32-bit addresses, as string instructions.
///
/// Both ends are compared with the sizes of the memories, so that string instructions do not fault. A copy to higher
/// addresses that overlap is a request: backwards the processor copies byte by byte.
///
/// Threading: no state.
final class BulkEmitter {
    private static final int FIRST_OPERAND = 4;

    private BulkEmitter() {}

    /// Emits `memory.fill`.
    ///
    /// @return false if the memory has other addresses
    static boolean fill(Emission state, int memory) {
        if (MemoryEmitter.addressKind(state, memory) != Kind.I32) {
            return false;
        }
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        operands.popInto(Registers.RCX);
        operands.popInto(Registers.RAX);
        operands.popInto(Registers.RDI);
        check(state, memory, Gpr.RDI);
        addBase(state, memory, Gpr.RDI);
        asm.emit(REP_STOSB);
        operands.release(Registers.RDI);
        operands.release(Registers.RAX);
        operands.release(Registers.RCX);
        return true;
    }

    /// Emits `memory.copy`.
    ///
    /// @return false if one of the memories has other addresses
    static boolean copy(Emission state, int to, int from) {
        if (MemoryEmitter.addressKind(state, to) != Kind.I32 || MemoryEmitter.addressKind(state, from) != Kind.I32) {
            return false;
        }
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        operands.popInto(Registers.RCX);
        operands.popInto(Registers.RSI);
        operands.popInto(Registers.RDI);
        check(state, from, Gpr.RSI);
        check(state, to, Gpr.RDI);
        Label done = state.code.label();
        addBase(state, from, Gpr.RSI);
        addBase(state, to, Gpr.RDI);
        // Memories may be the same by another name.
        asm.emit(MOV_R64_RM64, Registers.SCRATCH2, Gpr.RDI);
        asm.emit(SUB_R64_RM64, Registers.SCRATCH2, Gpr.RSI);
        asm.emit(CMP_R64_RM64, Registers.SCRATCH2, Gpr.RCX);
        Survivors survivors = operands.survivors();
        int[] objects = state.objects(operands.size());
        asm.jcc(Cond.B, state.stubs.add(() -> {
            survivors.save();
            subtractBase(state, from, Gpr.RSI);
            subtractBase(state, to, Gpr.RDI);
            state.requests.argument(FIRST_OPERAND, Gpr.RDI);
            state.requests.argument(FIRST_OPERAND + 1, Gpr.RSI);
            state.requests.argument(FIRST_OPERAND + 2, Gpr.RCX);
            state.requests.argument(0, Ops.MEMORY_COPY);
            state.requests.argument(1, to);
            state.requests.argument(2, from);
            state.requests.call(Builtin.INSTRUCTION, FIRST_OPERAND + 3, objects);
            survivors.restore();
            asm.jmp(done);
        }));
        asm.emit(REP_MOVSB);
        state.code.bind(done);
        operands.release(Registers.RDI);
        operands.release(Registers.RSI);
        operands.release(Registers.RCX);
        return true;
    }

    /// Emits the check of as many bytes from an address on as `rcx` says.
    private static void check(Emission state, int memory, Gpr address) {
        X64Assembler asm = state.asm;
        asm.emit(LEA_R64_M, Registers.SCRATCH2, Mem.at(address, Gpr.RCX, 1, 0));
        asm.emit(CMP_R64_RM64, Registers.SCRATCH2, definition(state, memory, MemoryDefinition.BYTES));
        asm.jcc(Cond.A, state.stubs.trap(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS));
    }

    private static void addBase(Emission state, int memory, Gpr address) {
        state.asm.emit(ADD_R64_RM64, address, definition(state, memory, MemoryDefinition.BASE));
    }

    private static void subtractBase(Emission state, int memory, Gpr address) {
        state.asm.emit(SUB_R64_RM64, address, definition(state, memory, MemoryDefinition.BASE));
    }

    private static Mem definition(Emission state, int memory, int field) {
        Gpr base = MemoryEmitter.loadDefinition(state, memory);
        return Mem.at(base, MemoryEmitter.definitionOffset(state, memory) + field);
    }
}
