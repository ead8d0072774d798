package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.util.List;

/// Makes a function body: instructions one after the other, each with the operands it needs, until the budget is
/// used up; then everything open is closed with results of the right types.
///
/// An instruction with a signature in the opcode table needs nothing here; the others have a method in the class of
/// their family, and one that has none yet is left out.
///
/// Threading: confined to one thread.
final class BodyGenerator {
    private static final int MAX_BYTES = 4000;

    private final Code code;
    private final Values values;
    private final TableDrivenInstrs tableDriven;
    private final ControlInstrs control;
    private final CallInstrs calls;
    private final ExceptionInstrs exceptions;
    private final VariableInstrs variables;
    private final TableInstrs tables;
    private final BulkMemoryInstrs bulk;
    private final ReferenceInstrs references;
    private final PileInstrs piles;
    private final OpcodePicker picker;
    private final OpcodePicker.Swarm swarm;

    BodyGenerator(ModuleShape shape, GeneratorOptions options, Choice choice, OpcodePicker picker, FuncType type) {
        code = new Code(shape, options, choice, type);
        values = new Values(code, picker);
        tableDriven = new TableDrivenInstrs(code, values);
        control = new ControlInstrs(code, values);
        calls = new CallInstrs(code, values);
        exceptions = new ExceptionInstrs(code, values, control);
        variables = new VariableInstrs(code, values);
        tables = new TableInstrs(code, values);
        bulk = new BulkMemoryInstrs(code, values);
        references = new ReferenceInstrs(code, values, control);
        piles = new PileInstrs(code, values, picker);
        swarm = picker.swarm(choice);
        this.picker = picker;
    }

    byte[] make() {
        code.useFuel();
        while (code.budget > 0 && code.out.size() < MAX_BYTES) {
            code.budget--;
            boolean isInBlock = code.frames.size() > 1;
            boolean isDead = code.frame().isUnreachable;
            if (isInBlock && code.choice.oneIn(isDead ? 2 : 9)) {
                close();
            } else if (code.choice.oneIn(20)) {
                piles.emit();
            } else if ((code.joined > 1 || code.choice.oneIn(4)) && picker.takes(stackType())) {
                code.joined--;
                emit(taker());
            } else {
                emit(swarm.any(code.choice));
            }
        }
        while (!code.frames.isEmpty()) {
            close();
        }
        return code.toBody();
    }

    /// The type of the topmost operand, or else the one that most values have.
    private ValType stackType() {
        return code.available() > 0 ? code.top() : code.favourite();
    }

    /// An instruction that takes what is on the stack, wherever it came from.
    private Opcode taker() {
        ValType type = stackType();
        boolean areTwo =
                code.available() > 1 && code.stack.get(code.stack.size() - 2).equals(type);
        return areTwo && code.choice.coin() ? picker.fold(code.choice, type) : picker.taker(code.choice, type);
    }

    private void emit(Opcode opcode) {
        if (opcode.signature() != null) {
            tableDriven.emit(opcode);
            return;
        }
        switch (opcode.family()) {
            case CONTROL -> {
                if (!calls.emit(opcode)) {
                    control.emit(opcode);
                }
            }
            case EXCEPTION -> exceptions.emit(opcode);
            case VARIABLE -> variables.emit(opcode);
            case TABLE -> tables.emit(opcode);
            case MEMORY -> bulk.emit(opcode);
            case REFERENCE, GC -> references.emit(opcode);
            case NUMERIC, SIMD, ATOMIC -> throw new AssertionError("no signature: " + opcode);
        }
    }

    /// Closes the innermost construct, or the first half of an `if`.
    private void close() {
        Code.Frame frame = code.frame();
        if (frame.opcode == Opcode.LOOP) {
            control.turn();
        }
        finish(frame);
        boolean needsElse = !frame.params.equals(frame.results);
        if (frame.opcode == Opcode.IF && (needsElse || code.choice.coin())) {
            code.op(Opcode.ELSE);
            code.leave();
            code.pop(frame.results.size());
            code.push(frame.params);
            code.enter(Opcode.ELSE, FuncType.of(frame.params, frame.results));
            return;
        }
        code.op(Opcode.END);
        code.leave();
    }

    /// Leaves the results of a construct on the stack and nothing else of it.
    private void finish(Code.Frame frame) {
        List<ValType> results = frame.results;
        if (frame.isUnreachable && code.available() == 0 && code.choice.coin()) {
            return;
        }
        int kept = Math.min(results.size(), code.available());
        while (!fits(frame.height, results, kept)) {
            kept--;
        }
        while (code.available() > kept) {
            variables.consume();
        }
        results.subList(kept, results.size()).forEach(values::make);
    }

    private boolean fits(int height, List<ValType> wanted, int count) {
        for (int at = 0; at < count; at++) {
            if (!code.shape.types.isSubtype(code.stack.get(height + at), wanted.get(at))) {
                return false;
            }
        }
        return true;
    }
}
