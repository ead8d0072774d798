package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import org.jspecify.annotations.Nullable;

/// Emits accesses that are atomic. Waiting and waking are requests.
///
/// Loads need nothing special on this machine; stores are exchanges, for the order of all.
///
/// Threading: no state.
final class AtomicEmitter {
    /// Rows of each change: `i32`, `i64`, `i32` of 8 and 16 bits, `i64` of 8, 16 and 32 bits.
    private static final int FORMS = Ops.I32_ATOMIC_RMW_SUB - Ops.I32_ATOMIC_RMW_ADD;

    private AtomicEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        if (op == Ops.ATOMIC_FENCE) {
            state.asm.emit(MFENCE);
        } else if (op < Ops.I32_ATOMIC_LOAD) {
            GenericEmitter.emit(state, op);
        } else if (op < Ops.I32_ATOMIC_STORE) {
            load(state, op == Ops.I32_ATOMIC_LOAD || isNarrowI32(op - Ops.I32_ATOMIC_LOAD) ? Kind.I32 : Kind.I64);
        } else if (op < Ops.I32_ATOMIC_RMW_ADD) {
            store(state);
        } else {
            int number = op - Ops.I32_ATOMIC_RMW_ADD;
            int form = number % FORMS;
            byte kind = form == 0 || isNarrowI32(form) ? Kind.I32 : Kind.I64;
            switch (op - form) {
                case Ops.I32_ATOMIC_RMW_ADD -> exchange(state, kind, xadd(bytes(state)), false);
                case Ops.I32_ATOMIC_RMW_SUB -> exchange(state, kind, xadd(bytes(state)), true);
                case Ops.I32_ATOMIC_RMW_XCHG -> exchange(state, kind, xchg(bytes(state)), false);
                case Ops.I32_ATOMIC_RMW_AND -> change(state, kind, AND_R64_RM64);
                case Ops.I32_ATOMIC_RMW_OR -> change(state, kind, OR_R64_RM64);
                case Ops.I32_ATOMIC_RMW_XOR -> change(state, kind, XOR_R64_RM64);
                default -> change(state, kind, null);
            }
        }
    }

    private static boolean isNarrowI32(int form) {
        return form == 2 || form == 3;
    }

    private static int bytes(Emission state) {
        return state.in.opcode().immediates().accessBytes();
    }

    private static Inst load(int bytes) {
        return switch (bytes) {
            case 1 -> MOVZX_R32_RM8;
            case 2 -> MOVZX_R32_RM16;
            case 4 -> MOV_R32_RM32;
            default -> MOV_R64_RM64;
        };
    }

    private static Inst xadd(int bytes) {
        return switch (bytes) {
            case 1 -> LOCK_XADD_RM8_R8;
            case 2 -> LOCK_XADD_RM16_R16;
            case 4 -> LOCK_XADD_RM32_R32;
            default -> LOCK_XADD_RM64_R64;
        };
    }

    private static Inst xchg(int bytes) {
        return switch (bytes) {
            case 1 -> XCHG_RM8_R8;
            case 2 -> XCHG_RM16_R16;
            case 4 -> XCHG_RM32_R32;
            default -> XCHG_RM64_R64;
        };
    }

    private static Inst cmpxchg(int bytes) {
        return switch (bytes) {
            case 1 -> LOCK_CMPXCHG_RM8_R8;
            case 2 -> LOCK_CMPXCHG_RM16_R16;
            case 4 -> LOCK_CMPXCHG_RM32_R32;
            default -> LOCK_CMPXCHG_RM64_R64;
        };
    }

    /// Emits the checks of an address: that it exists, its alignment, bounds. The next machine instruction has to be
    /// the access.
    private static Mem address(Emission state, int register) {
        int bytes = bytes(state);
        if (bytes > 1) {
            long offset = state.in.memOffset();
            Gpr sum = Registers.SCRATCH2;
            if (offset != 0 && MemoryEmitter.addressKind(state, state.in.memory()) == Kind.I64) {
                state.moves.constant(sum, offset);
                state.asm.emit(ADD_R64_RM64, sum, Registers.gpr(register));
                state.asm.jcc(Cond.B, state.stubs.trap(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS));
            } else {
                int low = (int) offset & (bytes - 1);
                state.asm.emit(LEA_R32_M, sum, Mem.at(Registers.gpr(register), low));
            }
            state.asm.emit(TEST_RM32_IMM32, Registers.SCRATCH2, bytes - 1);
            state.asm.jcc(Cond.NE, state.stubs.trap(Failure.UNALIGNED_ATOMIC));
        }
        return MemoryEmitter.address(state, register, bytes);
    }

    private static void load(Emission state, byte kind) {
        Operands operands = state.operands;
        int register = operands.popRegister();
        Mem from = address(state, register);
        state.asm.emit(load(bytes(state)), Registers.gpr(register), from);
        operands.pushRegister(kind, register);
    }

    private static void store(Emission state) {
        Operands operands = state.operands;
        int value = operands.popRegister();
        int register = operands.popRegister();
        Mem to = address(state, register);
        state.asm.emit(xchg(bytes(state)), to, Registers.gpr(value));
        operands.release(value);
        operands.release(register);
    }

    /// Emits a change for which there is a machine instruction that leaves the old value in its register.
    private static void exchange(Emission state, byte kind, Inst inst, boolean isNegated) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int value = operands.popRegister();
        int register = operands.popRegister();
        Gpr gpr = Registers.gpr(value);
        if (isNegated) {
            asm.emit(NEG_RM64, gpr);
        }
        Mem to = address(state, register);
        asm.emit(inst, to, gpr);
        zeroExtend(state, gpr);
        operands.release(register);
        operands.pushRegister(kind, value);
    }

    private static void zeroExtend(Emission state, Gpr gpr) {
        int bytes = bytes(state);
        if (bytes < Long.BYTES) {
            state.asm.emit(load(bytes), gpr, gpr);
        }
    }

    /// Emits a change that compares and exchanges.
    ///
    /// @param inst how the new value comes from the old one, in a loop;
    ///     null if it is given and the old one expected
    private static void change(Emission state, byte kind, @Nullable Inst inst) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        int bytes = bytes(state);
        operands.reserve(Registers.RAX);
        int value = operands.popRegister();
        if (inst == null) {
            operands.load(operands.size() - 1, Registers.RAX);
            operands.drop(1);
        }
        int register = operands.popRegister();
        Mem to = address(state, register);
        if (inst == null) {
            asm.emit(cmpxchg(bytes), to, Registers.gpr(value));
        } else {
            asm.emit(load(bytes), Gpr.RAX, to);
            Label again = state.code.label();
            state.code.bind(again);
            asm.emit(MOV_R64_RM64, Registers.SCRATCH2, Gpr.RAX);
            asm.emit(inst, Registers.SCRATCH2, Registers.gpr(value));
            asm.emit(cmpxchg(bytes), to, Registers.SCRATCH2);
            asm.jcc(Cond.NE, again);
        }
        zeroExtend(state, Gpr.RAX);
        operands.release(value);
        operands.release(register);
        operands.pushRegister(kind, Registers.RAX);
    }
}
