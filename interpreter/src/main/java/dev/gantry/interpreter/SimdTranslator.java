package dev.gantry.interpreter;

import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;

/// Translates vector instructions. All have the general form.
///
/// Threading: no state.
final class SimdTranslator {
    private SimdTranslator() {}

    /// Translates an instruction.
    ///
    /// @param op a constant of [Ops]
    static void translate(Translation state, int op) {
        InstrReader in = state.in;
        long offset = in.memOffset();
        switch (in.opcode().immediates()) {
            case V128, LANES_16 ->
                state.emitGeneral(op, (int) in.v128Low(), (int) (in.v128Low() >>> 32), (int) in.v128High(), (int)
                        (in.v128High() >>> 32));
            case LANE_2, LANE_4, LANE_8, LANE_16 -> state.emitGeneral(op, in.lane());
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16 -> MemoryTranslator.emitAccess(state, op);
            case MEMARG_LANE_1, MEMARG_LANE_2, MEMARG_LANE_4, MEMARG_LANE_8 ->
                state.emitGeneral(op, state.memoryOperand(in.memory()), (int) offset, (int) (offset >>> 32), in.lane());
            default -> state.emitGeneral(op);
        }
        if (state.tunables.nanCanonicalization() && isFloat(in.opcode().text()) && op != Ops.V128_CONST) {
            state.asm.emit(Code.CANONICAL_V128, state.operands.home(state.operands.size() - 1), op);
        }
    }

    private static boolean isFloat(String text) {
        return (text.startsWith("f32x4.") || text.startsWith("f64x2.")) && !text.contains("extract");
    }
}
