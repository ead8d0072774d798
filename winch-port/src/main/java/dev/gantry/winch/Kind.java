package dev.gantry.winch;

import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;

/// What the compiler needs to know of a type: how a value is moved, and whether the collector looks at it.
///
/// Threading: no state.
final class Kind {
    /// `i32`. In registers of the compiler the upper half is always zero.
    static final byte I32 = 0;
    /// `i64`.
    static final byte I64 = 1;
    /// `f32`.
    static final byte F32 = 2;
    /// `f64`.
    static final byte F64 = 3;
    /// `v128`.
    static final byte V128 = 4;
    /// A reference to a function, by its id. In registers like `i32`.
    static final byte FUNC = 5;
    /// Any other reference, which stack maps name. In registers like `i32`.
    static final byte OBJECT = 6;

    static final byte[] NONE = {};

    private Kind() {}

    /// The kind of a value type as a module writes it.
    static byte of(ValType type, ModuleDef def) {
        return switch (type) {
            case NumType number ->
                switch (number) {
                    case I32 -> I32;
                    case I64 -> I64;
                    case F32 -> F32;
                    case F64 -> F64;
                };
            case VecType _ -> V128;
            case RefType ref -> of(ref.heap(), def);
        };
    }

    /// The kind of references to a heap type as a module writes it.
    static byte of(HeapType heap, ModuleDef def) {
        return switch (heap) {
            case AbsHeapType type -> type == AbsHeapType.FUNC || type == AbsHeapType.NOFUNC ? FUNC : OBJECT;
            case HeapType.Index(int index) -> def.types().get(index).composite() instanceof FuncType ? FUNC : OBJECT;
            case HeapType.Rec _, HeapType.Id _ -> throw new IllegalArgumentException("heap type " + heap);
        };
    }

    /// The kind that a name of the opcode table's signatures stands for.
    ///
    /// @param is64 whether `at`, the type of addresses, is `i64`
    static byte ofName(String name, boolean is64) {
        return switch (name) {
            case "i32" -> I32;
            case "i64" -> I64;
            case "f32" -> F32;
            case "f64" -> F64;
            case "v128" -> V128;
            case "at" -> is64 ? I64 : I32;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// Whether values are in vector registers.
    static boolean isFloat(byte kind) {
        return kind >= F32 && kind <= V128;
    }

    /// Whether values are in the lower halves of general registers.
    static boolean isHalf(byte kind) {
        return kind == I32 || kind >= FUNC;
    }

    /// The register of a single result.
    static int resultRegister(byte kind) {
        return isFloat(kind) ? Registers.XMM0 : Registers.RAX;
    }

    /// The number of 8-byte slots of a value.
    static int slots(byte kind) {
        return kind == V128 ? 2 : 1;
    }

    /// The first slot that a value may have, see [Frame].
    ///
    /// @param from the lowest that is free
    static int alignSlot(byte kind, int from) {
        return kind == V128 ? from + (from & 1) : from;
    }

    /// The number of 8-byte slots of some values.
    static int slots(byte[] kinds) {
        int slots = kinds.length;
        for (byte kind : kinds) {
            slots += kind == V128 ? 1 : 0;
        }
        return slots;
    }
}
