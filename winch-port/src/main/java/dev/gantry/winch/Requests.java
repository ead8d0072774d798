package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.wasm.Failure;

/// Emits requests: calls of builtins, whose arguments and results are in slots at `rsp`, see docs/native.md.
///
/// Threading: confined to one compilation.
final class Requests {
    /// The slot of the first immediate of an instruction.
    private static final int FIRST_IMMEDIATE = 1;

    /// The slot of the first operand of an instruction.
    private static final int FIRST_OPERAND = 4;

    private final Emission state;

    Requests(Emission state) {
        this.state = state;
    }

    /// The offset of a slot from `rsp`.
    static int slot(int number) {
        return Long.BYTES * number;
    }

    /// Emits a trap.
    void trap(Failure failure) {
        argument(0, Records.failure(failure));
        emitCall(Builtin.TRAP, 1);
        state.mark();
    }

    /// Emits code that writes a constant to a slot.
    void argument(int slot, long value) {
        state.moves.storeConstant(Kind.I64, value, Gpr.RSP, slot(slot));
        state.frame.needOutgoing(slot(slot + 1));
    }

    /// Emits code that writes a register, whose upper half counts, to a slot.
    void argument(int slot, Gpr value) {
        state.asm.emit(MOV_RM64_R64, Mem.at(Gpr.RSP, slot(slot)), value);
        state.frame.needOutgoing(slot(slot + 1));
    }

    /// Emits a request whose arguments are in their slots. Operands are not looked at, copies of locals forgotten.
    ///
    /// @param slots   how many slots it uses
    /// @param objects where references to objects are
    void call(Builtin builtin, int slots, int[] objects) {
        emitCall(builtin, Math.max(slots, 2));
        state.operands.forgetCopies();
        state.recordReturn(objects);
    }

    private void emitCall(Builtin builtin, int slots) {
        state.frame.needOutgoing(slot(slots));
        state.asm.emit(MOV_R64_RM64, Gpr.RAX, Emission.context(state.offsets.builtins()));
        state.asm.emit(CALL_RM64, Mem.at(Gpr.RAX, Long.BYTES * builtin.number()));
    }

    /// Emits code that takes the topmost operands off the stack and writes them to slots, and that spills the others.
    ///
    /// @param first the slot of the lowest one
    /// @return the slot behind them
    int arguments(int count, int first) {
        Operands operands = state.operands;
        int slot = first;
        for (int operand = operands.size() - count; operand < operands.size(); operand++) {
            operands.storeSlot(operand, Gpr.RSP, slot(slot));
            slot += Kind.slots(operands.kind(operand));
        }
        state.frame.needOutgoing(slot(slot));
        operands.drop(count);
        operands.spillRegisters();
        return slot;
    }

    /// Emits the request to execute an instruction.
    ///
    /// @param op         a constant of [dev.gantry.wasm.Ops]
    /// @param params     how many operands it takes off the stack
    /// @param results    the kinds of the results it pushes
    /// @param immediates at most three
    void instruction(int op, int params, byte[] results, long... immediates) {
        execute(op, params, immediates);
        pushResults(results);
    }

    /// Emits the request to execute an instruction, whose results are left in the slots.
    void execute(int op, int params, long... immediates) {
        int slots = arguments(params, FIRST_OPERAND);
        argument(0, op);
        for (int at = 0; at < immediates.length; at++) {
            argument(FIRST_IMMEDIATE + at, immediates[at]);
        }
        call(Builtin.INSTRUCTION, slots, state.objects(state.operands.size()));
    }

    /// Pushes what a request has left in the slots.
    void pushResults(byte[] results) {
        if (results.length == 1) {
            int register = state.operands.allocate(results[0]);
            state.moves.load(results[0], register, Gpr.RSP, 0);
            state.operands.pushRegister(results[0], register);
        } else {
            pushArea(results, 0);
        }
        state.frame.needOutgoing(slot(Kind.slots(results)));
    }

    /// Pushes values that are in slots at an offset from `rsp`.
    void pushArea(byte[] kinds, int offset) {
        int from = offset;
        for (byte kind : kinds) {
            state.operands.pushHome(kind);
            int home = state.operands.homeOffset(state.operands.size() - 1);
            state.moves.transfer(kind, Gpr.RSP, from, Gpr.RBP, home);
            from += slot(Kind.slots(kind));
        }
    }
}
