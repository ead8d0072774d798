package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;

/// Emits exceptions. A clause has a landing, which stores payload and reference to homes: for a `try_table`, a stub
/// that leads to the clause's label; for a legacy `try`, the start of the clause's code.
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
            case Ops.TRY -> openLegacy(state);
            case Ops.CATCH, Ops.CATCH_ALL -> startCatch(state, op);
            case Ops.DELEGATE -> {
                Blocks blocks = state.blocks;
                int target = blocks.at(state.in.index() + 1); // counted from outside of the block
                state.records.delegate(blocks.tryNumber(blocks.innermost()), target);
                ControlEmitter.end(state);
            }
            case Ops.RETHROW -> rethrow(state);
            default -> throw Bug.unreachable("the instruction " + state.in.opcode());
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
                Blocks.TRY_TABLE, height, operands.endSlot(height), label, params, ControlEmitter.results(state));
        state.blocks.setClauses(block, clauses);
    }

    private static void openLegacy(Emission state) {
        Operands operands = state.operands;
        byte[] params = ControlEmitter.params(state);
        operands.settle();
        operands.moveTopHome(params.length);
        int height = operands.size() - params.length;
        Label label = state.code.label();
        int block = state.blocks.push(
                Blocks.TRY, height, operands.endSlot(height), label, params, ControlEmitter.results(state));
        state.blocks.setTry(block, state.records.newTry());
    }

    /// Ends what stands before a legacy clause, and begins the clause, whose landing is here. Its operands are the
    /// exception, which `rethrow` reads, and the payload.
    private static void startCatch(Emission state, int op) {
        Blocks blocks = state.blocks;
        int block = blocks.innermost();
        if (!state.isDead) {
            ControlEmitter.branch(state, block);
        }
        if (blocks.kind(block) == Blocks.TRY) {
            blocks.startCatch(block);
        }
        int tag = op == Ops.CATCH ? state.in.index() : ANY_TAG;
        byte[] payload = tag == ANY_TAG
                ? Kind.NONE
                : state.signature(state.def.tagSpace()[tag]).params();
        int landing = state.records.newLanding();
        state.records.clause(blocks.tryNumber(block), tag, landing);
        state.operands.truncate(blocks.height(block));
        state.operands.pushHome(Kind.OBJECT);
        state.operands.pushHome(payload);
        state.wasmOffset = state.in.offset();
        state.mark();
        startLanding(state, landing);
        int home = blocks.home(block);
        storeReference(state, home);
        storePayload(state, payload, home + Kind.slots(Kind.OBJECT));
        state.isDead = false;
        state.startBasicBlock();
    }

    private static void rethrow(Emission state) {
        int home = state.blocks.home(state.blocks.at(state.in.index()));
        int register = state.operands.general();
        state.moves.load(Kind.OBJECT, register, Gpr.RBP, Frame.home(Kind.OBJECT, home));
        state.requests.argument(0, Registers.gpr(register));
        state.operands.release(register);
        finish(state, Builtin.THROW_REF, 1);
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

    /// Emits a landing that leads to a label.
    private static void land(Emission state, int landing, byte[] payload, boolean hasRef, int home, Label label) {
        startLanding(state, landing);
        int end = storePayload(state, payload, home);
        if (hasRef) {
            storeReference(state, end);
        }
        state.asm.jmp(label);
    }

    /// Emits the start of a landing: `rbp` is that of the frame, `rdx` the address of the payload, `rax` the reference.
    private static void startLanding(Emission state, int landing) {
        state.operands.forgetCopies();
        state.records.land(landing, state.code.position());
        state.asm.emit(LEA_R64_M, Gpr.RSP, Mem.at(Gpr.RBP, -Frame.UNKNOWN));
        state.frame.patchBefore(state.code.position(), -1, 0);
        state.asm.emit(MOV_R64_RM64, Gpr.R14, Mem.at(Gpr.RBP, Frame.CONTEXT));
    }

    /// Emits code that stores the payload to homes, from a slot on.
    ///
    /// @return the slot behind them
    private static int storePayload(Emission state, byte[] payload, int home) {
        int from = 0;
        int to = home;
        for (byte kind : payload) {
            to = Kind.alignSlot(kind, to);
            state.moves.transfer(kind, Gpr.RDX, from, Gpr.RBP, Frame.home(kind, to));
            from += Requests.slot(Kind.slots(kind));
            to += Kind.slots(kind);
        }
        return to;
    }

    /// Emits code that stores the reference to a home.
    private static void storeReference(Emission state, int home) {
        state.moves.clearUpperHalf(Kind.OBJECT, Registers.RAX);
        state.moves.store(Kind.OBJECT, Registers.RAX, Gpr.RBP, Frame.home(Kind.OBJECT, home));
    }
}
