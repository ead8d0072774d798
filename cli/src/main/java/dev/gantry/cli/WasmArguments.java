package dev.gantry.cli;

import dev.gantry.Func;
import dev.gantry.Val;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Words of the command line as WebAssembly values, and values as words.
final class WasmArguments {
    private WasmArguments() {}

    /// Reads the arguments of a call.
    ///
    /// @throws CommandException if their number or form does not fit
    static Val[] parse(String name, Func func, List<String> words) {
        List<ValType> params = func.type().params();
        if (params.size() != words.size()) {
            throw new CommandException(
                    name + ": " + mismatch(params.size(), words.size()) + " for " + func.type(), ExitCodes.USAGE);
        }
        Val[] args = new Val[params.size()];
        for (int position = 0; position < args.length; position++) {
            args[position] = parse(name, position, params.get(position), words.get(position));
        }
        return args;
    }

    /// How many arguments were wanted, and how many there are.
    static String mismatch(int expected, int found) {
        return "expected " + expected + (expected == 1 ? " argument" : " arguments") + ", found " + found;
    }

    private static Val parse(String name, int position, ValType type, String word) {
        try {
            return switch (type) {
                case NumType number -> parse(number, word);
                case VecType _ -> parseVector(word);
                case RefType ref -> parseNull(ref, word);
            };
        } catch (NumberFormatException e) {
            throw new CommandException(
                    name + ": argument " + (position + 1) + ": expected " + type + ", found " + word, ExitCodes.USAGE);
        }
    }

    private static Val parse(NumType type, String word) {
        return switch (type) {
            case I32 -> Val.i32((int) parseInteger(word, Integer.SIZE));
            case I64 -> Val.i64(parseInteger(word, Long.SIZE));
            case F32 -> Val.f32(Float.parseFloat(floatWord(word)));
            case F64 -> Val.f64(Double.parseDouble(floatWord(word)));
        };
    }

    /// Decimal or hexadecimal, in the range of signed or of unsigned integers.
    private static long parseInteger(String word, int bits) {
        String digits = word.replace("_", "");
        boolean isNegative = digits.startsWith("-");
        String magnitude = isNegative ? digits.substring(1) : digits;
        BigInteger value =
                magnitude.startsWith("0x") ? new BigInteger(magnitude.substring(2), 16) : new BigInteger(magnitude, 10);
        BigInteger signed = isNegative ? value.negate() : value;
        if (signed.bitLength() > bits || (isNegative && signed.bitLength() > bits - 1)) {
            throw new NumberFormatException();
        }
        return signed.longValue();
    }

    private static String floatWord(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "nan" -> "NaN";
            case "inf", "+inf", "infinity" -> "Infinity";
            case "-inf", "-infinity" -> "-Infinity";
            default -> word.endsWith("f") || word.endsWith("d") ? "?" : word;
        };
    }

    private static Val parseVector(String word) {
        if (!word.matches("0x[0-9a-fA-F]{32}")) {
            throw new NumberFormatException();
        }
        return Val.v128(HexFormat.fromHexDigitsToLong(word, 18, 34), HexFormat.fromHexDigitsToLong(word, 2, 18));
    }

    private static Val parseNull(RefType type, String word) {
        if (!word.equals("null") || !type.nullable()) {
            throw new NumberFormatException();
        }
        return Val.nullOf(type);
    }

    /// A result as a word.
    static String text(Val value) {
        return switch (value) {
            case Val.I32 number -> Integer.toString(number.value());
            case Val.I64 number -> Long.toString(number.value());
            case Val.F32 number -> Float.toString(number.value());
            case Val.F64 number -> Double.toString(number.value());
            case Val.Vec vector -> vector.value().toString();
            case Val.FuncRef ref -> ref.func() == null ? "null" : "funcref";
            case Val.ExternRef ref -> ref.object() == null ? "null" : "externref";
            case Val.AnyRefVal ref -> ref.ref() == null ? "null" : "anyref";
            case Val.ExnRefVal ref -> ref.exn() == null ? "null" : "exnref";
        };
    }
}
