package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.wasm.Failure;

/// Emits accesses to the collected heap, which is not trusted (R114): whatever an offset is, the access lies in the
/// heap or is the trap `corrupt gc heap`.
///
/// With signals the heap and its guard take all that 32 bits and a displacement can reach. Without, each access
/// compares with the size.
///
/// Threading: confined to one compilation.
final class HeapAccess {
    private final Emission state;

    HeapAccess(Emission state) {
        this.state = state;
    }

    /// Loads the address of the heap.
    void loadBase(Gpr to) {
        state.asm.emit(MOV_R64_RM64, to, Emission.context(state.offsets.storeContext()));
        state.asm.emit(MOV_R64_RM64, to, Mem.at(to, StoreContext.GC_HEAP_BASE));
    }

    /// Emits what comes before an access; the scratch register then holds the address of the heap. The next machine
    /// instruction has to be the access: it may fault.
    ///
    /// @param at     the register with the offset, whose upper half is zero
    /// @param offset added to it, below 2³⁰
    /// @param width  the width of the access
    /// @return where the access is
    Mem at(Gpr at, int offset, int width) {
        if (!state.tunables.signalsBasedTraps()) {
            emitCheck(at, offset + width);
        }
        loadBase(Registers.SCRATCH);
        return again(Registers.SCRATCH, at, offset);
    }

    /// Like [#at], for an access that another one of at least that end was checked for, or that cannot be wrong.
    ///
    /// @param base the register with the address of the heap
    Mem again(Gpr base, Gpr at, int offset) {
        if (state.tunables.signalsBasedTraps()) {
            state.records.trap(state.code.position(), Failure.CORRUPT_GC_HEAP);
        }
        return Mem.at(base, at, 1, offset);
    }

    /// Like [#again], at an address.
    Mem direct(Gpr address) {
        if (state.tunables.signalsBasedTraps()) {
            state.records.trap(state.code.position(), Failure.CORRUPT_GC_HEAP);
        }
        return Mem.at(address, 0);
    }

    private void emitCheck(Gpr at, int end) {
        X64Assembler asm = state.asm;
        Gpr room = state.loadStore();
        asm.emit(MOV_R64_RM64, room, Mem.at(room, StoreContext.GC_HEAP_SIZE));
        asm.emit(SUB_RM64_IMM32, room, end);
        asm.jcc(Cond.B, state.stubs.trap(Failure.CORRUPT_GC_HEAP));
        asm.emit(CMP_R64_RM64, at, room);
        asm.jcc(Cond.A, state.stubs.trap(Failure.CORRUPT_GC_HEAP));
    }
}
