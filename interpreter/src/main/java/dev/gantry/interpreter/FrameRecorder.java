package dev.gantry.interpreter;

import dev.gantry.wasm.Family;
import dev.gantry.wasm.Opcode.Effects;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.validate.BodyTypes;
import dev.gantry.wasm.validate.ValidModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Watches the translation of a function and makes its [FrameMaps]: the rules of validation, which know all
/// types, are applied in step with it, so that the translator itself needs no types.
///
/// Threading: confined to one translation.
final class FrameRecorder {
    private static final int[] NO_SLOTS = {};
    /// How many operands all places of a function may have together: a hostile one has places by the million, each
    /// below a tall stack.
    private static final long MAX_OPERANDS = 1L << 27;

    private static final long MAX_REFERENCES = 1L << 24;

    private final BodyTypes types;
    private final IntVec locals = new IntVec();
    private final IntVec starts = new IntVec();
    private final IntVec ends = new IntVec();
    private final List<int[]> slots = new ArrayList<>();
    private int start;
    private int[] before = NO_SLOTS;
    /// The list of the last place, which the next one often shares.
    private int[] last = NO_SLOTS;

    private long operands;
    private long references;

    FrameRecorder(ValidModule module, int definedIndex) {
        this.types = new BodyTypes(module, definedIndex);
    }

    /// Called when the code that enters the function has been made.
    void entered(Translation state) {
        for (int local = 0; local < types.locals(); local++) {
            if (types.isTracedLocal(local)) {
                locals.add(state.localSlots[local]);
            }
        }
        add(0, state.asm.pc(), NO_SLOTS);
    }

    /// Called before an instruction is translated.
    void before(Translation state) {
        start = state.asm.pc();
        assert state.isDead || types.operands() == state.operands.size() : "at " + state.in.offset();
        if (isPlace(state) && state.in.op() != Ops.LOOP) {
            before = traced(state, state.operands.size() - arguments(state), firstMoved(state));
        }
    }

    /// Called when an instruction has been translated, or left out because it cannot be reached.
    void after(Translation state, boolean isLeftOut) {
        boolean isPlace = !isLeftOut && isPlace(state);
        boolean isLoop = state.in.op() == Ops.LOOP;
        types.next();
        if (isPlace) {
            add(start, state.asm.pc(), isLoop ? traced(state, state.operands.size(), state.operands.size()) : before);
        }
    }

    private void add(int from, int to, int[] refs) {
        if (to > from) {
            starts.add(from);
            ends.add(to);
            slots.add(refs);
        }
    }

    private static boolean isPlace(Translation state) {
        return switch (state.in.op()) {
            case Ops.LOOP, Ops.MEMORY_GROW, Ops.TABLE_GROW, Ops.TABLE_INIT, Ops.ARRAY_INIT_ELEM -> true;
            default ->
                state.in.opcode().has(Effects.CALLS | Effects.ALLOCATES)
                        || state.in.opcode().family() == Family.ATOMIC;
        };
    }

    /// How many operands of a call belong to the callee.
    private static int arguments(Translation state) {
        return switch (state.in.op()) {
            case Ops.CALL -> params(state, state.def.funcSpace()[state.in.index()]);
            case Ops.CALL_INDIRECT, Ops.CALL_REF -> 1 + params(state, state.in.index());
            default -> 0;
        };
    }

    /// The first of the operands that the instruction itself puts home before it collects: what is there moves with
    /// the objects, even if the operand stood for a local until then.
    private static int firstMoved(Translation state) {
        int size = state.operands.size();
        return state.in.op() == Ops.ARRAY_NEW_FIXED ? size - state.in.index2() : size;
    }

    private static int params(Translation state, int typeIndex) {
        return state.widths.paramsOf(typeIndex).length;
    }

    private int[] traced(Translation state, int count, int firstMoved) {
        operands += count;
        checkCost();
        IntVec found = new IntVec();
        for (int operand = 0; operand < count; operand++) {
            if ((operand >= firstMoved || state.operands.isHome(operand)) && types.isTraced(operand)) {
                found.add(state.operands.home(operand));
            }
        }
        int[] list = found.size() == 0 ? NO_SLOTS : found.toArray();
        if (Arrays.equals(list, last)) {
            return last;
        }
        references += list.length;
        checkCost();
        last = list;
        return list;
    }

    private void checkCost() {
        if (operands > MAX_OPERANDS || references > MAX_REFERENCES) {
            throw new UnsupportedException("so many references on the stack at so many calls of one function");
        }
    }

    /// The maps of the function.
    int[] finish() {
        return FrameMaps.of(locals, starts, ends, slots);
    }
}
