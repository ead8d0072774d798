package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.util.ArrayList;
import java.util.List;

/// Makes constant expressions.
///
/// Threading: confined to one thread.
final class ConstExprs {
    private static final int MAX_DEPTH = 3;

    private final ModuleShape shape;
    private final GeneratorOptions options;
    private final Choice choice;

    ConstExprs(ModuleShape shape, GeneratorOptions options, Choice choice) {
        this.shape = shape;
        this.options = options;
        this.choice = choice;
    }

    /// An expression of a type, with its end.
    byte[] make(ValType type) {
        ByteWriter out = new ByteWriter();
        value(out, type, MAX_DEPTH);
        out.opcode(Opcode.END);
        return out.toBytes();
    }

    /// The expression of one `i32`.
    byte[] constant(int value) {
        ByteWriter out = new ByteWriter();
        out.opcode(Opcode.I32_CONST);
        out.s32(value);
        out.opcode(Opcode.END);
        return out.toBytes();
    }

    /// @param depth how deep objects in objects may still be
    private void value(ByteWriter out, ValType type, int depth) {
        List<Integer> globals = usable(type);
        if (!globals.isEmpty() && choice.oneIn(3)) {
            out.opcode(Opcode.GLOBAL_GET);
            out.u32(choice.of(globals));
            return;
        }
        switch (type) {
            case NumType number -> number(out, number);
            case VecType _ -> {
                out.opcode(Opcode.V128_CONST);
                out.fixed64(choice.bits());
                out.fixed64(choice.integer());
            }
            case RefType ref -> reference(out, ref, depth);
        }
    }

    /// Immutable globals of a type: imported ones, with garbage collection also earlier ones.
    private List<Integer> usable(ValType type) {
        int end = options.has(WasmFeature.GC) ? shape.globals.size() : shape.importedGlobals;
        List<Integer> found = new ArrayList<>();
        for (int global = 0; global < end; global++) {
            ModuleShape.Global candidate = shape.globals.get(global);
            if (!candidate.type().isMutable()
                    && shape.types.isSubtype(candidate.type().type(), type)) {
                found.add(global);
            }
        }
        return found;
    }

    private void number(ByteWriter out, NumType type) {
        boolean isInteger = type == NumType.I32 || type == NumType.I64;
        if (isInteger && options.has(WasmFeature.EXTENDED_CONST) && choice.oneIn(4)) {
            value(out, type, MAX_DEPTH);
            value(out, type, MAX_DEPTH);
            out.opcode(choice.of(
                    type == NumType.I32
                            ? List.of(Opcode.I32_ADD, Opcode.I32_SUB, Opcode.I32_MUL)
                            : List.of(Opcode.I64_ADD, Opcode.I64_SUB, Opcode.I64_MUL)));
            return;
        }
        switch (type) {
            case I32 -> {
                out.opcode(Opcode.I32_CONST);
                out.s32((int) choice.integer());
            }
            case I64 -> {
                out.opcode(Opcode.I64_CONST);
                out.s64(choice.integer());
            }
            case F32 -> {
                out.opcode(Opcode.F32_CONST);
                out.fixed32(choice.float32());
            }
            case F64 -> {
                out.opcode(Opcode.F64_CONST);
                out.fixed64(choice.float64());
            }
        }
    }

    private void reference(ByteWriter out, RefType type, int depth) {
        TypeSpace types = shape.types;
        HeapType heap = type.heap();
        if (type.nullable() && choice.oneIn(3)) {
            refNull(out, types.randomBelow(heap));
            return;
        }
        List<Integer> objects = types.objectsBelow(heap);
        objects.removeIf(object -> !canMake(object, depth));
        boolean hasI31 = types.isSubtype(AbsHeapType.I31, heap);
        if (!objects.isEmpty() && (!hasI31 || choice.coin())) {
            object(out, choice.of(objects), depth - 1);
            return;
        }
        if (hasI31) {
            number(out, NumType.I32);
            out.opcode(Opcode.REF_I31);
            return;
        }
        if (options.has(WasmFeature.GC) && depth > 0 && heap == AbsHeapType.EXTERN) {
            value(out, new RefType(type.nullable(), AbsHeapType.ANY), depth - 1);
            out.opcode(Opcode.EXTERN_CONVERT_ANY);
            return;
        }
        List<Integer> funcs = new ArrayList<>();
        for (int func = 0; func < shape.funcs.size(); func++) {
            if (types.isSubtype(new HeapType.Index(shape.funcs.get(func)), heap)) {
                funcs.add(func);
            }
        }
        if (!funcs.isEmpty()) {
            out.opcode(Opcode.REF_FUNC);
            out.u32(choice.of(funcs));
        } else {
            refNull(out, heap);
        }
    }

    private static void refNull(ByteWriter out, HeapType heap) {
        out.opcode(Opcode.REF_NULL);
        TypeWriter.heapType(out, heap);
    }

    private void object(ByteWriter out, int type, int depth) {
        switch (shape.types.composite(type)) {
            case FuncType _ -> throw new AssertionError("an object of function type " + type);
            case StructType struct -> {
                boolean isDefault = TypeSpace.isDefaultable(struct) && choice.oneIn(3);
                if (!isDefault) {
                    TypeSpace.unpacked(struct).forEach(field -> value(out, field, depth));
                }
                out.opcode(isDefault ? Opcode.STRUCT_NEW_DEFAULT : Opcode.STRUCT_NEW);
                out.u32(type);
            }
            case ArrayType array -> array(out, type, array, depth);
        }
    }

    private void array(ByteWriter out, int type, ArrayType array, int depth) {
        ValType element = array.element().storage().unpacked();
        boolean isDefault = TypeSpace.isDefaultable(array.element()) && choice.oneIn(3);
        if (isDefault || (canMake(element, depth) && choice.coin())) {
            if (!isDefault) {
                value(out, element, depth);
            }
            out.opcode(Opcode.I32_CONST);
            out.s32(choice.below(6));
            out.opcode(isDefault ? Opcode.ARRAY_NEW_DEFAULT : Opcode.ARRAY_NEW);
            out.u32(type);
            return;
        }
        int count = canMake(element, depth) ? choice.below(4) : 0;
        for (int at = 0; at < count; at++) {
            value(out, element, depth);
        }
        out.opcode(Opcode.ARRAY_NEW_FIXED);
        out.u32(type);
        out.u32(count);
    }

    /// Whether there are values of a type that constant expressions can make.
    boolean canMake(ValType type) {
        return canMake(type, MAX_DEPTH);
    }

    private boolean canMake(ValType type, int depth) {
        if (type.isDefaultable()) {
            return true;
        }
        HeapType heap = ((RefType) type).heap();
        return shape.types.isSubtype(AbsHeapType.I31, heap)
                || shape.funcs.stream().anyMatch(func -> shape.types.isSubtype(new HeapType.Index(func), heap))
                || shape.types.objectsBelow(heap).stream().anyMatch(object -> canMake((int) object, depth))
                || (options.has(WasmFeature.GC) && depth > 0 && heap == AbsHeapType.EXTERN);
    }

    /// Whether objects of a type can be made; empty arrays always can.
    private boolean canMake(int type, int depth) {
        return depth > 0
                && switch (shape.types.composite(type)) {
                    case FuncType _ -> false;
                    case StructType struct ->
                        struct.fields().stream()
                                .allMatch(field -> canMake(field.storage().unpacked(), depth - 1));
                    case ArrayType _ -> true;
                };
    }
}
