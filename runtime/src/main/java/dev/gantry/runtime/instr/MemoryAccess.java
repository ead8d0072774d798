package dev.gantry.runtime.instr;

import dev.gantry.runtime.numeric.VectorAccess;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// Executes loads and stores, scalar and vector.
///
/// Threading: no state; memories take care of themselves.
public final class MemoryAccess {
    private static final long LOW = 0xFFFF_FFFFL;

    private MemoryAccess() {}

    /// Executes a scalar load.
    ///
    /// @param op      a constant of [Ops]
    /// @param memory  the memory
    /// @param address the effective address
    /// @return the value's slot; an `i32` repeats its sign in the high half
    public static long load(int op, VmMemory memory, long address) {
        return switch (op) {
            case Ops.I32_LOAD8_S, Ops.I64_LOAD8_S -> memory.load8(address);
            case Ops.I32_LOAD8_U, Ops.I64_LOAD8_U -> memory.load8(address) & 0xFF;
            case Ops.I32_LOAD16_S, Ops.I64_LOAD16_S -> memory.load16(address);
            case Ops.I32_LOAD16_U, Ops.I64_LOAD16_U -> memory.load16(address) & 0xFFFF;
            case Ops.I32_LOAD, Ops.F32_LOAD, Ops.I64_LOAD32_S -> memory.load32(address);
            case Ops.I64_LOAD32_U -> memory.load32(address) & LOW;
            case Ops.I64_LOAD, Ops.F64_LOAD -> memory.load64(address);
            default -> throw Bug.unreachable("load " + op);
        };
    }

    /// Executes a scalar store.
    ///
    /// @param op      a constant of [Ops]
    /// @param memory  the memory
    /// @param address the effective address
    /// @param value   the value's slot
    public static void store(int op, VmMemory memory, long address, long value) {
        switch (op) {
            case Ops.I32_STORE8, Ops.I64_STORE8 -> memory.store8(address, (byte) value);
            case Ops.I32_STORE16, Ops.I64_STORE16 -> memory.store16(address, (short) value);
            case Ops.I32_STORE, Ops.F32_STORE, Ops.I64_STORE32 -> memory.store32(address, (int) value);
            case Ops.I64_STORE, Ops.F64_STORE -> memory.store64(address, value);
            default -> throw Bug.unreachable("store " + op);
        }
    }

    /// Executes a vector load.
    ///
    /// @param op      a constant of [Ops]
    /// @param memory  the memory
    /// @param address the effective address
    /// @param s       the slots
    /// @param dst     where the vector goes
    /// @param vector  the vector whose lane is replaced, for loads of a lane
    /// @param lane    the lane, for those
    public static void loadVector(int op, VmMemory memory, long address, long[] s, int dst, int vector, int lane) {
        if (op == Ops.V128_LOAD) {
            memory.check(address, 16);
            s[dst] = memory.load64(address);
            s[dst + 1] = memory.load64(address + 8);
            return;
        }
        long loaded = switch (VectorAccess.bytes(op)) {
            case 1 -> memory.load8(address);
            case 2 -> memory.load16(address);
            case 4 -> memory.load32(address);
            default -> memory.load64(address);
        };
        VectorAccess.load(op, s, dst, vector, lane, loaded);
    }

    /// Executes a vector store.
    ///
    /// @param op      a constant of [Ops]
    /// @param memory  the memory
    /// @param address the effective address
    /// @param s       the slots
    /// @param vector  the vector
    /// @param lane    the lane, for stores of a lane
    public static void storeVector(int op, VmMemory memory, long address, long[] s, int vector, int lane) {
        if (op == Ops.V128_STORE) {
            memory.check(address, 16);
            memory.store64(address, s[vector]);
            memory.store64(address + 8, s[vector + 1]);
            return;
        }
        long stored = VectorAccess.storedLane(op, s, vector, lane);
        switch (VectorAccess.bytes(op)) {
            case 1 -> memory.store8(address, (byte) stored);
            case 2 -> memory.store16(address, (short) stored);
            case 4 -> memory.store32(address, (int) stored);
            default -> memory.store64(address, stored);
        }
    }

    /// Whether a vector load or store is of one lane.
    ///
    /// @param op a constant of [Ops]
    /// @return true for those with a lane among their immediates
    public static boolean hasLane(int op) {
        return op >= Ops.V128_LOAD8_LANE && op <= Ops.V128_STORE64_LANE;
    }
}
