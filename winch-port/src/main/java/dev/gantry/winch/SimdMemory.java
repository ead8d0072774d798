package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.wasm.Ops;

/// Emits loads and stores of vectors and lanes.
///
/// Threading: no state.
final class SimdMemory {
    private SimdMemory() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return false if it is none of these
    static boolean emit(Emission state, int op) {
        switch (op) {
            case Ops.V128_LOAD -> load(state, MOVUPS_X_M128, 0);
            case Ops.V128_LOAD8X8_S -> load(state, PMOVSXBW_X_XM64, 0);
            case Ops.V128_LOAD8X8_U -> load(state, PMOVZXBW_X_XM64, 0);
            case Ops.V128_LOAD16X4_S -> load(state, PMOVSXWD_X_XM64, 0);
            case Ops.V128_LOAD16X4_U -> load(state, PMOVZXWD_X_XM64, 0);
            case Ops.V128_LOAD32X2_S -> load(state, PMOVSXDQ_X_XM64, 0);
            case Ops.V128_LOAD32X2_U -> load(state, PMOVZXDQ_X_XM64, 0);
            case Ops.V128_LOAD32_ZERO -> load(state, MOVSS_X_M32, 0);
            case Ops.V128_LOAD64_ZERO -> load(state, MOVSD_X_M64, 0);
            case Ops.V128_LOAD8_SPLAT -> loadNarrow(state, PINSRB_X_RM8_IMM8, 1);
            case Ops.V128_LOAD16_SPLAT -> loadNarrow(state, PINSRW_X_RM16_IMM8, 2);
            case Ops.V128_LOAD32_SPLAT -> load(state, MOVSS_X_M32, 4);
            case Ops.V128_LOAD64_SPLAT -> load(state, MOVSD_X_M64, 8);
            case Ops.V128_STORE -> store(state);
            case Ops.V128_LOAD8_LANE -> loadLane(state, PINSRB_X_RM8_IMM8);
            case Ops.V128_LOAD16_LANE -> loadLane(state, PINSRW_X_RM16_IMM8);
            case Ops.V128_LOAD32_LANE -> loadLane(state, PINSRD_X_RM32_IMM8);
            case Ops.V128_LOAD64_LANE -> loadLane(state, PINSRQ_X_RM64_IMM8);
            case Ops.V128_STORE8_LANE -> storeLane(state, PEXTRB_RM8_X_IMM8);
            case Ops.V128_STORE16_LANE -> storeLane(state, PEXTRW_RM16_X_IMM8);
            case Ops.V128_STORE32_LANE -> storeLane(state, PEXTRD_RM32_X_IMM8);
            case Ops.V128_STORE64_LANE -> storeLane(state, PEXTRQ_RM64_X_IMM8);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Mem address(Emission state, int register) {
        return MemoryEmitter.address(
                state, register, state.in.opcode().immediates().accessBytes());
    }

    /// Emits a load.
    ///
    /// @param spread the width of the lane to copy to all others, or 0
    private static void load(Emission state, Inst inst, int spread) {
        Operands operands = state.operands;
        int register = MemoryEmitter.popAddress(state);
        int to = operands.vector();
        Xmm xmm = Registers.xmm(to);
        Mem from = address(state, register);
        state.asm.emit(inst, xmm, from);
        operands.release(register);
        if (spread > 0) {
            SimdLanes.spread(state, xmm, spread);
        }
        SimdEmitter.push(state, to);
    }

    private static void loadNarrow(Emission state, Inst inst, int bytes) {
        Operands operands = state.operands;
        int register = MemoryEmitter.popAddress(state);
        int to = operands.vector();
        Xmm xmm = Registers.xmm(to);
        Mem from = address(state, register);
        state.asm.emit(inst, xmm, from, 0);
        operands.release(register);
        SimdLanes.spread(state, xmm, bytes);
        SimdEmitter.push(state, to);
    }

    private static void store(Emission state) {
        Operands operands = state.operands;
        int value = operands.popRead();
        int register = MemoryEmitter.popAddress(state);
        Mem to = address(state, register);
        state.asm.emit(MOVUPS_M128_X, to, Registers.xmm(value));
        operands.release(value);
        operands.release(register);
    }

    private static void loadLane(Emission state, Inst inst) {
        Operands operands = state.operands;
        int vector = operands.popRegister();
        int register = MemoryEmitter.popAddress(state);
        Mem from = address(state, register);
        state.asm.emit(inst, Registers.xmm(vector), from, state.in.lane());
        operands.release(register);
        SimdEmitter.push(state, vector);
    }

    private static void storeLane(Emission state, Inst inst) {
        Operands operands = state.operands;
        int vector = operands.popRead();
        int register = MemoryEmitter.popAddress(state);
        Mem to = address(state, register);
        state.asm.emit(inst, to, Registers.xmm(vector), state.in.lane());
        operands.release(vector);
        operands.release(register);
    }
}
