package dev.gantry.wast;

import dev.gantry.AnyRef;
import dev.gantry.ArrayRef;
import dev.gantry.StructRef;
import dev.gantry.V128;
import dev.gantry.Val;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What scripts expect and what was found, as scripts write it.
final class ScriptText {
    private static final int F32_PAYLOAD = 0x7F_FFFF;
    private static final long F64_PAYLOAD = 0xF_FFFF_FFFF_FFFFL;

    private ScriptText() {}

    static String of(List<Pattern> patterns) {
        return join(patterns.stream().map(ScriptText::of));
    }

    static String of(Val[] values) {
        return join(Stream.of(values).map(ScriptText::of));
    }

    private static String join(Stream<String> texts) {
        String text = texts.collect(Collectors.joining(" "));
        return text.isEmpty() ? "no results" : text;
    }

    private static String of(Pattern pattern) {
        return switch (pattern) {
            case Pattern.Exactly exactly -> of(Patterns.value(exactly.constant()));
            case Pattern.Nan nan -> "(f" + nan.width() + ".const " + nan(nan) + ")";
            case Pattern.Lanes lanes ->
                "(v128.const f" + 128 / lanes.lanes().size() + "x"
                        + lanes.lanes().size() + " "
                        + lanes.lanes().stream().map(ScriptText::lane).collect(Collectors.joining(" ")) + ")";
            case Pattern.Either either -> "(either " + of(either.choices()) + ")";
            case Pattern.AnyNull ref -> ref.heap() == null ? "(ref.null)" : "(ref.null " + ref.heap() + ")";
            case Pattern.AnyRef ref -> "(ref." + ref.heap() + ")";
        };
    }

    private static String nan(Pattern.Nan nan) {
        return nan.isArithmetic() ? "nan:arithmetic" : "nan:canonical";
    }

    private static String lane(Pattern lane) {
        return switch (lane) {
            case Pattern.Nan nan -> nan(nan);
            case Pattern.Exactly(Constant.F32 val) -> f32(val.bits());
            case Pattern.Exactly(Constant.F64 val) -> f64(val.bits());
            default -> of(lane);
        };
    }

    private static String of(Val value) {
        return switch (value) {
            case Val.I32 val -> "(i32.const " + val.value() + ")";
            case Val.I64 val -> "(i64.const " + val.value() + ")";
            case Val.F32 val -> "(f32.const " + f32(val.bits()) + ")";
            case Val.F64 val -> "(f64.const " + f64(val.bits()) + ")";
            case Val.Vec(V128 vec) -> "(v128.const i64x2 0x%016x 0x%016x)".formatted(vec.low(), vec.high());
            case Val.FuncRef val -> val.func() == null ? "(ref.null func)" : "(ref.func)";
            case Val.ExternRef val -> val.object() == null ? "(ref.null extern)" : host("extern", val.object());
            case Val.AnyRefVal val -> val.ref() == null ? "(ref.null any)" : of(val.ref());
            case Val.ExnRefVal val -> val.exn() == null ? "(ref.null exn)" : "(ref.exn)";
        };
    }

    private static String of(AnyRef ref) {
        return switch (ref) {
            case AnyRef.I31(int value) -> "(ref.i31 " + value + ")";
            case AnyRef.Extern(Object object) -> host("host", object);
            case StructRef _ -> "(ref.struct)";
            case ArrayRef _ -> "(ref.array)";
        };
    }

    /// Objects of scripts have numbers; others may print themselves at any length.
    private static String host(String kind, Object object) {
        return "(ref." + kind + (object instanceof Patterns.HostObject(long number) ? " " + number : "") + ")";
    }

    private static String f32(int bits) {
        float value = Float.intBitsToFloat(bits);
        return Float.isNaN(value)
                ? nan(bits < 0, bits & F32_PAYLOAD)
                : Float.isInfinite(value) ? infinity(bits < 0) : Float.toString(value);
    }

    private static String f64(long bits) {
        double value = Double.longBitsToDouble(bits);
        return Double.isNaN(value)
                ? nan(bits < 0, bits & F64_PAYLOAD)
                : Double.isInfinite(value) ? infinity(bits < 0) : Double.toString(value);
    }

    private static String nan(boolean isNegative, long payload) {
        return (isNegative ? "-" : "") + "nan:0x" + Long.toHexString(payload);
    }

    private static String infinity(boolean isNegative) {
        return isNegative ? "-inf" : "inf";
    }
}
