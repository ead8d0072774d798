package dev.gantry.wast;

import dev.gantry.AnyRef;
import dev.gantry.ArrayRef;
import dev.gantry.EqRef;
import dev.gantry.StructRef;
import dev.gantry.V128;
import dev.gantry.Val;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.RefType;
import java.util.List;

/// Turns constants into values and compares results with patterns.
final class Patterns {
    private static final int F32_QUIET = 0x7FC0_0000;
    private static final long F64_QUIET = 0x7FF8_0000_0000_0000L;

    private Patterns() {}

    /// A host object that scripts tell by a number.
    record HostObject(long number) {}

    static Val value(Constant constant) {
        return switch (constant) {
            case Constant.I32 val -> new Val.I32(val.value());
            case Constant.I64 val -> new Val.I64(val.value());
            case Constant.F32 val -> new Val.F32(val.bits());
            case Constant.F64 val -> new Val.F64(val.bits());
            case Constant.V128 val -> Val.v128(val.low(), val.high());
            case Constant.RefNull ref -> Val.nullOf(new RefType(true, ref.heap()));
            case Constant.RefExtern ref -> Val.externref(new HostObject(ref.number()));
            case Constant.RefHost ref -> Val.anyref(new AnyRef.Extern(new HostObject(ref.number())));
        };
    }

    static boolean matches(List<Pattern> patterns, Val[] values) {
        if (patterns.size() != values.length) {
            return false;
        }
        for (int index = 0; index < values.length; index++) {
            if (!matches(patterns.get(index), values[index])) {
                return false;
            }
        }
        return true;
    }

    static boolean matches(Pattern pattern, Val value) {
        return switch (pattern) {
            case Pattern.Exactly exactly -> value(exactly.constant()).equals(value);
            case Pattern.Nan nan ->
                switch (value) {
                    case Val.F32 val when nan.width() == 32 -> isNan32(val.bits(), nan.isArithmetic());
                    case Val.F64 val when nan.width() == 64 -> isNan64(val.bits(), nan.isArithmetic());
                    default -> false;
                };
            case Pattern.Lanes lanes -> value instanceof Val.Vec vec && matches(lanes.lanes(), vec.value());
            case Pattern.Either either -> either.choices().stream().anyMatch(choice -> matches(choice, value));
            case Pattern.AnyNull _ -> isNull(value);
            case Pattern.AnyRef ref -> !isNull(value) && matches(ref.heap(), value);
        };
    }

    private static boolean isNan32(int bits, boolean isArithmetic) {
        return isArithmetic ? (bits & F32_QUIET) == F32_QUIET : (bits & 0x7FFF_FFFF) == F32_QUIET;
    }

    private static boolean isNan64(long bits, boolean isArithmetic) {
        return isArithmetic ? (bits & F64_QUIET) == F64_QUIET : (bits & Long.MAX_VALUE) == F64_QUIET;
    }

    private static boolean matches(List<Pattern> lanes, V128 value) {
        int width = 128 / lanes.size();
        for (int index = 0; index < lanes.size(); index++) {
            int bit = index * width;
            long bits = (bit < 64 ? value.low() : value.high()) >>> (bit % 64);
            Val lane = width == 32 ? new Val.F32((int) bits) : new Val.F64(bits);
            if (!matches(lanes.get(index), lane)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNull(Val value) {
        return switch (value) {
            case Val.FuncRef val -> val.func() == null;
            case Val.ExternRef val -> val.object() == null;
            case Val.AnyRefVal val -> val.ref() == null;
            case Val.ExnRefVal val -> val.exn() == null;
            case Val.I32 _, Val.I64 _, Val.F32 _, Val.F64 _, Val.Vec _ -> false;
        };
    }

    private static boolean matches(AbsHeapType heap, Val value) {
        return switch (heap) {
            case FUNC -> value instanceof Val.FuncRef;
            case EXTERN -> value instanceof Val.ExternRef;
            case EXN -> value instanceof Val.ExnRefVal;
            case ANY -> value instanceof Val.AnyRefVal;
            case EQ -> value instanceof Val.AnyRefVal(EqRef _);
            case I31 -> value instanceof Val.AnyRefVal(AnyRef.I31 _);
            case STRUCT -> value instanceof Val.AnyRefVal(StructRef _);
            case ARRAY -> value instanceof Val.AnyRefVal(ArrayRef _);
            case NONE, NOFUNC, NOEXTERN, NOEXN -> false;
        };
    }
}
