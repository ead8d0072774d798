package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;

/// Numbers of the text format: what is one, and which bits it stands for.
///
/// Floats are rounded to nearest, ties to even, straight from the digits to the target format: an `f32` never
/// goes through an `f64`.
///
/// Threading: immutable.
///
/// @wasm text-values
public final class Numbers {
    private static final int F32_PRECISION = 24;
    private static final int F32_MIN_EXPONENT = -149;
    private static final long F32_INFINITY = 0x7F80_0000L;
    private static final int F64_PRECISION = 53;
    private static final int F64_MIN_EXPONENT = -1074;
    private static final long F64_INFINITY = 0x7FF0_0000_0000_0000L;
    /// Far outside the exponents of any float, and safe to add to.
    private static final long HUGE_EXPONENT = 1L << 40;

    private Numbers() {}

    /// What a word is if it is a number: NAT, INT or FLOAT; else RESERVED.
    static TokenKind kind(String text, int start, int end) {
        boolean isSigned = text.charAt(start) == '+' || text.charAt(start) == '-';
        int position = isSigned ? start + 1 : start;
        if (position < end && !isDecimal(text.charAt(position))) {
            return isInfOrNan(text, position, end) ? TokenKind.FLOAT : TokenKind.RESERVED;
        }
        boolean isHex = text.startsWith("0x", position);
        int radix = isHex ? 16 : 10;
        position = digits(text, isHex ? position + 2 : position, end, radix);
        if (position < 0) {
            return TokenKind.RESERVED;
        }
        if (position == end) {
            return isSigned ? TokenKind.INT : TokenKind.NAT;
        }
        if (text.charAt(position) == '.') {
            position++;
            if (position < end && Character.digit(text.charAt(position), radix) >= 0) {
                position = digits(text, position, end, radix);
            }
        }
        if (position < 0) {
            return TokenKind.RESERVED;
        }
        if (position < end && (text.charAt(position) | 0x20) == (isHex ? 'p' : 'e')) {
            position++;
            if (position < end && (text.charAt(position) == '+' || text.charAt(position) == '-')) {
                position++;
            }
            position = digits(text, position, end, 10);
        }
        return position == end ? TokenKind.FLOAT : TokenKind.RESERVED;
    }

    private static boolean isInfOrNan(String text, int position, int end) {
        if (end - position == 3) {
            return text.startsWith("inf", position) || text.startsWith("nan", position);
        }
        return text.startsWith("nan:0x", position) && digits(text, position + 6, end, 16) == end;
    }

    private static boolean isDecimal(char c) {
        return c >= '0' && c <= '9';
    }

    /// The position behind digits with single underscores between them, or [Tokens#NONE] if there is no digit
    /// first or an underscore is misplaced.
    static int digits(String text, int start, int end, int radix) {
        int position = start;
        boolean wasDigit = false;
        while (position < end) {
            char c = text.charAt(position);
            if (c < 128 && Character.digit(c, radix) >= 0) {
                wasDigit = true;
            } else if (c == '_' && wasDigit) {
                wasDigit = false;
            } else {
                break;
            }
            position++;
        }
        return wasDigit ? position : Tokens.NONE;
    }

    /// An integer of a width, signed or unsigned.
    ///
    /// @param tokens the tokens
    /// @param token  a NAT or an INT
    /// @param bits   8, 16, 32 or 64
    /// @return the bits; negative numbers are sign-extended, others are not
    /// @throws MalformedException if it is out of range
    public static long integer(Tokens tokens, int token, int bits) {
        String text = tokens.text(token);
        boolean isNegative = text.charAt(0) == '-';
        long magnitude = magnitude(tokens, token, text, "i" + bits);
        long limit = isNegative ? 1L << (bits - 1) : bits == 64 ? -1L : (1L << bits) - 1;
        if (Long.compareUnsigned(magnitude, limit) > 0) {
            throw outOfRange(tokens, token, "i" + bits);
        }
        return isNegative ? -magnitude : magnitude;
    }

    /// An unsigned integer of a width.
    ///
    /// @param tokens the tokens
    /// @param token  a NAT
    /// @param bits   8, 16, 32 or 64
    /// @return the bits, zero-extended
    /// @throws MalformedException if it is no NAT or out of range
    public static long unsigned(Tokens tokens, int token, int bits) {
        if (tokens.kind(token) != TokenKind.NAT) {
            throw tokens.error(
                    Failure.SYNTAX_ERROR,
                    Failure.SYNTAX_ERROR.text() + ": expected an unsigned integer, found " + tokens.text(token),
                    token);
        }
        return integer(tokens, token, bits);
    }

    /// An unsigned 64-bit integer that is a part of a token.
    static long unsigned(Tokens tokens, int token, String digits) {
        return magnitude(tokens, token, digits, "i64");
    }

    private static long magnitude(Tokens tokens, int token, String text, String type) {
        int position = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        int radix = text.startsWith("0x", position) ? 16 : 10;
        position += radix == 16 ? 2 : 0;
        long limit = Long.divideUnsigned(-1L, radix);
        long magnitude = 0;
        for (; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == '_') {
                continue;
            }
            int digit = Character.digit(c, radix);
            long next = magnitude * radix + digit;
            if (Long.compareUnsigned(magnitude, limit) > 0 || Long.compareUnsigned(next, digit) < 0) {
                throw outOfRange(tokens, token, type);
            }
            magnitude = next;
        }
        return magnitude;
    }

    /// The bits of an `f32`.
    ///
    /// @param tokens the tokens
    /// @param token  a NAT, INT or FLOAT
    /// @return the bits
    /// @throws MalformedException if it is out of range
    public static int f32(Tokens tokens, int token) {
        return (int) bits(tokens, token, F32_PRECISION, F32_MIN_EXPONENT, F32_INFINITY);
    }

    /// The bits of an `f64`.
    ///
    /// @param tokens the tokens
    /// @param token  a NAT, INT or FLOAT
    /// @return the bits
    /// @throws MalformedException if it is out of range
    public static long f64(Tokens tokens, int token) {
        return bits(tokens, token, F64_PRECISION, F64_MIN_EXPONENT, F64_INFINITY);
    }

    private static long bits(Tokens tokens, int token, int precision, int minExponent, long infinity) {
        String text = tokens.text(token).replace("_", "");
        boolean isF32 = precision == F32_PRECISION;
        boolean isNegative = text.charAt(0) == '-';
        String digits = isNegative || text.charAt(0) == '+' ? text.substring(1) : text;
        long magnitude;
        if (digits.equals("inf")) {
            magnitude = infinity;
        } else if (digits.equals("nan")) {
            magnitude = infinity | (1L << (precision - 2));
        } else if (digits.startsWith("nan:")) {
            magnitude = infinity | payload(tokens, token, digits, precision, isF32);
        } else {
            if (digits.startsWith("0x")) {
                magnitude = hex(digits, precision, minExponent, infinity);
            } else {
                magnitude = isF32
                        ? Float.floatToRawIntBits(Float.parseFloat(digits))
                        : Double.doubleToRawLongBits(Double.parseDouble(digits));
            }
            if (magnitude == infinity) {
                throw outOfRange(tokens, token, isF32 ? "f32" : "f64");
            }
        }
        return isNegative ? magnitude | (isF32 ? 1L << 31 : 1L << 63) : magnitude;
    }

    private static long payload(Tokens tokens, int token, String digits, int precision, boolean isF32) {
        String type = isF32 ? "f32" : "f64";
        long payload = magnitude(tokens, token, digits.substring("nan:".length()), type);
        if (payload <= 0 || payload >= 1L << (precision - 1)) {
            throw outOfRange(tokens, token, type);
        }
        return payload;
    }

    /// The bits of a hexadecimal float without sign; infinity stands for an overflow.
    private static long hex(String digits, int precision, int minExponent, long infinity) {
        long significand = 0;
        long exponent = 0;
        boolean isInexact = false;
        boolean isFraction = false;
        int position = 2;
        for (; position < digits.length() && (digits.charAt(position) | 0x20) != 'p'; position++) {
            if (digits.charAt(position) == '.') {
                isFraction = true;
                continue;
            }
            int digit = Character.digit(digits.charAt(position), 16);
            if (significand >>> 59 == 0) {
                significand = significand * 16 + digit;
                exponent -= isFraction ? 4 : 0;
            } else {
                isInexact |= digit != 0;
                exponent += isFraction ? 0 : 4;
            }
        }
        if (position < digits.length()) {
            exponent += exponent(digits.substring(position + 1));
        }
        return round(significand, exponent, isInexact, precision, minExponent, infinity);
    }

    private static long exponent(String digits) {
        boolean isNegative = digits.charAt(0) == '-';
        long value = 0;
        for (int position = isNegative || digits.charAt(0) == '+' ? 1 : 0; position < digits.length(); position++) {
            value = Math.min(value * 10 + Character.digit(digits.charAt(position), 10), HUGE_EXPONENT);
        }
        return isNegative ? -value : value;
    }

    /// Rounds `significand * 2^exponent` (and a little more if inexact) to the nearest float.
    ///
    /// The bits of a float count its steps from zero, so a carry out of the significand comes out right.
    private static long round(
            long significand, long exponent, boolean isInexact, int precision, int minExponent, long infinity) {
        if (significand == 0) {
            return 0;
        }
        int width = Long.SIZE - Long.numberOfLeadingZeros(significand);
        long unit = Math.max(exponent + width - precision, minExponent);
        long dropped = unit - exponent;
        long rounded;
        if (unit - minExponent > infinity >>> (precision - 1)) {
            return infinity;
        } else if (dropped <= 0) {
            rounded = significand << -dropped;
        } else if (dropped > width) {
            return 0;
        } else {
            rounded = significand >>> dropped;
            long rest = significand & ((1L << dropped) - 1);
            long half = 1L << (dropped - 1);
            if (rest > half || (rest == half && (isInexact || (rounded & 1) != 0))) {
                rounded++;
            }
        }
        return Math.min(((unit - minExponent) << (precision - 1)) + rounded, infinity);
    }

    private static MalformedException outOfRange(Tokens tokens, int token, String type) {
        return tokens.error(Failure.CONSTANT_OUT_OF_RANGE, type + " " + Failure.CONSTANT_OUT_OF_RANGE.text(), token);
    }
}
