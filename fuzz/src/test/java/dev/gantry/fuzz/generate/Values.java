package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.WasmFeature;
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
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes operands: values of a wanted type, on top of the stack.
///
/// Threading: confined to one thread.
final class Values {
    private static final int MAX_DEPTH = 3;
    private static final long CANONICAL_NAN_32 = 0x7FC0_0000L;
    private static final long CANONICAL_NAN_64 = 0x7FF8_0000_0000_0000L;

    /// Vector instructions whose results may hold new NaNs.
    private static final Set<Opcode> FLOAT_LANES = floatLanes();

    private final Code code;
    private final Choice choice;
    private final TypeSpace types;
    private final OpcodePicker picker;
    private final Map<ValType, Integer> scratches = new HashMap<>();
    private int depth;

    Values(Code code, OpcodePicker picker) {
        this.code = code;
        this.picker = picker;
        choice = code.choice;
        types = code.shape.types;
    }

    /// Provides operands: uses what lies on the stack if it fits, makes the rest, and takes them off in the record.
    void operands(List<ValType> wanted) {
        int found = 0;
        if (!choice.oneIn(6)) {
            found = Math.min(wanted.size(), code.available());
            while (!code.endsWith(wanted, found)) {
                found--;
            }
        }
        if (code.frame().isUnreachable && code.available() == 0 && choice.coin()) {
            found = choice.between(0, wanted.size()); // the stack has whatever is wanted
        }
        wanted.subList(found, wanted.size()).forEach(this::make);
        code.pop(wanted.size());
    }

    /// Makes a value.
    void make(ValType type) {
        depth++;
        if (depth > MAX_DEPTH || code.budget <= 0 || choice.oneIn(3)) {
            leaf(type);
        } else if (!variable(type, 3)) {
            switch (type) {
                case NumType _, VecType _ -> compute(type);
                case RefType ref -> reference(ref);
            }
        }
        depth--;
        code.push(type);
    }

    /// Makes a value out of simple ones, which is in no variable and no constant.
    void computed(ValType type) {
        int before = depth;
        depth = MAX_DEPTH;
        compute(type);
        depth = before;
        code.push(type);
    }

    private void leaf(ValType type) {
        if (variable(type, 2)) {
            return;
        }
        switch (type) {
            case NumType number -> number(number);
            case VecType _ -> {
                code.op(Opcode.V128_CONST);
                code.out.fixed64(choice.coin() ? choice.bits() : choice.integer());
                code.out.fixed64(choice.coin() ? choice.bits() : choice.integer());
            }
            case RefType ref -> reference(ref);
        }
    }

    private void number(NumType type) {
        switch (type) {
            case I32 -> code.i32((int) choice.integer());
            case I64 -> code.i64(choice.integer());
            case F32 -> {
                code.op(Opcode.F32_CONST);
                code.out.fixed32(choice.float32());
            }
            case F64 -> {
                code.op(Opcode.F64_CONST);
                code.out.fixed64(choice.float64());
            }
        }
    }

    /// Reads a local or global of the type, sometimes.
    private boolean variable(ValType type, int oneIn) {
        if (choice.oneIn(oneIn)) {
            return false;
        }
        int locals = code.localCount();
        int first = choice.below(Math.max(1, locals));
        for (int tries = 0; tries < locals; tries++) {
            int local = (first + tries) % locals;
            if (code.isSet(local) && types.isSubtype(code.local(local), type)) {
                code.op(Opcode.LOCAL_GET, local);
                return true;
            }
        }
        int globals = code.shape.globals.size();
        int global = choice.below(globals);
        if (global != code.shape.fuelGlobal
                && types.isSubtype(code.shape.globals.get(global).type().type(), type)) {
            code.op(Opcode.GLOBAL_GET, global);
            return true;
        }
        return false;
    }

    /// Computes a number or vector by an instruction that cannot trap.
    private void compute(ValType type) {
        Opcode opcode = picker.pure(choice, type);
        int before = code.stack.size();
        for (ValType operand : Signature.of(opcode).params(NumType.I32)) {
            make(operand);
            canonicalize(opcode);
        }
        code.op(opcode);
        immediates(opcode);
        canonicalizeResult(opcode);
        while (code.stack.size() > before) {
            code.stack.removeLast();
        }
        code.budget--;
    }

    /// Writes lanes and constants behind an opcode.
    void immediates(Opcode opcode) {
        switch (opcode.immediates()) {
            case I32 -> code.out.s32((int) choice.integer());
            case I64 -> code.out.s64(choice.integer());
            case F32 -> code.out.fixed32(choice.float32());
            case F64 -> code.out.fixed64(choice.float64());
            case V128 -> {
                code.out.fixed64(choice.bits());
                code.out.fixed64(choice.integer());
            }
            case LANE_16, LANE_8, LANE_4, LANE_2, MEMARG_LANE_1, MEMARG_LANE_2, MEMARG_LANE_4, MEMARG_LANE_8 ->
                code.out.u8(choice.below(opcode.immediates().laneCount()));
            case LANES_16 -> {
                for (int lane = 0; lane < 16; lane++) {
                    code.out.u8(choice.below(opcode.immediates().laneCount()));
                }
            }
            case FENCE -> code.out.u8(0);
            default -> {}
        }
    }

    private void reference(RefType type) {
        HeapType heap = type.heap();
        if (type.nullable() && choice.oneIn(4)) {
            refNull(types.randomBelow(heap));
            return;
        }
        List<Integer> funcs = new ArrayList<>();
        for (int func = 0; func < code.shape.funcs.size(); func++) {
            if (types.isSubtype(new HeapType.Index(code.shape.funcs.get(func)), heap)) {
                funcs.add(func);
            }
        }
        List<Integer> objects = types.objectsBelow(heap);
        boolean isObject = !objects.isEmpty() && (!types.isSubtype(AbsHeapType.I31, heap) || choice.below(3) > 0);
        if (isObject && object(choice.of(objects))) {
            return;
        }
        if (!funcs.isEmpty()) {
            code.op(Opcode.REF_FUNC, choice.of(funcs));
        } else if (types.isSubtype(AbsHeapType.I31, heap)) {
            if (heap == AbsHeapType.ANY && depth < MAX_DEPTH && choice.oneIn(3)) {
                convert(new RefType(type.nullable(), AbsHeapType.EXTERN), Opcode.ANY_CONVERT_EXTERN);
            } else {
                convert(NumType.I32, Opcode.REF_I31);
            }
        } else if (heap == AbsHeapType.EXTERN && code.options.has(WasmFeature.GC)) {
            convert(new RefType(type.nullable(), AbsHeapType.ANY), Opcode.EXTERN_CONVERT_ANY);
        } else {
            refNull(heap);
            if (!type.nullable()) {
                code.op(Opcode.REF_AS_NON_NULL); // there is none: traps
            }
        }
    }

    /// Makes a struct or an array.
    ///
    /// @return false if that would need too many others
    private boolean object(int type) {
        boolean isDeep = depth > MAX_DEPTH || code.budget <= 0;
        return switch (types.composite(type)) {
            case FuncType _ -> throw new AssertionError("an object of function type " + type);
            case StructType struct -> struct(type, struct, isDeep);
            case ArrayType array -> {
                array(type, array, isDeep);
                yield true;
            }
        };
    }

    private boolean struct(int type, StructType struct, boolean isDeep) {
        if (TypeSpace.isDefaultable(struct) && (isDeep || choice.oneIn(3))) {
            code.op(Opcode.STRUCT_NEW_DEFAULT, type);
            return true;
        }
        if (isDeep) {
            return false;
        }
        makeAndTake(TypeSpace.unpacked(struct));
        code.op(Opcode.STRUCT_NEW, type);
        return true;
    }

    private void array(int type, ArrayType array, boolean isDeep) {
        ValType element = array.element().storage().unpacked();
        if (TypeSpace.isDefaultable(array.element()) && (isDeep || choice.oneIn(3))) {
            length();
            code.stack.removeLast();
            code.op(Opcode.ARRAY_NEW_DEFAULT, type);
        } else if (!isDeep && choice.coin()) {
            make(element);
            length();
            code.stack.removeLast();
            code.stack.removeLast();
            code.op(Opcode.ARRAY_NEW, type);
        } else {
            int count = isDeep ? 0 : choice.below(4);
            makeAndTake(Collections.nCopies(count, element));
            code.op(Opcode.ARRAY_NEW_FIXED, type);
            code.out.u32(count);
        }
    }

    private void makeAndTake(List<ValType> wanted) {
        code.budget--;
        int before = code.stack.size();
        wanted.forEach(this::make);
        while (code.stack.size() > before) {
            code.stack.removeLast();
        }
    }

    /// Makes the length of an array: a small one.
    void length() {
        if (choice.below(4) > 0) {
            code.i32(choice.below(8));
        } else {
            make(NumType.I32);
            code.stack.removeLast();
            code.i32(15);
            code.op(Opcode.I32_AND);
        }
        code.push(NumType.I32);
    }

    private void convert(ValType from, Opcode by) {
        make(from);
        code.pop();
        code.op(by);
    }

    private void refNull(HeapType heap) {
        code.op(Opcode.REF_NULL);
        TypeWriter.heapType(code.out, heap);
    }

    /// Makes a number below a limit, mostly: an address, an index or a size.
    void below(NumType type, long limit) {
        boolean isAny = choice.oneIn(40);
        if (!isAny && choice.coin()) {
            code.constant(type, choice.below((int) Math.max(1, limit)));
        } else {
            make(type);
            code.stack.removeLast();
            if (!isAny) {
                code.constant(type, Math.max(1, Long.highestOneBit(limit)) - 1);
                code.op(type == NumType.I64 ? Opcode.I64_AND : Opcode.I32_AND);
            }
        }
        code.push(type);
    }

    // ---- bits of NaNs

    /// Hides the bits of a NaN from an instruction that would show them: the operand on top becomes canonical.
    void canonicalize(Opcode shownBy) {
        if (!code.options.isComparable() || !showsBits(shownBy) || code.available() == 0) {
            return;
        }
        if (code.top() == NumType.F32) {
            canonicalize(NumType.F32, Opcode.F32_EQ, Opcode.F32_CONST, CANONICAL_NAN_32);
        } else if (code.top() == NumType.F64) {
            canonicalize(NumType.F64, Opcode.F64_EQ, Opcode.F64_CONST, CANONICAL_NAN_64);
        }
    }

    private static boolean showsBits(Opcode opcode) {
        return switch (opcode) {
            case I32_REINTERPRET_F32, I64_REINTERPRET_F64, F32_STORE, F64_STORE, F32_COPYSIGN, F64_COPYSIGN -> true;
            case F32X4_SPLAT, F64X2_SPLAT, F32X4_REPLACE_LANE, F64X2_REPLACE_LANE -> true;
            default -> false;
        };
    }

    private void canonicalize(ValType type, Opcode equal, Opcode constant, long nan) {
        int local = scratch(type);
        code.op(Opcode.LOCAL_TEE, local);
        code.op(constant);
        if (type == NumType.F32) {
            code.out.fixed32((int) nan);
        } else {
            code.out.fixed64(nan);
        }
        code.op(Opcode.LOCAL_GET, local);
        code.op(Opcode.LOCAL_GET, local);
        code.op(equal);
        code.op(Opcode.SELECT);
    }

    /// Makes NaNs in the vector that an instruction left canonical.
    void canonicalizeResult(Opcode opcode) {
        if (!code.options.isComparable() || !makesFloatLanes(opcode)) {
            return;
        }
        boolean isNarrow = opcode.text().startsWith("f32x4");
        long nan = isNarrow ? CANONICAL_NAN_32 << 32 | CANONICAL_NAN_32 : CANONICAL_NAN_64;
        int local = scratch(VecType.V128);
        code.op(Opcode.LOCAL_TEE, local);
        code.op(Opcode.V128_CONST);
        code.out.fixed64(nan);
        code.out.fixed64(nan);
        code.op(Opcode.LOCAL_GET, local);
        code.op(Opcode.LOCAL_GET, local);
        code.op(isNarrow ? Opcode.F32X4_EQ : Opcode.F64X2_EQ);
        code.op(Opcode.V128_BITSELECT);
        code.op(Opcode.LOCAL_TEE, local); // the local may be read again
    }

    private static Set<Opcode> floatLanes() {
        Set<Opcode> found = EnumSet.noneOf(Opcode.class);
        for (Opcode opcode : Opcode.values()) {
            String text = opcode.text();
            if ((text.startsWith("f32x4.") || text.startsWith("f64x2."))
                    && Signature.of(opcode).results(NumType.I32).contains(VecType.V128)
                    && !text.matches("\\w+\\.(splat|replace_lane|eq|ne|lt|gt|le|ge|abs|neg)")) {
                found.add(opcode);
            }
        }
        return found;
    }

    private static boolean makesFloatLanes(Opcode opcode) {
        return FLOAT_LANES.contains(opcode);
    }

    /// A local to hold a value in; other instructions may use it too.
    private int scratch(ValType type) {
        return scratches.computeIfAbsent(type, code::newLocal);
    }
}
