package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import java.util.Arrays;
import java.util.Set;

/// Splits a text into [Tokens].
///
/// A word is the longest run of identifier characters and strings; what the run consists of decides what it is,
/// so that `0$x` or `"a""b"` are one reserved token each. Annotations that nobody reads are checked for balance
/// and left out.
///
/// Threading: confined to one thread.
///
/// @wasm text-lexical
final class Lexer {
    /// The annotations that become tokens.
    static final Set<String> ANNOTATIONS = Set.of("custom", "name", "metadata.code.branch_hint");

    private static final boolean[] ID_CHARS = idChars();

    private final SourceText source;
    private final String text;
    private int position;
    private TokenKind[] kinds = new TokenKind[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] matches = new int[64];
    private int count;
    private int[] open = new int[16];
    private int depth;

    Lexer(SourceText source) {
        this.source = source;
        this.text = source.text();
    }

    private static boolean[] idChars() {
        boolean[] chars = new boolean[128];
        for (char c = '!'; c <= '~'; c++) {
            chars[c] = "\"(),;[]{}".indexOf(c) < 0;
        }
        return chars;
    }

    static boolean isIdChar(char c) {
        return c < 128 && ID_CHARS[c];
    }

    Tokens run() {
        while (skipSpace()) {
            next();
        }
        add(TokenKind.END, text.length());
        return new Tokens(
                source,
                Arrays.copyOf(kinds, count),
                Arrays.copyOf(starts, count),
                Arrays.copyOf(ends, count),
                Arrays.copyOf(matches, count));
    }

    private void next() {
        int start = position;
        switch (text.charAt(position)) {
            case '(' -> {
                if (peek(1) == '@') {
                    annotation();
                } else {
                    position++;
                    open(TokenKind.LEFT, start);
                }
            }
            case ')' -> {
                position++;
                add(TokenKind.RIGHT, start);
                if (depth > 0) {
                    matches[open[--depth]] = count - 1;
                }
            }
            case ',', ';', '[', ']', '{', '}' -> {
                position++;
                add(TokenKind.RESERVED, start);
            }
            default -> {
                TokenKind kind = word();
                if (kind == TokenKind.RESERVED && position == start + 1 && text.charAt(start) == '$') {
                    throw source.error(Failure.EMPTY_IDENTIFIER, start);
                }
                add(kind, start);
            }
        }
    }

    /// Moves to the next character that is neither white space nor comment; false at the end.
    private boolean skipSpace() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                position++;
            } else if (c == ';' && peek(1) == ';') {
                skipLineComment();
            } else if (c == '(' && peek(1) == ';') {
                skipBlockComment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void skipLineComment() {
        while (position < text.length() && text.charAt(position) != '\n' && text.charAt(position) != '\r') {
            checkSurrogate(position);
            position++;
        }
    }

    private void skipBlockComment() {
        int start = position;
        int nesting = 0;
        do {
            if (position >= text.length()) {
                throw source.error(Failure.UNCLOSED_COMMENT, start);
            }
            char c = text.charAt(position);
            if (c == '(' && peek(1) == ';') {
                nesting++;
                position++;
            } else if (c == ';' && peek(1) == ')') {
                nesting--;
                position++;
            } else {
                checkSurrogate(position);
            }
            position++;
        } while (nesting > 0);
    }

    /// Reads a run of identifier characters and strings, and says what it is.
    private TokenKind word() {
        int start = position;
        int strings = 0;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '"') {
                string();
                strings++;
            } else if (isIdChar(c)) {
                position++;
            } else {
                break;
            }
        }
        if (position == start) {
            checkSurrogate(position);
            throw source.error(
                    Failure.ILLEGAL_CHARACTER,
                    "illegal character U+%04X".formatted(text.codePointAt(position)),
                    position);
        }
        char first = text.charAt(start);
        if (strings == 0) {
            return plainWord(first, start);
        }
        if (strings == 1 && first == '"' && isOneString(start)) {
            return TokenKind.STRING;
        }
        if (strings == 1 && first == '$' && text.charAt(start + 1) == '"' && isOneString(start + 1)) {
            checkId(start + 1);
            return TokenKind.ID;
        }
        return TokenKind.RESERVED;
    }

    private TokenKind plainWord(char first, int start) {
        if (first == '$') {
            return position > start + 1 ? TokenKind.ID : TokenKind.RESERVED;
        }
        TokenKind number = Numbers.kind(text, start, position);
        if (number != TokenKind.RESERVED) {
            return number;
        }
        return first >= 'a' && first <= 'z' ? TokenKind.KEYWORD : TokenKind.RESERVED;
    }

    /// Whether the string that starts at a position is the rest of the word: one string ends where the word
    /// ends.
    private boolean isOneString(int start) {
        int end = start + 1;
        while (text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return end + 1 == position;
    }

    private void checkId(int quote) {
        if (position == quote + 2) {
            throw source.error(Failure.EMPTY_IDENTIFIER, quote);
        }
        Tokens inside = new Tokens(source, kinds, starts, ends, matches);
        inside.utf8(inside.decode(quote + 1, position - 1), quote);
    }

    /// Reads a string and checks its characters and escapes.
    private void string() {
        int start = position++;
        while (true) {
            if (position >= text.length()) {
                throw source.error(Failure.UNCLOSED_STRING, start);
            }
            char c = text.charAt(position);
            if (c == '"') {
                position++;
                return;
            } else if (c == '\\') {
                escape();
            } else if (c == '\n' || c == '\r') {
                throw source.error(Failure.UNCLOSED_STRING, start);
            } else if (c < ' ' || c == 0x7F) {
                throw source.error(Failure.ILLEGAL_CHARACTER, "illegal character U+%04X".formatted((int) c), position);
            } else {
                checkSurrogate(position);
                position++;
            }
        }
    }

    private void escape() {
        int start = position++;
        switch (peek(0)) {
            case 't', 'n', 'r', '"', '\'', '\\' -> position++;
            case 'u' -> unicodeEscape(start);
            default -> {
                if (Character.digit(ascii(0), 16) < 0 || Character.digit(ascii(1), 16) < 0) {
                    throw source.error(Failure.ILLEGAL_ESCAPE, start);
                }
                position += 2;
            }
        }
    }

    private void unicodeEscape(int start) {
        position++;
        int digits = position + 1;
        int end = peek(0) == '{' ? Numbers.digits(text, digits, text.length(), 16) : Tokens.NONE;
        if (end < 0 || end >= text.length() || text.charAt(end) != '}') {
            throw source.error(Failure.ILLEGAL_ESCAPE, start);
        }
        long value = 0;
        for (int digit = digits; digit < end; digit++) {
            if (text.charAt(digit) != '_') {
                value = Math.min(value * 16 + Character.digit(text.charAt(digit), 16), Integer.MAX_VALUE);
            }
        }
        if (value > Character.MAX_CODE_POINT
                || (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)) {
            throw source.error(Failure.ILLEGAL_ESCAPE, "illegal escape: not a character", start);
        }
        position = end + 1;
    }

    /// Reads `(@id`. An annotation that somebody reads becomes a token, any other is skipped to its end.
    private void annotation() {
        int start = position;
        position += 2;
        int idStart = position;
        if (position < text.length() && (text.charAt(position) == '"' || isIdChar(text.charAt(position)))) {
            annotationId();
        }
        if (position == idStart) {
            throw source.error(Failure.EMPTY_ANNOTATION_ID, start);
        }
        if (ANNOTATIONS.contains(text.substring(idStart, position))) {
            open(TokenKind.ANNOTATION, start);
        } else {
            skipAnnotation(start);
        }
    }

    private void annotationId() {
        int start = position;
        if (text.charAt(position) == '"') {
            string();
            if (position == start + 2) {
                throw source.error(Failure.EMPTY_ANNOTATION_ID, start);
            }
            checkId(start);
        } else {
            while (position < text.length() && isIdChar(text.charAt(position))) {
                position++;
            }
        }
    }

    private void skipAnnotation(int start) {
        int nesting = 1;
        while (nesting > 0) {
            if (!skipSpace()) {
                throw source.error(Failure.UNCLOSED_ANNOTATION, start);
            }
            switch (text.charAt(position)) {
                case '(' -> {
                    nesting++;
                    position++;
                }
                case ')' -> {
                    nesting--;
                    position++;
                }
                case ',', ';', '[', ']', '{', '}' -> position++;
                default -> word();
            }
        }
    }

    private void open(TokenKind kind, int start) {
        if (depth == Limits.NESTING) {
            throw source.error(Failure.NESTING_TOO_DEEP, "nesting too deep: more than " + depth + " levels", start);
        }
        if (depth == open.length) {
            open = Arrays.copyOf(open, 2 * depth);
        }
        open[depth++] = count;
        add(kind, start);
    }

    private void add(TokenKind kind, int start) {
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
            matches = Arrays.copyOf(matches, 2 * count);
        }
        kinds[count] = kind;
        starts[count] = start;
        ends[count] = position;
        matches[count++] = Tokens.NONE;
    }

    /// Refuses half a surrogate pair, which stands for no character.
    private void checkSurrogate(int at) {
        char c = text.charAt(at);
        if (Character.isSurrogate(c)) {
            boolean isPaired = Character.isHighSurrogate(c)
                    ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                    : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
            if (!isPaired) {
                throw source.error(Failure.MALFORMED_UTF8, at);
            }
        }
    }

    private char peek(int ahead) {
        return position + ahead < text.length() ? text.charAt(position + ahead) : '\0';
    }

    private char ascii(int ahead) {
        char c = peek(ahead);
        return c < 128 ? c : '\0';
    }
}
