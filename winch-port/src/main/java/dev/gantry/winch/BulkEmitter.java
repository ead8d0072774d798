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
import java.util.function.IntSupplier;

/// Emits `memory.fill` and `memory.copy`. Both ends are compared with the sizes of the memories before anything is
/// written.
///
/// Gigabytes take seconds, most of them in the system when pages are written for the first time. So where epochs can
/// interrupt code, long ranges are requests.
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
        Label done = state.code.label();
        requestIfLong(state, Builtin.MEMORY_FILL, done, () -> {
            Requests requests = state.requests;
            requests.argument(1, Gpr.RDI);
            requests.argument(2, Gpr.RAX);
            requests.argument(3, Gpr.RCX);
            requests.argument(0, memory);
            return 4;
        });
        toAddress(state, memory, Gpr.RDI);
        state.asm.emit(REP_STOSB);
        state.code.bind(done);
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
        Label done = state.code.label();
        requestIfLong(state, Builtin.MEMORY_COPY, done, () -> {
            Requests requests = state.requests;
            requests.argument(1, Gpr.RDI);
            requests.argument(3, Gpr.RSI);
            requests.argument(4, Gpr.RCX);
            requests.argument(0, to);
            requests.argument(2, from);
            return 5;
        });
        toAddress(state, from, Gpr.RSI);
        toAddress(state, to, Gpr.RDI);
        RangeEmitter.copy(state);
        state.code.bind(done);
        operands.release(Registers.RDI);
        operands.release(Registers.RSI);
        operands.release(Registers.RCX);
    }

    /// Emits the request that is made instead if `rcx` says so many bytes that epochs must be looked at meanwhile.
    ///
    /// @param done      where to go on
    /// @param arguments writes the slots of the request, and gives their number; they may use the scratch register
    private static void requestIfLong(Emission state, Builtin builtin, Label done, IntSupplier arguments) {
        if (!state.tunables.epochInterruption()) {
            return;
        }
        int[] objects = state.objects(state.operands.size());
        Survivors survivors = state.operands.survivors();
        state.asm.emit(CMP_RM64_IMM32, Gpr.RCX, Builtin.LONG_RANGE_BYTES);
        state.asm.jcc(Cond.A, state.stubs.add(() -> {
            survivors.save();
            state.requests.call(builtin, arguments.getAsInt(), objects);
            survivors.restore();
            state.asm.jmp(done);
        }));
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
