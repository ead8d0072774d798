package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;

/// Piles of operands: more of them than a machine has registers, then instructions that take two each.
///
/// Threading: confined to one thread.
final class PileInstrs {
    private static final int MAX_PILE = 24;

    private final Code code;
    private final Values values;
    private final OpcodePicker picker;
    private final Choice choice;

    PileInstrs(Code code, Values values, OpcodePicker picker) {
        this.code = code;
        this.values = values;
        this.picker = picker;
        choice = code.choice;
    }

    /// Makes a pile, and takes some of it.
    void emit() {
        ValType type = choice.below(4) > 0 ? code.favourite() : code.shape.types.randomPlain();
        int count = choice.between(2, MAX_PILE);
        boolean isPlain = choice.coin();
        for (int made = 0; made < count; made++) {
            if (isPlain || choice.below(3) > 0) {
                values.computed(type);
            } else {
                values.make(type);
            }
        }
        for (int taken = choice.below(count); taken > 0; taken--) {
            Opcode opcode = picker.fold(choice, type);
            values.canonicalize(opcode);
            code.pop(2);
            code.op(opcode);
            values.immediates(opcode);
            values.canonicalizeResult(opcode);
            code.push(type);
            if (choice.oneIn(6)) {
                keep(type);
            }
        }
    }

    /// Writes what is on top to a local that operands below may name.
    private void keep(ValType type) {
        int first = choice.below(Math.max(1, code.localCount()));
        for (int tries = 0; tries < code.localCount(); tries++) {
            int local = (first + tries) % code.localCount();
            if (code.local(local).equals(type)) {
                code.op(Opcode.LOCAL_TEE, local);
                code.markSet(local);
                return;
            }
        }
        if (type instanceof NumType && code.mayAddLocal()) {
            int local = code.newLocal(type);
            code.op(Opcode.LOCAL_TEE, local);
        }
    }
}
