package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import java.util.List;

/// References, casts and `i31`; structs and arrays by [ObjectInstrs].
///
/// Threading: confined to one thread.
final class ReferenceInstrs {
    private final Code code;
    private final Values values;
    private final ControlInstrs control;
    private final ObjectInstrs objects;
    private final Choice choice;
    private final TypeSpace types;

    ReferenceInstrs(Code code, Values values, ControlInstrs control) {
        this.code = code;
        this.values = values;
        this.control = control;
        objects = new ObjectInstrs(code, values);
        choice = code.choice;
        types = code.shape.types;
    }

    void emit(Opcode opcode) {
        switch (opcode) {
            case REF_NULL -> {
                HeapType heap = types.randomHeap();
                code.op(opcode);
                TypeWriter.heapType(code.out, heap);
                code.push(new RefType(true, heap));
            }
            case REF_IS_NULL -> {
                anyRef();
                code.pop();
                code.op(opcode);
                code.push(NumType.I32);
            }
            case REF_FUNC -> {
                int func = choice.below(code.shape.funcs.size());
                code.op(opcode, func);
                code.push(new RefType(false, new HeapType.Index(code.shape.funcs.get(func))));
            }
            case REF_EQ -> {
                RefType operand = new RefType(true, AbsHeapType.EQ);
                replace(opcode, List.of(operand, operand), NumType.I32);
            }
            case REF_AS_NON_NULL -> {
                RefType operand = anyRef();
                code.pop();
                code.op(opcode);
                code.push(new RefType(false, operand.heap()));
            }
            case REF_TEST, REF_TEST_NULL -> cast(opcode, opcode == Opcode.REF_TEST_NULL, true);
            case REF_CAST, REF_CAST_NULL -> cast(opcode, opcode == Opcode.REF_CAST_NULL, false);
            case BR_ON_CAST, BR_ON_CAST_FAIL -> control.branchOnCast(opcode);
            case ANY_CONVERT_EXTERN -> convert(opcode, AbsHeapType.EXTERN, AbsHeapType.ANY);
            case EXTERN_CONVERT_ANY -> convert(opcode, AbsHeapType.ANY, AbsHeapType.EXTERN);
            case REF_I31 -> replace(opcode, List.of(NumType.I32), new RefType(false, AbsHeapType.I31));
            case I31_GET_S, I31_GET_U ->
                replace(opcode, List.of(new RefType(choice.oneIn(4), AbsHeapType.I31)), NumType.I32);
            default -> objects.emit(opcode);
        }
    }

    private void replace(Opcode opcode, List<ValType> operands, ValType result) {
        values.operands(operands);
        code.op(opcode);
        code.push(result);
    }

    private void convert(Opcode opcode, AbsHeapType from, AbsHeapType to) {
        boolean nullable = choice.coin();
        replace(opcode, List.of(new RefType(nullable, from)), new RefType(nullable, to));
    }

    /// Has a reference on top of the stack.
    private RefType anyRef() {
        if (code.available() > 0 && code.top() instanceof RefType ref) {
            return ref;
        }
        values.make(new RefType(choice.oneIn(4), types.randomHeap()));
        return (RefType) code.top();
    }

    private void cast(Opcode opcode, boolean isNullable, boolean isTest) {
        HeapType target = types.randomHeap();
        AbsHeapType top = types.top(target);
        if (top == AbsHeapType.EXN) {
            return;
        }
        HeapType source = isTest ? top : choice.oneIn(3) ? top : types.randomBelow(target);
        values.operands(List.of(new RefType(isTest || isNullable || choice.oneIn(6), source)));
        code.op(opcode);
        TypeWriter.heapType(code.out, target);
        code.push(isTest ? NumType.I32 : new RefType(isNullable, target));
    }
}
