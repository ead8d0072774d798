package dev.gantry.interpreter;

import dev.gantry.runtime.numeric.VectorAccess;
import dev.gantry.runtime.numeric.VectorOps;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Opcode.Effects;
import dev.gantry.wasm.Ops;

/// Executes vector instructions.
///
/// Threading: confined to the store of the code.
final class SimdOps {
    private static final int LOADS = 100;
    private static final int STORES = 101;
    private static final long LOW = 0xFFFF_FFFFL;

    /// For each instruction: the number of operands if it does not access memory, else [#LOADS] or [#STORES].
    private static final byte[] SHAPES = shapes();

    private SimdOps() {}

    private static byte[] shapes() {
        Opcode[] opcodes = Opcode.values();
        byte[] shapes = new byte[opcodes.length];
        for (int op = 0; op < opcodes.length; op++) {
            byte[] operands = Widths.operands(op);
            int count = operands == null ? 0 : operands.length;
            shapes[op] =
                    (byte) (opcodes[op].has(Effects.READS) ? LOADS : opcodes[op].has(Effects.WRITES) ? STORES : count);
        }
        return shapes;
    }

    /// Executes one instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return where to go on
    static int execute(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        int dst = fp + code[pc + 1];
        return switch (SHAPES[op]) {
            case 0 -> {
                s[dst] = wide(code, pc + 2);
                s[dst + 1] = wide(code, pc + 4);
                yield pc + 6;
            }
            case 1 -> {
                // an instruction without lane is followed by another one, so there is something to read
                VectorOps.execute(op, s, dst, fp + code[pc + 2], 0, 0, code[pc + 3]);
                yield hasLane(op) ? pc + 4 : pc + 3;
            }
            case 2 -> {
                int a = fp + code[pc + 2];
                int b = fp + code[pc + 3];
                if (op == Ops.I8X16_SHUFFLE) {
                    VectorOps.shuffle(s, dst, a, b, wide(code, pc + 4), wide(code, pc + 6));
                    yield pc + 8;
                }
                VectorOps.execute(op, s, dst, a, b, 0, code[pc + 4]);
                yield hasLane(op) ? pc + 5 : pc + 4;
            }
            case 3 -> {
                VectorOps.execute(op, s, dst, fp + code[pc + 2], fp + code[pc + 3], fp + code[pc + 4], 0);
                yield pc + 5;
            }
            case LOADS -> {
                yield load(op, code, pc, s, fp, home);
            }
            case STORES -> {
                yield store(op, code, pc, s, fp, home);
            }
            default -> throw Bug.unreachable("vector instruction " + op);
        };
    }

    private static boolean hasLane(int op) {
        return op >= Ops.I8X16_EXTRACT_LANE_S && op <= Ops.F64X2_REPLACE_LANE;
    }

    private static long wide(int[] code, int at) {
        return (code[at] & LOW) | ((long) code[at + 1] << Integer.SIZE);
    }

    private static int load(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        boolean hasLane = op >= Ops.V128_LOAD8_LANE && op <= Ops.V128_LOAD64_LANE;
        int operands = hasLane ? pc + 4 : pc + 3;
        VmMemory memory = home.memories[code[operands] >> 1];
        long address = MemoryOps.address(s[fp + code[pc + 2]], code, operands);
        int dst = fp + code[pc + 1];
        if (op == Ops.V128_LOAD) {
            memory.check(address, 16);
            s[dst] = memory.load64(address);
            s[dst + 1] = memory.load64(address + 8);
            return pc + 6;
        }
        long loaded = switch (VectorAccess.bytes(op)) {
            case 1 -> memory.load8(address);
            case 2 -> memory.load16(address);
            case 4 -> memory.load32(address);
            default -> memory.load64(address);
        };
        if (hasLane) {
            VectorAccess.load(op, s, dst, fp + code[pc + 3], code[pc + 7], loaded);
            return pc + 8;
        }
        VectorAccess.load(op, s, dst, 0, 0, loaded);
        return pc + 6;
    }

    private static int store(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        VmMemory memory = home.memories[code[pc + 3] >> 1];
        long address = MemoryOps.address(s[fp + code[pc + 1]], code, pc + 3);
        int vector = fp + code[pc + 2];
        if (op == Ops.V128_STORE) {
            memory.check(address, 16);
            memory.store64(address, s[vector]);
            memory.store64(address + 8, s[vector + 1]);
            return pc + 6;
        }
        long lane = VectorAccess.storedLane(op, s, vector, code[pc + 6]);
        switch (VectorAccess.bytes(op)) {
            case 1 -> memory.store8(address, (byte) lane);
            case 2 -> memory.store16(address, (short) lane);
            case 4 -> memory.store32(address, (int) lane);
            default -> memory.store64(address, lane);
        }
        return pc + 7;
    }
}
