package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// Calls and tail calls.
///
/// Threading: confined to one thread.
final class CallInstrs {
    private final Code code;
    private final Values values;
    private final Choice choice;
    private final TypeSpace types;

    CallInstrs(Code code, Values values) {
        this.code = code;
        this.values = values;
        choice = code.choice;
        types = code.shape.types;
    }

    /// Writes a call.
    ///
    /// @return false if the instruction is no call
    boolean emit(Opcode opcode) {
        if (!opcode.has(Opcode.Effects.CALLS)) {
            return false;
        }
        boolean isTail = opcode.feature() == WasmFeature.TAIL_CALL || opcode == Opcode.RETURN_CALL_REF;
        List<Integer> funcs = new ArrayList<>();
        for (int func = 0; func < code.shape.funcs.size(); func++) {
            if (!isTail || mayReturn(code.shape.funcType(func))) {
                funcs.add(func);
            }
        }
        if (funcs.isEmpty()) {
            return true;
        }
        int func = choice.of(funcs);
        if (choice.oneIn(4)) {
            func = Collections.max(funcs, Comparator.comparingInt(this::width));
        }
        int typeIndex = code.shape.funcs.get(func);
        FuncType type = types.func(typeIndex);
        switch (opcode) {
            case CALL, RETURN_CALL -> {
                values.operands(type.params());
                code.op(opcode, func);
            }
            case CALL_REF, RETURN_CALL_REF -> {
                List<ValType> operands = new ArrayList<>(type.params());
                boolean mayBeNull = choice.oneIn(5);
                operands.add(new RefType(mayBeNull, new HeapType.Index(typeIndex)));
                values.operands(operands);
                code.op(opcode, typeIndex);
            }
            default -> {
                if (!indirect(opcode, func, typeIndex)) {
                    return true;
                }
            }
        }
        if (isTail) {
            code.setUnreachable();
        } else {
            code.push(type.results());
            code.joined = type.results().size();
        }
        return true;
    }

    private int width(int func) {
        return code.shape.funcType(func).params().size()
                + code.shape.funcType(func).results().size();
    }

    private boolean mayReturn(FuncType callee) {
        List<ValType> results = code.type.results();
        if (callee.results().size() != results.size()) {
            return false;
        }
        for (int at = 0; at < results.size(); at++) {
            if (!types.isSubtype(callee.results().get(at), results.get(at))) {
                return false;
            }
        }
        return true;
    }

    private boolean indirect(Opcode opcode, int func, int typeIndex) {
        List<Integer> tables = new ArrayList<>();
        for (int table = 0; table < code.shape.tables.size(); table++) {
            if (types.isSubtype(code.shape.tables.get(table).type().element(), RefType.FUNCREF)) {
                tables.add(table);
            }
        }
        if (tables.isEmpty()) {
            return false;
        }
        int table = choice.of(tables);
        TableType tableType = code.shape.tables.get(table).type();
        values.operands(types.func(typeIndex).params());
        long index = indexOf(func, table);
        if (index >= 0 && !choice.oneIn(8)) {
            code.constant(tableType.addressType(), index);
        } else {
            values.below(tableType.addressType(), tableType.limits().min());
            code.stack.removeLast();
        }
        code.op(opcode, typeIndex);
        code.out.u32(table);
        return true;
    }

    /// Where a table has a function at first, or -1.
    private long indexOf(int func, int table) {
        for (ModuleShape.Elem elem : code.shape.elems) {
            int at = elem.funcs().indexOf(func);
            if (elem.mode() == ModuleShape.Mode.ACTIVE && elem.table() == table && at >= 0) {
                return elem.offset() + at;
            }
        }
        return -1;
    }
}
