package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Emits accesses to locals and globals, `drop` and `select`.
///
/// Threading: no state.
final class VariableEmitter {
    private VariableEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        Operands operands = state.operands;
        int index = state.in.index();
        switch (op) {
            case Ops.DROP -> operands.drop(1);
            case Ops.SELECT, Ops.SELECT_T -> select(state);
            case Ops.LOCAL_GET -> operands.pushLocal(index);
            case Ops.LOCAL_SET -> operands.popToLocal(index);
            case Ops.LOCAL_TEE -> operands.teeLocal(index);
            case Ops.GLOBAL_GET -> {
                byte kind = globalKind(state, index);
                int register = operands.allocate(kind);
                Gpr base = loadBase(state, index);
                state.moves.load(kind, register, base, offset(state, index));
                operands.pushRegister(kind, register);
            }
            case Ops.GLOBAL_SET -> {
                byte kind = globalKind(state, index);
                int register = operands.popRead();
                Gpr base = loadBase(state, index);
                state.moves.storeSlot(kind, register, base, offset(state, index));
                operands.release(register);
            }
            default -> throw Bug.unreachable("variable instruction " + op);
        }
    }

    private static byte globalKind(Emission state, int global) {
        return Kind.of(state.def.globalSpace().get(global).type(), state.def);
    }

    /// The register from which a global is reached: the context, or the scratch register with the address of another
    /// instance's global.
    private static Gpr loadBase(Emission state, int global) {
        if (global >= state.def.importedGlobals()) {
            return Gpr.R14;
        }
        state.asm.emit(MOV_R64_RM64, Registers.SCRATCH, Emission.context(state.offsets.importedGlobal(global)));
        return Registers.SCRATCH;
    }

    private static int offset(Emission state, int global) {
        int imported = state.def.importedGlobals();
        return global < imported ? 0 : state.offsets.global(global - imported);
    }

    /// Emits a choice. Loads between the condition and the choice do not change the flags.
    private static void select(Emission state) {
        Operands operands = state.operands;
        Cond cond = operands.popCondition();
        byte kind = operands.topKind();
        int ifZero = operands.popRead();
        int chosen = operands.popRegister();
        if (kind == Kind.I64) {
            state.asm.cmov64(cond.negate(), Registers.gpr(chosen), Registers.gpr(ifZero));
        } else if (!Kind.isFloat(kind)) {
            state.asm.cmov32(cond.negate(), Registers.gpr(chosen), Registers.gpr(ifZero));
        } else {
            Label done = state.code.label();
            state.asm.jcc(cond, done);
            state.moves.copy(kind, chosen, ifZero);
            state.code.bind(done);
        }
        operands.release(ifZero);
        operands.pushRegister(kind, chosen);
    }
}
