package dev.gantry.interpreter;

import dev.gantry.environ.spi.OffsetTable;

/// A buffer of register code: instructions, labels, the map to wasm offsets, exception handlers.
///
/// It remembers the last instruction that left a result ([#isResultOfLast]), so that the translator can turn it into
/// something better: give the result another place, fuse a comparison with the branch that follows. Whatever code can
/// be jumped to must not be joined with what stands before it, so [#bind] forgets the last instruction.
///
/// Labels are numbers. Code and handlers hold the number until [#finish] replaces it with the place.
///
/// Threading: confined to one translation.
final class Assembler {
    private static final int NONE = -1;

    private final IntVec code = new IntVec();
    private final IntVec labelPlaces = new IntVec();
    private final IntVec labelUses = new IntVec();
    private final IntVec references = new IntVec();
    private final IntVec handlers = new IntVec();
    private final IntVec markedPlaces = new IntVec();
    private final IntVec markedOffsets = new IntVec();
    private int last = NONE;
    private int previous = NONE;
    private int start;
    private int minEnd;

    /// The place of the next instruction.
    int pc() {
        while (code.size() < minEnd) {
            code.add(0);
        }
        return code.size();
    }

    /// Says which wasm instruction the next instructions belong to.
    ///
    /// @param wasmOffset its offset in the module's binary
    void mark(int wasmOffset) {
        int count = markedPlaces.size();
        if (count > 0 && markedPlaces.get(count - 1) == pc()) {
            markedOffsets.set(count - 1, wasmOffset);
            return;
        }
        markedPlaces.add(pc());
        markedOffsets.add(wasmOffset);
    }

    /// Appends an instruction that has no result, or none that may be moved.
    void emit(int op, int... operands) {
        last = NONE;
        start = pc();
        minEnd = op < Code.HOT_END ? start + Code.HOT_INTS : start;
        code.add(op);
        for (int operand : operands) {
            code.add(operand);
        }
    }

    /// Appends an instruction whose first operand is its result.
    void emitResult(int op, int... operands) {
        int before = last;
        emit(op, operands);
        last = start;
        previous = before;
    }

    /// Appends an operand to an instruction that was emitted last.
    void append(int operand) {
        code.add(operand);
    }

    /// Appends the place of a label to the instruction that was emitted last.
    void appendLabel(int label) {
        references.add(code.size());
        code.add(label);
        labelUses.set(label, 1);
    }

    /// The place of a label, or -1 if it has none yet.
    int place(int label) {
        return labelPlaces.get(label);
    }

    /// What was emitted at a place; of labels, the number.
    int get(int at) {
        return code.get(at);
    }

    /// Overwrites an operand.
    void patch(int at, int operand) {
        code.set(at, operand);
    }

    /// Whether the last instruction wrote this slot, and nothing else can have jumped here since.
    boolean isResultOfLast(int slot) {
        return last != NONE && code.get(last + 1) == slot;
    }

    /// The number of the last instruction, if it has a result.
    int lastOp() {
        return last == NONE ? NONE : code.get(last);
    }

    /// An operand of the last instruction.
    ///
    /// @param number 0 for the result
    int lastOperand(int number) {
        return code.get(last + 1 + number);
    }

    /// Gives the result of the last instruction another place.
    void redirectLast(int slot) {
        code.set(last + 1, slot);
    }

    /// Makes the last instruction another one with the same operands.
    void replaceLast(int op) {
        code.set(last, op);
    }

    /// Removes the last instruction; the one before it is the last one then, if that is known.
    void removeLast() {
        code.truncate(last);
        minEnd = last;
        while (markedPlaces.size() > 0 && markedPlaces.get(markedPlaces.size() - 1) > last) {
            markedPlaces.truncate(markedPlaces.size() - 1);
            markedOffsets.truncate(markedOffsets.size() - 1);
        }
        last = previous;
        previous = NONE;
    }

    /// Makes a label that has no place yet.
    int newLabel() {
        labelPlaces.add(NONE);
        labelUses.add(0);
        return labelPlaces.size() - 1;
    }

    /// Says that something may lead to the label, even if it turns out that nothing does.
    void use(int label) {
        labelUses.set(label, 1);
    }

    /// Whether anything jumps to the label so far.
    boolean isUsed(int label) {
        return labelUses.get(label) != 0;
    }

    /// Keeps what comes from being joined with what stands before it.
    void forgetLast() {
        last = NONE;
    }

    /// Puts the label here.
    void bind(int label) {
        labelPlaces.set(label, pc());
        last = NONE;
    }

    /// Puts a label to a place before this one, where an instruction starts.
    void setPlace(int label, int place) {
        labelPlaces.set(label, place);
    }

    /// Appends a handler; the first one that covers a place and takes the exception wins.
    ///
    /// @param start where the covered code starts
    /// @param end   where it ends
    /// @param kind  as in the binary: 0 `catch`, 1 `catch_ref`, 2 `catch_all`, 3 `catch_all_ref`;
    ///              or one of those in [Handlers]
    /// @param tag   the tag index, for those that have one
    /// @param slot  where payload and reference go
    /// @param label where to continue
    void addHandler(int start, int end, int kind, int tag, int slot, int label) {
        handlers.add(start);
        handlers.add(end);
        handlers.add(kind);
        handlers.add(tag);
        handlers.add(slot);
        handlers.add(label);
        labelUses.set(label, 1);
    }

    /// Appends a handler that passes exceptions on to those behind it, from a place on that [#delegateTo] sets.
    ///
    /// @param start where the covered code starts, which ends here
    /// @param next  another such handler that is to go to the same place, or -1
    /// @param label any label
    /// @return the handler
    int addDelegate(int start, int next, int label) {
        int handler = handlers.size();
        handlers.add(start);
        handlers.add(pc());
        handlers.add(Handlers.DELEGATE);
        handlers.add(next);
        handlers.add(0);
        handlers.add(label);
        return handler;
    }

    /// Has handlers pass exceptions on to the next handler that is appended.
    ///
    /// @param first what [#addDelegate] gave, or -1
    void delegateTo(int first) {
        int handler = first;
        while (handler >= 0) {
            int next = handlers.get(handler + FunctionCode.HANDLER_TAG);
            handlers.set(handler + FunctionCode.HANDLER_TAG, handlers.size());
            handler = next;
        }
    }

    /// Resolves the labels.
    ///
    /// @param frameSlots slots that a frame needs from the frame pointer up
    /// @param paramSlots slots of the parameters
    /// @param frameMaps  which slots hold references
    /// @return the function's code
    FunctionCode finish(int frameSlots, int paramSlots, int[] frameMaps) {
        minEnd = pc() + Code.END_INTS;
        pc();
        for (int reference = 0; reference < references.size(); reference++) {
            int at = references.get(reference);
            code.set(at, labelPlaces.get(code.get(at)));
        }
        int[] table = handlers.toArray();
        for (int target = FunctionCode.HANDLER_TARGET; target < table.length; target += FunctionCode.HANDLER_INTS) {
            table[target] = labelPlaces.get(table[target]);
        }
        return new FunctionCode(frameSlots, paramSlots, code.toArray(), table, addressMap(), frameMaps);
    }

    private OffsetTable addressMap() {
        int[] places = markedPlaces.toArray();
        for (int entry = 0; entry < places.length; entry++) {
            places[entry] = FunctionCode.offsetBytes(places[entry]);
        }
        return OffsetTable.of(places, markedOffsets.toArray());
    }
}
