package dev.gantry.interpreter;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.Failure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The loop that runs register code.
///
/// It is one method with the hot instructions in it, because HotSpot makes the best of that shape; everything else is
/// done by the classes of the families, which [Families] finds. HotSpot never compiles a method above 8,000 bytes of
/// bytecode; `MethodSizeTest` fails above 7,500. What is fast and what is not was measured: locals for the arrays, one
/// Java call for each wasm call, a frame pointer that does not change.
///
/// Bitwise operations work on whole slots, also for `i32`: the result of sign-extended operands is sign-extended.
///
/// Threading: confined to the store of the code.
final class Loop {
    private static final VarHandle I16 = view(short[].class);
    private static final VarHandle I32 = view(int[].class);
    private static final VarHandle I64 = view(long[].class);
    private static final long LOW = 0xFFFF_FFFFL;

    private Loop() {}

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN)
                .withInvokeExactBehavior();
    }

    /// Runs a function until it returns, throws, or makes a tail call.
    ///
    /// @param code  its code
    /// @param entry where to start
    /// @param s     the slots
    /// @param fp    the frame pointer, see the package comment
    /// @param home  its instance
    /// @param depth how many more frames there may be
    /// @return null if it returned, with results where the parameters were; else the function that takes its place,
    /// whose arguments are there
    @SuppressWarnings({"IntLongMath", "NarrowCalculation"}) // arithmetic of i32 wraps before it is sign-extended
    static @Nullable Callee run(int[] code, int entry, long[] s, int fp, InstanceState home, int depth) {
        int pc = entry;
        byte[] mem = home.bytes();
        long memSize = home.byteCount();
        while (true) {
            switch (code[pc]) {
                case Code.MOVE -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]];
                    pc += 3;
                }
                case Code.MOVE2 -> {
                    int to = fp + code[pc + 1];
                    int from = fp + code[pc + 2];
                    s[to] = s[from];
                    s[to + 1] = s[from + 1];
                    pc += 3;
                }
                case Code.COPY -> {
                    System.arraycopy(s, fp + code[pc + 2], s, fp + code[pc + 1], code[pc + 3]);
                    pc += 4;
                }
                case Code.CONST -> {
                    s[fp + code[pc + 1]] = code[pc + 2];
                    pc += 3;
                }
                case Code.CONST64 -> {
                    s[fp + code[pc + 1]] = (code[pc + 2] & LOW) | ((long) code[pc + 3] << 32);
                    pc += 4;
                }
                case Code.ZERO -> {
                    int from = fp + code[pc + 1];
                    Arrays.fill(s, from, from + code[pc + 2], 0);
                    pc += 3;
                }
                case Code.SELECT -> {
                    s[fp + code[pc + 1]] = s[fp + code[(int) s[fp + code[pc + 4]] != 0 ? pc + 2 : pc + 3]];
                    pc += 5;
                }
                case Code.BR -> {
                    pc = code[pc + 1];
                }
                case Code.BR_IF -> {
                    pc = (int) s[fp + code[pc + 1]] != 0 ? code[pc + 2] : pc + 3;
                }
                case Code.BR_IFZ -> {
                    pc = (int) s[fp + code[pc + 1]] == 0 ? code[pc + 2] : pc + 3;
                }
                case Code.BR_TABLE -> {
                    int count = code[pc + 2];
                    int index = (int) s[fp + code[pc + 1]];
                    pc = code[pc + 3 + (Integer.compareUnsigned(index, count) < 0 ? index : count)];
                }
                case Code.BR_I32_EQ -> {
                    pc = (int) s[fp + code[pc + 1]] == (int) s[fp + code[pc + 2]] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I32_NE -> {
                    pc = (int) s[fp + code[pc + 1]] != (int) s[fp + code[pc + 2]] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I32_LT_S -> {
                    pc = (int) s[fp + code[pc + 1]] < (int) s[fp + code[pc + 2]] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I32_GE_S -> {
                    pc = (int) s[fp + code[pc + 1]] >= (int) s[fp + code[pc + 2]] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I32_LT_U -> {
                    pc = Integer.compareUnsigned((int) s[fp + code[pc + 1]], (int) s[fp + code[pc + 2]]) < 0
                            ? code[pc + 3]
                            : pc + 4;
                }
                case Code.BR_I32_GE_U -> {
                    pc = Integer.compareUnsigned((int) s[fp + code[pc + 1]], (int) s[fp + code[pc + 2]]) >= 0
                            ? code[pc + 3]
                            : pc + 4;
                }
                case Code.BR_I32_EQ_I -> {
                    pc = (int) s[fp + code[pc + 1]] == code[pc + 2] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I32_NE_I -> {
                    pc = (int) s[fp + code[pc + 1]] != code[pc + 2] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I32_LT_S_I -> {
                    pc = (int) s[fp + code[pc + 1]] < code[pc + 2] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I32_GE_S_I -> {
                    pc = (int) s[fp + code[pc + 1]] >= code[pc + 2] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I32_LT_U_I -> {
                    pc = Integer.compareUnsigned((int) s[fp + code[pc + 1]], code[pc + 2]) < 0 ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I32_GE_U_I -> {
                    pc = Integer.compareUnsigned((int) s[fp + code[pc + 1]], code[pc + 2]) >= 0 ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_EQ -> {
                    pc = s[fp + code[pc + 1]] == s[fp + code[pc + 2]] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_NE -> {
                    pc = s[fp + code[pc + 1]] != s[fp + code[pc + 2]] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_LT_S -> {
                    pc = s[fp + code[pc + 1]] < s[fp + code[pc + 2]] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_GE_S -> {
                    pc = s[fp + code[pc + 1]] >= s[fp + code[pc + 2]] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_LT_U -> {
                    pc = Long.compareUnsigned(s[fp + code[pc + 1]], s[fp + code[pc + 2]]) < 0 ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_GE_U -> {
                    pc = Long.compareUnsigned(s[fp + code[pc + 1]], s[fp + code[pc + 2]]) >= 0 ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_EQ_I -> {
                    pc = s[fp + code[pc + 1]] == code[pc + 2] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_NE_I -> {
                    pc = s[fp + code[pc + 1]] != code[pc + 2] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_LT_S_I -> {
                    pc = s[fp + code[pc + 1]] < code[pc + 2] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_GE_S_I -> {
                    pc = s[fp + code[pc + 1]] >= code[pc + 2] ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_LT_U_I -> {
                    pc = Long.compareUnsigned(s[fp + code[pc + 1]], code[pc + 2]) < 0 ? code[pc + 3] : pc + 4;
                }
                case Code.BR_I64_GE_U_I -> {
                    pc = Long.compareUnsigned(s[fp + code[pc + 1]], code[pc + 2]) >= 0 ? code[pc + 3] : pc + 4;
                }
                case Code.I32_EQ -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] == (int) s[fp + code[pc + 3]] ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_NE -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] != (int) s[fp + code[pc + 3]] ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_LT_S -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] < (int) s[fp + code[pc + 3]] ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_GE_S -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >= (int) s[fp + code[pc + 3]] ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_LT_U -> {
                    s[fp + code[pc + 1]] =
                            Integer.compareUnsigned((int) s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]) < 0 ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_GE_U -> {
                    s[fp + code[pc + 1]] =
                            Integer.compareUnsigned((int) s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]) >= 0
                                    ? 1
                                    : 0;
                    pc += 4;
                }
                case Code.I32_EQ_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] == code[pc + 3] ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_NE_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] != code[pc + 3] ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_LT_S_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] < code[pc + 3] ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_GE_S_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >= code[pc + 3] ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_LT_U_I -> {
                    s[fp + code[pc + 1]] =
                            Integer.compareUnsigned((int) s[fp + code[pc + 2]], code[pc + 3]) < 0 ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_GE_U_I -> {
                    s[fp + code[pc + 1]] =
                            Integer.compareUnsigned((int) s[fp + code[pc + 2]], code[pc + 3]) >= 0 ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_EQ -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] == s[fp + code[pc + 3]] ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_NE -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] != s[fp + code[pc + 3]] ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_LT_S -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] < s[fp + code[pc + 3]] ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_GE_S -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >= s[fp + code[pc + 3]] ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_LT_U -> {
                    s[fp + code[pc + 1]] = Long.compareUnsigned(s[fp + code[pc + 2]], s[fp + code[pc + 3]]) < 0 ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_GE_U -> {
                    s[fp + code[pc + 1]] =
                            Long.compareUnsigned(s[fp + code[pc + 2]], s[fp + code[pc + 3]]) >= 0 ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_EQ_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] == code[pc + 3] ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_NE_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] != code[pc + 3] ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_LT_S_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] < code[pc + 3] ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_GE_S_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >= code[pc + 3] ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_LT_U_I -> {
                    s[fp + code[pc + 1]] = Long.compareUnsigned(s[fp + code[pc + 2]], code[pc + 3]) < 0 ? 1 : 0;
                    pc += 4;
                }
                case Code.I64_GE_U_I -> {
                    s[fp + code[pc + 1]] = Long.compareUnsigned(s[fp + code[pc + 2]], code[pc + 3]) >= 0 ? 1 : 0;
                    pc += 4;
                }
                case Code.F32_EQ -> {
                    s[fp + code[pc + 1]] = f32(s[fp + code[pc + 2]]) == f32(s[fp + code[pc + 3]]) ? 1 : 0;
                    pc += 4;
                }
                case Code.F32_NE -> {
                    s[fp + code[pc + 1]] = f32(s[fp + code[pc + 2]]) != f32(s[fp + code[pc + 3]]) ? 1 : 0;
                    pc += 4;
                }
                case Code.F32_LT -> {
                    s[fp + code[pc + 1]] = f32(s[fp + code[pc + 2]]) < f32(s[fp + code[pc + 3]]) ? 1 : 0;
                    pc += 4;
                }
                case Code.F32_LE -> {
                    s[fp + code[pc + 1]] = f32(s[fp + code[pc + 2]]) <= f32(s[fp + code[pc + 3]]) ? 1 : 0;
                    pc += 4;
                }
                case Code.F64_EQ -> {
                    s[fp + code[pc + 1]] = f64(s[fp + code[pc + 2]]) == f64(s[fp + code[pc + 3]]) ? 1 : 0;
                    pc += 4;
                }
                case Code.F64_NE -> {
                    s[fp + code[pc + 1]] = f64(s[fp + code[pc + 2]]) != f64(s[fp + code[pc + 3]]) ? 1 : 0;
                    pc += 4;
                }
                case Code.F64_LT -> {
                    s[fp + code[pc + 1]] = f64(s[fp + code[pc + 2]]) < f64(s[fp + code[pc + 3]]) ? 1 : 0;
                    pc += 4;
                }
                case Code.F64_LE -> {
                    s[fp + code[pc + 1]] = f64(s[fp + code[pc + 2]]) <= f64(s[fp + code[pc + 3]]) ? 1 : 0;
                    pc += 4;
                }
                case Code.I32_ADD -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] + (int) s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I32_MUL -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] * (int) s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I32_AND -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I32_OR -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] | s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I32_XOR -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] ^ s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I32_SHL -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] << (int) s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I32_SHR_S -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >> (int) s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I32_SHR_U -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >>> (int) s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I32_ROTL -> {
                    s[fp + code[pc + 1]] = Integer.rotateLeft((int) s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]);
                    pc += 4;
                }
                case Code.I32_ADD_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] + code[pc + 3];
                    pc += 4;
                }
                case Code.I32_MUL_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] * code[pc + 3];
                    pc += 4;
                }
                case Code.I32_AND_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & code[pc + 3];
                    pc += 4;
                }
                case Code.I32_OR_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] | code[pc + 3];
                    pc += 4;
                }
                case Code.I32_XOR_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] ^ code[pc + 3];
                    pc += 4;
                }
                case Code.I32_SHL_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] << code[pc + 3];
                    pc += 4;
                }
                case Code.I32_SHR_S_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >> code[pc + 3];
                    pc += 4;
                }
                case Code.I32_SHR_U_I -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >>> code[pc + 3];
                    pc += 4;
                }
                case Code.I32_ROTL_I -> {
                    s[fp + code[pc + 1]] = Integer.rotateLeft((int) s[fp + code[pc + 2]], code[pc + 3]);
                    pc += 4;
                }
                case Code.I32_SUB -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] - (int) s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I64_ADD -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] + s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I64_MUL -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] * s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I64_AND -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I64_OR -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] | s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I64_XOR -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] ^ s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I64_SHL -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] << (int) s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I64_SHR_S -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >> (int) s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I64_SHR_U -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >>> (int) s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I64_ROTL -> {
                    s[fp + code[pc + 1]] = Long.rotateLeft(s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]);
                    pc += 4;
                }
                case Code.I64_ADD_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] + code[pc + 3];
                    pc += 4;
                }
                case Code.I64_MUL_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] * code[pc + 3];
                    pc += 4;
                }
                case Code.I64_AND_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & code[pc + 3];
                    pc += 4;
                }
                case Code.I64_OR_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] | code[pc + 3];
                    pc += 4;
                }
                case Code.I64_XOR_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] ^ code[pc + 3];
                    pc += 4;
                }
                case Code.I64_SHL_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] << code[pc + 3];
                    pc += 4;
                }
                case Code.I64_SHR_S_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >> code[pc + 3];
                    pc += 4;
                }
                case Code.I64_SHR_U_I -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >>> code[pc + 3];
                    pc += 4;
                }
                case Code.I64_ROTL_I -> {
                    s[fp + code[pc + 1]] = Long.rotateLeft(s[fp + code[pc + 2]], code[pc + 3]);
                    pc += 4;
                }
                case Code.I64_SUB -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] - s[fp + code[pc + 3]];
                    pc += 4;
                }
                case Code.I32_DIV_S, Code.I32_DIV_U, Code.I32_REM_S, Code.I32_REM_U -> {
                    int divisor = (int) s[fp + code[pc + 3]];
                    if (divisor == 0) {
                        throw trap(s, fp, pc, Failure.INTEGER_DIVIDE_BY_ZERO);
                    }
                    int dividend = (int) s[fp + code[pc + 2]];
                    s[fp + code[pc + 1]] = switch (code[pc]) {
                        case Code.I32_DIV_S -> {
                            if (divisor == -1 && dividend == Integer.MIN_VALUE) {
                                throw trap(s, fp, pc, Failure.INTEGER_OVERFLOW);
                            }
                            yield dividend / divisor;
                        }
                        case Code.I32_DIV_U -> Integer.divideUnsigned(dividend, divisor);
                        case Code.I32_REM_S -> dividend % divisor;
                        default -> Integer.remainderUnsigned(dividend, divisor);
                    };
                    pc += 4;
                }
                case Code.F32_ADD -> {
                    s[fp + code[pc + 1]] = bits(f32(s[fp + code[pc + 2]]) + f32(s[fp + code[pc + 3]]));
                    pc += 4;
                }
                case Code.F32_SUB -> {
                    s[fp + code[pc + 1]] = bits(f32(s[fp + code[pc + 2]]) - f32(s[fp + code[pc + 3]]));
                    pc += 4;
                }
                case Code.F32_MUL -> {
                    s[fp + code[pc + 1]] = bits(f32(s[fp + code[pc + 2]]) * f32(s[fp + code[pc + 3]]));
                    pc += 4;
                }
                case Code.F32_DIV -> {
                    s[fp + code[pc + 1]] = bits(f32(s[fp + code[pc + 2]]) / f32(s[fp + code[pc + 3]]));
                    pc += 4;
                }
                case Code.F64_ADD -> {
                    s[fp + code[pc + 1]] = bits(f64(s[fp + code[pc + 2]]) + f64(s[fp + code[pc + 3]]));
                    pc += 4;
                }
                case Code.F64_SUB -> {
                    s[fp + code[pc + 1]] = bits(f64(s[fp + code[pc + 2]]) - f64(s[fp + code[pc + 3]]));
                    pc += 4;
                }
                case Code.F64_MUL -> {
                    s[fp + code[pc + 1]] = bits(f64(s[fp + code[pc + 2]]) * f64(s[fp + code[pc + 3]]));
                    pc += 4;
                }
                case Code.F64_DIV -> {
                    s[fp + code[pc + 1]] = bits(f64(s[fp + code[pc + 2]]) / f64(s[fp + code[pc + 3]]));
                    pc += 4;
                }
                case Code.EXTEND8_S -> {
                    s[fp + code[pc + 1]] = (byte) s[fp + code[pc + 2]];
                    pc += 3;
                }
                case Code.EXTEND16_S -> {
                    s[fp + code[pc + 1]] = (short) s[fp + code[pc + 2]];
                    pc += 3;
                }
                case Code.EXTEND32_S -> {
                    s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]];
                    pc += 3;
                }
                case Code.EXTEND32_U -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & LOW;
                    pc += 3;
                }
                case Code.F64_CONVERT_I32_S -> {
                    s[fp + code[pc + 1]] = bits((double) (int) s[fp + code[pc + 2]]);
                    pc += 3;
                }
                case Code.LOAD8_S -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    s[fp + code[pc + 1]] = at <= memSize - 1 ? mem[(int) at] : MemoryOps.load8(home, s, fp, pc, at);
                    pc += 4;
                }
                case Code.LOAD8_U -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    s[fp + code[pc + 1]] =
                            at <= memSize - 1 ? mem[(int) at] & 0xFF : MemoryOps.load8(home, s, fp, pc, at) & 0xFF;
                    pc += 4;
                }
                case Code.LOAD16_S -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    s[fp + code[pc + 1]] =
                            at <= memSize - 2 ? (short) I16.get(mem, (int) at) : MemoryOps.load16(home, s, fp, pc, at);
                    pc += 4;
                }
                case Code.LOAD16_U -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    s[fp + code[pc + 1]] = at <= memSize - 2
                            ? (short) I16.get(mem, (int) at) & 0xFFFF
                            : MemoryOps.load16(home, s, fp, pc, at) & 0xFFFF;
                    pc += 4;
                }
                case Code.LOAD32_S -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    s[fp + code[pc + 1]] =
                            at <= memSize - 4 ? (int) I32.get(mem, (int) at) : MemoryOps.load32(home, s, fp, pc, at);
                    pc += 4;
                }
                case Code.LOAD32_U -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    s[fp + code[pc + 1]] = at <= memSize - 4
                            ? (int) I32.get(mem, (int) at) & LOW
                            : MemoryOps.load32(home, s, fp, pc, at) & LOW;
                    pc += 4;
                }
                case Code.LOAD64 -> {
                    long at = (s[fp + code[pc + 2]] & LOW) + (code[pc + 3] & LOW);
                    s[fp + code[pc + 1]] =
                            at <= memSize - 8 ? (long) I64.get(mem, (int) at) : MemoryOps.load64(home, s, fp, pc, at);
                    pc += 4;
                }
                case Code.STORE8 -> {
                    long at = (s[fp + code[pc + 1]] & LOW) + (code[pc + 3] & LOW);
                    if (at <= memSize - 1) {
                        mem[(int) at] = (byte) s[fp + code[pc + 2]];
                    } else {
                        MemoryOps.store8(home, s, fp, pc, at, s[fp + code[pc + 2]]);
                    }
                    pc += 4;
                }
                case Code.STORE16 -> {
                    long at = (s[fp + code[pc + 1]] & LOW) + (code[pc + 3] & LOW);
                    if (at <= memSize - 2) {
                        I16.set(mem, (int) at, (short) s[fp + code[pc + 2]]);
                    } else {
                        MemoryOps.store16(home, s, fp, pc, at, s[fp + code[pc + 2]]);
                    }
                    pc += 4;
                }
                case Code.STORE32 -> {
                    long at = (s[fp + code[pc + 1]] & LOW) + (code[pc + 3] & LOW);
                    if (at <= memSize - 4) {
                        I32.set(mem, (int) at, (int) s[fp + code[pc + 2]]);
                    } else {
                        MemoryOps.store32(home, s, fp, pc, at, s[fp + code[pc + 2]]);
                    }
                    pc += 4;
                }
                case Code.STORE64 -> {
                    long at = (s[fp + code[pc + 1]] & LOW) + (code[pc + 3] & LOW);
                    if (at <= memSize - 8) {
                        I64.set(mem, (int) at, s[fp + code[pc + 2]]);
                    } else {
                        MemoryOps.store64(home, s, fp, pc, at, s[fp + code[pc + 2]]);
                    }
                    pc += 4;
                }
                case Code.GLOBAL_GET -> {
                    s[fp + code[pc + 1]] = home.globals[code[pc + 2]].lo;
                    pc += 3;
                }
                case Code.GLOBAL_SET -> {
                    home.globals[code[pc + 2]].lo = s[fp + code[pc + 1]];
                    pc += 3;
                }
                case Code.CALL, Code.CALL_INDIRECT, Code.CALL_REF -> {
                    int window = fp + code[pc + 1];
                    s[fp] = pc;
                    Callee callee =
                            code[pc] == Code.CALL ? home.callees[code[pc + 2]] : Calls.resolve(code, pc, s, fp, home);
                    s[fp + 1] = callee.link | window;
                    Callee next = depth > 0 && window + callee.slots <= s.length
                            ? run(callee.code, 0, s, window, callee.home, depth - 1)
                            : Calls.enter(callee, code, pc, s, fp, home, depth);
                    if (next != null) {
                        Calls.finish(next, s, fp, window - callee.paramSlots, depth);
                    }
                    mem = home.bytes();
                    memSize = home.byteCount();
                    pc += code[pc] == Code.CALL_INDIRECT ? 5 : 3;
                }
                case Code.RETURN -> {
                    return null;
                }
                case Code.RETURN1 -> {
                    s[fp + code[pc + 1]] = s[fp + code[pc + 2]];
                    return null;
                }
                case Code.RETURN_N -> {
                    System.arraycopy(s, fp + code[pc + 2], s, fp + code[pc + 1], code[pc + 3]);
                    return null;
                }
                case Code.TAIL_CALL, Code.TAIL_CALL_INDIRECT, Code.TAIL_CALL_REF -> {
                    s[fp] = pc;
                    Callee callee = Calls.resolveTail(code, pc, s, fp, home);
                    System.arraycopy(s, fp + code[pc + 2], s, fp + code[pc + 1], code[pc + 3]);
                    return callee;
                }
                case Code.FUEL -> {
                    VmStore store = home.store;
                    long left = store.fuel - code[pc + 1];
                    if (left < 0) {
                        s[fp] = pc;
                        left = store.fuelUsedUp(left);
                    }
                    store.fuel = left;
                    pc += 2;
                }
                case Code.EPOCH -> {
                    VmStore store = home.store;
                    if (store.epoch.now() >= store.deadline()) {
                        s[fp] = pc;
                        Calls.epochReached(home, s);
                        mem = home.bytes();
                        memSize = home.byteCount();
                    }
                    pc++;
                }
                default -> {
                    s[fp] = pc;
                    pc = Families.execute(code, pc, s, fp, home);
                    mem = home.bytes();
                    memSize = home.byteCount();
                }
            }
        }
    }

    private static TrapSignal trap(long[] s, int fp, int pc, Failure failure) {
        s[fp] = pc;
        return TrapSignal.of(failure);
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
