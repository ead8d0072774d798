package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;

/// Emits comparisons and arithmetic of integers.
///
/// Threading: no state.
final class IntegerEmitter {
    private static final Cond[] CONDS = {
        Cond.E, Cond.NE, Cond.L, Cond.B, Cond.G, Cond.A, Cond.LE, Cond.BE, Cond.GE, Cond.AE
    };

    private IntegerEmitter() {}

    /// Emits a comparison, whose result is left in the flags.
    ///
    /// @param op a constant of [Ops]
    static void compare(Emission state, int op) {
        Operands operands = state.operands;
        switch (op) {
            case Ops.I32_EQZ -> operands.pushFlags(operands.popCondition().negate());
            case Ops.I64_EQZ -> {
                operands.popRegisterOrMemory();
                if (operands.isSourceRegister()) {
                    if (!operands.isCompared(Kind.I64)) {
                        Gpr gpr = Registers.gpr(operands.sourceRegister());
                        state.asm.emit(TEST_RM64_R64, gpr, gpr);
                    }
                } else {
                    state.asm.emitShort(CMP_RM64_IMM32, operands.sourceMem(), 0);
                }
                operands.releaseSource();
                operands.pushFlags(Cond.E);
            }
            default -> {
                boolean is64 = op >= Ops.I64_EQ;
                Cond cond = CONDS[op - (is64 ? Ops.I64_EQ : Ops.I32_EQ)];
                emitCompare(state, is64);
                operands.pushFlags(cond);
            }
        }
    }

    /// Takes two operands off the stack and compares them.
    static void emitCompare(Emission state, boolean is64) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        operands.popSource();
        if (operands.isSourceConst()) {
            long value = is64 ? operands.sourceConstant() : (int) operands.sourceConstant();
            int left = operands.popRead();
            Gpr gpr = Registers.gpr(left);
            if (value == 0) {
                asm.emit(is64 ? TEST_RM64_R64 : TEST_RM32_R32, gpr, gpr);
            } else if (value == (int) value) {
                asm.emitShort(is64 ? CMP_RM64_IMM32 : CMP_RM32_IMM32, gpr, value);
            } else {
                state.moves.constant(Registers.SCRATCH, value);
                asm.emit(CMP_R64_RM64, gpr, Registers.SCRATCH);
            }
            operands.release(left);
            return;
        }
        int left = operands.popRead();
        emitWithSource(state, is64 ? CMP_R64_RM64 : CMP_R32_RM32, left);
        operands.release(left);
        operands.releaseSource();
    }

    /// Emits an instruction whose second operand is the source, in a register or in memory.
    private static void emitWithSource(Emission state, Inst inst, int register) {
        Operands operands = state.operands;
        Gpr gpr = Registers.gpr(register);
        if (operands.isSourceRegister()) {
            state.asm.emit(inst, gpr, Registers.gpr(operands.sourceRegister()));
        } else {
            state.asm.emit(inst, gpr, operands.sourceMem());
        }
    }

    /// Emits an instruction on one or two operands of the same type.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        switch (op) {
            case Ops.I32_ADD -> binary(state, Kind.I32, ADD_R32_RM32, ADD_RM32_IMM32, true);
            case Ops.I64_ADD -> binary(state, Kind.I64, ADD_R64_RM64, ADD_RM64_IMM32, true);
            case Ops.I32_SUB -> binary(state, Kind.I32, SUB_R32_RM32, SUB_RM32_IMM32, false);
            case Ops.I64_SUB -> binary(state, Kind.I64, SUB_R64_RM64, SUB_RM64_IMM32, false);
            case Ops.I32_AND -> binary(state, Kind.I32, AND_R32_RM32, AND_RM32_IMM32, true);
            case Ops.I64_AND -> binary(state, Kind.I64, AND_R64_RM64, AND_RM64_IMM32, true);
            case Ops.I32_OR -> binary(state, Kind.I32, OR_R32_RM32, OR_RM32_IMM32, true);
            case Ops.I64_OR -> binary(state, Kind.I64, OR_R64_RM64, OR_RM64_IMM32, true);
            case Ops.I32_XOR -> binary(state, Kind.I32, XOR_R32_RM32, XOR_RM32_IMM32, true);
            case Ops.I64_XOR -> binary(state, Kind.I64, XOR_R64_RM64, XOR_RM64_IMM32, true);
            case Ops.I32_MUL -> multiply(state, Kind.I32);
            case Ops.I64_MUL -> multiply(state, Kind.I64);
            case Ops.I32_SHL -> shift(state, Kind.I32, SHL_RM32_CL, SHL_RM32_IMM8);
            case Ops.I64_SHL -> shift(state, Kind.I64, SHL_RM64_CL, SHL_RM64_IMM8);
            case Ops.I32_SHR_S -> shift(state, Kind.I32, SAR_RM32_CL, SAR_RM32_IMM8);
            case Ops.I64_SHR_S -> shift(state, Kind.I64, SAR_RM64_CL, SAR_RM64_IMM8);
            case Ops.I32_SHR_U -> shift(state, Kind.I32, SHR_RM32_CL, SHR_RM32_IMM8);
            case Ops.I64_SHR_U -> shift(state, Kind.I64, SHR_RM64_CL, SHR_RM64_IMM8);
            case Ops.I32_ROTL -> shift(state, Kind.I32, ROL_RM32_CL, ROL_RM32_IMM8);
            case Ops.I64_ROTL -> shift(state, Kind.I64, ROL_RM64_CL, ROL_RM64_IMM8);
            case Ops.I32_ROTR -> shift(state, Kind.I32, ROR_RM32_CL, ROR_RM32_IMM8);
            case Ops.I64_ROTR -> shift(state, Kind.I64, ROR_RM64_CL, ROR_RM64_IMM8);
            case Ops.I32_DIV_S, Ops.I64_DIV_S -> divide(state, op == Ops.I64_DIV_S, true, false);
            case Ops.I32_DIV_U, Ops.I64_DIV_U -> divide(state, op == Ops.I64_DIV_U, false, false);
            case Ops.I32_REM_S, Ops.I64_REM_S -> divide(state, op == Ops.I64_REM_S, true, true);
            case Ops.I32_REM_U, Ops.I64_REM_U -> divide(state, op == Ops.I64_REM_U, false, true);
            case Ops.I32_CLZ -> countLeading(state, Kind.I32);
            case Ops.I64_CLZ -> countLeading(state, Kind.I64);
            case Ops.I32_CTZ -> countTrailing(state, Kind.I32);
            case Ops.I64_CTZ -> countTrailing(state, Kind.I64);
            case Ops.I32_POPCNT -> unary(state, Kind.I32, POPCNT_R32_RM32);
            case Ops.I64_POPCNT -> unary(state, Kind.I64, POPCNT_R64_RM64);
            default -> throw Bug.unreachable("integer instruction " + op);
        }
    }

    /// Emits an instruction that reads a register or memory and writes a register.
    static void unary(Emission state, byte result, Inst inst) {
        Operands operands = state.operands;
        operands.popRegisterOrMemory();
        int register = operands.isSourceOwned() ? operands.sourceRegister() : operands.general();
        emitWithSource(state, inst, register);
        if (!operands.isSourceOwned()) {
            operands.releaseSource();
        }
        operands.pushRegister(result, register);
    }

    private static void binary(Emission state, byte kind, Inst inst, Inst immediate, boolean isCommutative) {
        Operands operands = state.operands;
        boolean is64 = kind == Kind.I64;
        int top = operands.size() - 1;
        if (isCommutative && operands.isConst(top - 1) && !operands.isTopConst()) {
            int right = operands.popRegister();
            operands.popSource();
            emitConstant(state, inst, immediate, right, is64);
            operands.setCompared(kind, right);
            operands.pushRegister(kind, right);
            return;
        }
        if (isCommutative && operands.isNextWrite(top) && !operands.isRegister(top - 1)) {
            int right = operands.popRegister();
            operands.popSource();
            emitWithSource(state, inst, right);
            operands.releaseSource();
            operands.setCompared(kind, right);
            operands.pushRegister(kind, right);
            return;
        }
        operands.popSource();
        if (operands.isSourceConst()) {
            if (operands.isCopy(top - 1) && emitSum(state, kind, inst)) {
                return;
            }
            int left = operands.popRegister();
            emitConstant(state, inst, immediate, left, is64);
            operands.setCompared(kind, left);
            operands.pushRegister(kind, left);
            return;
        }
        if (isCommutative && operands.isSourceOwned() && !operands.isRegister(top - 1)) {
            int right = operands.sourceRegister();
            operands.popSource();
            emitWithSource(state, inst, right);
            operands.releaseSource();
            operands.setCompared(kind, right);
            operands.pushRegister(kind, right);
            return;
        }
        if (operands.isSourceRegister() && operands.isCopy(top - 1) && emitSum(state, kind, inst)) {
            return;
        }
        int left = operands.popRegister();
        emitWithSource(state, inst, left);
        operands.releaseSource();
        operands.setCompared(kind, left);
        operands.pushRegister(kind, left);
    }

    /// Emits a sum of a local that a register has, which stays there, and the source, a register or a constant.
    ///
    /// @return false if it is not to be a sum, or the constant is too large
    private static boolean emitSum(Emission state, byte kind, Inst inst) {
        Operands operands = state.operands;
        boolean is64 = kind == Kind.I64;
        if (inst != ADD_R32_RM32 && inst != ADD_R64_RM64 && inst != SUB_R32_RM32 && inst != SUB_R64_RM64) {
            return false;
        }
        boolean isAdd = inst == ADD_R32_RM32 || inst == ADD_R64_RM64;
        Inst lea = is64 ? LEA_R64_M : LEA_R32_M;
        if (operands.isSourceConst()) {
            long constant = operands.sourceConstant();
            long value = is64 ? constant : (int) constant;
            long addend = isAdd ? value : -value;
            if (addend != (int) addend) {
                return false;
            }
            int left = operands.popRead();
            int sum = operands.general();
            state.asm.emit(lea, Registers.gpr(sum), Mem.at(Registers.gpr(left), (int) addend));
            operands.release(left);
            operands.pushRegister(kind, sum);
            return true;
        }
        if (!isAdd || !operands.isSourceRegister()) {
            return false;
        }
        int left = operands.popRead();
        int sum = operands.general();
        Gpr right = Registers.gpr(operands.sourceRegister());
        state.asm.emit(lea, Registers.gpr(sum), Mem.at(Registers.gpr(left), right, 1, 0));
        operands.release(left);
        operands.releaseSource();
        operands.pushRegister(kind, sum);
        return true;
    }

    private static void emitConstant(Emission state, Inst inst, Inst immediate, int register, boolean is64) {
        long constant = state.operands.sourceConstant();
        long value = is64 ? constant : (int) constant;
        Gpr gpr = Registers.gpr(register);
        if (value == (int) value) {
            state.asm.emitShort(immediate, gpr, value);
        } else {
            state.moves.constant(Registers.SCRATCH, value);
            state.asm.emit(inst, gpr, Registers.SCRATCH);
        }
    }

    private static void multiply(Emission state, byte kind) {
        Operands operands = state.operands;
        boolean is64 = kind == Kind.I64;
        operands.popSource();
        if (operands.isSourceConst()) {
            long constant = operands.sourceConstant();
            long value = is64 ? constant : (int) constant;
            int left = operands.popRegister();
            Gpr gpr = Registers.gpr(left);
            if (value > 0 && (value & (value - 1)) == 0) {
                state.asm.emit(is64 ? SHL_RM64_IMM8 : SHL_RM32_IMM8, gpr, Long.numberOfTrailingZeros(value));
            } else if (value == (int) value) {
                state.asm.emitShort(is64 ? IMUL_R64_RM64_IMM32 : IMUL_R32_RM32_IMM32, gpr, gpr, value);
            } else {
                state.moves.constant(Registers.SCRATCH, value);
                state.asm.emit(IMUL_R64_RM64, gpr, Registers.SCRATCH);
            }
            operands.pushRegister(kind, left);
            return;
        }
        int left = operands.popRegister();
        emitWithSource(state, is64 ? IMUL_R64_RM64 : IMUL_R32_RM32, left);
        operands.releaseSource();
        operands.pushRegister(kind, left);
    }

    private static void shift(Emission state, byte kind, Inst byCl, Inst immediate) {
        Operands operands = state.operands;
        if (operands.isTopConst()) {
            operands.popSource();
            long count = operands.sourceConstant() & (kind == Kind.I64 ? Long.SIZE - 1 : Integer.SIZE - 1);
            int left = operands.popRegister();
            if (count != 0) {
                state.asm.emit(immediate, Registers.gpr(left), count);
            }
            operands.pushRegister(kind, left);
            return;
        }
        operands.popInto(Registers.RCX);
        int left = operands.popRegister();
        state.asm.emit(byCl, Registers.gpr(left));
        operands.release(Registers.RCX);
        operands.pushRegister(kind, left);
    }

    /// Emits a division. Zero, and −1 for a signed one, are looked at first, unless the divisor is a constant.
    private static void divide(Emission state, boolean is64, boolean isSigned, boolean isRemainder) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        byte kind = is64 ? Kind.I64 : Kind.I32;
        boolean isConst = operands.isTopConst();
        long constant = isConst ? operands.constant(operands.size() - 1) : 0;
        long divisorValue = is64 ? constant : (int) constant;
        if (isConst && isSigned && divideSignedByPower(state, is64, isRemainder, divisorValue)) {
            return;
        }
        if (isConst
                && !isSigned
                && divideByPower(state, is64, isRemainder, is64 ? constant : constant & 0xFFFF_FFFFL)) {
            return;
        }
        operands.reserve(Registers.RAX);
        operands.reserve(Registers.RDX);
        int register = operands.popRead();
        Gpr divisor = Registers.gpr(register);
        operands.load(operands.size() - 1, Registers.RAX);
        operands.drop(1);
        Label done = state.code.label();
        if (!isConst || divisorValue == 0) {
            asm.emit(is64 ? TEST_RM64_R64 : TEST_RM32_R32, divisor, divisor);
            asm.jcc(Cond.E, state.stubs.trap(Failure.INTEGER_DIVIDE_BY_ZERO));
        }
        if (isSigned) {
            if (!isConst || divisorValue == -1) {
                emitByMinusOne(state, is64, isRemainder, divisor, done);
            }
            asm.emit(is64 ? CQO : CDQ);
            asm.emit(is64 ? IDIV_RM64 : IDIV_RM32, divisor);
        } else {
            asm.emit(XOR_R32_RM32, Gpr.RDX, Gpr.RDX);
            asm.emit(is64 ? DIV_RM64 : DIV_RM32, divisor);
        }
        state.code.bind(done);
        operands.release(register);
        operands.release(isRemainder ? Registers.RAX : Registers.RDX);
        operands.pushRegister(kind, isRemainder ? Registers.RDX : Registers.RAX);
    }

    /// A shift of the sum of the dividend and what makes it round towards zero: one less than the divisor, if it is
    /// negative. The remainder is what the quotient's multiple lacks.
    private static boolean divideSignedByPower(Emission state, boolean is64, boolean isRemainder, long divisor) {
        if (divisor < 2 || (divisor & (divisor - 1)) != 0 || divisor > Integer.MAX_VALUE) {
            return false;
        }
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        operands.drop(1);
        byte kind = operands.topKind();
        int left = isRemainder ? operands.popRegister() : operands.popRead();
        int result = operands.general();
        Gpr gpr = Registers.gpr(result);
        int log2 = Long.numberOfTrailingZeros(divisor);
        state.moves.copy(kind, result, left);
        if (log2 > 1) {
            asm.emit(is64 ? SAR_RM64_IMM8 : SAR_RM32_IMM8, gpr, is64 ? Long.SIZE - 1 : Integer.SIZE - 1);
        }
        asm.emit(is64 ? SHR_RM64_IMM8 : SHR_RM32_IMM8, gpr, (is64 ? Long.SIZE : Integer.SIZE) - log2);
        asm.emit(is64 ? ADD_R64_RM64 : ADD_R32_RM32, gpr, Registers.gpr(left));
        if (isRemainder) {
            asm.emitShort(is64 ? AND_RM64_IMM32 : AND_RM32_IMM32, gpr, -divisor);
            asm.emit(is64 ? SUB_R64_RM64 : SUB_R32_RM32, Registers.gpr(left), gpr);
            operands.release(result);
            operands.pushRegister(kind, left);
        } else {
            asm.emit(is64 ? SAR_RM64_IMM8 : SAR_RM32_IMM8, gpr, log2);
            operands.release(left);
            operands.pushRegister(kind, result);
        }
        return true;
    }

    private static boolean divideByPower(Emission state, boolean is64, boolean isRemainder, long divisor) {
        if (divisor <= 0 || (divisor & (divisor - 1)) != 0 || divisor > Integer.MAX_VALUE) {
            return false;
        }
        Operands operands = state.operands;
        operands.drop(1);
        byte kind = operands.topKind();
        int left = operands.popRegister();
        Gpr gpr = Registers.gpr(left);
        int log2 = Long.numberOfTrailingZeros(divisor);
        if (isRemainder) {
            state.asm.emitShort(is64 ? AND_RM64_IMM32 : AND_RM32_IMM32, gpr, divisor - 1);
        } else if (log2 > 0) {
            state.asm.emit(is64 ? SHR_RM64_IMM8 : SHR_RM32_IMM8, gpr, log2);
        }
        operands.pushRegister(kind, left);
        return true;
    }

    private static void emitByMinusOne(Emission state, boolean is64, boolean isRemainder, Gpr divisor, Label done) {
        X64Assembler asm = state.asm;
        Label other = state.code.label();
        asm.emitShort(is64 ? CMP_RM64_IMM32 : CMP_RM32_IMM32, divisor, -1);
        asm.jcc(Cond.NE, other);
        if (isRemainder) {
            asm.emit(XOR_R32_RM32, Gpr.RDX, Gpr.RDX);
        } else {
            asm.emit(is64 ? NEG_RM64 : NEG_RM32, Gpr.RAX);
            asm.jcc(Cond.O, state.stubs.trap(Failure.INTEGER_OVERFLOW));
        }
        asm.jmp(done);
        state.code.bind(other);
    }

    /// The index of the highest bit, counted from the other end; zero gives the width.
    private static void countLeading(Emission state, byte kind) {
        boolean is64 = kind == Kind.I64;
        int bits = is64 ? Long.SIZE : Integer.SIZE;
        int register = scan(state, is64 ? BSR_R64_RM64 : BSR_R32_RM32, is64, 2 * bits - 1);
        state.asm.emitShort(XOR_RM32_IMM32, Registers.gpr(register), bits - 1);
        state.operands.pushRegister(kind, register);
    }

    private static void countTrailing(Emission state, byte kind) {
        boolean is64 = kind == Kind.I64;
        int register = scan(state, is64 ? BSF_R64_RM64 : BSF_R32_RM32, is64, is64 ? Long.SIZE : Integer.SIZE);
        state.operands.pushRegister(kind, register);
    }

    /// Emits a scan for a bit.
    ///
    /// @param ofZero what it gives for zero
    private static int scan(Emission state, Inst inst, boolean is64, int ofZero) {
        Operands operands = state.operands;
        operands.popRegisterOrMemory();
        int register = operands.isSourceOwned() ? operands.sourceRegister() : operands.general();
        emitWithSource(state, inst, register);
        if (!operands.isSourceOwned()) {
            operands.releaseSource();
        }
        state.asm.emit(MOV_R32_IMM32, Registers.SCRATCH, ofZero);
        if (is64) {
            state.asm.cmov64(Cond.E, Registers.gpr(register), Registers.SCRATCH);
        } else {
            state.asm.cmov32(Cond.E, Registers.gpr(register), Registers.SCRATCH);
        }
        return register;
    }

    /// Emits an instruction of the proposal for wide arithmetic.
    ///
    /// @param op a constant of [Ops]
    static void emitWide(Emission state, int op) {
        Operands operands = state.operands;
        X64Assembler asm = state.asm;
        if (op == Ops.I64_ADD128 || op == Ops.I64_SUB128) {
            boolean isAdd = op == Ops.I64_ADD128;
            int high2 = operands.popRegister();
            int low2 = operands.popRegister();
            int high = operands.popRegister();
            int low = operands.popRegister();
            asm.emit(isAdd ? ADD_R64_RM64 : SUB_R64_RM64, Registers.gpr(low), Registers.gpr(low2));
            asm.emit(isAdd ? ADC_R64_RM64 : SBB_R64_RM64, Registers.gpr(high), Registers.gpr(high2));
            operands.release(low2);
            operands.release(high2);
            operands.pushRegister(Kind.I64, low);
            operands.pushRegister(Kind.I64, high);
            return;
        }
        operands.reserve(Registers.RAX);
        operands.reserve(Registers.RDX);
        int factor = operands.popRegister();
        operands.load(operands.size() - 1, Registers.RAX);
        operands.drop(1);
        asm.emit(op == Ops.I64_MUL_WIDE_S ? IMUL_RM64 : MUL_RM64, Registers.gpr(factor));
        operands.release(factor);
        operands.pushRegister(Kind.I64, Registers.RAX);
        operands.pushRegister(Kind.I64, Registers.RDX);
    }
}
