package dev.gantry.runtime.machine;

import dev.gantry.environ.spi.GcRefs;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.instr.Casts;
import dev.gantry.runtime.instr.ObjectOps;
import dev.gantry.runtime.vm.FieldKind;
import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmLayout;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Executes instructions on references, structs and arrays for which a compiler has no code; slots as in
/// [Instructions].
///
/// What allocates may move objects: operands are copied to an array whose references are roots meanwhile.
///
/// Threading: confined to the store of the instance.
final class ObjectInstructions {
    private static final Opcode[] OPCODES = Opcode.values();
    private static final AbsHeapType[] ABSTRACT = AbsHeapType.values();

    private ObjectInstructions() {}

    /// Executes an instruction.
    ///
    /// @param op       a constant of [Ops]
    /// @param instance whose code asks
    /// @param slots    the address of the slots
    static void execute(int op, VmInstance instance, long slots) {
        long first = Slots.get(slots, Instructions.OPERANDS);
        switch (op) {
            case Ops.REF_NULL -> Slots.put(slots, 0, 0);
            case Ops.REF_IS_NULL -> Slots.put(slots, 0, (int) first == 0 ? 1 : 0);
            case Ops.REF_FUNC -> Slots.put32(slots, 0, instance.funcRef(Slots.get32(slots, 1)));
            case Ops.REF_EQ -> Slots.put(slots, 0, (int) first == (int) Instructions.operand(slots, 1) ? 1 : 0);
            case Ops.REF_AS_NON_NULL -> {
                Instructions.check((int) first != 0, Failure.NULL_REFERENCE);
                Slots.put32(slots, 0, first);
            }
            case Ops.REF_I31 -> Slots.put32(slots, 0, GcRefs.i31((int) first));
            case Ops.I31_GET_S, Ops.I31_GET_U -> {
                Instructions.check((int) first != 0, Failure.NULL_I31_REFERENCE);
                Slots.put32(slots, 0, op == Ops.I31_GET_S ? (int) first >> 1 : (int) first >>> 1);
            }
            case Ops.ANY_CONVERT_EXTERN, Ops.EXTERN_CONVERT_ANY -> Slots.put32(slots, 0, first);
            case Ops.REF_TEST, Ops.REF_TEST_NULL ->
                Slots.put(slots, 0, matches((int) first, op == Ops.REF_TEST_NULL, instance, slots) ? 1 : 0);
            case Ops.REF_CAST, Ops.REF_CAST_NULL -> {
                Instructions.check(
                        matches((int) first, op == Ops.REF_CAST_NULL, instance, slots), Failure.CAST_FAILURE);
                Slots.put32(slots, 0, first);
            }
            default -> onHeap(op, instance, slots);
        }
    }

    private static boolean matches(int ref, boolean isNullable, VmInstance instance, long slots) {
        if (ref == 0) {
            return isNullable;
        }
        VmStore store = instance.store;
        int heapType = Slots.get32(slots, 1);
        if (heapType < 0) {
            return Casts.isOf(store, ref, ABSTRACT[~heapType]);
        }
        int typeId = instance.typeIds[heapType];
        return store.types.isFuncType(typeId)
                ? Casts.isOfFuncType(store, ref, typeId)
                : Casts.isOfObjectType(store, ref, typeId);
    }

    private static void onHeap(int op, VmInstance instance, long slots) {
        try {
            if (op >= Ops.STRUCT_GET && op <= Ops.STRUCT_SET) {
                field(op, instance, slots);
            } else if (op >= Ops.ARRAY_GET && op <= Ops.ARRAY_INIT_DATA) {
                array(op, instance, slots);
            } else {
                allocating(op, instance, slots);
            }
        } catch (IndexOutOfBoundsException _) { // only the heap is accessed without a check of our own
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
    }

    private static VmLayout layout(VmInstance instance, long slots) {
        return instance.store.heap().layout(instance.typeIds[Slots.get32(slots, 1)]);
    }

    private static void field(int op, VmInstance instance, long slots) {
        int ref = ObjectOps.struct(Instructions.operand(slots, 0));
        VmLayout layout = layout(instance, slots);
        int field = Slots.get32(slots, 2);
        int at = ref + layout.offsets()[field];
        int kind = layout.kinds()[field];
        if (op == Ops.STRUCT_SET) {
            instance.store.heap().write(at, kind, value(slots, 1), 0);
        } else {
            read(instance.store.heap(), at, kind, op == Ops.STRUCT_GET_S, slots);
        }
    }

    /// A value among the operands, which may take two slots.
    private static long[] value(long slots, int operand) {
        long[] value = new long[2];
        Slots.read(slots + (long) Long.BYTES * (Instructions.OPERANDS + operand), value, 0, 2);
        return value;
    }

    private static void read(VmHeap heap, int at, int kind, boolean isSigned, long slots) {
        long[] value = new long[2];
        heap.read(at, kind, isSigned, value, 0);
        switch (kind) {
            case FieldKind.V128 -> Slots.write(value, 0, 2, slots);
            case FieldKind.BITS64 -> Slots.put(slots, 0, value[0]);
            default -> Slots.put32(slots, 0, value[0]);
        }
    }

    /// Executes what reads and writes arrays and cannot allocate.
    private static void array(int op, VmInstance instance, long slots) {
        int ref = ObjectOps.array(Instructions.operand(slots, 0));
        VmHeap heap = instance.store.heap();
        if (op == Ops.ARRAY_LEN) {
            Slots.put32(slots, 0, heap.length(ref));
            return;
        }
        VmLayout layout = layout(instance, slots);
        int elements = layout.offsets()[0];
        int kind = layout.kinds()[0];
        int second = (int) Instructions.operand(slots, 1);
        switch (op) {
            case Ops.ARRAY_GET, Ops.ARRAY_GET_S, Ops.ARRAY_GET_U ->
                read(heap, ObjectOps.element(heap, ref, second, elements, kind), kind, op == Ops.ARRAY_GET_S, slots);
            case Ops.ARRAY_SET ->
                heap.write(ObjectOps.element(heap, ref, second, elements, kind), kind, value(slots, 2), 0);
            case Ops.ARRAY_FILL -> {
                int count = (int) Instructions.operand(slots, kind == FieldKind.V128 ? 4 : 3);
                ObjectOps.fill(heap, ref, second, count, elements, kind, value(slots, 2), 0);
            }
            case Ops.ARRAY_COPY ->
                ObjectOps.copy(
                        heap,
                        ref,
                        second,
                        ObjectOps.array(Instructions.operand(slots, 2)),
                        (int) Instructions.operand(slots, 3),
                        (int) Instructions.operand(slots, 4),
                        elements,
                        kind);
            case Ops.ARRAY_INIT_DATA ->
                ObjectOps.initData(
                        instance,
                        ref,
                        second,
                        Slots.get32(slots, 2),
                        (int) Instructions.operand(slots, 2),
                        (int) Instructions.operand(slots, 3),
                        elements,
                        kind);
            default -> throw Bug.unreachable("array instruction " + op);
        }
    }

    /// Executes what may allocate, with its operands as roots.
    private static void allocating(int op, VmInstance instance, long slots) {
        if (op == Ops.ARRAY_INIT_ELEM) {
            int _ = ObjectOps.array(Instructions.operand(slots, 0));
        }
        VmStore store = instance.store;
        int typeId = instance.typeIds[Slots.get32(slots, 1)];
        VmLayout layout = store.heap().layout(typeId);
        List<ValType> types = operandTypes(op, store, typeId, Slots.get32(slots, 2));
        int count = 0;
        for (ValType type : types) {
            count += type.slots();
        }
        long[] s = new long[count + 1];
        Slots.read(slots + (long) Long.BYTES * Instructions.OPERANDS, s, 0, count);
        store.hold(s, 0, types);
        try {
            int made = allocate(op, instance, typeId, layout, s, Slots.get32(slots, 2), count);
            if (op != Ops.ARRAY_INIT_ELEM) {
                Slots.put32(slots, 0, made);
            }
        } finally {
            store.letGo();
        }
    }

    private static List<ValType> operandTypes(int op, VmStore store, int typeId, int second) {
        CompositeType type = store.types.interner().type(typeId).composite();
        ValType element =
                type instanceof ArrayType array ? array.element().storage().unpacked() : NumType.I32;
        return switch (op) {
            case Ops.STRUCT_NEW_DEFAULT -> List.of();
            case Ops.STRUCT_NEW -> {
                List<ValType> fields = new ArrayList<>();
                ((StructType) type)
                        .fields()
                        .forEach(field -> fields.add(field.storage().unpacked()));
                yield fields;
            }
            case Ops.ARRAY_NEW -> List.of(element, NumType.I32);
            case Ops.ARRAY_NEW_DEFAULT -> List.of(NumType.I32);
            case Ops.ARRAY_NEW_FIXED -> Collections.nCopies(second, element);
            case Ops.ARRAY_NEW_DATA, Ops.ARRAY_NEW_ELEM -> List.of(NumType.I32, NumType.I32);
            case Ops.ARRAY_INIT_ELEM ->
                List.of(new RefType(true, AbsHeapType.ARRAY), NumType.I32, NumType.I32, NumType.I32);
            default -> throw Bug.unreachable("a request for " + OPCODES[op].text());
        };
    }

    private static int allocate(
            int op, VmInstance instance, int typeId, VmLayout layout, long[] s, int second, int count) {
        VmHeap heap = instance.store.heap();
        int elements = layout.offsets().length == 0 ? 0 : layout.offsets()[0];
        int kind = layout.kinds().length == 0 ? 0 : layout.kinds()[0];
        return switch (op) {
            case Ops.STRUCT_NEW_DEFAULT -> heap.allocateStruct(typeId);
            case Ops.STRUCT_NEW -> newStruct(heap, typeId, layout, s);
            case Ops.ARRAY_NEW -> ObjectOps.newArray(heap, typeId, (int) s[count - 1], elements, kind, s, 0);
            case Ops.ARRAY_NEW_DEFAULT -> heap.allocateArray(typeId, (int) s[0]);
            case Ops.ARRAY_NEW_FIXED -> ObjectOps.newFixedArray(heap, typeId, second, elements, kind, s, 0);
            case Ops.ARRAY_NEW_DATA ->
                ObjectOps.newArrayOfData(instance, typeId, second, (int) s[0], (int) s[1], elements, kind);
            case Ops.ARRAY_NEW_ELEM ->
                ObjectOps.newArrayOfElem(instance, typeId, second, (int) s[0], (int) s[1], elements, kind);
            default -> {
                ObjectOps.initElem(instance, s, 0, (int) s[1], second, (int) s[2], (int) s[3], elements, kind);
                yield 0;
            }
        };
    }

    private static int newStruct(VmHeap heap, int typeId, VmLayout layout, long[] s) {
        int ref = heap.allocateStruct(typeId);
        int slot = 0;
        for (int field = 0; field < layout.kinds().length; field++) {
            int kind = layout.kinds()[field];
            heap.initialize(ref + layout.offsets()[field], kind, s, slot);
            slot += kind == FieldKind.V128 ? 2 : 1;
        }
        return ref;
    }
}
