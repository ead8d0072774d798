package dev.gantry.interpreter;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;

/// Translates accesses to memories, atomic ones included, and bulk operations on them.
///
/// Slots make many loads the same: `i32.load8_u` and `i64.load8_u` leave the same bits, so do `i32.load`, `f32.load`
/// and
/// `i64.load32_s`. What remains has short forms for memory 0 with 32-bit addresses.
///
/// Threading: no state.
final class MemoryTranslator {
    private static final int NO_SHORT_FORM = -1;

    private MemoryTranslator() {}

    /// Translates an instruction of the family `MEMORY`.
    ///
    /// @param op a constant of [Ops]
    static void translate(Translation state, int op) {
        InstrReader in = state.in;
        int shortForm = shortForm(op);
        if (shortForm != NO_SHORT_FORM && state.memoryOperand(in.memory()) == 0) {
            boolean isLoad = shortForm < Code.STORE8;
            state.emitShaped(shortForm, isLoad ? 1 : 2, isLoad ? Widths.ONE : Widths.NONE, (int) in.memOffset());
            return;
        }
        switch (op) {
            case Ops.MEMORY_SIZE, Ops.MEMORY_GROW -> state.emitGeneral(op, state.memoryOperand(in.memory()));
            case Ops.MEMORY_FILL -> state.emitShaped(Code.WASM + op, 3, Widths.NONE, state.memoryOperand(in.memory()));
            case Ops.MEMORY_COPY ->
                state.emitShaped(
                        Code.WASM + op,
                        3,
                        Widths.NONE,
                        state.memoryOperand(in.index()),
                        state.memoryOperand(in.index2()));
            case Ops.MEMORY_INIT ->
                state.emitShaped(Code.WASM + op, 3, Widths.NONE, in.index(), state.memoryOperand(in.index2()));
            case Ops.DATA_DROP -> state.asm.emit(Code.WASM + op, in.index());
            default -> emitAccess(state, op);
        }
    }

    private static int shortForm(int op) {
        return switch (op) {
            case Ops.I32_LOAD8_S, Ops.I64_LOAD8_S -> Code.LOAD8_S;
            case Ops.I32_LOAD8_U, Ops.I64_LOAD8_U -> Code.LOAD8_U;
            case Ops.I32_LOAD16_S, Ops.I64_LOAD16_S -> Code.LOAD16_S;
            case Ops.I32_LOAD16_U, Ops.I64_LOAD16_U -> Code.LOAD16_U;
            case Ops.I32_LOAD, Ops.F32_LOAD, Ops.I64_LOAD32_S -> Code.LOAD32_S;
            case Ops.I64_LOAD32_U -> Code.LOAD32_U;
            case Ops.I64_LOAD, Ops.F64_LOAD -> Code.LOAD64;
            case Ops.I32_STORE8, Ops.I64_STORE8 -> Code.STORE8;
            case Ops.I32_STORE16, Ops.I64_STORE16 -> Code.STORE16;
            case Ops.I32_STORE, Ops.F32_STORE, Ops.I64_STORE32 -> Code.STORE32;
            case Ops.I64_STORE, Ops.F64_STORE -> Code.STORE64;
            default -> NO_SHORT_FORM;
        };
    }

    /// Emits the general form of an access: slots, memory, offset.
    static void emitAccess(Translation state, int op) {
        long offset = state.in.memOffset();
        state.emitGeneral(op, state.memoryOperand(state.in.memory()), (int) offset, (int) (offset >>> 32));
    }

    /// Translates an instruction of the family `ATOMIC`.
    ///
    /// @param op a constant of [Ops]
    static void translateAtomic(Translation state, int op) {
        if (op == Ops.ATOMIC_FENCE) {
            state.asm.emit(Code.WASM + op);
        } else if (op >= Ops.MEMORY_ATOMIC_NOTIFY) {
            emitAccess(state, op);
        } else {
            throw Bug.unreachable("atomic instruction " + op);
        }
    }
}
