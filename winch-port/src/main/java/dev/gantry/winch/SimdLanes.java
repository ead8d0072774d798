package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;

/// Emits what makes, splits and shuffles vectors.
///
/// Threading: no state.
final class SimdLanes {
    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    /// Added to an index with saturation, it makes those above 15 ones whose highest bit is set.
    private static final long SWIZZLE_BIAS = 0x70 * EACH_BYTE;

    private SimdLanes() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return false if it is none of these
    static boolean emit(Emission state, int op) {
        int lane = state.in.lane();
        switch (op) {
            case Ops.V128_CONST -> constant(state);
            case Ops.I8X16_SHUFFLE -> shuffle(state);
            case Ops.I8X16_SWIZZLE, Ops.I8X16_RELAXED_SWIZZLE -> swizzle(state);
            case Ops.I8X16_SPLAT, Ops.I16X8_SPLAT, Ops.I32X4_SPLAT, Ops.I64X2_SPLAT -> splatGeneral(state, op);
            case Ops.F32X4_SPLAT -> splatFloat(state, PSHUFD_X_XM128_IMM8, 0);
            case Ops.F64X2_SPLAT -> splatFloat(state, PSHUFD_X_XM128_IMM8, 0x44);
            case Ops.I8X16_EXTRACT_LANE_S -> {
                extract(state, PEXTRB_RM8_X_IMM8, Kind.I32, lane);
                IntegerEmitter.unary(state, Kind.I32, MOVSX_R32_RM8);
            }
            case Ops.I8X16_EXTRACT_LANE_U -> {
                extract(state, PEXTRB_RM8_X_IMM8, Kind.I32, lane);
                IntegerEmitter.unary(state, Kind.I32, MOVZX_R32_RM8);
            }
            case Ops.I16X8_EXTRACT_LANE_S -> {
                extract(state, PEXTRW_RM16_X_IMM8, Kind.I32, lane);
                IntegerEmitter.unary(state, Kind.I32, MOVSX_R32_RM16);
            }
            case Ops.I16X8_EXTRACT_LANE_U -> {
                extract(state, PEXTRW_RM16_X_IMM8, Kind.I32, lane);
                IntegerEmitter.unary(state, Kind.I32, MOVZX_R32_RM16);
            }
            case Ops.I32X4_EXTRACT_LANE -> extract(state, PEXTRD_RM32_X_IMM8, Kind.I32, lane);
            case Ops.I64X2_EXTRACT_LANE -> extract(state, PEXTRQ_RM64_X_IMM8, Kind.I64, lane);
            case Ops.F32X4_EXTRACT_LANE -> extractFloat(state, Kind.F32, lane);
            case Ops.F64X2_EXTRACT_LANE -> extractFloat(state, Kind.F64, 0x44 + 0xAA * lane);
            case Ops.I8X16_REPLACE_LANE -> replace(state, PINSRB_X_RM8_IMM8, lane);
            case Ops.I16X8_REPLACE_LANE -> replace(state, PINSRW_X_RM16_IMM8, lane);
            case Ops.I32X4_REPLACE_LANE -> replace(state, PINSRD_X_RM32_IMM8, lane);
            case Ops.I64X2_REPLACE_LANE -> replace(state, PINSRQ_X_RM64_IMM8, lane);
            case Ops.F32X4_REPLACE_LANE -> replaceFloat(state, INSERTPS_X_XM32_IMM8, lane << 4);
            case Ops.F64X2_REPLACE_LANE -> {
                if (lane == 0) {
                    int right = state.operands.popRegister();
                    int left = state.operands.popRegister();
                    state.asm.emit(MOVSD_X_X, Registers.xmm(left), Registers.xmm(right));
                    state.operands.release(right);
                    SimdEmitter.push(state, left);
                } else {
                    replaceFloat(state, SHUFPD_X_XM128_IMM8, 0);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void constant(Emission state) {
        InstrReader in = state.in;
        int register = state.operands.vector();
        Xmm xmm = Registers.xmm(register);
        if (in.v128Low() == 0 && in.v128High() == 0) {
            state.asm.emit(PXOR_X_XM128, xmm, xmm);
        } else if (in.v128Low() == -1 && in.v128High() == -1) {
            state.asm.emit(PCMPEQD_X_XM128, xmm, xmm);
        } else {
            state.asm.emit(MOVAPS_X_XM128, xmm, SimdEmitter.constant(state, in.v128Low(), in.v128High()));
        }
        SimdEmitter.push(state, register);
    }

    /// A shuffle of each operand, whose lanes that come from the other are zero.
    private static void shuffle(Emission state) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        long low = state.in.v128Low();
        long high = state.in.v128High();
        int right = operands.popRegister();
        int left = operands.popRegister();
        asm.emit(PSHUFB_X_XM128, Registers.xmm(left), SimdEmitter.constant(state, lanes(low, 0), lanes(high, 0)));
        asm.emit(PSHUFB_X_XM128, Registers.xmm(right), SimdEmitter.constant(state, lanes(low, 16), lanes(high, 16)));
        asm.emit(POR_X_XM128, Registers.xmm(left), Registers.xmm(right));
        operands.release(right);
        SimdEmitter.push(state, left);
    }

    /// Eight indices of a shuffle, with 0x80 for those that are not among the sixteen from a first one on.
    private static long lanes(long indices, int first) {
        long lanes = 0;
        for (int at = 0; at < Long.SIZE; at += Byte.SIZE) {
            long lane = (indices >>> at & 0xFF) - first;
            lanes |= (lane >= 0 && lane < 16 ? lane : 0x80) << at;
        }
        return lanes;
    }

    private static void swizzle(Emission state) {
        int indices = state.operands.popRegister();
        int vector = state.operands.popRegister();
        state.asm.emit(
                PADDUSB_X_XM128, Registers.xmm(indices), SimdEmitter.constant(state, SWIZZLE_BIAS, SWIZZLE_BIAS));
        state.asm.emit(PSHUFB_X_XM128, Registers.xmm(vector), Registers.xmm(indices));
        state.operands.release(indices);
        SimdEmitter.push(state, vector);
    }

    private static void splatGeneral(Emission state, int op) {
        Operands operands = state.operands;
        int from = operands.popRead();
        int to = operands.vector();
        Xmm xmm = Registers.xmm(to);
        Gpr gpr = Registers.gpr(from);
        state.asm.emit(op == Ops.I64X2_SPLAT ? MOVQ_X_RM64 : MOVD_X_RM32, xmm, gpr);
        operands.release(from);
        spread(
                state,
                xmm,
                switch (op) {
                    case Ops.I8X16_SPLAT -> 1;
                    case Ops.I16X8_SPLAT -> 2;
                    case Ops.I32X4_SPLAT -> 4;
                    default -> 8;
                });
        SimdEmitter.push(state, to);
    }

    /// Copies the lowest lane to all others.
    ///
    /// @param bytes the width of the lane
    static void spread(Emission state, Xmm xmm, int bytes) {
        X64Assembler asm = state.asm;
        switch (bytes) {
            case 1 -> {
                asm.emit(PXOR_X_XM128, Registers.VECTOR_SCRATCH, Registers.VECTOR_SCRATCH);
                asm.emit(PSHUFB_X_XM128, xmm, Registers.VECTOR_SCRATCH);
            }
            case 2 -> {
                asm.emit(PSHUFLW_X_XM128_IMM8, xmm, xmm, 0);
                asm.emit(PSHUFD_X_XM128_IMM8, xmm, xmm, 0);
            }
            case 4 -> asm.emit(PSHUFD_X_XM128_IMM8, xmm, xmm, 0);
            default -> asm.emit(PSHUFD_X_XM128_IMM8, xmm, xmm, 0x44);
        }
    }

    private static void splatFloat(Emission state, Inst inst, int order) {
        int register = state.operands.popRegister();
        state.asm.emit(inst, Registers.xmm(register), Registers.xmm(register), order);
        SimdEmitter.push(state, register);
    }

    private static void extract(Emission state, Inst inst, byte kind, int lane) {
        Operands operands = state.operands;
        int from = operands.popRead();
        int to = operands.general();
        state.asm.emit(inst, Registers.gpr(to), Registers.xmm(from), lane);
        operands.release(from);
        operands.pushRegister(kind, to);
    }

    private static void extractFloat(Emission state, byte kind, int order) {
        int register = state.operands.popRegister();
        state.asm.emit(PSHUFD_X_XM128_IMM8, Registers.xmm(register), Registers.xmm(register), order);
        state.operands.pushRegister(kind, register);
    }

    private static void replace(Emission state, Inst inst, int lane) {
        Operands operands = state.operands;
        int value = operands.popRead();
        int vector = operands.popRegister();
        state.asm.emit(inst, Registers.xmm(vector), Registers.gpr(value), lane);
        operands.release(value);
        SimdEmitter.push(state, vector);
    }

    private static void replaceFloat(Emission state, Inst inst, int immediate) {
        Operands operands = state.operands;
        int value = operands.popRead();
        int vector = operands.popRegister();
        state.asm.emit(inst, Registers.xmm(vector), Registers.xmm(value), immediate);
        operands.release(value);
        SimdEmitter.push(state, vector);
    }
}
