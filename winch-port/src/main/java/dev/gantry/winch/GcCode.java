package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.GcEmitter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Code of a collector within a function (R112): first all of it is noted, so that what has no effect takes no
/// register, then emitted.
///
/// A value is a constant, a register of the caller, one of a few registers that are taken for the time, or a place in
/// the frame above the operands. What stands between an unconditional branch and the place that it leads to is emitted
/// behind the function.
///
/// Calls keep registers: those of operands are put at home meanwhile, where a moving collector finds them.
///
/// Threading: confined to one compilation.
final class GcCode implements GcEmitter {
    private static final int MOST_REGISTERS = 4;
    private static final int NONE = -1;

    private enum Form {
        CONSTANT,
        /// In a register of the caller.
        GIVEN,
        /// In a register of ours or in the frame.
        OWN,
        /// Like [#OWN], and set on several paths.
        VARIABLE,
        /// Like [#OWN], with more than 32 bits perhaps.
        SUM,
        /// Another value, some bits of it.
        MASKED
    }

    /// A value.
    ///
    /// @param form   what it is
    /// @param number the constant; the register; the number of our own; the value that is masked
    /// @param mask   the bits that count
    private record Value(Form form, long number, int mask) {}

    private enum Flow {
        PLAIN,
        BRANCH,
        PLACE
    }

    /// A step of the code.
    ///
    /// @param flow  whether it is a branch or a place
    /// @param label of a branch or place
    /// @param emit  emits it
    private record Step(Flow flow, int label, Runnable emit) {}

    private final Emission state;
    private final X64Assembler asm;
    private final List<Value> values = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final IntVec kept = new IntVec();
    private int own;
    private boolean hasCalls;
    private int[] registers = {};
    private int[] objects = {};
    private int firstTemporary;
    private @Nullable Survivors survivors;

    GcCode(Emission state) {
        this.state = state;
        this.asm = state.asm;
    }

    // for the caller

    /// A value in a register that is held and is not written to. Calls keep it.
    int given(int register) {
        keep(register);
        return add(Form.GIVEN, register, 0);
    }

    /// Calls keep a general register.
    void keep(int register) {
        kept.add(register);
    }

    /// Whether there is nothing to do.
    boolean isEmpty() {
        return steps.isEmpty();
    }

    /// Emits the code.
    void emit() {
        if (!steps.isEmpty()) {
            emitSteps();
            Arrays.stream(registers).forEach(state.operands::release);
        }
    }

    /// Emits the code.
    ///
    /// @return the register of its result, held
    int emit(int result) {
        emitSteps();
        Value value = values.get(result);
        int found = value.form == Form.GIVEN ? NONE : registerOf(value);
        for (int register : registers) {
            if (register != found) {
                state.operands.release(register);
            }
        }
        if (found == NONE) {
            found = state.operands.general();
            asm.emit(MOV_R64_RM64, Registers.gpr(found), in(result, Registers.SCRATCH2));
        }
        return found;
    }

    private void emitSteps() {
        Operands operands = state.operands;
        registers = new int[Math.min(own, MOST_REGISTERS)];
        for (int at = 0; at < registers.length; at++) {
            registers[at] = operands.general();
        }
        firstTemporary = operands.endSlot();
        state.frame.needHomes(firstTemporary + own + kept.size());
        if (hasCalls) {
            objects = state.objects(operands.size());
            survivors = operands.survivors();
        }
        int at = 0;
        while (at < steps.size()) {
            Step step = steps.get(at++);
            if (step.flow != Flow.BRANCH) {
                step.emit.run();
                continue;
            }
            int end = at;
            while (end < steps.size() && !isPlace(end, step.label)) {
                end++;
            }
            if (end == steps.size()) { // it leads back
                step.emit.run();
            } else {
                defer(at, end, step);
                at = end;
            }
        }
    }

    private boolean isPlace(int at, int label) {
        return steps.get(at).flow == Flow.PLACE && steps.get(at).label == label;
    }

    /// Puts what a branch leads around behind the function. Nothing before the first place in it can be reached.
    private void defer(int from, int to, Step branch) {
        int first = from;
        while (first < to && steps.get(first).flow != Flow.PLACE) {
            first++;
        }
        if (first < to) {
            List<Step> cold = List.copyOf(steps.subList(first, to));
            var _ = state.stubs.add(() -> {
                cold.forEach(step -> step.emit.run());
                branch.emit.run();
            });
        }
    }

    // values

    private int add(Form form, long number, int mask) {
        values.add(new Value(form, number, mask));
        return values.size() - 1;
    }

    private void step(Runnable emit) {
        steps.add(new Step(Flow.PLAIN, 0, emit));
    }

    private int temporary(int number) {
        return Frame.home(Kind.I64, firstTemporary + number);
    }

    /// The register that a value is in, or [#NONE].
    private int registerOf(Value value) {
        return switch (value.form) {
            case GIVEN -> (int) value.number;
            case OWN, VARIABLE, SUM -> value.number < registers.length ? registers[(int) value.number] : NONE;
            case CONSTANT, MASKED -> NONE;
        };
    }

    /// A register with a value: its own, or the given one after a load.
    private Gpr in(int handle, Gpr scratch) {
        Value value = values.get(handle);
        int known = registerOf(value);
        if (known != NONE) {
            return Registers.gpr(known);
        }
        switch (value.form) {
            case CONSTANT -> state.moves.constant(scratch, value.number);
            case MASKED -> {
                asm.emit(MOV_R32_RM32, scratch, in((int) value.number, scratch));
                asm.emit(AND_RM32_IMM32, scratch, value.mask);
            }
            default -> asm.emit(MOV_R64_RM64, scratch, Mem.at(Gpr.RBP, temporary((int) value.number)));
        }
        return scratch;
    }

    /// The register in which a new value is made.
    private Gpr target(int handle, Gpr scratch) {
        int known = registerOf(values.get(handle));
        return known == NONE ? scratch : Registers.gpr(known);
    }

    /// Puts a new value into its place.
    private void out(int handle, Gpr from) {
        Value value = values.get(handle);
        int known = registerOf(value);
        if (known == NONE) {
            asm.emit(MOV_RM64_R64, Mem.at(Gpr.RBP, temporary((int) value.number)), from);
        } else if (Registers.gpr(known) != from) {
            asm.emit(MOV_R64_RM64, Registers.gpr(known), from);
        }
    }

    private boolean isConstant(int handle) {
        return values.get(handle).form == Form.CONSTANT;
    }

    private boolean isConstant(int handle, long number) {
        return isConstant(handle) && values.get(handle).number == number;
    }

    private boolean isImmediate(int handle) {
        long number = values.get(handle).number;
        return isConstant(handle) && number == (int) number;
    }

    // what collectors write

    @Override
    public int constant(long value) {
        return add(Form.CONSTANT, value, 0);
    }

    @Override
    public int add(int left, int right) {
        if (isConstant(left) && isConstant(right)) {
            return constant(values.get(left).number + values.get(right).number);
        }
        int sum = add(Form.SUM, own++, 0);
        step(() -> {
            if (isImmediate(right)) {
                Gpr to = target(sum, Registers.SCRATCH2);
                asm.emit(LEA_R64_M, to, Mem.at(in(left, Registers.SCRATCH2), (int) values.get(right).number));
                out(sum, to);
            } else {
                Gpr a = in(left, Registers.SCRATCH2);
                Gpr b = in(right, Registers.SCRATCH);
                Gpr to = target(sum, Registers.SCRATCH2);
                asm.emit(LEA_R64_M, to, Mem.at(a, b, 1, 0));
                out(sum, to);
            }
        });
        return sum;
    }

    @Override
    public int and(int left, int right) {
        if (isConstant(left) && isConstant(right)) {
            return constant(values.get(left).number & values.get(right).number);
        }
        Form form = values.get(left).form;
        boolean isStable = form == Form.GIVEN || form == Form.OWN || form == Form.SUM;
        if (isStable && isConstant(right) && values.get(right).number >>> 32 == 0) {
            return add(Form.MASKED, left, (int) values.get(right).number);
        }
        int result = add(Form.OWN, own++, 0);
        step(() -> {
            Gpr a = in(left, Registers.SCRATCH2);
            Gpr b = in(right, Registers.SCRATCH);
            if (b == Registers.SCRATCH) {
                asm.emit(AND_R64_RM64, b, a);
                out(result, b);
            } else {
                asm.emit(MOV_R64_RM64, Registers.SCRATCH2, a);
                asm.emit(AND_R64_RM64, Registers.SCRATCH2, b);
                out(result, Registers.SCRATCH2);
            }
        });
        return result;
    }

    @Override
    public int state(int word) {
        int result = add(Form.OWN, own++, 0);
        step(() -> {
            Gpr to = target(result, Registers.SCRATCH2);
            asm.emit(MOV_R32_RM32, to, stateWord(word));
            out(result, to);
        });
        return result;
    }

    private Mem stateWord(int word) {
        return Mem.at(state.loadStore(), StoreContext.GC_STATE + Integer.BYTES * word);
    }

    @Override
    public void state(int word, int value) {
        step(() -> {
            Gpr from = in(value, Registers.SCRATCH2);
            asm.emit(MOV_RM32_R32, stateWord(word), from);
        });
    }

    /// The register with an offset, whose upper half is zero.
    private Gpr offset(int handle) {
        Gpr at = in(handle, Registers.SCRATCH2);
        Form form = values.get(handle).form;
        if (form == Form.SUM || form == Form.VARIABLE || form == Form.CONSTANT) {
            asm.emit(MOV_R32_RM32, Registers.SCRATCH2, at);
            return Registers.SCRATCH2;
        }
        return at;
    }

    @Override
    public int load(int at, int offsetBytes, int widthBytes) {
        int result = add(Form.OWN, own++, 0);
        Inst inst = switch (widthBytes) {
            case 1 -> MOVZX_R32_RM8;
            case 2 -> MOVZX_R32_RM16;
            case 4 -> MOV_R32_RM32;
            default -> MOV_R64_RM64;
        };
        step(() -> {
            Gpr to = target(result, Registers.SCRATCH2);
            asm.emit(inst, to, state.heap.at(offset(at), offsetBytes, widthBytes));
            out(result, to);
        });
        return result;
    }

    @Override
    public void store(int at, int offsetBytes, int widthBytes, int value) {
        Inst inst = switch (widthBytes) {
            case 1 -> MOV_RM8_R8;
            case 2 -> MOV_RM16_R16;
            case 4 -> MOV_RM32_R32;
            default -> MOV_RM64_R64;
        };
        step(() -> {
            Gpr offset = offset(at);
            if (registerOf(values.get(value)) != NONE) {
                asm.emit(inst, state.heap.at(offset, offsetBytes, widthBytes), in(value, Registers.SCRATCH2));
                return;
            }
            // Both scratch registers are taken: the address has to do with one.
            asm.emit(LEA_R64_M, Registers.SCRATCH, state.heap.at(offset, offsetBytes, widthBytes));
            Gpr bits = in(value, Registers.SCRATCH2);
            asm.emit(inst, state.heap.direct(Registers.SCRATCH), bits);
        });
    }

    @Override
    public int variable(int value) {
        int result = add(Form.VARIABLE, own++, 0);
        set(result, value);
        return result;
    }

    @Override
    public void set(int variable, int value) {
        step(() -> out(variable, in(value, Registers.SCRATCH2)));
    }

    @Override
    public int label() {
        labels.add(state.code.label());
        return labels.size() - 1;
    }

    @Override
    public void place(int label) {
        steps.add(new Step(Flow.PLACE, label, () -> state.code.bind(labels.get(label))));
    }

    @Override
    public void branchIfBelow(int left, int right, int label) {
        if (isConstant(left) && isConstant(right)) {
            if (Long.compareUnsigned(values.get(left).number, values.get(right).number) < 0) {
                branch(label);
            }
        } else if (isConstant(left, 0)) {
            step(() -> branchOnZero(right, Cond.NE, label));
        } else {
            step(() -> {
                compare(left, right);
                asm.jcc(Cond.B, labels.get(label));
            });
        }
    }

    @Override
    public void branchIfEqual(int left, int right, int label) {
        if (isConstant(left) && isConstant(right)) {
            if (values.get(left).number == values.get(right).number) {
                branch(label);
            }
        } else if (isConstant(left, 0) || isConstant(right, 0)) {
            step(() -> branchOnZero(isConstant(left) ? right : left, Cond.E, label));
        } else {
            step(() -> {
                compare(left, right);
                asm.jcc(Cond.E, labels.get(label));
            });
        }
    }

    private void branchOnZero(int handle, Cond cond, int label) {
        Value value = values.get(handle);
        if (value.form == Form.MASKED) {
            Gpr whole = in((int) value.number, Registers.SCRATCH2);
            asm.emit(TEST_RM32_IMM32, whole, value.mask);
        } else {
            Gpr gpr = in(handle, Registers.SCRATCH2);
            asm.emit(TEST_RM64_R64, gpr, gpr);
        }
        asm.jcc(cond, labels.get(label));
    }

    private void compare(int left, int right) {
        Gpr a = in(left, Registers.SCRATCH2);
        if (isImmediate(right)) {
            asm.emit(CMP_RM64_IMM32, a, values.get(right).number);
        } else {
            asm.emit(CMP_R64_RM64, a, in(right, Registers.SCRATCH));
        }
    }

    @Override
    public void branch(int label) {
        steps.add(new Step(Flow.BRANCH, label, () -> asm.jmp(labels.get(label))));
    }

    @Override
    public int call(Builtin builtin, int... args) {
        hasCalls = true;
        int result = add(Form.OWN, own++, 0);
        step(() -> {
            Survivors live = Objects.requireNonNull(survivors);
            live.save();
            for (int at = 0; at < kept.size(); at++) {
                asm.emit(MOV_RM64_R64, Mem.at(Gpr.RBP, temporary(own + at)), Registers.gpr(kept.get(at)));
            }
            for (int at = 0; at < registers.length; at++) {
                asm.emit(MOV_RM64_R64, Mem.at(Gpr.RBP, temporary(at)), Registers.gpr(registers[at]));
            }
            for (int at = 0; at < args.length; at++) {
                state.requests.argument(at, in(args[at], Registers.SCRATCH2));
            }
            state.requests.call(builtin, args.length, objects);
            live.restore();
            for (int at = 0; at < kept.size(); at++) {
                asm.emit(MOV_R64_RM64, Registers.gpr(kept.get(at)), Mem.at(Gpr.RBP, temporary(own + at)));
            }
            for (int at = 0; at < registers.length; at++) {
                asm.emit(MOV_R64_RM64, Registers.gpr(registers[at]), Mem.at(Gpr.RBP, temporary(at)));
            }
            asm.emit(MOV_R32_RM32, Registers.SCRATCH2, Mem.at(Gpr.RSP, 0));
            out(result, Registers.SCRATCH2);
        });
        return result;
    }
}
