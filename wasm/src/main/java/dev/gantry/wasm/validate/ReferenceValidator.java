package dev.gantry.wasm.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.TypeCode;

/// References of all kinds.
///
/// Threading: confined to one thread.
///
/// @wasm valid-instr-ref
final class ReferenceValidator {
    private final CodeState code;
    private final ModuleContext module;
    private final OperandStack operands;

    ReferenceValidator(CodeState code) {
        this.code = code;
        this.module = code.module;
        this.operands = code.operands;
    }

    void validate(int op) {
        switch (op) {
            case Ops.REF_NULL -> validateRefNull();
            case Ops.REF_IS_NULL -> validateRefIsNull();
            case Ops.REF_FUNC -> validateRefFunc();
            case Ops.REF_EQ -> validateRefEq();
            case Ops.REF_AS_NON_NULL -> validateRefAsNonNull();
            default -> throw Bug.unreachable("reference instruction " + op);
        }
    }

    void validateRefNull() {
        operands.push(TypeCode.ref(true, module.heapCode(code.in.heapType(), code)));
    }

    void validateRefIsNull() {
        operands.popRef();
        operands.push(TypeCode.I32);
    }

    void validateRefFunc() {
        int[] funcs = module.def.funcSpace();
        int func = code.in.index();
        if (func < 0 || func >= funcs.length) {
            throw code.unknown(Failure.UNKNOWN_FUNCTION, func, funcs.length);
        }
        if (code.isConst) {
            module.declaredFuncs.set(func);
        } else if (!module.declaredFuncs.get(func)) {
            throw code.fail(Failure.UNDECLARED_FUNCTION_REFERENCE, "function " + func);
        }
        operands.push(module.funcRef(func));
    }

    void validateRefEq() {
        operands.pop(TypeCode.ref(true, AbsHeapType.EQ));
        operands.pop(TypeCode.ref(true, AbsHeapType.EQ));
        operands.push(TypeCode.I32);
    }

    void validateRefAsNonNull() {
        operands.push(TypeCode.ref(false, TypeCode.heapOf(operands.popRef())));
    }
}
