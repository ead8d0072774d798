package dev.gantry.wasm.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.TypeCode;

/// Arrays.
///
/// Threading: confined to one thread.
///
/// @wasm valid-instr-array
final class ArrayValidator {
    private final CodeState code;
    private final ModuleContext module;
    private final OperandStack operands;

    ArrayValidator(CodeState code) {
        this.code = code;
        this.module = code.module;
        this.operands = code.operands;
    }

    void validate(int op) {
        switch (op) {
            case Ops.ARRAY_NEW -> validateArrayNew();
            case Ops.ARRAY_NEW_DEFAULT -> validateArrayNewDefault();
            case Ops.ARRAY_NEW_FIXED -> validateArrayNewFixed();
            case Ops.ARRAY_NEW_DATA -> validateArrayNewData();
            case Ops.ARRAY_NEW_ELEM -> validateArrayNewElem();
            case Ops.ARRAY_GET -> validateArrayGet();
            case Ops.ARRAY_GET_S -> validateArrayGetS();
            case Ops.ARRAY_GET_U -> validateArrayGetU();
            case Ops.ARRAY_SET -> validateArraySet();
            case Ops.ARRAY_LEN -> validateArrayLen();
            case Ops.ARRAY_FILL -> validateArrayFill();
            case Ops.ARRAY_COPY -> validateArrayCopy();
            case Ops.ARRAY_INIT_DATA -> validateArrayInitData();
            case Ops.ARRAY_INIT_ELEM -> validateArrayInitElem();
            default -> throw Bug.unreachable("gc instruction " + op);
        }
    }

    private int element() {
        return module.arrayElement(code.in.index(), code);
    }

    private void popI32s(int count) {
        for (int i = 0; i < count; i++) {
            operands.pop(TypeCode.I32);
        }
    }

    private void pushRef() {
        operands.push(TypeCode.ref(false, TypeCode.INDEXED | module.typeIds[code.in.index()]));
    }

    void validateArrayNew() {
        int element = element();
        operands.pop(TypeCode.I32);
        operands.pop(TypeCode.unpacked(element));
        pushRef();
    }

    void validateArrayNewDefault() {
        int element = element();
        if (!TypeCode.isDefaultable(element)) {
            throw code.fail(Failure.NOT_DEFAULTABLE, module.show(element));
        }
        operands.pop(TypeCode.I32);
        pushRef();
    }

    void validateArrayNewFixed() {
        int element = TypeCode.unpacked(element());
        int count = code.in.index2();
        if (count < 0 || count > Limits.ARRAY_NEW_FIXED) {
            throw code.fail(
                    Failure.IMPLEMENTATION_LIMIT,
                    Integer.toUnsignedString(count) + " operands, at most " + Limits.ARRAY_NEW_FIXED);
        }
        for (int i = 0; i < count; i++) {
            operands.pop(element);
        }
        pushRef();
    }

    void validateArrayNewData() {
        checkHasBytes(element());
        MemoryValidator.checkData(code, code.in.index2());
        popI32s(2);
        pushRef();
    }

    /// Checks that elements can be read from a data segment.
    private void checkHasBytes(int element) {
        if (TypeCode.isRef(element)) {
            throw code.fail(Failure.TYPE_MISMATCH, "expected a number or vector, found " + module.show(element));
        }
    }

    void validateArrayNewElem() {
        int element = element();
        code.checkMatch(code.elemType(code.in.index2()), element);
        popI32s(2);
        pushRef();
    }

    void validateArrayGet() {
        int element = element();
        if (TypeCode.unpacked(element) != element) {
            throw code.fail(Failure.TYPE_MISMATCH, "expected a value type, found " + module.show(element));
        }
        get(element);
    }

    void validateArrayGetS() {
        getPacked();
    }

    void validateArrayGetU() {
        getPacked();
    }

    private void getPacked() {
        int element = element();
        if (TypeCode.unpacked(element) == element) {
            throw code.fail(Failure.TYPE_MISMATCH, "expected a packed type, found " + module.show(element));
        }
        get(element);
    }

    private void get(int element) {
        operands.pop(TypeCode.I32);
        code.popRefTo(code.in.index());
        operands.push(TypeCode.unpacked(element));
    }

    private int mutableElement() {
        int element = element();
        if (!module.isMutable(code.in.index(), 0)) {
            throw code.fail(Failure.IMMUTABLE_ARRAY, "type " + code.in.index());
        }
        return element;
    }

    void validateArraySet() {
        int element = mutableElement();
        operands.pop(TypeCode.unpacked(element));
        operands.pop(TypeCode.I32);
        code.popRefTo(code.in.index());
    }

    void validateArrayLen() {
        operands.pop(TypeCode.ref(true, AbsHeapType.ARRAY));
        operands.push(TypeCode.I32);
    }

    void validateArrayFill() {
        int element = mutableElement();
        operands.pop(TypeCode.I32);
        operands.pop(TypeCode.unpacked(element));
        operands.pop(TypeCode.I32);
        code.popRefTo(code.in.index());
    }

    void validateArrayCopy() {
        int destination = mutableElement();
        int source = module.arrayElement(code.in.index2(), code);
        code.checkMatch(source, destination);
        popI32s(2);
        code.popRefTo(code.in.index2());
        operands.pop(TypeCode.I32);
        code.popRefTo(code.in.index());
    }

    void validateArrayInitData() {
        checkHasBytes(mutableElement());
        MemoryValidator.checkData(code, code.in.index2());
        popI32s(3);
        code.popRefTo(code.in.index());
    }

    void validateArrayInitElem() {
        int element = mutableElement();
        code.checkMatch(code.elemType(code.in.index2()), element);
        popI32s(3);
        code.popRefTo(code.in.index());
    }
}
