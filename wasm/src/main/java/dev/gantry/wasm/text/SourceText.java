package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A text with a name, which turns positions into lines and columns and makes errors of them.
///
/// An error's message looks so:
///
/// ```
/// add.wat:3:8: unknown operator: i32.plus
///   (func (i32.plus (local.get 0)))
///          ^
/// ```
///
/// Positions are UTF-16 indices into the text; lines and columns count from 1. Lines end with `\n`, `\r` or
/// both.
///
/// Threading: immutable.
public final class SourceText {
    private static final int SHOWN_CHARS = 160;
    private static final int SHOWN_BEFORE = 100;

    private final String text;
    private final String fileName;
    private final int[] lineStarts;

    /// A text.
    ///
    /// @param text     the characters
    /// @param fileName what messages call it; empty if it has no name
    public SourceText(String text, String fileName) {
        this.text = text;
        this.fileName = fileName;
        this.lineStarts = lineStarts(text);
    }

    /// A text from bytes.
    ///
    /// @param utf8     the characters in UTF-8
    /// @param fileName what messages call it; empty if it has no name
    /// @return the text
    /// @throws MalformedException if the bytes are not UTF-8
    public static SourceText decode(byte[] utf8, String fileName) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer chars = CharBuffer.allocate(utf8.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(utf8), chars, true);
        SourceText source = new SourceText(chars.flip().toString(), fileName);
        if (result.isError()) {
            throw source.error(Failure.MALFORMED_UTF8, source.text.length());
        }
        return source;
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int position = 0; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == '\n' || (c == '\r' && (position + 1 == text.length() || text.charAt(position + 1) != '\n'))) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, 2 * count);
                }
                starts[count++] = position + 1;
            }
        }
        return Arrays.copyOf(starts, count);
    }

    /// The characters.
    ///
    /// @return the whole text
    public String text() {
        return text;
    }

    /// What messages call the text.
    ///
    /// @return the name, or an empty string
    public String fileName() {
        return fileName;
    }

    /// The line of a position.
    ///
    /// @param position an index into the text, or its length
    /// @return the line, from 1
    public int line(int position) {
        int found = Arrays.binarySearch(lineStarts, position);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /// The column of a position.
    ///
    /// @param position an index into the text, or its length
    /// @return the column, from 1
    public int column(int position) {
        return position - lineStarts[line(position) - 1] + 1;
    }

    /// An error at a position, in the words of the failure.
    ///
    /// @param failure  what is wrong
    /// @param position where
    /// @return the error, to be thrown
    public MalformedException error(Failure failure, int position) {
        return error(failure, failure.text(), position);
    }

    /// An error at a position.
    ///
    /// @param failure  what is wrong
    /// @param problem  what to say
    /// @param position where
    /// @return the error, to be thrown
    public MalformedException error(Failure failure, String problem, int position) {
        int line = line(position);
        int column = column(position);
        String place = (fileName.isEmpty() ? "" : fileName + ":") + line + ":" + column + ": ";
        return new MalformedException(failure, place + problem + excerpt(line, column), position, true);
    }

    private String excerpt(int line, int column) {
        int start = lineStarts[line - 1];
        int end = start;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        int from = column > SHOWN_CHARS ? start + column - SHOWN_BEFORE : start;
        int to = Math.min(end, from + SHOWN_CHARS);
        StringBuilder shown = new StringBuilder("\n  ");
        StringBuilder caret = new StringBuilder("\n  ");
        for (int position = from; position < to; position++) {
            char c = text.charAt(position);
            shown.append(Character.isISOControl(c) && c != '\t' ? '?' : c);
        }
        for (int position = from; position < start + column - 1; position++) {
            caret.append(position < to && text.charAt(position) == '\t' ? '\t' : ' ');
        }
        return shown.append(caret).append('^').toString();
    }
}
