package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.binary.InstrReader;

/// Emits exceptions. A clause has a landing, a stub that stores payload and reference to the homes of its label.
///
/// Threading: no state.
final class ExceptionEmitter {
    private static final int CATCH_REF = 1;
    private static final int CATCH_ALL_REF = 3;
    private static final int ANY_TAG = -1;

    private ExceptionEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        switch (op) {
            case Ops.TRY_TABLE -> open(state);
            case Ops.THROW -> {
                Requests requests = state.requests;
                int tag = state.in.index();
                int params = state.signature(state.def.tagSpace()[tag]).params().length;
                int slots = requests.arguments(params, 1);
                requests.argument(0, tag);
                finish(state, Builtin.THROW, slots);
            }
            case Ops.THROW_REF -> {
                int register = state.operands.popRegister();
                Gpr ref = Registers.gpr(register);
                state.asm.emit(TEST_RM32_R32, ref, ref);
                state.asm.jcc(Cond.E, state.stubs.trap(Failure.NULL_EXCEPTION_REFERENCE));
                state.requests.argument(0, ref);
                state.operands.release(register);
                finish(state, Builtin.THROW_REF, 1);
            }
            default -> throw new UnsupportedException("the instruction " + state.in.opcode());
        }
    }

    private static void finish(Emission state, Builtin builtin, int slots) {
        state.operands.spillRegisters();
        state.requests.call(builtin, slots, state.objects(state.operands.size()));
        state.recordHandlers();
        // An instruction behind the call, so that the return address is in this function.
        state.asm.emit(UD2);
        state.isDead = true;
    }

    private static void open(Emission state) {
        Operands operands = state.operands;
        byte[] params = ControlEmitter.params(state);
        operands.settle();
        operands.moveTopHome(params.length);
        int[] clauses = clauses(state);
        int height = operands.size() - params.length;
        Label label = state.code.label();
        int block = state.blocks.push(
                Blocks.TRY_TABLE, height, operands.homeSlot(height), label, params, ControlEmitter.results(state));
        state.blocks.setClauses(block, clauses);
    }

    /// Makes the landings of the clauses; their labels count from outside the block.
    private static int[] clauses(Emission state) {
        InstrReader in = state.in;
        int[] clauses = new int[Blocks.CLAUSE_INTS * in.catchCount()];
        for (int clause = 0; clause < in.catchCount(); clause++) {
            int kind = in.catchKind(clause);
            int tag = kind <= CATCH_REF ? in.catchTag(clause) : ANY_TAG;
            byte[] payload = tag == ANY_TAG
                    ? Kind.NONE
                    : state.signature(state.def.tagSpace()[tag]).params();
            boolean hasRef = kind == CATCH_REF || kind == CATCH_ALL_REF;
            int target = state.blocks.at(in.catchLabel(clause));
            int home = state.blocks.home(target);
            Label label = state.blocks.target(target);
            int landing = state.records.newLanding();
            state.stubs.add(() -> land(state, landing, payload, hasRef, home, label));
            clauses[Blocks.CLAUSE_INTS * clause] = tag;
            clauses[Blocks.CLAUSE_INTS * clause + 1] = landing;
        }
        return clauses;
    }

    /// Emits a landing: `rbp` is that of the frame, `rdx` the address of the payload, `rax` the reference.
    private static void land(Emission state, int landing, byte[] payload, boolean hasRef, int home, Label label) {
        state.records.land(landing, state.code.position());
        state.asm.emit(LEA_R64_M, Gpr.RSP, Mem.at(Gpr.RBP, -Frame.UNKNOWN));
        state.frame.patchBefore(state.code.position(), -1, 0);
        state.asm.emit(MOV_R64_RM64, Gpr.R14, Mem.at(Gpr.RBP, Frame.CONTEXT));
        int from = 0;
        int to = home;
        for (byte kind : payload) {
            int slots = Kind.slots(kind);
            state.moves.transfer(kind, Gpr.RDX, from, Gpr.RBP, state.frame.home(to, slots));
            from += Requests.slot(slots);
            to += slots;
        }
        if (hasRef) {
            state.moves.clearUpperHalf(Kind.OBJECT, Registers.RAX);
            state.moves.store(Kind.OBJECT, Registers.RAX, Gpr.RBP, state.frame.home(to, 1));
        }
        state.asm.jmp(label);
    }
}
