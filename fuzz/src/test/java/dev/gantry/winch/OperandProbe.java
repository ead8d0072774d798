package dev.gantry.winch;

import dev.gantry.fuzz.winch.Sightings;
import dev.gantry.wasm.Immediates;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;

/// Tells [Sightings] in what state the compiler begins an instruction: where operands are, how many registers are
/// taken, what a branch carries.
///
/// It stands in the compiler's package to look at its operand stack; `CompilerLoader` makes the compiler call it.
///
/// Threading: no state.
public final class OperandProbe {
    private static final String[] PLACES = {"constant", "local", "register", "spilled", "flags"};

    private OperandProbe() {}

    /// The compiler is about to emit an instruction.
    ///
    /// @param op a constant of [Ops]
    static void look(Emission state, int op) {
        if (state.isDead) {
            return;
        }
        Opcode opcode = state.in.opcode();
        Operands operands = state.operands;
        lookAtOperands(opcode, operands);
        lookAtRoom(operands);
        switch (op) {
            case Ops.LOCAL_SET, Ops.LOCAL_TEE -> lookAtWrite(operands, state.in.index());
            case Ops.BR, Ops.BR_IF -> lookAtBranch(state, opcode, state.blocks.at(state.in.index()));
            case Ops.BR_TABLE -> {
                int labels = state.in.labelCount();
                Sightings.saw("br_table: " + (labels == 1 ? "1" : labels <= 5 ? "2 to 5" : "more") + " labels");
                lookAtBranch(state, opcode, state.blocks.at(state.in.label(0)));
            }
            case Ops.BLOCK, Ops.LOOP, Ops.IF, Ops.TRY_TABLE -> {
                Sightings.saw(opcode.text() + ": parameters " + size(ControlEmitter.params(state).length));
                Sightings.saw(opcode.text() + ": results " + size(ControlEmitter.results(state).length));
                Sightings.saw(opcode.text() + ": operands below " + size(operands.size()));
                if (op == Ops.TRY_TABLE) {
                    lookAtClauses(state);
                }
            }
            case Ops.CALL, Ops.RETURN_CALL ->
                lookAtCall(state, opcode, state.signature(state.def.funcSpace()[state.in.index()]));
            case Ops.CALL_INDIRECT, Ops.RETURN_CALL_INDIRECT, Ops.CALL_REF, Ops.RETURN_CALL_REF ->
                lookAtCall(state, opcode, state.signature(state.in.index()));
            default -> {}
        }
        if (opcode.immediates().accessBytes() > 0 || opcode.immediates() == Immediates.MEMORY) {
            lookAtAccess(state, opcode);
        }
    }

    private static String size(int count) {
        return count < 4 ? String.valueOf(count) : count < 9 ? "4 to 8" : count < 17 ? "9 to 16" : "more than 16";
    }

    // ---- operands

    private static void lookAtOperands(Opcode opcode, Operands operands) {
        int count = Sightings.operands(opcode);
        if (count == 0 || operands.size() < count) {
            return;
        }
        int first = operands.size() - Math.min(2, count);
        StringBuilder places = new StringBuilder();
        for (int operand = first; operand < operands.size(); operand++) {
            places.append(' ').append(place(operands, operand));
        }
        Sightings.saw(opcode.text() + ":" + places);
        Sightings.saw(opcode.family() + ":" + places);
        if (count >= 2
                && operands.places[first] == OperandStack.LOCAL
                && operands.places[first + 1] == OperandStack.LOCAL
                && operands.values[first] == operands.values[first + 1]) {
            Sightings.saw("both operands the same local: " + opcode.family());
        }
    }

    private static String place(Operands operands, int operand) {
        byte place = operands.places[operand];
        String copy = place == OperandStack.LOCAL && operands.registerOf(operand) < 0 ? " in memory" : "";
        return PLACES[place] + copy;
    }

    private static void lookAtRoom(Operands operands) {
        int general = 0;
        int vector = 0;
        int spilled = 0;
        for (int operand = 0; operand < operands.size(); operand++) {
            boolean isVector = Kind.isFloat(operands.kinds[operand]);
            switch (operands.places[operand]) {
                case OperandStack.REGISTER -> {
                    vector += isVector ? 1 : 0;
                    general += isVector ? 0 : 1;
                }
                case OperandStack.HOME -> spilled++;
                default -> {}
            }
        }
        Sightings.saw("operands: " + size(operands.size()));
        Sightings.saw("operands in general registers: " + (general == 11 ? "all" : size(general)));
        Sightings.saw("operands in vector registers: " + (vector == 15 ? "all" : size(vector)));
        Sightings.saw("operands spilled: " + size(spilled));
    }

    private static void lookAtWrite(Operands operands, int local) {
        int pending = 0;
        boolean isCopied = false;
        for (int operand = 0; operand < operands.size() - 1; operand++) {
            if (operands.places[operand] == OperandStack.LOCAL && operands.values[operand] == local) {
                pending++;
                isCopied |= operands.registerOf(operand) >= 0;
            }
        }
        if (pending > 0) {
            Sightings.saw("a local is written that operands name: " + (pending == 1 ? "one" : "several") + ", in "
                    + (isCopied ? "a register" : "memory"));
        }
    }

    // ---- control

    private static void lookAtBranch(Emission state, Opcode opcode, int block) {
        Sightings.saw(opcode.text() + ": carries " + size(state.blocks.labelKinds(block).length)
                + (state.blocks.kind(block) == Blocks.LOOP ? " to a loop" : " ahead"));
    }

    private static void lookAtClauses(Emission state) {
        for (int clause = 0; clause < state.in.catchCount(); clause++) {
            int kind = state.in.catchKind(clause);
            Sightings.saw("try_table: clause " + kind);
            if (kind < 2) {
                byte[] payload = state.signature(state.def.tagSpace()[state.in.catchTag(clause)])
                        .params();
                Sightings.saw("try_table: payload " + size(payload.length));
                for (byte part : payload) {
                    Sightings.saw("try_table: payload of kind " + part);
                }
            }
        }
    }

    private static void lookAtCall(Emission state, Opcode opcode, Signature signature) {
        Sightings.saw(opcode.text() + ": parameters " + size(signature.params().length));
        Sightings.saw(opcode.text() + ": results " + size(signature.results().length));
        boolean hasVector = false;
        for (int param = 0; param < signature.params().length; param++) {
            hasVector |= signature.params()[param] == Kind.V128 && signature.places()[param] >= Signature.STACK;
        }
        if (signature.stackBytes() > 0) {
            Sightings.saw(opcode.text() + ": parameters on the stack");
        }
        if (hasVector) {
            Sightings.saw(opcode.text() + ": v128 on the stack");
        }
        if (opcode.text().startsWith("return")) {
            int more = Integer.compare(signature.stackBytes(), state.signature.stackBytes());
            Sightings.saw(opcode.text() + ": parameters on the stack "
                    + (more > 0 ? "more than" : more < 0 ? "less than" : "as") + " the caller's");
        }
    }

    // ---- memory

    private static void lookAtAccess(Emission state, Opcode opcode) {
        if (opcode.immediates().accessBytes() == 0) {
            return;
        }
        long offset = state.in.memOffset();
        boolean is64 = state.def.memorySpace().get(state.in.memory()).is64();
        String size = offset < 0
                ? ">= 2^63"
                : offset >= 1L << 32
                        ? ">= 2^32"
                        : offset > Integer.MAX_VALUE ? ">= 2^31" : offset >= 1 << 16 ? ">= 2^16" : "small";
        Sightings.saw("offset " + size + (is64 ? " (i64)" : " (i32)") + ": " + opcode.family());
    }
}
