package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/// Instructions on structs and arrays. Arrays are short, so that no engine runs out of memory before others.
///
/// Threading: confined to one thread.
final class ObjectInstrs {
    private static final int MAX_ELEMENTS = 5;

    private final Code code;
    private final Values values;
    private final Choice choice;
    private final TypeSpace types;

    ObjectInstrs(Code code, Values values) {
        this.code = code;
        this.values = values;
        choice = code.choice;
        types = code.shape.types;
    }

    void emit(Opcode opcode) {
        switch (opcode) {
            case STRUCT_NEW -> newStruct(opcode, types.structs(_ -> true), false);
            case STRUCT_NEW_DEFAULT -> newStruct(opcode, types.structs(TypeSpace::isDefaultable), true);
            case STRUCT_GET -> field(opcode, field -> !isPacked(field), false);
            case STRUCT_GET_S, STRUCT_GET_U -> field(opcode, ObjectInstrs::isPacked, false);
            case STRUCT_SET -> field(opcode, FieldType::isMutable, true);
            case ARRAY_NEW -> newArray(opcode, types.arrays(_ -> true));
            case ARRAY_NEW_DEFAULT -> newArray(opcode, types.arrays(TypeSpace::isDefaultable));
            case ARRAY_NEW_FIXED -> newArray(opcode, types.arrays(_ -> true));
            case ARRAY_NEW_DATA, ARRAY_NEW_ELEM -> ofSegment(opcode, true);
            case ARRAY_INIT_DATA, ARRAY_INIT_ELEM -> ofSegment(opcode, false);
            case ARRAY_GET -> element(opcode, types.arrays(element -> !isPacked(element)));
            case ARRAY_GET_S, ARRAY_GET_U -> element(opcode, types.arrays(ObjectInstrs::isPacked));
            case ARRAY_SET, ARRAY_FILL -> element(opcode, types.arrays(FieldType::isMutable));
            case ARRAY_LEN -> {
                values.operands(List.of(new RefType(choice.oneIn(6), AbsHeapType.ARRAY)));
                code.op(opcode);
                code.push(NumType.I32);
            }
            case ARRAY_COPY -> copy(opcode);
            default -> {}
        }
    }

    private static boolean isPacked(FieldType field) {
        return field.storage() instanceof PackedType;
    }

    private RefType ref(int type) {
        return new RefType(choice.oneIn(8), new HeapType.Index(type));
    }

    private static RefType made(int type) {
        return new RefType(false, new HeapType.Index(type));
    }

    private FieldType element(int type) {
        return ((ArrayType) types.composite(type)).element();
    }

    // ---- structs

    private void newStruct(Opcode opcode, List<Integer> candidates, boolean isDefault) {
        if (candidates.isEmpty()) {
            return;
        }
        int type = choice.of(candidates);
        if (!isDefault) {
            values.operands(TypeSpace.unpacked((StructType) types.composite(type)));
        }
        code.op(opcode, type);
        code.push(made(type));
    }

    private void field(Opcode opcode, Predicate<FieldType> accepts, boolean isSet) {
        List<Integer> candidates =
                types.structs(struct -> struct.fields().stream().anyMatch(accepts));
        if (candidates.isEmpty()) {
            return;
        }
        int type = choice.of(candidates);
        List<FieldType> fields = ((StructType) types.composite(type)).fields();
        int field = choice.below(fields.size());
        while (!accepts.test(fields.get(field))) {
            field = (field + 1) % fields.size();
        }
        ValType value = fields.get(field).storage().unpacked();
        values.operands(isSet ? List.of(ref(type), value) : List.of(ref(type)));
        code.op(opcode, type);
        code.out.u32(field);
        if (!isSet) {
            code.push(value);
        }
    }

    // ---- arrays

    private void newArray(Opcode opcode, List<Integer> candidates) {
        if (candidates.isEmpty()) {
            return;
        }
        int type = choice.of(candidates);
        ValType element = element(type).storage().unpacked();
        int count = choice.below(MAX_ELEMENTS + 1);
        switch (opcode) {
            case ARRAY_NEW -> {
                values.make(element);
                values.length();
                code.pop(2);
            }
            case ARRAY_NEW_DEFAULT -> {
                values.length();
                code.pop();
            }
            default -> values.operands(Collections.nCopies(count, element));
        }
        code.op(opcode, type);
        if (opcode == Opcode.ARRAY_NEW_FIXED) {
            code.out.u32(count);
        }
        code.push(made(type));
    }

    private void index() {
        values.below(NumType.I32, MAX_ELEMENTS);
    }

    /// Reads, writes or fills elements.
    private void element(Opcode opcode, List<Integer> candidates) {
        if (candidates.isEmpty()) {
            return;
        }
        int type = choice.of(candidates);
        ValType element = element(type).storage().unpacked();
        boolean isGet = opcode != Opcode.ARRAY_SET && opcode != Opcode.ARRAY_FILL;
        values.make(ref(type));
        index();
        int operands = 2;
        if (!isGet) {
            values.make(element);
            operands++;
        }
        if (opcode == Opcode.ARRAY_FILL) {
            index();
            operands++;
        }
        code.pop(operands);
        code.op(opcode, type);
        if (isGet) {
            code.push(element);
        }
    }

    private void copy(Opcode opcode) {
        List<Integer> targets = types.arrays(FieldType::isMutable);
        if (targets.isEmpty()) {
            return;
        }
        int to = choice.of(targets);
        StorageType wanted = element(to).storage();
        int from = choice.of(types.arrays(element -> fits(element.storage(), wanted)));
        values.make(ref(to));
        index();
        values.make(made(from)); // engines look at a null source before or after the target's bounds
        index();
        index();
        code.pop(5);
        code.op(opcode, to);
        code.out.u32(from);
    }

    private boolean fits(StorageType lower, StorageType upper) {
        return lower.equals(upper)
                || (lower instanceof ValType low && upper instanceof ValType up && types.isSubtype(low, up));
    }

    /// A new array out of a segment, or elements of an array.
    private void ofSegment(Opcode opcode, boolean isNew) {
        boolean isData = opcode == Opcode.ARRAY_NEW_DATA || opcode == Opcode.ARRAY_INIT_DATA;
        List<Integer> candidates = types.arrays(element -> (isNew || element.isMutable())
                && !segments(isData, element.storage()).isEmpty());
        if (candidates.isEmpty()) {
            return;
        }
        int type = choice.of(candidates);
        int segment = choice.of(segments(isData, element(type).storage()));
        if (!isNew) {
            values.make(ref(type));
            index();
        }
        if (choice.below(4) > 0) { // mostly what the segment has
            int size = isData
                    ? code.shape.datas.get(segment).bytes().length
                    : code.shape.elems.get(segment).size();
            int first = choice.below(size + 1);
            int bytes = isData ? Long.BYTES : 1;
            code.i32(first);
            code.i32(choice.below(Math.min(MAX_ELEMENTS, (size - first) / bytes) + 1));
            code.push(List.of(NumType.I32, NumType.I32));
        } else {
            values.below(NumType.I32, MAX_ELEMENTS);
            values.length();
        }
        code.pop(isNew ? 2 : 4);
        code.op(opcode, type);
        code.out.u32(segment);
        if (isNew) {
            code.push(made(type));
        }
    }

    /// The segments out of which elements can come.
    private List<Integer> segments(boolean areData, StorageType element) {
        List<Integer> found = new ArrayList<>();
        int count = areData ? code.shape.datas.size() : code.shape.elems.size();
        for (int segment = 0; segment < count; segment++) {
            boolean fits = areData
                    ? !(element instanceof RefType)
                    : fits(code.shape.elems.get(segment).type(), element);
            if (fits) {
                found.add(segment);
            }
        }
        return found;
    }
}
