package dev.gantry.wasm.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/// Writes tokens, lines and literals of the text format to an [Appendable].
///
/// Lines are collected in a buffer that is passed on when it has a few kilobytes. An [IOException] of the destination
/// is thrown as [UncheckedIOException]; the printer unwraps it.
///
/// Threading: confined to one thread.
///
/// @wasm text-lexical
final class TextOut {
    private static final int FLUSH_CHARS = 8192;
    /// Deeper code is not indented further, so that output stays linear in its input.
    private static final int MAX_INDENT = 40;

    private final Appendable destination;
    private final boolean offsets;
    private final StringBuilder buffer = new StringBuilder();
    private int depth;
    private boolean isFirstLine = true;

    TextOut(Appendable destination, boolean offsets) {
        this.destination = destination;
        this.offsets = offsets;
    }

    void indent() {
        depth++;
    }

    void dedent() {
        depth--;
    }

    /// Begins a line for what stands at an offset of the binary.
    void line(int offsetBytes) {
        if (!isFirstLine) {
            buffer.append('\n');
        }
        isFirstLine = false;
        if (buffer.length() >= FLUSH_CHARS) {
            flush();
        }
        if (offsets) {
            buffer.append(String.format(Locale.ROOT, "(;0x%06x;) ", offsetBytes));
        }
        buffer.repeat("  ", Math.clamp(depth, 0, MAX_INDENT));
    }

    /// Ends the output with a line break.
    void finish() {
        buffer.append('\n');
        flush();
    }

    private void flush() {
        try {
            destination.append(buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        buffer.setLength(0);
    }

    TextOut text(String text) {
        buffer.append(text);
        return this;
    }

    TextOut number(long value) {
        buffer.append(value);
        return this;
    }

    TextOut unsigned(int value) {
        buffer.append(Integer.toUnsignedString(value));
        return this;
    }

    TextOut unsigned(long value) {
        buffer.append(Long.toUnsignedString(value));
        return this;
    }

    /// An exact literal, and its decimal form in a comment where that says more.
    TextOut f32(int bits) {
        int magnitude = bits & 0x7FFF_FFFF;
        if (magnitude > 0x7F80_0000) {
            return nan(bits < 0, magnitude & 0x7F_FFFF);
        }
        float value = Float.intBitsToFloat(bits);
        return Float.isInfinite(value)
                ? infinity(bits < 0)
                : text(Float.toHexString(value))
                        .text(" (;=")
                        .text(Float.toString(value))
                        .text(";)");
    }

    /// An exact literal, and its decimal form in a comment.
    TextOut f64(long bits) {
        long magnitude = bits & Long.MAX_VALUE;
        if (magnitude > 0x7FF0_0000_0000_0000L) {
            return nan(bits < 0, magnitude & 0xF_FFFF_FFFF_FFFFL);
        }
        double value = Double.longBitsToDouble(bits);
        return Double.isInfinite(value)
                ? infinity(bits < 0)
                : text(Double.toHexString(value))
                        .text(" (;=")
                        .text(Double.toString(value))
                        .text(";)");
    }

    private TextOut nan(boolean isNegative, long payload) {
        return text(isNegative ? "-nan:0x" : "nan:0x").text(Long.toHexString(payload));
    }

    private TextOut infinity(boolean isNegative) {
        return text(isNegative ? "-inf" : "inf");
    }

    /// A string literal of bytes; everything that is not printable ASCII is escaped.
    TextOut string(byte[] bytes, int start, int end) {
        buffer.append('"');
        for (int at = start; at < end; at++) {
            Quoting.appendByte(buffer, bytes[at] & 0xFF);
            if (buffer.length() >= FLUSH_CHARS) {
                flush();
            }
        }
        buffer.append('"');
        return this;
    }

    /// A string literal of a name.
    TextOut string(String name) {
        buffer.append(Quoting.string(name));
        return this;
    }
}
