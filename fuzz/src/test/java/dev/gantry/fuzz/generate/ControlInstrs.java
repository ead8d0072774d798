package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Blocks and branches.
///
/// Threading: confined to one thread.
final class ControlInstrs {
    private static final int MAX_DEPTH = 12;
    private static final int MAX_LABELS = 9;
    private static final int MAX_TURNS = 7;

    private final Code code;
    private final Values values;
    private final Choice choice;
    private final TypeSpace types;

    ControlInstrs(Code code, Values values) {
        this.code = code;
        this.values = values;
        choice = code.choice;
        types = code.shape.types;
    }

    void emit(Opcode opcode) {
        switch (opcode) {
            case UNREACHABLE -> {
                if (choice.oneIn(4)) {
                    code.op(opcode);
                    code.setUnreachable();
                }
            }
            case NOP -> code.op(opcode);
            case BLOCK, LOOP, IF -> open(opcode);
            case BR -> {
                if (choice.oneIn(3)) {
                    int depth = anyLabel();
                    values.operands(code.label(depth).labelTypes());
                    code.op(opcode, depth);
                    code.setUnreachable();
                }
            }
            case BR_IF -> {
                int depth = anyLabel();
                List<ValType> taken = code.label(depth).labelTypes();
                List<ValType> operands = new ArrayList<>(taken);
                operands.add(NumType.I32);
                values.operands(operands);
                code.op(opcode, depth);
                code.push(taken);
            }
            case BR_TABLE -> {
                if (choice.coin()) {
                    branchTable();
                }
            }
            case RETURN -> {
                if (choice.oneIn(3)) {
                    values.operands(code.type.results());
                    code.op(opcode);
                    code.setUnreachable();
                }
            }
            case BR_ON_NULL -> branchOnNull(opcode);
            case BR_ON_NON_NULL -> branchOnNonNull(opcode);
            default -> {}
        }
    }

    private int anyLabel() {
        return choice.below(code.frames.size());
    }

    // ---- blocks

    private void open(Opcode opcode) {
        if (code.frames.size() > MAX_DEPTH) {
            return;
        }
        FuncType type;
        int typeIndex = ModuleShape.NONE;
        if (options(WasmFeature.MULTI_VALUE) && choice.oneIn(3)) {
            typeIndex = choice.of(types.funcs());
            type = types.func(typeIndex);
        } else {
            type = FuncType.of(List.of(), choice.coin() ? List.of() : List.of(code.anyType()));
        }
        List<ValType> operands = new ArrayList<>(type.params());
        if (opcode == Opcode.IF) {
            operands.add(NumType.I32);
        }
        values.operands(operands);
        boolean isCounted = opcode == Opcode.LOOP && code.mayAddLocal() && choice.below(4) > 0;
        int counter = isCounted ? code.newLocal(NumType.I32) : ModuleShape.NONE;
        if (isCounted) {
            code.i32(0);
            code.op(Opcode.LOCAL_SET, counter);
        }
        enter(opcode, type, typeIndex);
        code.frame().counter = counter;
    }

    /// Ends a turn of the innermost construct, a loop: begins another one on a condition, mostly until there were some.
    void turn() {
        Code.Frame loop = code.frame();
        if (loop.isUnreachable || choice.oneIn(8)) {
            return;
        }
        values.operands(loop.params);
        code.push(loop.params);
        if (loop.counter == ModuleShape.NONE) {
            values.make(NumType.I32);
            code.pop();
        } else {
            code.op(Opcode.LOCAL_GET, loop.counter);
            code.i32(1);
            code.op(Opcode.I32_ADD);
            code.op(Opcode.LOCAL_TEE, loop.counter);
            code.i32(choice.between(1, MAX_TURNS));
            code.op(Opcode.I32_LT_U);
        }
        code.op(Opcode.BR_IF, 0);
    }

    private boolean options(WasmFeature feature) {
        return code.options.has(feature);
    }

    private void enter(Opcode opcode, FuncType type, int typeIndex) {
        code.push(type.params());
        code.op(opcode);
        code.blockType(type, typeIndex);
        code.enter(opcode, type);
        if (opcode == Opcode.LOOP) {
            code.useFuel();
        }
    }

    /// A label that takes some types, or a new block around what follows that does.
    ///
    /// @return its depth, or -1 if there is none and no block type fits
    int labelFor(List<ValType> wanted) {
        List<Integer> labels = labels(label -> isBelow(wanted, label));
        if (!labels.isEmpty() && choice.below(4) > 0) {
            return choice.of(labels);
        }
        List<Integer> blockTypes = types.where(type -> type.params().isEmpty() && isBelow(wanted, type.results()));
        if (wanted.size() <= 1) {
            enter(Opcode.BLOCK, FuncType.of(List.of(), wanted), ModuleShape.NONE);
            return 0;
        }
        if (blockTypes.isEmpty()) {
            return labels.isEmpty() ? -1 : choice.of(labels);
        }
        int typeIndex = choice.of(blockTypes);
        enter(Opcode.BLOCK, types.func(typeIndex), typeIndex);
        return 0;
    }

    private boolean isBelow(List<ValType> lower, List<ValType> upper) {
        if (lower.size() != upper.size()) {
            return false;
        }
        for (int at = 0; at < lower.size(); at++) {
            if (!types.isSubtype(lower.get(at), upper.get(at))) {
                return false;
            }
        }
        return true;
    }

    /// Depths of labels whose types a predicate accepts.
    private List<Integer> labels(Predicate<List<ValType>> accepts) {
        List<Integer> found = new ArrayList<>();
        for (int depth = 0; depth < code.frames.size(); depth++) {
            if (accepts.test(code.label(depth).labelTypes())) {
                found.add(depth);
            }
        }
        return found;
    }

    // ---- branches

    private void branchTable() {
        int otherwise = anyLabel();
        List<ValType> taken = code.label(otherwise).labelTypes();
        List<Integer> labels = labels(label -> isBelow(taken, label));
        List<ValType> operands = new ArrayList<>(taken);
        operands.add(NumType.I32);
        values.operands(operands);
        code.op(Opcode.BR_TABLE);
        int count = choice.below(MAX_LABELS);
        code.out.u32(count);
        for (int label = 0; label < count; label++) {
            code.out.u32(choice.of(labels));
        }
        code.out.u32(otherwise);
        code.setUnreachable();
    }

    private void branchOnNull(Opcode opcode) {
        int depth = anyLabel();
        List<ValType> taken = code.label(depth).labelTypes();
        RefType ref = types.randomRef();
        List<ValType> operands = new ArrayList<>(taken);
        operands.add(ref);
        values.operands(operands);
        code.op(opcode, depth);
        code.push(taken);
        code.push(new RefType(false, ref.heap()));
    }

    private void branchOnNonNull(Opcode opcode) {
        List<Integer> labels = labels(label -> !label.isEmpty() && Code.isRef(label.getLast()));
        int depth = labels.isEmpty() ? labelFor(List.of(types.randomRef())) : choice.of(labels);
        if (depth < 0) {
            return;
        }
        List<ValType> taken = code.label(depth).labelTypes();
        HeapType heap = types.randomBelow(((RefType) taken.getLast()).heap());
        List<ValType> operands = new ArrayList<>(taken.subList(0, taken.size() - 1));
        operands.add(new RefType(true, heap));
        values.operands(operands);
        code.op(opcode, depth);
        code.push(taken.subList(0, taken.size() - 1));
    }

    /// Branches that depend on a cast.
    void branchOnCast(Opcode opcode) {
        HeapType sourceHeap = types.randomHeap();
        if (types.top(sourceHeap) == AbsHeapType.EXN) {
            return;
        }
        RefType source = new RefType(choice.coin(), sourceHeap);
        RefType target = new RefType(source.nullable() && choice.coin(), types.randomBelow(sourceHeap));
        RefType failed = new RefType(source.nullable() && !target.nullable(), sourceHeap);
        boolean onSuccess = opcode == Opcode.BR_ON_CAST;
        RefType taken = onSuccess ? target : failed;
        List<Integer> labels = labels(label -> !label.isEmpty() && types.isSubtype(taken, label.getLast()));
        int depth = labels.isEmpty() ? labelFor(List.of(taken)) : choice.of(labels);
        List<ValType> label = code.label(depth).labelTypes();
        List<ValType> rest = label.subList(0, label.size() - 1);
        List<ValType> operands = new ArrayList<>(rest);
        operands.add(source);
        values.operands(operands);
        code.op(opcode);
        code.out.u8((source.nullable() ? 1 : 0) | (target.nullable() ? 2 : 0));
        code.out.u32(depth);
        TypeWriter.heapType(code.out, sourceHeap);
        TypeWriter.heapType(code.out, target.heap());
        code.push(rest);
        code.push(onSuccess ? failed : target);
    }
}
