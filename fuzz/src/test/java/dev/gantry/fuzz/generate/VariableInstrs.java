package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Locals, globals, `drop` and `select`.
///
/// Threading: confined to one thread.
final class VariableInstrs {
    private final Code code;
    private final Values values;
    private final Choice choice;

    VariableInstrs(Code code, Values values) {
        this.code = code;
        this.values = values;
        choice = code.choice;
    }

    void emit(Opcode opcode) {
        switch (opcode) {
            case DROP -> {
                if (code.available() == 0) {
                    values.make(code.anyType());
                }
                code.pop();
                code.op(opcode);
            }
            case SELECT -> select(opcode, choice.coin() ? code.favourite() : code.shape.types.randomPlain());
            case SELECT_T -> select(opcode, code.anyType());
            case LOCAL_GET -> {
                int local = choice.below(Math.max(1, code.localCount()));
                if (local < code.localCount() && code.isSet(local)) {
                    code.op(opcode, local);
                    code.push(code.local(local));
                }
            }
            case LOCAL_SET, LOCAL_TEE -> setLocal(opcode);
            case GLOBAL_GET -> {
                int global = choice.below(code.shape.globals.size());
                code.op(opcode, global);
                code.push(code.shape.globals.get(global).type().type());
            }
            case GLOBAL_SET -> {
                List<Integer> targets = targets(null);
                if (!targets.isEmpty()) {
                    int global = choice.of(targets);
                    values.operands(
                            List.of(code.shape.globals.get(global).type().type()));
                    code.op(opcode, global);
                }
            }
            default -> {}
        }
    }

    private void select(Opcode opcode, ValType type) {
        values.operands(List.of(type, type, NumType.I32));
        code.op(opcode);
        if (opcode == Opcode.SELECT_T) {
            TypeWriter.valTypes(code.out, List.of(type));
        }
        code.push(type);
    }

    private void setLocal(Opcode opcode) {
        if (code.localCount() == 0 || (code.mayAddLocal() && choice.oneIn(10))) {
            code.newLocal(code.anyType());
        }
        int local = choice.below(code.localCount());
        values.operands(List.of(code.local(local)));
        code.op(opcode, local);
        code.markSet(local);
        if (opcode == Opcode.LOCAL_TEE) {
            code.push(code.local(local));
        }
    }

    /// Mutable globals, those that take values of a type where one is given; not the fuel.
    private List<Integer> targets(@Nullable ValType type) {
        List<Integer> found = new ArrayList<>();
        for (int global = 0; global < code.shape.globals.size(); global++) {
            ModuleShape.Global candidate = code.shape.globals.get(global);
            if (candidate.type().isMutable()
                    && global != code.shape.fuelGlobal
                    && (type == null
                            || code.shape.types.isSubtype(type, candidate.type().type()))) {
                found.add(global);
            }
        }
        return found;
    }

    /// Takes the last operand off the stack, to where it can be seen if possible.
    void consume() {
        ValType type = code.top();
        List<Integer> targets = choice.oneIn(3) ? List.of() : targets(type);
        code.pop();
        if (!targets.isEmpty()) {
            code.op(Opcode.GLOBAL_SET, choice.of(targets));
            return;
        }
        int first = choice.below(Math.max(1, code.localCount()));
        for (int tries = 0; tries < code.localCount() && tries < 4; tries++) {
            int local = (first + tries) % code.localCount();
            if (code.shape.types.isSubtype(type, code.local(local))) {
                code.op(Opcode.LOCAL_SET, local);
                code.markSet(local);
                return;
            }
        }
        code.op(Opcode.DROP);
    }
}
