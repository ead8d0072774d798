package dev.gantry.interpreter;

import dev.gantry.runtime.vm.AtomicOp;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;
import java.lang.invoke.VarHandle;

/// Executes atomic instructions.
///
/// Threading: confined to the store of the code; shared memories take care of themselves.
final class AtomicOps {
    /// Each change comes in seven forms in a row: `i32`, `i64`, `i32` on 8 and 16 bits, `i64` on 8, 16 and 32 bits.
    private static final int FORMS = Ops.I32_ATOMIC_RMW_SUB - Ops.I32_ATOMIC_RMW_ADD;

    private static final AtomicOp[] CHANGES = AtomicOp.values();
    private static final byte[] SIZES_LOG2 = sizes();
    private static final byte[] OPERANDS = operands();

    private AtomicOps() {}

    private static byte[] sizes() {
        Opcode[] opcodes = Opcode.values();
        byte[] sizes = new byte[opcodes.length];
        for (int op = 0; op < opcodes.length; op++) {
            int bytes = opcodes[op].immediates().accessBytes();
            sizes[op] = (byte) (bytes == 0 ? 0 : Integer.numberOfTrailingZeros(bytes));
        }
        return sizes;
    }

    private static byte[] operands() {
        byte[] counts = new byte[SIZES_LOG2.length];
        for (int op = Ops.MEMORY_ATOMIC_NOTIFY; op < counts.length; op++) {
            byte[] operands = Widths.operands(op);
            counts[op] = (byte) (operands == null ? 0 : operands.length);
        }
        return counts;
    }

    /// Executes one instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return where to go on
    static int execute(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        if (op == Ops.ATOMIC_FENCE) {
            VarHandle.fullFence();
            return pc + 1;
        }
        if (op >= Ops.I32_ATOMIC_STORE && op <= Ops.I64_ATOMIC_STORE32) {
            long address = MemoryOps.address(s[fp + code[pc + 1]], code, pc + 3);
            memory(code, pc + 3, home).atomicStore(SIZES_LOG2[op], address, s[fp + code[pc + 2]]);
            return pc + 6;
        }
        int operands = pc + 2 + OPERANDS[op];
        VmMemory memory = memory(code, operands, home);
        long address = MemoryOps.address(s[fp + code[pc + 2]], code, operands);
        long a = operands > pc + 3 ? s[fp + code[pc + 3]] : 0;
        long b = operands > pc + 4 ? s[fp + code[pc + 4]] : 0;
        s[fp + code[pc + 1]] = execute(op, memory, address, a, b, home);
        return operands + 3;
    }

    private static VmMemory memory(int[] code, int at, InstanceState home) {
        return home.memories[code[at] >> 1];
    }

    private static long execute(int op, VmMemory memory, long address, long a, long b, InstanceState home) {
        int size = SIZES_LOG2[op];
        return switch (op) {
            case Ops.MEMORY_ATOMIC_NOTIFY -> memory.notify(address, (int) a);
            case Ops.MEMORY_ATOMIC_WAIT32 -> memory.wait32(home.store, address, (int) a, b);
            case Ops.MEMORY_ATOMIC_WAIT64 -> memory.wait64(home.store, address, a, b);
            case Ops.I32_ATOMIC_LOAD -> (int) memory.atomicLoad(size, address);
            case Ops.I64_ATOMIC_LOAD,
                    Ops.I32_ATOMIC_LOAD8_U,
                    Ops.I32_ATOMIC_LOAD16_U,
                    Ops.I64_ATOMIC_LOAD8_U,
                    Ops.I64_ATOMIC_LOAD16_U,
                    Ops.I64_ATOMIC_LOAD32_U -> memory.atomicLoad(size, address);
            default -> change(op - Ops.I32_ATOMIC_RMW_ADD, size, memory, address, a, b);
        };
    }

    private static long change(int number, int size, VmMemory memory, long address, long a, long b) {
        int change = number / FORMS;
        long old = change < CHANGES.length
                ? memory.atomicRmw(CHANGES[change], size, address, a)
                : memory.atomicCmpxchg(size, address, a, b);
        return number % FORMS == 0 ? (int) old : old;
    }
}
