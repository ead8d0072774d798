package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The function that is being written: its code so far, and what the validator would know at its end.
///
/// In code that is never reached the operand stack holds what was pushed there; what is missing below is not
/// counted.
///
/// Threading: confined to one thread.
final class Code {
    private static final int MAX_LOCALS = 60;
    private static final int MANY_LOCALS = 24;

    /// A construct that a branch can leave.
    static final class Frame {
        /// What opened it; [Opcode#RETURN] for the function.
        final Opcode opcode;

        final List<ValType> params;
        final List<ValType> results;
        /// The number of operands below it.
        final int height;
        /// The locals that were set when it began.
        final BitSet wereSet;

        boolean isUnreachable;
        /// The local that counts the turns of a loop, or [ModuleShape#NONE].
        int counter = ModuleShape.NONE;

        Frame(Opcode opcode, FuncType type, int height, BitSet wereSet) {
            this.opcode = opcode;
            params = type.params();
            results = type.results();
            this.height = height;
            this.wereSet = wereSet;
        }

        /// What a branch to it takes.
        List<ValType> labelTypes() {
            return opcode == Opcode.LOOP ? params : results;
        }
    }

    final ModuleShape shape;
    final GeneratorOptions options;
    final Choice choice;
    final FuncType type;
    final ByteWriter out = new ByteWriter();
    final List<ValType> stack = new ArrayList<>();
    final List<Frame> frames = new ArrayList<>();
    private final List<ValType> locals = new ArrayList<>();
    private final BitSet set = new BitSet();
    /// The type that most values have, so that operands fit where others left them.
    private final ValType favourite;
    /// How many of the topmost operands are where control joined, or a call left them.
    int joined;
    /// How many instructions may still be begun.
    int budget;

    Code(ModuleShape shape, GeneratorOptions options, Choice choice, FuncType type) {
        this.shape = shape;
        this.options = options;
        this.choice = choice;
        this.type = type;
        favourite = shape.types.randomPlain();
        budget = options.maxInstructions() < 2 ? 1 : choice.between(2, options.maxInstructions());
        if (choice.oneIn(8)) {
            budget *= 3;
        }
        for (ValType param : type.params()) {
            set.set(locals.size());
            locals.add(param);
        }
        for (int more = choice.below(choice.oneIn(4) ? MANY_LOCALS : 5); more > 0; more--) {
            ValType local = anyType();
            if (local.isDefaultable()) {
                set.set(locals.size());
            }
            locals.add(local);
        }
        frames.add(new Frame(Opcode.RETURN, FuncType.of(List.of(), type.results()), 0, (BitSet) set.clone()));
    }

    // ---- frames

    Frame frame() {
        return frames.getLast();
    }

    /// The frame that a label counts to.
    Frame label(int depth) {
        return frames.get(frames.size() - 1 - depth);
    }

    /// Enters a construct whose parameters are on the stack.
    void enter(Opcode opcode, FuncType blockType) {
        frames.add(
                new Frame(opcode, blockType, stack.size() - blockType.params().size(), (BitSet) set.clone()));
        joined = blockType.params().size();
    }

    /// Leaves the innermost construct; its results are on the stack, and nothing else of it.
    void leave() {
        Frame left = frames.removeLast();
        set.clear();
        set.or(left.wereSet);
        truncate(left.height);
        stack.addAll(left.results);
        joined = left.results.size();
    }

    /// What follows in this construct is never reached.
    void setUnreachable() {
        truncate(frame().height);
        frame().isUnreachable = true;
    }

    // ---- operands

    /// Any value type, the function's favourite above all.
    ValType anyType() {
        return choice.coin() ? favourite : shape.types.random();
    }

    /// The type that most values have: a number or a vector.
    ValType favourite() {
        return favourite;
    }

    /// How many operands the construct has.
    int available() {
        return stack.size() - frame().height;
    }

    void push(ValType operand) {
        stack.add(operand);
    }

    void push(List<ValType> operands) {
        stack.addAll(operands);
    }

    /// Takes the last operand off, if there is one.
    void pop() {
        pop(1);
    }

    void pop(int count) {
        truncate(Math.max(frame().height, stack.size() - count));
    }

    private void truncate(int size) {
        while (stack.size() > size) {
            stack.removeLast();
        }
    }

    /// The last operand.
    ValType top() {
        return stack.getLast();
    }

    /// Whether the operands at the top are the first of those wanted.
    boolean endsWith(List<ValType> wanted, int count) {
        if (count > available()) {
            return false;
        }
        for (int at = 0; at < count; at++) {
            if (!shape.types.isSubtype(stack.get(stack.size() - count + at), wanted.get(at))) {
                return false;
            }
        }
        return true;
    }

    // ---- locals

    int localCount() {
        return locals.size();
    }

    ValType local(int index) {
        return locals.get(index);
    }

    boolean isSet(int local) {
        return set.get(local);
    }

    void markSet(int local) {
        set.set(local);
    }

    /// A local of its own for the generator.
    int newLocal(ValType localType) {
        if (localType.isDefaultable()) {
            set.set(locals.size());
            frames.forEach(open -> open.wereSet.set(locals.size()));
        }
        locals.add(localType);
        return locals.size() - 1;
    }

    /// Whether there may be more locals.
    boolean mayAddLocal() {
        return locals.size() < MAX_LOCALS;
    }

    // ---- instructions

    void op(Opcode opcode) {
        out.opcode(opcode);
    }

    void op(Opcode opcode, int index) {
        out.opcode(opcode);
        out.u32(index);
    }

    void i32(int value) {
        out.opcode(Opcode.I32_CONST);
        out.s32(value);
    }

    void i64(long value) {
        out.opcode(Opcode.I64_CONST);
        out.s64(value);
    }

    void constant(NumType number, long value) {
        if (number == NumType.I64) {
            i64(value);
        } else {
            i32((int) value);
        }
    }

    /// Writes a block type.
    ///
    /// @param typeIndex the index of a type that is equal, or [ModuleShape#NONE] where there is a short form
    void blockType(FuncType blockType, int typeIndex) {
        if (typeIndex == ModuleShape.NONE) {
            TypeWriter.blockType(out, blockType.results());
        } else {
            TypeWriter.blockType(out, typeIndex);
        }
    }

    /// Uses up some fuel; traps when there is none.
    void useFuel() {
        op(Opcode.GLOBAL_GET, shape.fuelGlobal);
        op(Opcode.I32_EQZ);
        op(Opcode.IF);
        out.u8(0x40);
        op(Opcode.UNREACHABLE);
        op(Opcode.END);
        op(Opcode.GLOBAL_GET, shape.fuelGlobal);
        i32(1);
        op(Opcode.I32_SUB);
        op(Opcode.GLOBAL_SET, shape.fuelGlobal);
    }

    /// Whether a type is a reference type.
    static boolean isRef(ValType operand) {
        return operand instanceof RefType;
    }

    /// The body: local declarations, then the code.
    byte[] toBody() {
        ByteWriter body = new ByteWriter();
        List<ValType> declared = locals.subList(type.params().size(), locals.size());
        ByteWriter runs = new ByteWriter();
        int count = 0;
        for (int at = 0; at < declared.size(); count++) {
            int start = at;
            while (at < declared.size() && declared.get(at).equals(declared.get(start))) {
                at++;
            }
            runs.u32(at - start);
            TypeWriter.valType(runs, declared.get(start));
        }
        body.u32(count);
        body.bytes(runs, 0);
        body.bytes(out, 0);
        return body.toBytes();
    }
}
