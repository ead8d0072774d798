package dev.gantry.interpreter;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.instr.Casts;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.types.AbsHeapType;

/// Executes instructions on references: functions, `i31`, casts.
///
/// A reference is 32 bits, 0 for null; what else they say is in [dev.gantry.environ.spi.GcRefs].
///
/// Threading: confined to the store of the code.
final class ReferenceOps {
    /// Flag of a heap type for function types of the module.
    static final int FUNC_TYPE = 1 << 30;

    private static final long LOW = 0xFFFF_FFFFL;
    private static final AbsHeapType[] ABSTRACT = AbsHeapType.values();

    private ReferenceOps() {}

    /// Executes one instruction.
    ///
    /// @param op a constant of [Ops]
    /// @return where to go on
    static int execute(int op, int[] code, int pc, long[] s, int fp, InstanceState home) {
        return switch (op) {
            case Ops.REF_FUNC -> {
                s[fp + code[pc + 1]] = home.instance.funcRef(code[pc + 2]);
                yield pc + 3;
            }
            case Ops.REF_AS_NON_NULL -> {
                check(s[fp + code[pc + 1]] != 0, Failure.NULL_REFERENCE);
                yield pc + 2;
            }
            case Ops.REF_I31 -> {
                s[fp + code[pc + 1]] = ((s[fp + code[pc + 2]] << 1) | 1) & LOW;
                yield pc + 3;
            }
            case Ops.I31_GET_S, Ops.I31_GET_U -> {
                int ref = (int) s[fp + code[pc + 2]];
                check(ref != 0, Failure.NULL_I31_REFERENCE);
                s[fp + code[pc + 1]] = op == Ops.I31_GET_S ? ref >> 1 : ref >>> 1;
                yield pc + 3;
            }
            case Ops.REF_TEST, Ops.REF_TEST_NULL -> {
                long ref = s[fp + code[pc + 2]];
                s[fp + code[pc + 1]] = matches(ref, op == Ops.REF_TEST_NULL, code[pc + 3], home) ? 1 : 0;
                yield pc + 4;
            }
            case Ops.REF_CAST, Ops.REF_CAST_NULL -> {
                long ref = s[fp + code[pc + 1]];
                check(matches(ref, op == Ops.REF_CAST_NULL, code[pc + 2], home), Failure.CAST_FAILURE);
                yield pc + 3;
            }
            case Ops.BR_ON_CAST, Ops.BR_ON_CAST_FAIL -> {
                boolean matches = matches(s[fp + code[pc + 1]], code[pc + 2] != 0, code[pc + 3], home);
                yield matches == (op == Ops.BR_ON_CAST) ? code[pc + 4] : pc + 5;
            }
            default -> throw Bug.unreachable("reference instruction " + op);
        };
    }

    private static void check(boolean isTrue, Failure failure) {
        if (!isTrue) {
            throw TrapSignal.of(failure);
        }
    }

    /// Whether a reference is of a heap type. Validation has put both into the same hierarchy.
    ///
    /// @param heapType see [Code#heapType]
    private static boolean matches(long ref, boolean isNullable, int heapType, InstanceState home) {
        if (ref == 0) {
            return isNullable;
        }
        if (heapType < 0) {
            return Casts.isOf(home.store, (int) ref, ABSTRACT[~heapType]);
        }
        return (heapType & FUNC_TYPE) != 0
                ? Casts.isOfFuncType(home.store, (int) ref, home.typeIds[heapType & ~FUNC_TYPE])
                : Casts.isOfObjectType(home.store, (int) ref, home.typeIds[heapType]);
    }
}
