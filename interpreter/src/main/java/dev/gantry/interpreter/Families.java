package dev.gantry.interpreter;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.numeric.Scalars;
import dev.gantry.runtime.numeric.VectorOps;
import dev.gantry.runtime.vm.VmGlobal;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Family;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;

/// Executes what the loop does not: finds the family of an instruction of WebAssembly, and does the rest of our own.
///
/// Threading: confined to the store of the code.
final class Families {
    private static final Family[] FAMILIES = families();
    private static final Failure[] FAILURES = Failure.values();

    private Families() {}

    private static Family[] families() {
        Opcode[] opcodes = Opcode.values();
        Family[] families = new Family[opcodes.length];
        for (int op = 0; op < opcodes.length; op++) {
            families[op] = opcodes[op].family();
        }
        return families;
    }

    /// Executes one instruction. Its place has been written to the frame.
    ///
    /// @return where to go on
    static int execute(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int op = code[pc] - Code.WASM;
        if (op < 0) {
            return executeOwn(code, pc, s, fp, home);
        }
        return switch (FAMILIES[op]) {
            case NUMERIC -> NumericOps.execute(op, code, pc, s, fp);
            case MEMORY -> MemoryOps.execute(op, code, pc, s, fp, home);
            case SIMD -> SimdOps.execute(op, code, pc, s, fp, home);
            case ATOMIC -> AtomicOps.execute(op, code, pc, s, fp, home);
            case TABLE -> TableOps.execute(op, code, pc, s, fp, home);
            case REFERENCE -> ReferenceOps.execute(op, code, pc, s, fp, home);
            case GC ->
                op >= Ops.REF_TEST
                        ? ReferenceOps.execute(op, code, pc, s, fp, home)
                        : GcOps.execute(op, code, pc, s, fp, home);
            case EXCEPTION -> throw Handlers.exception(code, pc, s, fp, home);
            case CONTROL, VARIABLE -> throw Bug.unreachable("code " + code[pc]);
        };
    }

    private static int executeOwn(int[] code, int pc, long[] s, int fp, InstanceState home) {
        int slot = fp + code[pc + 1];
        return switch (code[pc]) {
            case Code.MOVE2 -> {
                int from = fp + code[pc + 2];
                s[slot] = s[from];
                s[slot + 1] = s[from + 1];
                yield pc + 3;
            }
            case Code.COPY -> {
                System.arraycopy(s, fp + code[pc + 2], s, slot, code[pc + 3]);
                yield pc + 4;
            }
            case Code.SELECT2 -> {
                int from = fp + code[(int) s[fp + code[pc + 4]] != 0 ? pc + 2 : pc + 3];
                long high = s[from + 1];
                s[slot] = s[from];
                s[slot + 1] = high;
                yield pc + 5;
            }
            case Code.GLOBAL_GET2 -> {
                VmGlobal global = home.globals[code[pc + 3]];
                s[slot] = global.lo;
                s[slot + 1] = global.hi;
                yield pc + 4;
            }
            case Code.GLOBAL_SET2 -> {
                VmGlobal global = home.globals[code[pc + 3]];
                global.lo = s[slot];
                global.hi = s[slot + 1];
                yield pc + 4;
            }
            case Code.TRAP -> throw TrapSignal.of(FAILURES[code[pc + 1]]);
            case Code.CANONICAL_F32 -> {
                s[slot] = Scalars.canonicalF32((int) s[slot]);
                yield pc + 2;
            }
            case Code.CANONICAL_F64 -> {
                s[slot] = Scalars.canonicalF64(s[slot]);
                yield pc + 2;
            }
            case Code.CANONICAL_V128 -> {
                VectorOps.canonicalizeNaNs(code[pc + 2], s, slot);
                yield pc + 3;
            }
            case Code.I32_DIV_S, Code.I32_DIV_U, Code.I32_REM_S, Code.I32_REM_U ->
                throw TrapSignal.of(
                        (int) s[fp + code[pc + 3]] == 0 ? Failure.INTEGER_DIVIDE_BY_ZERO : Failure.INTEGER_OVERFLOW);
            default -> MemoryOps.executeShort(code, pc, s, fp, home);
        };
    }
}
