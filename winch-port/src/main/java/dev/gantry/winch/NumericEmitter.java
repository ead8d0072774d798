package dev.gantry.winch;

import dev.gantry.wasm.Ops;

/// Emits constants, and hands the other numeric instructions to the emitters of integers, floats and conversions.
///
/// Threading: no state.
final class NumericEmitter {
    private NumericEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        Operands operands = state.operands;
        switch (op) {
            case Ops.I32_CONST -> operands.pushConst(Kind.I32, state.in.i32());
            case Ops.I64_CONST -> operands.pushConst(Kind.I64, state.in.i64());
            case Ops.F32_CONST -> operands.pushConst(Kind.F32, state.in.i32() & 0xFFFF_FFFFL);
            case Ops.F64_CONST -> operands.pushConst(Kind.F64, state.in.i64());
            default -> {
                if (op >= Ops.I32_EQZ && op <= Ops.I64_GE_U) {
                    IntegerEmitter.compare(state, op);
                } else if (op <= Ops.F64_GE) {
                    FloatEmitter.compare(state, op);
                } else if (op <= Ops.I64_ROTR) {
                    IntegerEmitter.emit(state, op);
                } else if (op <= Ops.F64_COPYSIGN) {
                    FloatEmitter.emit(state, op);
                } else if (op >= Ops.I64_ADD128 && op <= Ops.I64_MUL_WIDE_U) {
                    IntegerEmitter.emitWide(state, op);
                } else {
                    ConversionEmitter.emit(state, op);
                }
            }
        }
    }
}
