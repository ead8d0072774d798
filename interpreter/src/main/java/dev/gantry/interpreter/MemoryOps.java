package dev.gantry.interpreter;

import dev.gantry.runtime.instr.MemoryAccess;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ModuleDef;

/// Executes accesses to memories in their general form, and bulk operations on them.
///
/// Threading: confined to the store of the code; shared memories take care of themselves.
final class MemoryOps {
    private static final long LOW = 0xFFFF_FFFFL;

    private MemoryOps() {}

    /// Executes an access of the inner loop to memory 0 that goes beyond its array, or traps.
    ///
    /// @return where to go on
    static int executeShort(int[] code, int pc, long[] s, int fp, InstanceState home) {
        VmMemory memory = home.memories[0];
        int number = code[pc];
        int d = fp + code[pc + 1];
        int length = Code.length(number);
        switch (number) {
            case Code.LOAD8_S -> s[d] = memory.load8(plain(code, pc, 2, s, fp));
            case Code.LOAD8_U -> s[d] = memory.load8(plain(code, pc, 2, s, fp)) & 0xFF;
            case Code.LOAD16_S -> s[d] = memory.load16(plain(code, pc, 2, s, fp));
            case Code.LOAD16_U -> s[d] = memory.load16(plain(code, pc, 2, s, fp)) & 0xFFFF;
            case Code.LOAD32_S -> s[d] = memory.load32(plain(code, pc, 2, s, fp));
            case Code.LOAD32_U -> s[d] = memory.load32(plain(code, pc, 2, s, fp)) & LOW;
            case Code.LOAD64 -> s[d] = memory.load64(plain(code, pc, 2, s, fp));
            case Code.LOAD8_U_X -> s[d] = memory.load8(indexed(code, pc, s, fp)) & 0xFF;
            case Code.LOAD16_U_X -> s[d] = memory.load16(indexed(code, pc, s, fp)) & 0xFFFF;
            case Code.LOAD32_S_X -> s[d] = memory.load32(indexed(code, pc, s, fp));
            case Code.LOAD64_X -> s[d] = memory.load64(indexed(code, pc, s, fp));
            case Code.LOAD8_U_D -> s[d] = memory.load8(displaced(code, pc, s, fp)) & 0xFF;
            case Code.LOAD32_S_D -> s[d] = memory.load32(displaced(code, pc, s, fp));
            case Code.LOAD32_S_C -> s[d] = memory.load32(code[pc + 3] & LOW);
            case Code.STORE8 -> memory.store8(plain(code, pc, 1, s, fp), (byte) s[fp + code[pc + 2]]);
            case Code.STORE16 -> memory.store16(plain(code, pc, 1, s, fp), (short) s[fp + code[pc + 2]]);
            case Code.STORE32 -> memory.store32(plain(code, pc, 1, s, fp), (int) s[fp + code[pc + 2]]);
            case Code.STORE64 -> memory.store64(plain(code, pc, 1, s, fp), s[fp + code[pc + 2]]);
            case Code.STORE32_C -> memory.store32(code[pc + 3] & LOW, (int) s[fp + code[pc + 2]]);
            case Code.STORE32_I -> memory.store32(plain(code, pc, 1, s, fp), code[pc + 2]);
            case Code.STORE8_I -> memory.store8(plain(code, pc, 1, s, fp), (byte) code[pc + 2]);
            default -> throw Bug.unreachable("access " + number);
        }
        return pc + length;
    }

    private static long plain(int[] code, int pc, int operand, long[] s, int fp) {
        return (s[fp + code[pc + operand]] & LOW) + (code[pc + 3] & LOW);
    }

    private static long indexed(int[] code, int pc, long[] s, int fp) {
        int extra = code[pc + 4];
        return ((int) s[fp + code[pc + 2]] + ((int) s[fp + code[pc + 3]] << extra) & LOW) + (extra >>> Code.SHIFT_BITS);
    }

    private static long displaced(int[] code, int pc, long[] s, int fp) {
        return ((int) s[fp + code[pc + 2]] + code[pc + 3] & LOW) + (code[pc + 4] & LOW);
    }

    /// Executes one instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return where to go on
    static int execute(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        if (op >= Ops.MEMORY_SIZE) {
            return bulk(op, code, pc, s, fp, home);
        }
        VmMemory memory = home.memories[code[pc + 3] >> 1];
        boolean isStore = op >= Ops.I32_STORE;
        long address = address(s[fp + code[isStore ? pc + 1 : pc + 2]], code, pc + 3);
        if (isStore) {
            MemoryAccess.store(op, memory, address, s[fp + code[pc + 2]]);
        } else {
            s[fp + code[pc + 1]] = MemoryAccess.load(op, memory, address);
        }
        return pc + 6;
    }

    /// The effective address of an access.
    ///
    /// @param slot     the operand
    /// @param operands where the code names memory and offset
    static long address(long slot, int[] code, int operands) {
        long offset = (code[operands + 1] & LOW) | ((long) code[operands + 2] << Integer.SIZE);
        return (code[operands] & 1) == 0 ? (slot & LOW) + offset : VmMemory.effectiveAddress(slot, offset);
    }

    private static int bulk(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        return switch (op) {
            case Ops.MEMORY_SIZE -> {
                s[fp + code[pc + 1]] = result(home.memories[code[pc + 2] >> 1].pages(), code[pc + 2]);
                yield pc + 3;
            }
            case Ops.MEMORY_GROW -> {
                long delta = unsigned(s[fp + code[pc + 2]], code[pc + 3]);
                home.store.stacks.top = s.length; // the limiter may run code of the host
                s[fp + code[pc + 1]] = result(home.memories[code[pc + 3] >> 1].grow(delta), code[pc + 3]);
                yield pc + 4;
            }
            case Ops.MEMORY_FILL -> {
                int operand = code[pc + 4];
                home.store.stacks.top = s.length; // so may what is done when the epoch reaches the deadline
                home.memories[operand >> 1].fill(
                        home.store,
                        unsigned(s[fp + code[pc + 1]], operand),
                        (byte) s[fp + code[pc + 2]],
                        unsigned(s[fp + code[pc + 3]], operand));
                yield pc + 5;
            }
            case Ops.MEMORY_COPY -> {
                int to = code[pc + 4];
                int from = code[pc + 5];
                home.store.stacks.top = s.length;
                home.memories[to >> 1].copy(
                        home.store,
                        home.memories[from >> 1],
                        unsigned(s[fp + code[pc + 1]], to),
                        unsigned(s[fp + code[pc + 2]], from),
                        unsigned(s[fp + code[pc + 3]], to & from));
                yield pc + 6;
            }
            case Ops.MEMORY_INIT -> {
                init(code, pc, s, fp, home);
                yield pc + 6;
            }
            case Ops.DATA_DROP -> {
                home.instance.dropData(code[pc + 1]);
                yield pc + 2;
            }
            default -> throw Bug.unreachable("memory instruction " + op);
        };
    }

    private static void init(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int segment = code[pc + 4];
        int operand = code[pc + 5];
        ModuleDef def = home.instance.module.t().def();
        CodeRange range = def.datas().get(segment).bytes();
        home.memories[operand >> 1].init(
                def.bytes(),
                range.start(),
                home.instance.dataSize(segment),
                unsigned(s[fp + code[pc + 1]], operand),
                s[fp + code[pc + 2]] & LOW,
                s[fp + code[pc + 3]] & LOW);
    }

    /// The value of an address, an index or a size.
    ///
    /// @param operand the operand that names memory or table: its lowest bit says whether it is of 64 bits
    static long unsigned(long slot, int operand) {
        return (operand & 1) == 0 ? slot & LOW : slot;
    }

    /// The slot of a size.
    ///
    /// @param operand the operand that names memory or table
    static long result(long size, int operand) {
        return (operand & 1) == 0 ? (int) size : size;
    }
}
