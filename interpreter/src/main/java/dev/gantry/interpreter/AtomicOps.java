package dev.gantry.interpreter;

import dev.gantry.runtime.instr.AtomicAccess;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;
import java.lang.invoke.VarHandle;

/// Executes atomic instructions.
///
/// Threading: confined to the store of the code; shared memories take care of themselves.
final class AtomicOps {
    private static final byte[] OPERANDS = operands();

    private AtomicOps() {}

    private static byte[] operands() {
        byte[] counts = new byte[Opcode.values().length];
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
        if (AtomicAccess.isStore(op)) {
            long address = MemoryOps.address(s[fp + code[pc + 1]], code, pc + 3);
            AtomicAccess.store(op, memory(code, pc + 3, home), address, s[fp + code[pc + 2]]);
            return pc + 6;
        }
        int operands = pc + 2 + OPERANDS[op];
        VmMemory memory = memory(code, operands, home);
        long address = MemoryOps.address(s[fp + code[pc + 2]], code, operands);
        long a = operands > pc + 3 ? s[fp + code[pc + 3]] : 0;
        long b = operands > pc + 4 ? s[fp + code[pc + 4]] : 0;
        s[fp + code[pc + 1]] = AtomicAccess.execute(op, memory, address, a, b, home.store);
        return operands + 3;
    }

    private static VmMemory memory(int[] code, int at, InstanceState home) {
        return home.memories[code[at] >> 1];
    }
}
