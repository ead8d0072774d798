package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.TableType;
import java.util.ArrayList;
import java.util.List;

/// Table instructions.
///
/// Threading: confined to one thread.
final class TableInstrs {
    private final Code code;
    private final Values values;
    private final Choice choice;

    TableInstrs(Code code, Values values) {
        this.code = code;
        this.values = values;
        choice = code.choice;
    }

    void emit(Opcode opcode) {
        int table = choice.below(code.shape.tables.size());
        TableType type = code.shape.tables.get(table).type();
        NumType address = type.addressType();
        int size = (int) type.limits().min();
        switch (opcode) {
            case TABLE_GET -> {
                index(type);
                code.pop();
                code.op(opcode, table);
                code.push(type.element());
            }
            case TABLE_SET -> {
                index(type);
                values.make(type.element());
                code.pop(2);
                code.op(opcode, table);
            }
            case TABLE_GROW -> {
                values.make(type.element());
                values.below(address, 4);
                code.pop(2);
                code.op(opcode, table);
                code.push(address);
            }
            case TABLE_SIZE -> {
                code.op(opcode, table);
                code.push(address);
            }
            case TABLE_FILL -> {
                index(type);
                values.make(type.element());
                values.below(address, choice.oneIn(6) ? size : 2);
                code.pop(3);
                code.op(opcode, table);
            }
            case TABLE_COPY -> copy(opcode, table, type);
            case TABLE_INIT -> init(opcode, table, type);
            case ELEM_DROP -> {
                if (!code.shape.elems.isEmpty()) {
                    code.op(opcode, choice.below(code.shape.elems.size()));
                }
            }
            default -> {}
        }
    }

    private void index(TableType type) {
        values.below(type.addressType(), type.limits().min());
    }

    private void copy(Opcode opcode, int table, TableType type) {
        int source = choice.below(code.shape.tables.size());
        TableType from = code.shape.tables.get(source).type();
        if (!code.shape.types.isSubtype(from.element(), type.element())) {
            source = table;
            from = type;
        }
        index(type);
        index(from);
        values.below(from.is64() && type.is64() ? NumType.I64 : NumType.I32, choice.oneIn(6) ? 8 : 2);
        code.pop(3);
        code.op(opcode, table);
        code.out.u32(source);
    }

    private void init(Opcode opcode, int table, TableType type) {
        List<Integer> elems = new ArrayList<>();
        for (int elem = 0; elem < code.shape.elems.size(); elem++) {
            if (code.shape.types.isSubtype(code.shape.elems.get(elem).type(), type.element())) {
                elems.add(elem);
            }
        }
        if (elems.isEmpty()) {
            return;
        }
        int elem = choice.of(elems);
        index(type);
        values.below(NumType.I32, Math.max(1, code.shape.elems.get(elem).size()));
        values.below(NumType.I32, choice.oneIn(6) ? 8 : 2);
        code.pop(3);
        code.op(opcode, elem);
        code.out.u32(table);
    }
}
