package dev.gantry.interpreter;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;

/// Translates accesses to memories, atomic ones included, and bulk operations on them.
///
/// Slots make many loads the same: `i32.load8_u` and `i64.load8_u` leave the same bits, so do `i32.load`, `f32.load`
/// and `i64.load32_s`. What remains has short forms for memory 0 with 32-bit addresses.
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
            if (emitFused(state, shortForm)) {
                return;
            }
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

    /// Emits an access joined with what makes its address or value, if there is a form for that.
    private static boolean emitFused(Translation state, int shortForm) {
        return switch (shortForm) {
            case Code.LOAD8_U -> emitFusedLoad(state, Code.LOAD8_U_X, Code.LOAD8_U_D);
            case Code.LOAD16_U -> emitFusedLoad(state, Code.LOAD16_U_X, NO_SHORT_FORM);
            case Code.LOAD32_S -> emitConstantLoad(state) || emitFusedLoad(state, Code.LOAD32_S_X, Code.LOAD32_S_D);
            case Code.LOAD64 -> emitFusedLoad(state, Code.LOAD64_X, NO_SHORT_FORM);
            case Code.STORE8 -> emitConstantStore(state, Code.STORE8_I);
            case Code.STORE32 -> emitConstantStore(state, Code.STORE32_I);
            default -> false;
        };
    }

    private static boolean emitFusedLoad(Translation state, int indexed, int displaced) {
        Operands operands = state.operands;
        Assembler asm = state.asm;
        if (!operands.isResultOfLast(operands.size() - 1)) {
            return false;
        }
        int number = asm.lastOp();
        int offset = (int) state.in.memOffset();
        boolean isIndexed = (number == Code.I32_ADD || number == Code.I32_SHL_ADD)
                && offset >>> (Integer.SIZE - Code.SHIFT_BITS) == 0;
        if (!isIndexed && (number != Code.I32_ADD_I || displaced == NO_SHORT_FORM)) {
            return false;
        }
        int first = asm.lastOperand(1);
        int second = asm.lastOperand(2);
        int shift = number == Code.I32_SHL_ADD ? asm.lastOperand(3) & 31 : 0;
        asm.removeLast();
        asm.mark(state.in.offset());
        operands.drop(1);
        if (isIndexed) {
            asm.emitResult(indexed, operands.pushHome(1), first, second, offset << Code.SHIFT_BITS | shift, 0, 0, 0);
        } else {
            asm.emitResult(displaced, operands.pushHome(1), first, second, offset, 0, 0, 0);
        }
        return true;
    }

    private static boolean emitConstantLoad(Translation state) {
        Operands operands = state.operands;
        int top = operands.size() - 1;
        if (!operands.isConst(top) || isBeyond(operands.constant(top), state.in.memOffset())) {
            return false;
        }
        int address = (int) (operands.constant(top) + state.in.memOffset());
        operands.drop(1);
        state.asm.emitResult(Code.LOAD32_S_C, operands.pushHome(1), 0, address);
        return true;
    }

    /// Emits a store to a constant address or of a constant value.
    private static boolean emitConstantStore(Translation state, int constantValue) {
        Operands operands = state.operands;
        int value = operands.size() - 1;
        int address = value - 1;
        long offset = state.in.memOffset();
        if (operands.isConst(value)) {
            int slot = operands.use(address);
            state.asm.emit(constantValue, slot, (int) operands.constant(value), (int) offset);
        } else if (constantValue == Code.STORE32_I
                && operands.isConst(address)
                && !isBeyond(operands.constant(address), offset)) {
            state.asm.emit(Code.STORE32_C, 0, operands.use(value), (int) (operands.constant(address) + offset));
        } else {
            return false;
        }
        operands.drop(2);
        return true;
    }

    /// Whether the sum of a constant address and an offset needs more than 32 bits.
    private static boolean isBeyond(long address, long offset) {
        return (address & 0xFFFF_FFFFL) + offset > 0xFFFF_FFFFL;
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
