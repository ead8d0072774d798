package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;

/// Throwing and catching.
///
/// Threading: confined to one thread.
final class ExceptionInstrs {
    private static final int CATCH = 0;
    private static final int CATCH_REF = 1;
    private static final int CATCH_ALL_REF = 3;
    private static final int MAX_CLAUSES = 3;

    private final Code code;
    private final Values values;
    private final ControlInstrs control;
    private final Choice choice;

    ExceptionInstrs(Code code, Values values, ControlInstrs control) {
        this.code = code;
        this.values = values;
        this.control = control;
        choice = code.choice;
    }

    /// A clause of `try_table`.
    private record Clause(int kind, int tag) {}

    void emit(Opcode opcode) {
        switch (opcode) {
            case THROW -> {
                int tag = choice.below(code.shape.tags.size());
                values.operands(code.shape.types.func(code.shape.tags.get(tag)).params());
                code.op(opcode, tag);
                code.setUnreachable();
            }
            case THROW_REF -> {
                values.operands(List.of(RefType.EXNREF));
                code.op(opcode);
                code.setUnreachable();
            }
            case TRY_TABLE -> tryTable(opcode);
            default -> {}
        }
    }

    private void tryTable(Opcode opcode) {
        int count = choice.oneIn(8) ? 0 : choice.between(1, MAX_CLAUSES);
        List<Clause> clauses = new ArrayList<>();
        List<Code.Frame> targets = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            Clause clause = new Clause(choice.below(4), choice.below(code.shape.tags.size()));
            int depth = control.labelFor(caught(clause));
            if (depth >= 0) {
                clauses.add(clause);
                targets.add(code.label(depth));
            }
        }
        FuncType type = FuncType.of(List.of(), choice.coin() ? List.of() : List.of(code.anyType()));
        int typeIndex = ModuleShape.NONE;
        if (code.options.has(WasmFeature.MULTI_VALUE) && choice.oneIn(3)) {
            typeIndex = choice.of(code.shape.types.funcs());
            type = code.shape.types.func(typeIndex);
        }
        values.operands(type.params());
        code.push(type.params());
        code.op(opcode);
        code.blockType(type, typeIndex);
        code.out.u32(clauses.size());
        for (int at = 0; at < clauses.size(); at++) {
            Clause clause = clauses.get(at);
            code.out.u8(clause.kind);
            if (clause.kind == CATCH || clause.kind == CATCH_REF) {
                code.out.u32(clause.tag);
            }
            // labels are counted from outside of the construct
            code.out.u32(code.frames.size() - 1 - code.frames.indexOf(targets.get(at)));
        }
        code.enter(opcode, type);
    }

    private List<ValType> caught(Clause clause) {
        List<ValType> types = new ArrayList<>();
        if (clause.kind == CATCH || clause.kind == CATCH_REF) {
            types.addAll(code.shape.types.func(code.shape.tags.get(clause.tag)).params());
        }
        if (clause.kind == CATCH_REF || clause.kind == CATCH_ALL_REF) {
            types.add(new RefType(choice.coin(), AbsHeapType.EXN));
        }
        return types;
    }
}
