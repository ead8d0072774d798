package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.TableDefinition;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;

/// Emits accesses to tables.
///
/// Threading: no state.
final class TableEmitter {
    private TableEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        InstrReader in = state.in;
        Requests requests = state.requests;
        switch (op) {
            case Ops.TABLE_GET -> get(state, in.index());
            case Ops.TABLE_SET -> set(state, in.index());
            case Ops.TABLE_SIZE -> size(state, in.index());
            case Ops.TABLE_GROW -> requests.instruction(op, 2, new byte[] {indexKind(state, in.index())}, in.index());
            case Ops.TABLE_FILL -> requests.instruction(op, 3, Kind.NONE, in.index());
            case Ops.TABLE_COPY, Ops.TABLE_INIT -> requests.instruction(op, 3, Kind.NONE, in.index(), in.index2());
            default -> requests.instruction(op, 0, Kind.NONE, in.index());
        }
    }

    private static byte indexKind(Emission state, int table) {
        return state.def.tableSpace().get(table).is64() ? Kind.I64 : Kind.I32;
    }

    private static byte elementKind(Emission state, int table) {
        return Kind.of(state.def.tableSpace().get(table).element(), state.def);
    }

    /// Loads what is needed to reach a table's definition into the scratch register, if that is not the context.
    static Gpr loadDefinition(Emission state, int table) {
        if (table >= state.def.importedTables()) {
            return Gpr.R14;
        }
        state.asm.emit(MOV_R64_RM64, Registers.SCRATCH, Emission.context(state.offsets.importedTable(table)));
        return Registers.SCRATCH;
    }

    /// Where a table's definition is from what [#loadDefinition] gives.
    static int definitionOffset(Emission state, int table) {
        int imported = state.def.importedTables();
        return table < imported ? 0 : state.offsets.table(table - imported);
    }

    private static void size(Emission state, int table) {
        int register = state.operands.general();
        Gpr base = loadDefinition(state, table);
        state.asm.emit(
                MOV_R64_RM64,
                Registers.gpr(register),
                Mem.at(base, definitionOffset(state, table) + TableDefinition.ELEMENTS));
        state.operands.pushRegister(indexKind(state, table), register);
    }

    /// Emits the check of an index, and loads the address of the elements into the second scratch register.
    private static Mem element(Emission state, int table, Gpr index) {
        X64Assembler asm = state.asm;
        Gpr base = loadDefinition(state, table);
        int offset = definitionOffset(state, table);
        asm.emit(CMP_R64_RM64, index, Mem.at(base, offset + TableDefinition.ELEMENTS));
        asm.jcc(Cond.AE, state.stubs.trap(Failure.OUT_OF_BOUNDS_TABLE_ACCESS));
        asm.emit(MOV_R64_RM64, Registers.SCRATCH2, Mem.at(base, offset + TableDefinition.BASE));
        return Mem.at(Registers.SCRATCH2, index, Integer.BYTES, 0);
    }

    /// Elements of tables of functions may be negative: not yet made. The builtin makes them, so that no other operand
    /// may be in a register.
    private static void get(Emission state, int table) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        byte kind = elementKind(state, table);
        int register = operands.popRegister();
        Gpr gpr = Registers.gpr(register);
        if (kind == Kind.OBJECT) {
            asm.emit(MOV_R32_RM32, gpr, element(state, table, gpr));
            operands.pushRegister(kind, register);
            return;
        }
        operands.spillRegisters();
        int[] objects = state.objects(operands.size());
        asm.emit(MOV_R32_RM32, Registers.SCRATCH2, element(state, table, gpr));
        asm.emit(TEST_RM32_R32, Registers.SCRATCH2, Registers.SCRATCH2);
        Label done = state.code.label();
        asm.jcc(Cond.S, state.stubs.add(() -> {
            state.requests.argument(0, table);
            state.requests.argument(1, gpr);
            state.requests.call(Builtin.TABLE_GET_LAZY_FUNC, 2, objects);
            asm.emit(MOV_R32_RM32, Registers.SCRATCH2, Mem.at(Gpr.RSP, 0));
            asm.jmp(done);
        }));
        state.code.bind(done);
        asm.emit(MOV_R32_RM32, gpr, Registers.SCRATCH2);
        operands.pushRegister(kind, register);
    }

    private static void set(Emission state, int table) {
        Operands operands = state.operands;
        int value = operands.popRegister();
        int index = operands.popRegister();
        state.asm.emit(MOV_RM32_R32, element(state, table, Registers.gpr(index)), Registers.gpr(value));
        operands.release(value);
        operands.release(index);
    }
}
