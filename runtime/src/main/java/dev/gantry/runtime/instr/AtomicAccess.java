package dev.gantry.runtime.instr;

import dev.gantry.runtime.vm.AtomicOp;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;

/// Executes atomic instructions.
///
/// Threading: no state; shared memories take care of themselves.
public final class AtomicAccess {
    /// Each change comes in seven forms in a row: `i32`, `i64`, `i32` on 8 and 16 bits, `i64` on 8, 16 and 32 bits.
    private static final int FORMS = Ops.I32_ATOMIC_RMW_SUB - Ops.I32_ATOMIC_RMW_ADD;

    private static final AtomicOp[] CHANGES = AtomicOp.values();
    private static final byte[] SIZES_LOG2 = sizes();

    private AtomicAccess() {}

    private static byte[] sizes() {
        Opcode[] opcodes = Opcode.values();
        byte[] sizes = new byte[opcodes.length];
        for (int op = 0; op < opcodes.length; op++) {
            int bytes = opcodes[op].immediates().accessBytes();
            sizes[op] = (byte) (bytes == 0 ? 0 : Integer.numberOfTrailingZeros(bytes));
        }
        return sizes;
    }

    /// Executes a store.
    ///
    /// @param op      a constant of [Ops]
    /// @param memory  the memory
    /// @param address the effective address
    /// @param value   the value's slot
    public static void store(int op, VmMemory memory, long address, long value) {
        memory.atomicStore(SIZES_LOG2[op], address, value);
    }

    /// Whether an instruction is a store, which alone has no result.
    ///
    /// @param op a constant of [Ops]
    /// @return true if it is
    public static boolean isStore(int op) {
        return op >= Ops.I32_ATOMIC_STORE && op <= Ops.I64_ATOMIC_STORE32;
    }

    /// Executes an instruction that is neither a store nor a fence.
    ///
    /// @param op      a constant of [Ops]
    /// @param memory  the memory
    /// @param address the effective address
    /// @param a       the operand behind the address, if there is one
    /// @param b       the operand behind that, if there is one
    /// @param store   whose code runs
    /// @return the result's slot; an `i32` repeats its sign in the high half
    public static long execute(int op, VmMemory memory, long address, long a, long b, VmStore store) {
        int size = SIZES_LOG2[op];
        return switch (op) {
            case Ops.MEMORY_ATOMIC_NOTIFY -> memory.notify(address, (int) a);
            case Ops.MEMORY_ATOMIC_WAIT32 -> memory.wait32(store, address, (int) a, b);
            case Ops.MEMORY_ATOMIC_WAIT64 -> memory.wait64(store, address, a, b);
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
