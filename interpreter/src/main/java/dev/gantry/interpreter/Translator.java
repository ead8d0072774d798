package dev.gantry.interpreter;

import dev.gantry.environ.Tunables;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Opcode.Effects;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.module.ModuleDef;
import org.jspecify.annotations.Nullable;

/// Translates the body of a validated function to register code, in one pass.
///
/// Each family of instructions has a translator of its own; this class reads the instructions, skips those that
/// cannot be reached, and does the variables itself.
///
/// Fuel: an instruction costs one unit; `nop`, `drop`, `block`, `loop`, `else`, `end`, `return`, `unreachable`,
/// `try_table` and the clauses of a legacy `try` cost nothing; entering a function costs one. A basic block is
/// paid for where it starts, all of it.
///
/// Threading: confined to one translation.
final class Translator {
    private final Translation state;
    private final @Nullable FrameRecorder recorder;
    private int deadDepth;

    private Translator(Translation state, @Nullable FrameRecorder recorder) {
        this.state = state;
        this.recorder = recorder;
    }

    /// Translates a function.
    ///
    /// @param def          the module, validated
    /// @param definedIndex the function's number among the defined ones
    /// @param tunables     what the code is to depend on
    /// @param gc           the collector
    /// @param recorder     finds out where references are, if that is wanted
    /// @return the code
    /// @throws dev.gantry.wasm.UnsupportedException if the frame would be larger than [Operands#MAX_FRAME_SLOTS]
    static FunctionCode translate(
            ModuleDef def, int definedIndex, Tunables tunables, GcTarget gc, @Nullable FrameRecorder recorder) {
        Translation state = new Translation(def, definedIndex, tunables, gc);
        new Translator(state, recorder).translateBody();
        int[] frameMaps = recorder == null ? new int[0] : recorder.finish();
        return state.asm.finish(state.operands.maxSlot(), state.paramSlots, frameMaps);
    }

    private void translateBody() {
        state.blocks.push(
                Blocks.BODY, 0, state.operands.nextHome(), state.asm.newLabel(), Widths.NONE, state.resultWidths);
        state.startBasicBlock();
        state.charge(1);
        state.checkEpoch();
        if (recorder != null) {
            recorder.entered(state);
        }
        while (state.in.next()) {
            int op = state.in.op();
            if (state.isDead && isSkipped(op)) {
                if (recorder != null) {
                    recorder.after(state, true);
                }
                continue;
            }
            if (recorder != null) {
                recorder.before(state);
            }
            if (!state.isDead) {
                state.charge(cost(op));
                if (state.in.opcode().has(MARKED)) {
                    state.asm.mark(state.in.offset());
                }
            }
            translate(op);
            if (recorder != null) {
                recorder.after(state, false);
            }
        }
    }

    private static final int MARKED = Effects.TRAPS | Effects.CALLS | Effects.THROWS;

    private static int cost(int op) {
        return switch (op) {
            case Ops.NOP,
                    Ops.DROP,
                    Ops.BLOCK,
                    Ops.LOOP,
                    Ops.ELSE,
                    Ops.END,
                    Ops.RETURN,
                    Ops.UNREACHABLE,
                    Ops.TRY,
                    Ops.CATCH,
                    Ops.CATCH_ALL,
                    Ops.DELEGATE,
                    Ops.TRY_TABLE -> 0;
            default -> 1;
        };
    }

    /// Whether an instruction that cannot be reached is skipped: all but the `else`, `end` or legacy clause of the
    /// block that cannot be left.
    private boolean isSkipped(int op) {
        switch (op) {
            case Ops.BLOCK, Ops.LOOP, Ops.IF, Ops.TRY_TABLE, Ops.TRY -> deadDepth++;
            case Ops.ELSE, Ops.CATCH, Ops.CATCH_ALL -> {
                return deadDepth > 0;
            }
            case Ops.END, Ops.DELEGATE -> {
                if (deadDepth == 0) {
                    return false;
                }
                deadDepth--;
            }
            default -> {}
        }
        return true;
    }

    private void translate(int op) {
        switch (state.in.opcode().family()) {
            case CONTROL, EXCEPTION -> ControlTranslator.translate(state, op);
            case VARIABLE -> translateVariable(op);
            case NUMERIC -> NumericTranslator.translate(state, op);
            case MEMORY -> MemoryTranslator.translate(state, op);
            case ATOMIC -> MemoryTranslator.translateAtomic(state, op);
            case SIMD -> SimdTranslator.translate(state, op);
            case TABLE -> ReferenceTranslator.translateTable(state, op);
            case REFERENCE, GC -> ReferenceTranslator.translate(state, op);
        }
    }

    private void translateVariable(int op) {
        Operands operands = state.operands;
        int index = state.in.index();
        switch (op) {
            case Ops.DROP -> operands.drop(1);
            case Ops.SELECT, Ops.SELECT_T -> {
                boolean isPair = operands.width(operands.size() - 2) == 2;
                if (isPair) {
                    state.emitShaped(Code.SELECT2, 3, Widths.TWO);
                } else {
                    emitSelect();
                }
            }
            case Ops.LOCAL_GET -> operands.pushLocal(index);
            case Ops.LOCAL_SET -> operands.popToLocal(index);
            case Ops.LOCAL_TEE -> {
                operands.popToLocal(index);
                operands.pushLocal(index);
            }
            case Ops.GLOBAL_GET -> {
                boolean isPair = globalWidth(index) == 2;
                int dst = operands.pushHome(isPair ? 2 : 1);
                state.asm.emitResult(isPair ? Code.GLOBAL_GET2 : Code.GLOBAL_GET, dst, 0, index);
            }
            case Ops.GLOBAL_SET -> {
                int top = operands.use(operands.size() - 1);
                operands.drop(1);
                state.asm.emit(globalWidth(index) == 2 ? Code.GLOBAL_SET2 : Code.GLOBAL_SET, top, 0, index);
            }
            default -> throw Bug.unreachable("variable instruction " + op);
        }
    }

    private void emitSelect() {
        Operands operands = state.operands;
        int condition = operands.size() - 1;
        int ifNotZero = operands.use(condition - 2);
        int ifZero = operands.use(condition - 1);
        int slot = operands.use(condition);
        operands.drop(3);
        int dst = operands.pushHome(1);
        state.asm.emitResult(Code.SELECT, dst, ifNotZero, ifZero, slot, 0, 0, 0);
    }

    private int globalWidth(int global) {
        return state.def.globalSpace().get(global).type().slots();
    }
}
