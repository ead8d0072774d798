package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.environ.VmOffsets.FuncRef;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;

/// Emits instructions on references; see [GcEmission] for structs and arrays, [CastEmitter] for casts.
///
/// Threading: no state.
final class ReferenceEmitter {
    private static final int TARGET_IS_NULLABLE = 2;

    private ReferenceEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        InstrReader in = state.in;
        Operands operands = state.operands;
        switch (op) {
            case Ops.REF_NULL -> operands.pushConst(Kind.of(in.heapType(), state.def), 0);
            case Ops.REF_IS_NULL -> operands.pushFlags(operands.popCondition().negate());
            case Ops.REF_FUNC -> function(state, in.index());
            case Ops.REF_EQ -> {
                IntegerEmitter.emitCompare(state, false);
                operands.pushFlags(Cond.E);
            }
            case Ops.REF_AS_NON_NULL -> notNull(state, Failure.NULL_REFERENCE);
            case Ops.REF_I31 -> {
                int register = operands.popRegister();
                Gpr gpr = Registers.gpr(register);
                state.asm.emit(LEA_R32_M, gpr, Mem.at(gpr, gpr, 1, 1));
                operands.pushRegister(Kind.OBJECT, register);
            }
            case Ops.I31_GET_S, Ops.I31_GET_U -> {
                notNull(state, Failure.NULL_I31_REFERENCE);
                int register = operands.popRegister();
                state.asm.emit(op == Ops.I31_GET_S ? SAR_RM32_IMM8 : SHR_RM32_IMM8, Registers.gpr(register), 1);
                operands.pushRegister(Kind.I32, register);
            }
            case Ops.ANY_CONVERT_EXTERN, Ops.EXTERN_CONVERT_ANY -> {}
            case Ops.REF_TEST, Ops.REF_TEST_NULL, Ops.REF_CAST, Ops.REF_CAST_NULL -> testOrCast(state, op);
            case Ops.BR_ON_CAST -> branchOnCast(state, Cond.NE);
            case Ops.BR_ON_CAST_FAIL -> branchOnCast(state, Cond.E);
            default -> GcEmission.emit(state, op);
        }
    }

    /// Emits the check that the reference on top is not null.
    private static void notNull(Emission state, Failure failure) {
        Operands operands = state.operands;
        byte kind = operands.topKind();
        int register = operands.popRegister();
        Gpr gpr = Registers.gpr(register);
        state.asm.emit(TEST_RM32_R32, gpr, gpr);
        state.asm.jcc(Cond.E, state.stubs.trap(failure));
        operands.pushRegister(kind, register);
    }

    /// Emits `ref.func`. A function of the module gets its id when it is asked for; then it stands in the context.
    private static void function(Emission state, int func) {
        Operands operands = state.operands;
        int register = operands.general();
        Gpr gpr = Registers.gpr(register);
        if (func < state.def.importedFuncs()) {
            state.asm.emit(MOV_R32_RM32, gpr, Emission.context(state.offsets.importedFunc(func) + FuncRef.FUNC_ID));
            operands.pushRegister(Kind.FUNC, register);
            return;
        }
        int escaped = state.escaped.numberOf(func);
        Survivors survivors = operands.survivors();
        int[] objects = state.objects(operands.size());
        Label done = state.code.label();
        state.asm.emit(MOV_R32_RM32, gpr, Emission.context(state.offsets.funcRef(escaped) + FuncRef.FUNC_ID));
        state.asm.emit(TEST_RM32_R32, gpr, gpr);
        state.asm.jcc(Cond.E, state.stubs.add(() -> {
            survivors.save();
            state.requests.argument(0, func);
            state.requests.argument(1, escaped);
            state.requests.call(Builtin.REF_FUNC, 2, objects);
            survivors.restore();
            state.asm.emit(MOV_R32_RM32, gpr, Mem.at(Gpr.RSP, 0));
            state.asm.jmp(done);
        }));
        state.code.bind(done);
        operands.pushRegister(Kind.FUNC, register);
    }

    private static void testOrCast(Emission state, int op) {
        HeapType type = state.in.heapType();
        boolean isTest = op == Ops.REF_TEST || op == Ops.REF_TEST_NULL;
        if (state.gc == null) {
            byte kind = isTest ? Kind.I32 : Kind.of(type, state.def);
            state.requests.instruction(op, 1, new byte[] {kind}, heapType(type));
        } else if (isTest) {
            new CastEmitter(state, state.gc).test(type, op == Ops.REF_TEST_NULL);
        } else {
            new CastEmitter(state, state.gc).cast(type, op == Ops.REF_CAST_NULL);
        }
    }

    /// The immediate for a heap type, see docs/native.md.
    @SuppressWarnings("EnumOrdinal") // code and enum are of the same build
    private static long heapType(HeapType type) {
        return switch (type) {
            case AbsHeapType heap -> -1L - heap.ordinal();
            case HeapType.Index(int typeIndex) -> typeIndex;
            case HeapType.Rec _, HeapType.Id _ -> throw Bug.unreachable("heap type " + type + " in a body");
        };
    }

    /// Emits a test of the reference on top, which stays, and a branch.
    private static void branchOnCast(Emission state, Cond cond) {
        InstrReader in = state.in;
        Operands operands = state.operands;
        boolean isNullable = (in.castFlags() & TARGET_IS_NULLABLE) != 0;
        operands.moveTopHome(1);
        if (state.gc != null) {
            operands.pushCopy();
            int ref = operands.popRegister();
            int result = operands.general();
            new CastEmitter(state, state.gc).match(ref, in.heapType2(), isNullable, result);
            operands.release(ref);
            state.asm.emit(TEST_RM32_R32, Registers.gpr(result), Registers.gpr(result));
            operands.release(result);
            ControlEmitter.emitConditional(state, state.blocks.at(in.index()), 0, cond);
            return;
        }
        int test = isNullable ? Ops.REF_TEST_NULL : Ops.REF_TEST;
        operands.spillRegisters();
        operands.pushCopy();
        state.requests.execute(test, 1, heapType(in.heapType2()));
        state.asm.emit(CMP_RM32_IMM32, Mem.at(Gpr.RSP, 0), 0);
        ControlEmitter.emitConditional(state, state.blocks.at(in.index()), 0, cond);
    }
}
