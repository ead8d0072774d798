package dev.gantry.wasm.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.TypeCode;
import java.util.Arrays;

/// `throw`, `try_table`, and the legacy instructions.
///
/// A legacy catch clause has a hidden operand below its own: the exception, of type `exnref`, so that `rethrow` finds
/// it. Code cannot reach it, since it lies below the block.
///
/// Threading: confined to one thread.
///
/// @wasm valid-try_table
final class ExceptionValidator {
    private static final int[] NONE = {};
    private static final int HIDDEN = TypeCode.ref(true, AbsHeapType.EXN);
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
            case Ops.TRY -> validateTry();
            case Ops.CATCH -> validateCatch();
            case Ops.CATCH_ALL -> validateCatchAll();
            case Ops.RETHROW -> validateRethrow();
            case Ops.DELEGATE -> validateDelegate();
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

    void validateTry() {
        control.enterTry();
    }

    void validateCatch() {
        startClause(Ops.CATCH, code.tagParams(code.in.index()));
    }

    void validateCatchAll() {
        startClause(Ops.CATCH_ALL, NONE);
    }

    /// Ends what stands before a clause, `try` or another one, and begins the clause.
    private void startClause(int op, int[] caught) {
        int ended = code.controls.op();
        if (ended != Ops.TRY && ended != Ops.CATCH) {
            throw new MalformedException(Failure.END_OPCODE_EXPECTED, "found " + code.in.opcode(), code.in.offset());
        }
        int[] results = code.controls.pop();
        if (ended == Ops.TRY) {
            code.operands.push(HIDDEN);
        }
        code.controls.push(op, NONE, results);
        code.operands.pushAll(caught);
    }

    /// Takes the hidden operand of a clause that has ended.
    static void endClause(CodeState code) {
        code.operands.pop(HIDDEN);
    }

    void validateRethrow() {
        int label = code.in.index();
        var _ = code.controls.labelTypes(label);
        int op = code.controls.opOf(label);
        if (op != Ops.CATCH && op != Ops.CATCH_ALL) {
            throw code.fail(Failure.INVALID_RETHROW_LABEL, Integer.toString(label));
        }
        code.operands.setUnreachable();
    }

    void validateDelegate() {
        if (code.controls.op() != Ops.TRY) {
            throw new MalformedException(Failure.END_OPCODE_EXPECTED, "found delegate", code.in.offset());
        }
        int[] results = code.controls.pop();
        var _ = code.controls.labelTypes(code.in.index()); // counted from outside of the block
        code.operands.pushAll(results);
    }
}
