package dev.gantry.runtime.numeric;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Family;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.WasmFeature;

/// Executes vector instructions on the slots of a frame.
///
/// Operands and results are numbers of slots; a `v128` sits in the named slot (low half) and the one behind it (high
/// half). The result may take the place of any operand, wholly or in part: all operands are read before the result is
/// written.
///
/// The instructions are sorted into groups by the shape in their name and the signature in their row of [Opcode]; each
/// group is one `switch` in the class of the shape.
///
/// Threading: no state.
///
/// @wasm exec-instr-vec
public final class VectorOps {
    /// How operands and results are passed, times ten, plus the shape. Zero: not executed here.
    private static final byte[] GROUPS = groups();

    private static final int I8X16 = 1;
    private static final int I16X8 = 2;
    private static final int I32X4 = 3;
    private static final int I64X2 = 4;
    private static final int F32X4 = 5;
    private static final int F64X2 = 6;
    private static final int ANY = 7;

    private static final int UNARY = 10;
    private static final int BINARY = 20;
    private static final int SHIFT = 30;
    private static final int TEST = 40;
    private static final int SPLAT = 50;
    private static final int EXTRACT = 60;
    private static final int REPLACE = 70;
    private static final int THREE = 80;
    private static final int RELAXED = 90;

    private VectorOps() {}

    private static byte[] groups() {
        Opcode[] opcodes = Opcode.values();
        byte[] groups = new byte[opcodes.length];
        for (int op = 0; op < opcodes.length; op++) {
            Opcode opcode = opcodes[op];
            if (opcode.family() == Family.SIMD && !opcode.has(Opcode.Effects.READS | Opcode.Effects.WRITES)) {
                groups[op] = (byte) group(opcode);
            }
        }
        return groups;
    }

    private static int group(Opcode opcode) {
        String text = opcode.text();
        if (opcode.feature() == WasmFeature.RELAXED_SIMD) {
            return RELAXED;
        }
        if (text.contains(".extract_lane")) {
            return EXTRACT;
        }
        if (text.contains(".replace_lane")) {
            return REPLACE;
        }
        if (text.endsWith(".splat")) {
            return SPLAT;
        }
        int shape = shape(text.substring(0, text.indexOf('.')));
        return switch (String.valueOf(opcode.signature())) {
            case "v128 -> v128" -> UNARY + shape;
            case "v128 v128 -> v128" -> opcode == Opcode.I8X16_SHUFFLE ? THREE : BINARY + shape;
            case "v128 i32 -> v128" -> SHIFT + shape;
            case "v128 -> i32" -> TEST;
            case "-> v128", "v128 v128 v128 -> v128" -> THREE;
            default -> throw Bug.unreachable("signature of " + text);
        };
    }

    private static int shape(String name) {
        return switch (name) {
            case "i8x16" -> I8X16;
            case "i16x8" -> I16X8;
            case "i32x4" -> I32X4;
            case "i64x2" -> I64X2;
            case "f32x4" -> F32X4;
            case "f64x2" -> F64X2;
            case "v128" -> ANY;
            default -> throw Bug.unreachable("shape " + name);
        };
    }

    /// Executes an instruction of the family [Family#SIMD] that does not access memory.
    ///
    /// The sixteen bytes behind `v128.const` and `i8x16.shuffle` do not fit the immediate: they are taken from
    /// the slots `c` and `c + 1`. The method [#shuffle] takes them as numbers.
    ///
    /// @param op        the instruction, a constant of [Ops]
    /// @param frame     the slots
    /// @param dst       where the result goes
    /// @param a         the first operand
    /// @param b         the second operand, if there is one: a vector, or the `i32` of a shift, or the new lane
    /// @param c         the third operand, if there is one
    /// @param immediate the lane of `extract_lane` and `replace_lane`
    public static void execute(int op, long[] frame, int dst, int a, int b, int c, int immediate) {
        switch (GROUPS[op]) {
            case UNARY + I8X16 -> I8x16.unary(op, frame, dst, a);
            case UNARY + I16X8 -> I16x8.unary(op, frame, dst, a);
            case UNARY + I32X4 -> I32x4.unary(op, frame, dst, a);
            case UNARY + I64X2 -> I64x2.unary(op, frame, dst, a);
            case UNARY + F32X4 -> F32x4.unary(op, frame, dst, a);
            case UNARY + F64X2 -> F64x2.unary(op, frame, dst, a);
            case UNARY + ANY -> VectorLanes.not(frame, dst, a);
            case BINARY + I8X16 -> I8x16.binary(op, frame, dst, a, b);
            case BINARY + I16X8 -> I16x8.binary(op, frame, dst, a, b);
            case BINARY + I32X4 -> I32x4.binary(op, frame, dst, a, b);
            case BINARY + I64X2 -> I64x2.binary(op, frame, dst, a, b);
            case BINARY + F32X4 -> F32x4.binary(op, frame, dst, a, b);
            case BINARY + F64X2 -> F64x2.binary(op, frame, dst, a, b);
            case BINARY + ANY -> VectorLanes.bitwise(op, frame, dst, a, b);
            case SHIFT + I8X16 -> I8x16.shift(op, frame, dst, a, b);
            case SHIFT + I16X8 -> I16x8.shift(op, frame, dst, a, b);
            case SHIFT + I32X4 -> I32x4.shift(op, frame, dst, a, b);
            case SHIFT + I64X2 -> I64x2.shift(op, frame, dst, a, b);
            case TEST -> VectorLanes.test(op, frame, dst, a);
            case SPLAT -> VectorLanes.splat(op, frame, dst, a);
            case EXTRACT -> VectorLanes.extract(op, frame, dst, a, immediate);
            case REPLACE -> VectorLanes.replace(op, frame, dst, a, b, immediate);
            case THREE -> executeWithThree(op, frame, dst, a, b, c);
            case RELAXED -> RelaxedVector.execute(op, frame, dst, a, b, c);
            default -> throw Bug.unreachable("not a vector instruction: " + op);
        }
    }

    private static void executeWithThree(int op, long[] frame, int dst, int a, int b, int c) {
        switch (op) {
            case Ops.V128_CONST -> Swar.put(frame, dst, frame[c], frame[c + 1]);
            case Ops.I8X16_SHUFFLE -> VectorLanes.shuffle(frame, dst, a, b, frame[c], frame[c + 1]);
            case Ops.V128_BITSELECT -> VectorLanes.bitselect(frame, dst, a, b, c);
            default -> throw Bug.unreachable("vector op " + op);
        }
    }

    /// Executes `i8x16.shuffle`.
    ///
    /// @param frame     the slots
    /// @param dst       where the result goes
    /// @param a         the vector with the lanes 0 to 15
    /// @param b         the vector with the lanes 16 to 31
    /// @param lanesLow  the choice for the bytes 0 to 7, byte 0 in the lowest bits, each below 32
    /// @param lanesHigh the choice for the bytes 8 to 15
    public static void shuffle(long[] frame, int dst, int a, int b, long lanesLow, long lanesHigh) {
        VectorLanes.shuffle(frame, dst, a, b, lanesLow, lanesHigh);
    }

    /// Makes the NaNs of a vector canonical, as an engine does that promises the same bits on every machine.
    ///
    /// @param op    the instruction that made the vector, a constant of [Ops]
    /// @param frame the slots
    /// @param dst   the vector
    public static void canonicalizeNaNs(int op, long[] frame, int dst) {
        if (isF32(op)) {
            frame[dst] = Scalars.canonicalF32x2(frame[dst]);
            frame[dst + 1] = Scalars.canonicalF32x2(frame[dst + 1]);
        } else if (isF64(op)) {
            frame[dst] = Scalars.canonicalF64(frame[dst]);
            frame[dst + 1] = Scalars.canonicalF64(frame[dst + 1]);
        }
    }

    private static boolean isF32(int op) {
        return switch (op) {
            case Ops.F32X4_ADD,
                    Ops.F32X4_SUB,
                    Ops.F32X4_MUL,
                    Ops.F32X4_DIV,
                    Ops.F32X4_SQRT,
                    Ops.F32X4_MIN,
                    Ops.F32X4_MAX,
                    Ops.F32X4_CEIL,
                    Ops.F32X4_FLOOR,
                    Ops.F32X4_TRUNC,
                    Ops.F32X4_NEAREST,
                    Ops.F32X4_DEMOTE_F64X2_ZERO,
                    Ops.F32X4_RELAXED_MADD,
                    Ops.F32X4_RELAXED_NMADD,
                    Ops.F32X4_RELAXED_MIN,
                    Ops.F32X4_RELAXED_MAX -> true;
            default -> false;
        };
    }

    private static boolean isF64(int op) {
        return switch (op) {
            case Ops.F64X2_ADD,
                    Ops.F64X2_SUB,
                    Ops.F64X2_MUL,
                    Ops.F64X2_DIV,
                    Ops.F64X2_SQRT,
                    Ops.F64X2_MIN,
                    Ops.F64X2_MAX,
                    Ops.F64X2_CEIL,
                    Ops.F64X2_FLOOR,
                    Ops.F64X2_TRUNC,
                    Ops.F64X2_NEAREST,
                    Ops.F64X2_PROMOTE_LOW_F32X4,
                    Ops.F64X2_RELAXED_MADD,
                    Ops.F64X2_RELAXED_NMADD,
                    Ops.F64X2_RELAXED_MIN,
                    Ops.F64X2_RELAXED_MAX -> true;
            default -> false;
        };
    }
}
