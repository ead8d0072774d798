package dev.gantry.interpreter;

import dev.gantry.runtime.instr.MemoryAccess;
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
        int dst = fp + code[pc + 1];
        if (MemoryAccess.hasLane(op)) {
            long address = MemoryOps.address(s[fp + code[pc + 2]], code, pc + 4);
            MemoryAccess.loadVector(op, memory(code, pc + 4, home), address, s, dst, fp + code[pc + 3], code[pc + 7]);
            return pc + 8;
        }
        long address = MemoryOps.address(s[fp + code[pc + 2]], code, pc + 3);
        MemoryAccess.loadVector(op, memory(code, pc + 3, home), address, s, dst, 0, 0);
        return pc + 6;
    }

    private static int store(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        long address = MemoryOps.address(s[fp + code[pc + 1]], code, pc + 3);
        // without a lane another instruction follows, so there is something to read
        MemoryAccess.storeVector(op, memory(code, pc + 3, home), address, s, fp + code[pc + 2], code[pc + 6]);
        return MemoryAccess.hasLane(op) ? pc + 7 : pc + 6;
    }

    private static VmMemory memory(int[] code, int at, InstanceState home) {
        return home.memories[code[at] >> 1];
    }
}
