package dev.gantry.component;

import java.util.ArrayList;
import java.util.List;

/// The tokens of a text of values: words, quoted characters and strings, punctuation. What separates them is skipped.
///
/// Threading: confined to one thread.
final class WaveCursor {
    private static final String LINES = "\"\"\"";
    private static final int MAX_SHOWN = 40;

    private final String text;
    private int position;

    /// A cursor at the start of a text.
    WaveCursor(String text) {
        this.text = text;
    }

    /// Where the next token starts.
    int peekPosition() {
        while (position < text.length()) {
            if (text.startsWith("//", position)) {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end;
            } else if (" \t\r\n".indexOf(text.charAt(position)) >= 0) {
                position++;
            } else {
                break;
            }
        }
        return position;
    }

    /// Reads a character of punctuation if it comes next.
    boolean accept(char wanted) {
        boolean isThere = peekPosition() < text.length() && text.charAt(position) == wanted;
        position += isThere ? 1 : 0;
        return isThere;
    }

    /// Reads a character of punctuation.
    ///
    /// @param what what it is expected for
    void expect(char wanted, String what) {
        if (!accept(wanted)) {
            throw expected(position, what);
        }
    }

    /// Reads the record without fields, if it comes next.
    boolean acceptEmptyRecord() {
        int start = peekPosition();
        if (accept('{') && accept(':') && accept('}')) {
            return true;
        }
        position = start;
        return false;
    }

    /// Checks that nothing follows.
    void expectEnd() {
        if (peekPosition() < text.length()) {
            throw expected(position, "the end");
        }
    }

    /// Reads what a number or a label may consist of.
    ///
    /// @return the characters, none if something else comes
    String word() {
        int start = peekPosition();
        while (position < text.length() && isOfWord(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isOfWord(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '-'
                || character == '+'
                || character == '.';
    }

    /// Reads a name, with or without a percent sign.
    String label() {
        int start = peekPosition();
        if (position < text.length() && text.charAt(position) == '%') {
            position++;
            if (peekPosition() != start + 1) {
                throw expected(start, "a name");
            }
        }
        return word();
    }

    /// Reads a word if it is the one that is wanted.
    boolean acceptKeyword(String wanted) {
        int start = peekPosition();
        if (word().equals(wanted)) {
            return true;
        }
        position = start;
        return false;
    }

    // quoted text

    /// Reads a character.
    ///
    /// @return a Unicode scalar value
    int character() {
        int start = peekPosition();
        if (!accept('\'') || position == text.length() || text.charAt(position) == '\'') {
            throw expected(start, "a character in single quotes");
        }
        int codePoint = codePoint(start);
        if (position == text.length() || text.charAt(position) != '\'') {
            throw expected(start, "one character in single quotes");
        }
        position++;
        return codePoint;
    }

    /// Reads a string.
    String string() {
        int start = peekPosition();
        if (text.startsWith(LINES, position)) {
            return lines();
        }
        if (!accept('"')) {
            throw expected(start, "a string in double quotes");
        }
        StringBuilder content = new StringBuilder();
        while (position < text.length() && text.charAt(position) != '"') {
            if (text.charAt(position) == '\n') {
                throw fail(start, "expected a string that ends in its line, found none");
            }
            content.appendCodePoint(codePoint(start));
        }
        if (position == text.length()) {
            throw fail(start, "expected a string that ends, found none");
        }
        position++;
        return content.toString();
    }

    /// Reads a string of several lines. The spaces in front of the closing quotes are taken from the start of each
    /// line, and the last line break is not part of the string.
    private String lines() {
        int start = position;
        position += LINES.length();
        if (text.startsWith("\r\n", position) || text.startsWith("\n", position)) {
            position = text.indexOf('\n', position) + 1;
        } else {
            throw expected(position, "a line break behind \"\"\"");
        }
        List<Integer> lineStarts = new ArrayList<>(List.of(position));
        int end = position;
        while (!text.startsWith(LINES, end)) {
            if (end >= text.length()) {
                throw fail(start, "expected a string that ends, found none");
            }
            if (text.charAt(end) == '\n') {
                lineStarts.add(end + 1);
            }
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        String indent = text.substring(lineStarts.removeLast(), end);
        if (!indent.isBlank()) {
            throw fail(end, "expected \"\"\" on a line of its own, found " + indent.strip());
        }
        StringBuilder content = new StringBuilder();
        for (int line = 0; line < lineStarts.size(); line++) {
            position = lineStarts.get(line);
            int next = line + 1 < lineStarts.size() ? lineStarts.get(line + 1) : end - indent.length();
            int lineEnd = next - (text.charAt(Math.max(0, next - 2)) == '\r' ? 2 : 1);
            if (position < lineEnd && !text.startsWith(indent, position)) {
                throw expected(position, indent.length() + " spaces");
            }
            position = Math.min(position + indent.length(), lineEnd);
            content.append(line == 0 ? "" : "\n");
            while (position < lineEnd) {
                content.appendCodePoint(codePoint(start));
            }
        }
        position = end + LINES.length();
        return content.toString();
    }

    /// Reads a character of quoted text, which may be an escape.
    private int codePoint(int start) {
        int place = position;
        int codePoint = text.codePointAt(position);
        position += Character.charCount(codePoint);
        if (codePoint != '\\') {
            if (isSurrogate(codePoint)) {
                throw fail(place, "expected a unicode scalar value, found a surrogate");
            }
            return codePoint;
        }
        if (position == text.length()) {
            throw fail(start, "expected quoted text that ends, found none");
        }
        char escape = text.charAt(position++);
        return switch (escape) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '\\', '\'', '"' -> escape;
            case 'u' -> unicodeEscape(place);
            default -> throw fail(place, "expected an escape, found \\" + escape);
        };
    }

    private int unicodeEscape(int place) {
        int close = text.indexOf('}', position);
        String digits = close < 0 ? "" : text.substring(position, close);
        if (!digits.matches("\\{0*[0-9a-fA-F]{1,6}")) {
            throw fail(place, "expected \\u{...}, found none");
        }
        int codePoint = Integer.parseInt(digits, 1, digits.length(), 16);
        if (!Character.isValidCodePoint(codePoint) || isSurrogate(codePoint)) {
            throw fail(place, "expected a unicode scalar value, found " + digits.substring(1));
        }
        position = close + 1;
        return codePoint;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    // errors

    /// The error that something else was expected.
    ///
    /// @param start where
    /// @param what  what was expected
    IllegalArgumentException expected(int start, String what) {
        int end = start;
        while (end < text.length() && end - start < MAX_SHOWN && isOfWord(text.charAt(end))) {
            end++;
        }
        String found = start == text.length()
                ? "the end"
                : end > start ? text.substring(start, end) : text.substring(start, text.offsetByCodePoints(start, 1));
        return fail(start, "expected " + what + ", found " + found);
    }

    /// An error.
    ///
    /// @param start   where
    /// @param message what is wrong
    IllegalArgumentException fail(int start, String message) {
        String before = text.substring(0, start);
        int line = (int) before.chars().filter(character -> character == '\n').count() + 1;
        int lineStart = before.lastIndexOf('\n') + 1;
        int column = text.codePointCount(lineStart, start) + 1;
        return new IllegalArgumentException(
                (text.indexOf('\n') < 0 ? "" : "line " + line + ", ") + "column " + column + ": " + message);
    }
}
