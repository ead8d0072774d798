package dev.gantry.wasm.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.types.TypeCode;

/// Tables and element segments.
///
/// Threading: confined to one thread.
///
/// @wasm valid-instr-table
final class TableValidator {
    private final CodeState code;
    private final ModuleContext module;
    private final OperandStack operands;

    TableValidator(CodeState code) {
        this.code = code;
        this.module = code.module;
        this.operands = code.operands;
    }

    void validate(int op) {
        switch (op) {
            case Ops.TABLE_GET -> validateTableGet();
            case Ops.TABLE_SET -> validateTableSet();
            case Ops.TABLE_INIT -> validateTableInit();
            case Ops.ELEM_DROP -> validateElemDrop();
            case Ops.TABLE_COPY -> validateTableCopy();
            case Ops.TABLE_GROW -> validateTableGrow();
            case Ops.TABLE_SIZE -> validateTableSize();
            case Ops.TABLE_FILL -> validateTableFill();
            default -> throw Bug.unreachable("table instruction " + op);
        }
    }

    void validateTableGet() {
        int table = code.in.index();
        operands.pop(code.tableAddress(table));
        operands.push(module.tableTypes[table]);
    }

    void validateTableSet() {
        int table = code.in.index();
        int address = code.tableAddress(table);
        operands.pop(module.tableTypes[table]);
        operands.pop(address);
    }

    void validateTableInit() {
        int table = code.in.index2();
        int address = code.tableAddress(table);
        code.checkMatch(code.elemType(code.in.index()), module.tableTypes[table]);
        operands.pop(TypeCode.I32);
        operands.pop(TypeCode.I32);
        operands.pop(address);
    }

    void validateElemDrop() {
        code.elemType(code.in.index());
    }

    void validateTableCopy() {
        int destination = code.in.index();
        int source = code.in.index2();
        int destinationAddress = code.tableAddress(destination);
        int sourceAddress = code.tableAddress(source);
        code.checkMatch(module.tableTypes[source], module.tableTypes[destination]);
        operands.pop(Math.min(destinationAddress, sourceAddress)); // i32 unless both are i64
        operands.pop(sourceAddress);
        operands.pop(destinationAddress);
    }

    void validateTableGrow() {
        int table = code.in.index();
        int address = code.tableAddress(table);
        operands.pop(address);
        operands.pop(module.tableTypes[table]);
        operands.push(address);
    }

    void validateTableSize() {
        operands.push(code.tableAddress(code.in.index()));
    }

    void validateTableFill() {
        int table = code.in.index();
        int address = code.tableAddress(table);
        operands.pop(address);
        operands.pop(module.tableTypes[table]);
        operands.pop(address);
    }
}
