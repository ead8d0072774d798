package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.TypeCode;

/// Tests and casts of references.
///
/// Threading: confined to one thread.
///
/// @wasm valid-ref.cast
final class CastValidator {
    private static final int SOURCE_NULLABLE = 1;
    private static final int TARGET_NULLABLE = 2;

    private final CodeState code;
    private final ModuleContext module;
    private final OperandStack operands;

    CastValidator(CodeState code) {
        this.code = code;
        this.module = code.module;
        this.operands = code.operands;
    }

    void validateRefTest() {
        test(false);
    }

    void validateRefTestNull() {
        test(true);
    }

    private void test(boolean isNullable) {
        popCastable(isNullable);
        operands.push(TypeCode.I32);
    }

    void validateRefCast() {
        operands.push(popCastable(false));
    }

    void validateRefCastNull() {
        operands.push(popCastable(true));
    }

    /// Pops any reference of the hierarchy of the target type.
    ///
    /// @return the target type
    private int popCastable(boolean isNullable) {
        int target = type(isNullable, code.in.heapType());
        operands.pop(TypeCode.ref(true, module.interner.top(TypeCode.heapType(TypeCode.heapOf(target)))));
        return target;
    }

    private int type(boolean isNullable, HeapType heap) {
        return TypeCode.ref(isNullable, module.heapCode(heap, code));
    }

    void validateBrOnCast() {
        branch(true);
    }

    void validateBrOnCastFail() {
        branch(false);
    }

    private void branch(boolean onSuccess) {
        int flags = code.in.castFlags();
        int source = type((flags & SOURCE_NULLABLE) != 0, code.in.heapType());
        int target = type((flags & TARGET_NULLABLE) != 0, code.in.heapType2());
        code.checkMatch(target, source);
        int failed = TypeCode.isNullable(target) ? source & ~TypeCode.NULLABLE : source;
        int taken = onSuccess ? target : failed;
        int[] types = code.controls.labelTypes(code.in.index());
        if (types.length == 0) {
            throw code.fail(Failure.TYPE_MISMATCH, "expected a label that takes a reference, found []");
        }
        code.checkMatch(taken, types[types.length - 1]);
        operands.pop(source);
        operands.push(taken);
        code.apply(types, types);
        operands.popAny("a reference");
        operands.push(onSuccess ? failed : target);
    }
}
