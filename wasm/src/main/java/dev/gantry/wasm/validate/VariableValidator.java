package dev.gantry.wasm.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.TypeCode;

/// `drop`, `select`, locals and globals.
///
/// Threading: confined to one thread.
///
/// @wasm valid-instr-variable
final class VariableValidator {
    private final CodeState code;
    private final ModuleContext module;
    private final OperandStack operands;
    private final Locals locals;

    VariableValidator(CodeState code) {
        this.code = code;
        this.module = code.module;
        this.operands = code.operands;
        this.locals = code.locals;
    }

    void validate(int op) {
        switch (op) {
            case Ops.LOCAL_GET -> validateLocalGet();
            case Ops.LOCAL_SET -> validateLocalSet();
            case Ops.LOCAL_TEE -> validateLocalTee();
            case Ops.GLOBAL_GET -> validateGlobalGet();
            case Ops.GLOBAL_SET -> validateGlobalSet();
            case Ops.DROP -> validateDrop();
            case Ops.SELECT -> validateSelect();
            case Ops.SELECT_T -> validateSelectT();
            default -> throw Bug.unreachable("variable instruction " + op);
        }
    }

    void validateLocalGet() {
        int local = code.in.index();
        int type = locals.type(local);
        locals.checkSet(local, type);
        operands.push(type);
    }

    void validateLocalSet() {
        int local = code.in.index();
        int type = locals.type(local);
        operands.pop(type);
        locals.set(local, type);
    }

    void validateLocalTee() {
        validateLocalSet();
        operands.push(locals.type(code.in.index()));
    }

    void validateGlobalGet() {
        int global = global();
        if (code.isConst) {
            if (module.isGlobalMutable[global]) {
                throw code.fail(Failure.CONSTANT_EXPRESSION_REQUIRED, "global " + global + " is mutable");
            }
            if (global >= module.def.importedGlobals()) {
                module.require(WasmFeature.GC, code);
            }
        }
        operands.push(module.globalTypes[global]);
    }

    void validateGlobalSet() {
        int global = global();
        if (!module.isGlobalMutable[global]) {
            throw code.fail(Failure.IMMUTABLE_GLOBAL, "global " + global);
        }
        operands.pop(module.globalTypes[global]);
    }

    private int global() {
        int global = code.in.index();
        if (global < 0 || global >= code.visibleGlobals) {
            throw code.unknown(Failure.UNKNOWN_GLOBAL, global, code.visibleGlobals);
        }
        return global;
    }

    void validateDrop() {
        operands.popAny("an operand");
    }

    void validateSelect() {
        operands.pop(TypeCode.I32);
        int second = operands.popAny("a number or vector");
        int first = operands.popAny("a number or vector");
        if (TypeCode.isRef(first) || TypeCode.isRef(second)) {
            int ref = TypeCode.isRef(second) ? second : first;
            throw code.fail(Failure.TYPE_MISMATCH, "expected a number or vector, found " + module.show(ref));
        }
        if (first != second && first != TypeCode.BOTTOM && second != TypeCode.BOTTOM) {
            throw code.fail(Failure.TYPE_MISMATCH, "expected " + module.show(first) + ", found " + module.show(second));
        }
        operands.push(first == TypeCode.BOTTOM ? second : first);
    }

    void validateSelectT() {
        if (code.in.valTypes().size() != 1) {
            throw code.fail(
                    Failure.INVALID_RESULT_ARITY,
                    "expected 1, found " + code.in.valTypes().size());
        }
        int type = module.code(code.in.valTypes().getFirst(), code);
        operands.pop(TypeCode.I32);
        operands.pop(type);
        operands.pop(type);
        operands.push(type);
    }
}
