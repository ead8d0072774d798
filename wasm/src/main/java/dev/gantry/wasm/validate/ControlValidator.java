package dev.gantry.wasm.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.TypeCode;
import dev.gantry.wasm.types.ValType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Blocks, branches and calls.
///
/// Threading: confined to one thread.
///
/// @wasm valid-instr-control
final class ControlValidator {
    private static final int[] NONE = {};

    private final CodeState code;
    private final ModuleContext module;
    private final OperandStack operands;
    private final ControlStack controls;
    /// The last block type, read by [#readBlockType].
    private int[] blockParams = NONE;

    private int[] blockResults = NONE;

    ControlValidator(CodeState code) {
        this.code = code;
        this.module = code.module;
        this.operands = code.operands;
        this.controls = code.controls;
    }

    void validate(int op) {
        switch (op) {
            case Ops.UNREACHABLE -> validateUnreachable();
            case Ops.NOP -> validateNop();
            case Ops.BLOCK -> validateBlock();
            case Ops.LOOP -> validateLoop();
            case Ops.IF -> validateIf();
            case Ops.ELSE -> validateElse();
            case Ops.END -> validateEnd();
            case Ops.BR -> validateBr();
            case Ops.BR_IF -> validateBrIf();
            case Ops.BR_TABLE -> validateBrTable();
            case Ops.RETURN -> validateReturn();
            case Ops.CALL -> validateCall();
            case Ops.CALL_INDIRECT -> validateCallIndirect();
            case Ops.RETURN_CALL -> validateReturnCall();
            case Ops.RETURN_CALL_INDIRECT -> validateReturnCallIndirect();
            case Ops.CALL_REF -> validateCallRef();
            case Ops.RETURN_CALL_REF -> validateReturnCallRef();
            case Ops.BR_ON_NULL -> validateBrOnNull();
            case Ops.BR_ON_NON_NULL -> validateBrOnNonNull();
            default -> throw Bug.unreachable("control instruction " + op);
        }
    }

    void validateUnreachable() {
        operands.setUnreachable();
    }

    void validateNop() {
        // has no operands and no effect
    }

    void validateBlock() {
        enterBlock(Ops.BLOCK);
    }

    void validateLoop() {
        enterBlock(Ops.LOOP);
    }

    void validateIf() {
        operands.pop(TypeCode.I32);
        enterBlock(Ops.IF);
    }

    /// Reads the block type, pops its parameters and enters the block.
    private void enterBlock(int op) {
        readBlockType();
        operands.popAll(blockParams);
        controls.push(op, blockParams, blockResults);
    }

    void enterTry() {
        enterBlock(Ops.TRY);
    }

    /// Reads the type of a `try_table`, pops its parameters, and leaves it to [#enterTryTable] to enter.
    void startTryTable() {
        readBlockType();
        operands.popAll(blockParams);
    }

    void enterTryTable() {
        controls.push(Ops.TRY_TABLE, blockParams, blockResults);
    }

    private void readBlockType() {
        int typeIndex = code.in.blockTypeIndex();
        if (typeIndex == InstrReader.INLINE) {
            @Nullable ValType result = code.in.blockResult();
            blockParams = NONE;
            blockResults = result == null ? NONE : ModuleContext.single(module.code(result, code));
            return;
        }
        blockParams = module.params(typeIndex, code);
        blockResults = module.results(typeIndex);
        if (blockParams.length > 0 || blockResults.length > 1) {
            module.require(WasmFeature.MULTI_VALUE, code);
        }
    }

    void validateElse() {
        if (controls.op() != Ops.IF) {
            throw new MalformedException(Failure.END_OPCODE_EXPECTED, "found else", code.in.offset());
        }
        int[] params = controls.params();
        int[] results = controls.pop();
        controls.push(Ops.ELSE, params, results);
    }

    void validateEnd() {
        int op = controls.op();
        int[] params = controls.params();
        int[] results = controls.pop();
        if (op == Ops.IF) {
            code.checkMatch(params, results); // the missing `else` passes its parameters on
        } else if (op == Ops.CATCH || op == Ops.CATCH_ALL) {
            ExceptionValidator.endClause(code);
        }
        if (!controls.isEmpty()) {
            operands.pushAll(results);
        }
    }

    void validateBr() {
        operands.popAll(controls.labelTypes(code.in.index()));
        operands.setUnreachable();
    }

    void validateBrIf() {
        int[] types = controls.labelTypes(code.in.index());
        operands.pop(TypeCode.I32);
        code.apply(types, types);
    }

    void validateBrTable() {
        operands.pop(TypeCode.I32);
        int last = code.in.labelCount() - 1;
        int[] defaultTypes = controls.labelTypes(code.in.label(last));
        int[] checked = defaultTypes;
        for (int i = 0; i < last; i++) {
            int[] types = controls.labelTypes(code.in.label(i));
            if (Arrays.equals(types, checked)) {
                continue; // tables often repeat a label
            }
            if (types.length != defaultTypes.length) {
                throw code.fail(
                        Failure.TYPE_MISMATCH,
                        "expected labels of " + defaultTypes.length + " operands, found one of " + types.length);
            }
            operands.checkTop(types);
            checked = types;
        }
        operands.popAll(defaultTypes);
        operands.setUnreachable();
    }

    void validateReturn() {
        operands.popAll(controls.bodyResults());
        operands.setUnreachable();
    }

    void validateCall() {
        call(funcType());
    }

    void validateReturnCall() {
        returnCall(funcType());
    }

    private int funcType() {
        int[] funcs = module.def.funcSpace();
        int func = code.in.index();
        if (func < 0 || func >= funcs.length) {
            throw code.unknown(Failure.UNKNOWN_FUNCTION, func, funcs.length);
        }
        return funcs[func];
    }

    void validateCallIndirect() {
        call(popCallee());
    }

    void validateReturnCallIndirect() {
        returnCall(popCallee());
    }

    private int popCallee() {
        int table = code.in.index2();
        int address = code.tableAddress(table);
        int elem = module.tableTypes[table];
        if (!module.interner.matches(elem, TypeCode.ref(true, AbsHeapType.FUNC))) {
            throw code.fail(Failure.TYPE_MISMATCH, "expected a table of functions, found one of " + module.show(elem));
        }
        int typeIndex = code.in.index();
        module.checkFuncType(typeIndex, code);
        operands.pop(address);
        return typeIndex;
    }

    void validateCallRef() {
        call(popFuncRef());
    }

    void validateReturnCallRef() {
        returnCall(popFuncRef());
    }

    private int popFuncRef() {
        int typeIndex = code.in.index();
        module.checkFuncType(typeIndex, code);
        code.popRefTo(typeIndex);
        return typeIndex;
    }

    private void call(int typeIndex) {
        code.apply(module.params(typeIndex, code), module.results(typeIndex));
    }

    private void returnCall(int typeIndex) {
        int[] params = module.params(typeIndex, code);
        code.checkMatch(module.results(typeIndex), controls.bodyResults());
        operands.popAll(params);
        operands.setUnreachable();
    }

    void validateBrOnNull() {
        int[] types = controls.labelTypes(code.in.index());
        int ref = operands.popRef();
        code.apply(types, types);
        operands.push(TypeCode.ref(false, TypeCode.heapOf(ref)));
    }

    void validateBrOnNonNull() {
        int[] types = controls.labelTypes(code.in.index());
        int ref = operands.popRef();
        operands.push(TypeCode.ref(false, TypeCode.heapOf(ref)));
        if (types.length == 0 || !TypeCode.isRef(types[types.length - 1])) {
            throw code.fail(
                    Failure.TYPE_MISMATCH, "expected a label that takes a reference, found " + module.show(types));
        }
        code.apply(types, types);
        operands.popAny("a reference");
    }
}
