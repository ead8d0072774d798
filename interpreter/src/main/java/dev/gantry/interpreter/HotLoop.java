package dev.gantry.interpreter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The inner loop: the instructions that programs spend their time in, none of which calls anything.
///
/// A call in a loop makes HotSpot keep what the loop needs in memory instead of registers, and what several
/// instructions compute alike it computes for each of them. So this loop knows neither instance nor store, traps never,
/// and reads operands where they are used. Whatever it cannot do, an access beyond the array or a division by zero
/// too, it leaves to [Loop], by returning where it stands.
///
/// HotSpot never compiles a method above 8,000 bytes of bytecode; `MethodSizeTest` fails above 7,500.
///
/// Bitwise operations work on whole slots, also for `i32`: the result of sign-extended operands is sign-extended.
///
/// Threading: confined to the store of the code.
final class HotLoop {
    private static final VarHandle I16 = view(short[].class);
    private static final VarHandle I32 = view(int[].class);
    private static final VarHandle I64 = view(long[].class);
    private static final long LOW = 0xFFFF_FFFFL;

    private HotLoop() {}

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN)
                .withInvokeExactBehavior();
    }

    /// Runs until there is something that it cannot do.
    ///
    /// @param code    the function's code
    /// @param pc      where to start
    /// @param s       the slots
    /// @param fp      the frame pointer, see the package comment
    /// @param mem     the array of memory 0
    /// @param memSize how many bytes of it are memory
    /// @return the place of the instruction that was not executed
    @SuppressWarnings({"IntLongMath", "NarrowCalculation"}) // arithmetic of i32 wraps before it is sign-extended
    static int run(int[] code, int pc, long[] s, int fp, byte[] mem, long memSize) {
        while (true) {
            switch (code[pc]) {
                case Code.MOVE -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]];
                }
                case Code.CONST -> {
                    s[fp + code[pc + 1]] = code[pc + 3];
                }
                case Code.CONST64 -> {
                    s[fp + code[pc + 1]] = (code[pc + 2] & LOW) | ((long) code[pc + 3] << 32);
                }
                case Code.SELECT -> {
                    s[fp + code[pc + 1]] = s[fp + ((int) s[fp + code[pc + 4]] != 0 ? code[pc + 2] : code[pc + 3])];
                    pc += Code.HOT_INTS;
                }
                case Code.BR -> {
                    pc = code[pc + 3];
                    continue;
                }
                case Code.BR_IF -> {
                    if ((int) s[fp + code[pc + 1]] != 0) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_IFZ -> {
                    if ((int) s[fp + code[pc + 1]] == 0) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_TABLE -> {
                    int count = code[pc + 3];
                    int index = (int) s[fp + code[pc + 1]];
                    pc = code[pc + 4 + (Integer.compareUnsigned(index, count) < 0 ? index : count)];
                    continue;
                }
                case Code.BR_I32_EQ -> {
                    if ((int) s[fp + code[pc + 1]] == (int) s[fp + code[pc + 2]]) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I32_NE -> {
                    if ((int) s[fp + code[pc + 1]] != (int) s[fp + code[pc + 2]]) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I32_LT_S -> {
                    if ((int) s[fp + code[pc + 1]] < (int) s[fp + code[pc + 2]]) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I32_GE_S -> {
                    if ((int) s[fp + code[pc + 1]] >= (int) s[fp + code[pc + 2]]) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I32_LT_U -> {
                    if (Integer.compareUnsigned((int) s[fp + code[pc + 1]], (int) s[fp + code[pc + 2]]) < 0) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I32_GE_U -> {
                    if (Integer.compareUnsigned((int) s[fp + code[pc + 1]], (int) s[fp + code[pc + 2]]) >= 0) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I32_EQ_I -> {
                    if ((int) s[fp + code[pc + 1]] == code[pc + 3]) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I32_NE_I -> {
                    if ((int) s[fp + code[pc + 1]] != code[pc + 3]) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I32_LT_S_I -> {
                    if ((int) s[fp + code[pc + 1]] < code[pc + 3]) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I32_GE_S_I -> {
                    if ((int) s[fp + code[pc + 1]] >= code[pc + 3]) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I32_LT_U_I -> {
                    if (Integer.compareUnsigned((int) s[fp + code[pc + 1]], code[pc + 3]) < 0) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I32_GE_U_I -> {
                    if (Integer.compareUnsigned((int) s[fp + code[pc + 1]], code[pc + 3]) >= 0) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I64_EQ -> {
                    if (s[fp + code[pc + 1]] == s[fp + code[pc + 2]]) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I64_NE -> {
                    if (s[fp + code[pc + 1]] != s[fp + code[pc + 2]]) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I64_LT_S -> {
                    if (s[fp + code[pc + 1]] < s[fp + code[pc + 2]]) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I64_GE_S -> {
                    if (s[fp + code[pc + 1]] >= s[fp + code[pc + 2]]) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I64_LT_U -> {
                    if (Long.compareUnsigned(s[fp + code[pc + 1]], s[fp + code[pc + 2]]) < 0) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I64_GE_U -> {
                    if (Long.compareUnsigned(s[fp + code[pc + 1]], s[fp + code[pc + 2]]) >= 0) {
                        pc = code[pc + 3];
                        continue;
                    }
                }
                case Code.BR_I64_EQ_I -> {
                    if (s[fp + code[pc + 1]] == code[pc + 3]) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I64_NE_I -> {
                    if (s[fp + code[pc + 1]] != code[pc + 3]) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I64_LT_S_I -> {
                    if (s[fp + code[pc + 1]] < code[pc + 3]) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I64_GE_S_I -> {
                    if (s[fp + code[pc + 1]] >= code[pc + 3]) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I64_LT_U_I -> {
                    if (Long.compareUnsigned(s[fp + code[pc + 1]], code[pc + 3]) < 0) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.BR_I64_GE_U_I -> {
                    if (Long.compareUnsigned(s[fp + code[pc + 1]], code[pc + 3]) >= 0) {
                        pc = code[pc + 2];
                        continue;
                    }
                }
                case Code.I32_EQ -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] == (int) s[fp + code[pc + 3]] ? 1 : 0;
                }
                case Code.I32_NE -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] != (int) s[fp + code[pc + 3]] ? 1 : 0;
                }
                case Code.I32_LT_S -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] < (int) s[fp + code[pc + 3]] ? 1 : 0;
                }
                case Code.I32_GE_S -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >= (int) s[fp + code[pc + 3]] ? 1 : 0;
                }
                case Code.I32_LT_U -> {
                    s[fp + code[pc + 1]] =
                            Integer.compareUnsigned((int) s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]) < 0 ? 1 : 0;
                }
                case Code.I32_GE_U -> {
                    s[fp + code[pc + 1]] =
                            Integer.compareUnsigned((int) s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]) >= 0
                                    ? 1
                                    : 0;
                }
                case Code.I32_EQ_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] == code[pc + 3] ? 1 : 0;
                }
                case Code.I32_NE_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] != code[pc + 3] ? 1 : 0;
                }
                case Code.I32_LT_S_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] < code[pc + 3] ? 1 : 0;
                }
                case Code.I32_GE_S_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >= code[pc + 3] ? 1 : 0;
                }
                case Code.I32_LT_U_I -> {
                    s[fp + code[pc + 1]] =
                            Integer.compareUnsigned((int) s[fp + code[pc + 2]], code[pc + 3]) < 0 ? 1 : 0;
                }
                case Code.I32_GE_U_I -> {
                    s[fp + code[pc + 1]] =
                            Integer.compareUnsigned((int) s[fp + code[pc + 2]], code[pc + 3]) >= 0 ? 1 : 0;
                }
                case Code.I64_EQ -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] == s[fp + code[pc + 3]] ? 1 : 0;
                }
                case Code.I64_NE -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] != s[fp + code[pc + 3]] ? 1 : 0;
                }
                case Code.I64_LT_S -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] < s[fp + code[pc + 3]] ? 1 : 0;
                }
                case Code.I64_GE_S -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >= s[fp + code[pc + 3]] ? 1 : 0;
                }
                case Code.I64_LT_U -> {
                    s[fp + code[pc + 1]] = Long.compareUnsigned(s[fp + code[pc + 2]], s[fp + code[pc + 3]]) < 0 ? 1 : 0;
                }
                case Code.I64_GE_U -> {
                    s[fp + code[pc + 1]] =
                            Long.compareUnsigned(s[fp + code[pc + 2]], s[fp + code[pc + 3]]) >= 0 ? 1 : 0;
                }
                case Code.I64_EQ_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] == code[pc + 3] ? 1 : 0;
                }
                case Code.I64_NE_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] != code[pc + 3] ? 1 : 0;
                }
                case Code.I64_LT_S_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] < code[pc + 3] ? 1 : 0;
                }
                case Code.I64_GE_S_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >= code[pc + 3] ? 1 : 0;
                }
                case Code.I64_LT_U_I -> {
                    s[fp + code[pc + 1]] = Long.compareUnsigned(s[fp + code[pc + 2]], code[pc + 3]) < 0 ? 1 : 0;
                }
                case Code.I64_GE_U_I -> {
                    s[fp + code[pc + 1]] = Long.compareUnsigned(s[fp + code[pc + 2]], code[pc + 3]) >= 0 ? 1 : 0;
                }
                case Code.F32_EQ -> {
                    s[fp + code[pc + 1]] = f32(s[fp + code[pc + 2]]) == f32(s[fp + code[pc + 3]]) ? 1 : 0;
                }
                case Code.F32_NE -> {
                    s[fp + code[pc + 1]] = f32(s[fp + code[pc + 2]]) != f32(s[fp + code[pc + 3]]) ? 1 : 0;
                }
                case Code.F32_LT -> {
                    s[fp + code[pc + 1]] = f32(s[fp + code[pc + 2]]) < f32(s[fp + code[pc + 3]]) ? 1 : 0;
                }
                case Code.F32_LE -> {
                    s[fp + code[pc + 1]] = f32(s[fp + code[pc + 2]]) <= f32(s[fp + code[pc + 3]]) ? 1 : 0;
                }
                case Code.F64_EQ -> {
                    s[fp + code[pc + 1]] = f64(s[fp + code[pc + 2]]) == f64(s[fp + code[pc + 3]]) ? 1 : 0;
                }
                case Code.F64_NE -> {
                    s[fp + code[pc + 1]] = f64(s[fp + code[pc + 2]]) != f64(s[fp + code[pc + 3]]) ? 1 : 0;
                }
                case Code.F64_LT -> {
                    s[fp + code[pc + 1]] = f64(s[fp + code[pc + 2]]) < f64(s[fp + code[pc + 3]]) ? 1 : 0;
                }
                case Code.F64_LE -> {
                    s[fp + code[pc + 1]] = f64(s[fp + code[pc + 2]]) <= f64(s[fp + code[pc + 3]]) ? 1 : 0;
                }
                case Code.I32_ADD -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] + (int) s[fp + code[pc + 3]];
                }
                case Code.I32_MUL -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] * (int) s[fp + code[pc + 3]];
                }
                case Code.I32_AND -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & s[fp + code[pc + 3]];
                }
                case Code.I32_OR -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] | s[fp + code[pc + 3]];
                }
                case Code.I32_XOR -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] ^ s[fp + code[pc + 3]];
                }
                case Code.I32_SHL -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] << (int) s[fp + code[pc + 3]];
                }
                case Code.I32_SHR_S -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >> (int) s[fp + code[pc + 3]];
                }
                case Code.I32_SHR_U -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >>> (int) s[fp + code[pc + 3]];
                }
                case Code.I32_ROTL -> {
                    s[fp + code[pc + 1]] = Integer.rotateLeft((int) s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]);
                }
                case Code.I32_ADD_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] + code[pc + 3];
                }
                case Code.I32_MUL_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] * code[pc + 3];
                }
                case Code.I32_AND_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & code[pc + 3];
                }
                case Code.I32_OR_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] | code[pc + 3];
                }
                case Code.I32_XOR_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] ^ code[pc + 3];
                }
                case Code.I32_SHL_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] << code[pc + 3];
                }
                case Code.I32_SHR_S_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >> code[pc + 3];
                }
                case Code.I32_SHR_U_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >>> code[pc + 3];
                }
                case Code.I32_ROTL_I -> {
                    s[fp + code[pc + 1]] = Integer.rotateLeft((int) s[fp + code[pc + 2]], code[pc + 3]);
                }
                case Code.I32_SUB -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] - (int) s[fp + code[pc + 3]];
                }
                case Code.I64_ADD -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] + s[fp + code[pc + 3]];
                }
                case Code.I64_MUL -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] * s[fp + code[pc + 3]];
                }
                case Code.I64_AND -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & s[fp + code[pc + 3]];
                }
                case Code.I64_OR -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] | s[fp + code[pc + 3]];
                }
                case Code.I64_XOR -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] ^ s[fp + code[pc + 3]];
                }
                case Code.I64_SHL -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] << (int) s[fp + code[pc + 3]];
                }
                case Code.I64_SHR_S -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >> (int) s[fp + code[pc + 3]];
                }
                case Code.I64_SHR_U -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >>> (int) s[fp + code[pc + 3]];
                }
                case Code.I64_ROTL -> {
                    s[fp + code[pc + 1]] = Long.rotateLeft(s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]);
                }
                case Code.I64_ADD_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] + code[pc + 3];
                }
                case Code.I64_MUL_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] * code[pc + 3];
                }
                case Code.I64_AND_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & code[pc + 3];
                }
                case Code.I64_OR_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] | code[pc + 3];
                }
                case Code.I64_XOR_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] ^ code[pc + 3];
                }
                case Code.I64_SHL_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] << code[pc + 3];
                }
                case Code.I64_SHR_S_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >> code[pc + 3];
                }
                case Code.I64_SHR_U_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >>> code[pc + 3];
                }
                case Code.I64_ROTL_I -> {
                    s[fp + code[pc + 1]] = Long.rotateLeft(s[fp + code[pc + 2]], code[pc + 3]);
                }
                case Code.I64_SUB -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] - s[fp + code[pc + 3]];
                }
                case Code.I32_DIV_S -> {
                    int divisor = (int) s[fp + code[pc + 3]];
                    if (divisor == 0) {
                        return pc;
                    }
                    int dividend = (int) s[fp + code[pc + 2]];
                    if (divisor == -1 && dividend == Integer.MIN_VALUE) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = dividend / divisor;
                }
                case Code.I32_DIV_U -> {
                    int divisor = (int) s[fp + code[pc + 3]];
                    if (divisor == 0) {
                        return pc;
                    }
                    int dividend = (int) s[fp + code[pc + 2]];
                    s[fp + code[pc + 1]] = Integer.divideUnsigned(dividend, divisor);
                }
                case Code.I32_REM_S -> {
                    int divisor = (int) s[fp + code[pc + 3]];
                    if (divisor == 0) {
                        return pc;
                    }
                    int dividend = (int) s[fp + code[pc + 2]];
                    s[fp + code[pc + 1]] = dividend % divisor;
                }
                case Code.I32_REM_U -> {
                    int divisor = (int) s[fp + code[pc + 3]];
                    if (divisor == 0) {
                        return pc;
                    }
                    int dividend = (int) s[fp + code[pc + 2]];
                    s[fp + code[pc + 1]] = Integer.remainderUnsigned(dividend, divisor);
                }
                case Code.F32_ADD -> {
                    s[fp + code[pc + 1]] = bits(f32(s[fp + code[pc + 2]]) + f32(s[fp + code[pc + 3]]));
                }
                case Code.F32_SUB -> {
                    s[fp + code[pc + 1]] = bits(f32(s[fp + code[pc + 2]]) - f32(s[fp + code[pc + 3]]));
                }
                case Code.F32_MUL -> {
                    s[fp + code[pc + 1]] = bits(f32(s[fp + code[pc + 2]]) * f32(s[fp + code[pc + 3]]));
                }
                case Code.F32_DIV -> {
                    s[fp + code[pc + 1]] = bits(f32(s[fp + code[pc + 2]]) / f32(s[fp + code[pc + 3]]));
                }
                case Code.F64_ADD -> {
                    s[fp + code[pc + 1]] = bits(f64(s[fp + code[pc + 2]]) + f64(s[fp + code[pc + 3]]));
                }
                case Code.F64_SUB -> {
                    s[fp + code[pc + 1]] = bits(f64(s[fp + code[pc + 2]]) - f64(s[fp + code[pc + 3]]));
                }
                case Code.F64_MUL -> {
                    s[fp + code[pc + 1]] = bits(f64(s[fp + code[pc + 2]]) * f64(s[fp + code[pc + 3]]));
                }
                case Code.F64_DIV -> {
                    s[fp + code[pc + 1]] = bits(f64(s[fp + code[pc + 2]]) / f64(s[fp + code[pc + 3]]));
                }
                case Code.EXTEND8_S -> {
                    s[fp + code[pc + 1]] = (byte) s[fp + code[pc + 2]];
                }
                case Code.EXTEND16_S -> {
                    s[fp + code[pc + 1]] = (short) s[fp + code[pc + 2]];
                }
                case Code.EXTEND32_S -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]];
                }
                case Code.EXTEND32_U -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & LOW;
                }
                case Code.F64_CONVERT_I32_S -> {
                    s[fp + code[pc + 1]] = bits((double) (int) s[fp + code[pc + 2]]);
                }
                case Code.LOAD8_S -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 1 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = mem[(int) at];
                }
                case Code.LOAD8_U -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 1 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = mem[(int) at] & 0xFF;
                }
                case Code.LOAD16_S -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 2 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = (short) I16.get(mem, (int) at);
                }
                case Code.LOAD16_U -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 2 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = (short) I16.get(mem, (int) at) & 0xFFFF;
                }
                case Code.LOAD32_S -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 4 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = (int) I32.get(mem, (int) at);
                }
                case Code.LOAD32_U -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 4 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = (int) I32.get(mem, (int) at) & LOW;
                }
                case Code.LOAD64 -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 8 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = (long) I64.get(mem, (int) at);
                }
                case Code.STORE8 -> {
                    long at = (s[fp + code[pc + 1]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 1 > memSize) {
                        return pc;
                    }
                    mem[(int) at] = (byte) s[fp + code[pc + 2]];
                }
                case Code.STORE16 -> {
                    long at = (s[fp + code[pc + 1]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 2 > memSize) {
                        return pc;
                    }
                    I16.set(mem, (int) at, (short) s[fp + code[pc + 2]]);
                }
                case Code.STORE32 -> {
                    long at = (s[fp + code[pc + 1]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 4 > memSize) {
                        return pc;
                    }
                    I32.set(mem, (int) at, (int) s[fp + code[pc + 2]]);
                }
                case Code.STORE64 -> {
                    long at = (s[fp + code[pc + 1]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 8 > memSize) {
                        return pc;
                    }
                    I64.set(mem, (int) at, s[fp + code[pc + 2]]);
                }
                case Code.I32_ADD3 -> {
                    s[fp + code[pc + 1]] =
                            (int) s[fp + code[pc + 2]] + (int) s[fp + code[pc + 3]] + (int) s[fp + code[pc + 4]];
                    pc += Code.HOT_INTS;
                }
                case Code.I32_SHL_ADD -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] + ((int) s[fp + code[pc + 3]] << code[pc + 4]);
                    pc += Code.HOT_INTS;
                }
                case Code.I32_MUL_ADD -> {
                    s[fp + code[pc + 1]] =
                            (int) s[fp + code[pc + 2]] * (int) s[fp + code[pc + 3]] + (int) s[fp + code[pc + 4]];
                    pc += Code.HOT_INTS;
                }
                case Code.I32_XOR_ROTL -> {
                    s[fp + code[pc + 1]] =
                            Integer.rotateLeft((int) (s[fp + code[pc + 2]] ^ s[fp + code[pc + 3]]), code[pc + 4]);
                    pc += Code.HOT_INTS;
                }
                case Code.I64_XOR_ROTL -> {
                    s[fp + code[pc + 1]] = Long.rotateLeft(s[fp + code[pc + 2]] ^ s[fp + code[pc + 3]], code[pc + 4]);
                    pc += Code.HOT_INTS;
                }
                case Code.F64_MUL_ADD -> {
                    s[fp + code[pc + 1]] =
                            bits(f64(s[fp + code[pc + 2]]) * f64(s[fp + code[pc + 3]]) + f64(s[fp + code[pc + 4]]));
                    pc += Code.HOT_INTS;
                }
                case Code.LOAD8_U_X -> {
                    int extra = code[pc + 4];
                    long at = ((int) s[fp + code[pc + 2]] + ((int) s[fp + code[pc + 3]] << extra) & LOW)
                            + (extra >>> Code.SHIFT_BITS);
                    if (at + 1 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = mem[(int) at] & 0xFF;
                    pc += Code.HOT_INTS;
                }
                case Code.LOAD16_U_X -> {
                    int extra = code[pc + 4];
                    long at = ((int) s[fp + code[pc + 2]] + ((int) s[fp + code[pc + 3]] << extra) & LOW)
                            + (extra >>> Code.SHIFT_BITS);
                    if (at + 2 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = (short) I16.get(mem, (int) at) & 0xFFFF;
                    pc += Code.HOT_INTS;
                }
                case Code.LOAD32_S_X -> {
                    int extra = code[pc + 4];
                    long at = ((int) s[fp + code[pc + 2]] + ((int) s[fp + code[pc + 3]] << extra) & LOW)
                            + (extra >>> Code.SHIFT_BITS);
                    if (at + 4 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = (int) I32.get(mem, (int) at);
                    pc += Code.HOT_INTS;
                }
                case Code.LOAD64_X -> {
                    int extra = code[pc + 4];
                    long at = ((int) s[fp + code[pc + 2]] + ((int) s[fp + code[pc + 3]] << extra) & LOW)
                            + (extra >>> Code.SHIFT_BITS);
                    if (at + 8 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = (long) I64.get(mem, (int) at);
                    pc += Code.HOT_INTS;
                }
                case Code.LOAD8_U_D -> {
                    long at = ((int) s[fp + code[pc + 2]] + code[pc + 3] & LOW) + (code[pc + 4] & LOW);
                    if (at + 1 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = mem[(int) at] & 0xFF;
                    pc += Code.HOT_INTS;
                }
                case Code.LOAD32_S_D -> {
                    long at = ((int) s[fp + code[pc + 2]] + code[pc + 3] & LOW) + (code[pc + 4] & LOW);
                    if (at + 4 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = (int) I32.get(mem, (int) at);
                    pc += Code.HOT_INTS;
                }
                case Code.LOAD32_S_C -> {
                    long at = code[pc + 3] & LOW;
                    if (at + 4 > memSize) {
                        return pc;
                    }
                    s[fp + code[pc + 1]] = (int) I32.get(mem, (int) at);
                }
                case Code.STORE32_C -> {
                    long at = code[pc + 3] & LOW;
                    if (at + 4 > memSize) {
                        return pc;
                    }
                    I32.set(mem, (int) at, (int) s[fp + code[pc + 2]]);
                }
                case Code.STORE32_I -> {
                    long at = (s[fp + code[pc + 1]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 4 > memSize) {
                        return pc;
                    }
                    I32.set(mem, (int) at, code[pc + 2]);
                }
                case Code.STORE8_I -> {
                    long at = (s[fp + code[pc + 1]] & LOW) + (code[pc + 3] & LOW);
                    if (at + 1 > memSize) {
                        return pc;
                    }
                    mem[(int) at] = (byte) code[pc + 2];
                }
                case Code.INC_BR_IF -> {
                    int value = (int) s[fp + code[pc + 1]] + code[pc + 4];
                    s[fp + code[pc + 1]] = value;
                    if (value != 0) {
                        pc = code[pc + 3];
                        continue;
                    }
                    pc += Code.HOT_INTS;
                }
                case Code.INC_BR_I32_NE -> {
                    int value = (int) s[fp + code[pc + 1]] + code[pc + 4];
                    s[fp + code[pc + 1]] = value;
                    if (value != (int) s[fp + code[pc + 2]]) {
                        pc = code[pc + 3];
                        continue;
                    }
                    pc += Code.HOT_INTS;
                }
                case Code.INC_BR_I32_LT_S -> {
                    int value = (int) s[fp + code[pc + 1]] + code[pc + 4];
                    s[fp + code[pc + 1]] = value;
                    if (value < (int) s[fp + code[pc + 2]]) {
                        pc = code[pc + 3];
                        continue;
                    }
                    pc += Code.HOT_INTS;
                }
                case Code.INC_BR_I32_LT_U -> {
                    int value = (int) s[fp + code[pc + 1]] + code[pc + 4];
                    s[fp + code[pc + 1]] = value;
                    if (Integer.compareUnsigned(value, (int) s[fp + code[pc + 2]]) < 0) {
                        pc = code[pc + 3];
                        continue;
                    }
                    pc += Code.HOT_INTS;
                }
                case Code.INC_BR_I32_NE_I -> {
                    int value = (int) s[fp + code[pc + 1]] + code[pc + 4];
                    s[fp + code[pc + 1]] = value;
                    if (value != code[pc + 3]) {
                        pc = code[pc + 2];
                        continue;
                    }
                    pc += Code.HOT_INTS;
                }
                default -> {
                    return pc;
                }
            }
            pc += Code.HOT_INTS;
        }
    }

    private static float f32(long slot) {
        return Float.intBitsToFloat((int) slot);
    }

    private static double f64(long slot) {
        return Double.longBitsToDouble(slot);
    }

    private static long bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }
}
