package dev.gantry.wasm.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.TypeCode;
import java.util.Arrays;

/// `throw`, `try_table`, and the legacy instructions, which are refused by name.
///
/// Threading: confined to one thread.
///
/// @wasm valid-try_table
final class ExceptionValidator {
    private static final int[] NONE = {};
    private static final int CATCH = 0;
    private static final int CATCH_REF = 1;
    private static final int CATCH_ALL = 2;
    private static final int CATCH_ALL_REF = 3;

    private final CodeState code;
    private final ControlValidator control;

    ExceptionValidator(CodeState code, ControlValidator control) {
        this.code = code;
        this.control = control;
    }

    void validate(int op) {
        switch (op) {
            case Ops.THROW -> validateThrow();
            case Ops.THROW_REF -> validateThrowRef();
            case Ops.TRY_TABLE -> validateTryTable();
            case Ops.TRY -> throw validateTry();
            case Ops.CATCH -> throw validateCatch();
            case Ops.CATCH_ALL -> throw validateCatchAll();
            case Ops.RETHROW -> throw validateRethrow();
            case Ops.DELEGATE -> throw validateDelegate();
            default -> throw Bug.unreachable("exception instruction " + op);
        }
    }

    void validateThrow() {
        code.operands.popAll(code.tagParams(code.in.index()));
        code.operands.setUnreachable();
    }

    void validateThrowRef() {
        code.operands.pop(TypeCode.ref(true, AbsHeapType.EXN));
        code.operands.setUnreachable();
    }

    void validateTryTable() {
        code.hasTryTable = true;
        control.startTryTable();
        for (int clause = 0; clause < code.in.catchCount(); clause++) {
            // labels of clauses are counted from outside of the block
            code.checkMatch(caughtTypes(clause), code.controls.labelTypes(code.in.catchLabel(clause)));
        }
        control.enterTryTable();
    }

    /// What a clause passes to its label.
    private int[] caughtTypes(int clause) {
        return switch (code.in.catchKind(clause)) {
            case CATCH -> code.tagParams(code.in.catchTag(clause));
            case CATCH_REF -> {
                int[] params = code.tagParams(code.in.catchTag(clause));
                int[] types = Arrays.copyOf(params, params.length + 1);
                types[params.length] = TypeCode.ref(false, AbsHeapType.EXN);
                yield types;
            }
            case CATCH_ALL -> NONE;
            case CATCH_ALL_REF -> ModuleContext.single(TypeCode.ref(false, AbsHeapType.EXN));
            default -> throw Bug.unreachable("catch clause of kind " + code.in.catchKind(clause));
        };
    }

    ValidationException validateTry() {
        return refuse();
    }

    ValidationException validateCatch() {
        return refuse();
    }

    ValidationException validateCatchAll() {
        return refuse();
    }

    ValidationException validateRethrow() {
        return refuse();
    }

    ValidationException validateDelegate() {
        return refuse();
    }

    private ValidationException refuse() {
        return code.fail(Failure.FEATURE_DISABLED, WasmFeature.LEGACY_EXCEPTIONS.toString());
    }
}
