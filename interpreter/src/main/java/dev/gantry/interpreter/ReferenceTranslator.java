package dev.gantry.interpreter;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;

/// Translates references, casts and tables.
///
/// Threading: no state.
final class ReferenceTranslator {
    private static final int TARGET_IS_NULLABLE = 2;

    private ReferenceTranslator() {}

    /// Translates an instruction of the families `REFERENCE` and `GC`.
    ///
    /// @param op a constant of [Ops]
    static void translate(Translation state, int op) {
        InstrReader in = state.in;
        Operands operands = state.operands;
        switch (op) {
            case Ops.REF_NULL -> operands.pushConst(0);
            case Ops.REF_IS_NULL -> state.emitShaped(Code.I64_EQ_I, 1, Widths.ONE, 0);
            case Ops.REF_FUNC -> state.emitShaped(Code.WASM + op, 0, Widths.ONE, in.index());
            case Ops.REF_EQ -> state.emitBinary(Code.I64_EQ);
            case Ops.REF_AS_NON_NULL -> state.asm.emit(Code.WASM + op, operands.use(operands.size() - 1));
            case Ops.REF_I31, Ops.I31_GET_S, Ops.I31_GET_U -> state.emitUnary(Code.WASM + op);
            case Ops.ANY_CONVERT_EXTERN, Ops.EXTERN_CONVERT_ANY -> {}
            case Ops.REF_TEST, Ops.REF_TEST_NULL ->
                state.emitShaped(Code.WASM + op, 1, Widths.ONE, heapType(state, in.heapType()));
            case Ops.REF_CAST, Ops.REF_CAST_NULL ->
                state.asm.emit(Code.WASM + op, operands.use(operands.size() - 1), heapType(state, in.heapType()));
            case Ops.BR_ON_CAST, Ops.BR_ON_CAST_FAIL -> {
                operands.moveTopHome(1);
                ControlTranslator.emitConditional(
                        state,
                        state.blocks.at(in.index()),
                        0,
                        Code.WASM + op,
                        operands.home(operands.size() - 1),
                        (in.castFlags() & TARGET_IS_NULLABLE) == 0 ? 0 : 1,
                        heapType(state, in.heapType2()));
            }
            default -> GcTranslator.translate(state, op);
        }
    }

    private static int heapType(Translation state, HeapType type) {
        boolean isFunc = type instanceof HeapType.Index(int index)
                && state.def.types().get(index).composite() instanceof FuncType;
        return isFunc ? Code.heapType(type) | ReferenceOps.FUNC_TYPE : Code.heapType(type);
    }

    /// Translates an instruction of the family `TABLE`.
    ///
    /// @param op a constant of [Ops]
    static void translateTable(Translation state, int op) {
        InstrReader in = state.in;
        int number = Code.WASM + op;
        switch (op) {
            case Ops.TABLE_GET -> state.emitShaped(number, 1, Widths.ONE, state.tableOperand(in.index()));
            case Ops.TABLE_SET -> state.emitShaped(number, 2, Widths.NONE, state.tableOperand(in.index()));
            case Ops.TABLE_SIZE -> state.emitShaped(number, 0, Widths.ONE, state.tableOperand(in.index()));
            case Ops.TABLE_GROW -> state.emitShaped(number, 2, Widths.ONE, state.tableOperand(in.index()));
            case Ops.TABLE_FILL -> state.emitShaped(number, 3, Widths.NONE, state.tableOperand(in.index()));
            case Ops.TABLE_COPY ->
                state.emitShaped(
                        number, 3, Widths.NONE, state.tableOperand(in.index()), state.tableOperand(in.index2()));
            case Ops.TABLE_INIT ->
                state.emitShaped(number, 3, Widths.NONE, in.index(), state.tableOperand(in.index2()));
            case Ops.ELEM_DROP -> state.asm.emit(number, in.index());
            default -> throw Bug.unreachable("table instruction " + op);
        }
    }
}
