package dev.gantry.interpreter;

import dev.gantry.runtime.vm.VmTable;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Executes instructions on tables.
///
/// Threading: confined to the store of the code.
final class TableOps {
    private static final long LOW = 0xFFFF_FFFFL;

    private TableOps() {}

    /// Executes one instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return where to go on
    static int execute(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        VmTable[] tables = home.tables;
        return switch (op) {
            case Ops.TABLE_GET -> {
                int operand = code[pc + 3];
                long index = MemoryOps.unsigned(s[fp + code[pc + 2]], operand);
                s[fp + code[pc + 1]] = tables[operand >> 1].get(index) & LOW;
                yield pc + 4;
            }
            case Ops.TABLE_SET -> {
                int operand = code[pc + 3];
                long index = MemoryOps.unsigned(s[fp + code[pc + 1]], operand);
                tables[operand >> 1].set(index, (int) s[fp + code[pc + 2]]);
                yield pc + 4;
            }
            case Ops.TABLE_SIZE -> {
                s[fp + code[pc + 1]] = tables[code[pc + 2] >> 1].size;
                yield pc + 3;
            }
            case Ops.TABLE_GROW -> {
                int operand = code[pc + 4];
                long delta = MemoryOps.unsigned(s[fp + code[pc + 3]], operand);
                home.store.stacks.top = s.length; // the limiter may run code of the host
                long old = tables[operand >> 1].grow(delta, (int) s[fp + code[pc + 2]]);
                s[fp + code[pc + 1]] = MemoryOps.result(old, operand);
                yield pc + 5;
            }
            case Ops.TABLE_FILL -> {
                int operand = code[pc + 4];
                tables[operand >> 1].fill(
                        MemoryOps.unsigned(s[fp + code[pc + 1]], operand),
                        (int) s[fp + code[pc + 2]],
                        MemoryOps.unsigned(s[fp + code[pc + 3]], operand));
                yield pc + 5;
            }
            case Ops.TABLE_COPY -> {
                int to = code[pc + 4];
                int from = code[pc + 5];
                tables[to >> 1].copy(
                        tables[from >> 1],
                        MemoryOps.unsigned(s[fp + code[pc + 1]], to),
                        MemoryOps.unsigned(s[fp + code[pc + 2]], from),
                        MemoryOps.unsigned(s[fp + code[pc + 3]], to & from));
                yield pc + 6;
            }
            case Ops.TABLE_INIT -> {
                int operand = code[pc + 5];
                tables[operand >> 1].init(
                        home.instance.elem(code[pc + 4]),
                        MemoryOps.unsigned(s[fp + code[pc + 1]], operand),
                        s[fp + code[pc + 2]] & LOW,
                        s[fp + code[pc + 3]] & LOW);
                yield pc + 6;
            }
            case Ops.ELEM_DROP -> {
                home.instance.dropElem(code[pc + 1]);
                yield pc + 2;
            }
            default -> throw Bug.unreachable("table instruction " + op);
        };
    }
}
