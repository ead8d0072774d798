package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.util.ArrayList;
import java.util.List;

/// Makes constant expressions.
///
/// Threading: confined to one thread.
final class ConstExprs {
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
        value(out, type);
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

    private void value(ByteWriter out, ValType type) {
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
            case RefType ref -> reference(out, ref);
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
            value(out, type);
            value(out, type);
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

    private void reference(ByteWriter out, RefType type) {
        TypeSpace types = shape.types;
        if (types.isSubtype(AbsHeapType.I31, type.heap()) && (!type.nullable() || choice.coin())) {
            number(out, NumType.I32);
            out.opcode(Opcode.REF_I31);
            return;
        }
        List<Integer> funcs = new ArrayList<>();
        for (int func = 0; func < shape.funcs.size(); func++) {
            if (types.isSubtype(new HeapType.Index(shape.funcs.get(func)), type.heap())) {
                funcs.add(func);
            }
        }
        if (!funcs.isEmpty() && (!type.nullable() || choice.coin())) {
            out.opcode(Opcode.REF_FUNC);
            out.u32(choice.of(funcs));
        } else {
            out.opcode(Opcode.REF_NULL);
            TypeWriter.heapType(out, type.nullable() ? types.randomBelow(type.heap()) : type.heap());
        }
    }

    /// Whether there are values of a type that constant expressions can make.
    boolean canMake(ValType type) {
        if (type.isDefaultable()) {
            return true;
        }
        RefType ref = (RefType) type;
        return shape.types.isSubtype(AbsHeapType.I31, ref.heap())
                || shape.funcs.stream().anyMatch(func -> shape.types.isSubtype(new HeapType.Index(func), ref.heap()));
    }
}
