package dev.gantry.wasm.text;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The tokens of a text: parallel arrays indexed by token number, closed by one [TokenKind#END].
///
/// Comments, white space and unknown annotations are gone. For every `(` the number of its `)` is known.
///
/// Threading: immutable.
///
/// @wasm text-lexical
public final class Tokens {
    /// The partner of a parenthesis without one.
    public static final int NONE = -1;

    private final SourceText source;
    private final TokenKind[] kinds;
    private final int[] starts;
    private final int[] ends;
    private final int[] matches;

    Tokens(SourceText source, TokenKind[] kinds, int[] starts, int[] ends, int[] matches) {
        this.source = source;
        this.kinds = kinds;
        this.starts = starts;
        this.ends = ends;
        this.matches = matches;
    }

    /// Splits a text into tokens.
    ///
    /// @param source the text
    /// @return its tokens
    /// @throws MalformedException if a character, string, comment or annotation is malformed, or nesting too deep
    public static Tokens of(SourceText source) {
        return new Lexer(source).run();
    }

    /// Where the tokens come from.
    ///
    /// @return the text
    public SourceText source() {
        return source;
    }

    /// The number of tokens without [TokenKind#END], which has this number.
    ///
    /// @return at least zero
    public int count() {
        return kinds.length - 1;
    }

    /// What a token is.
    ///
    /// @param token its number
    /// @return its kind
    public TokenKind kind(int token) {
        return kinds[token];
    }

    /// Where a token starts.
    ///
    /// @param token its number
    /// @return a position in the text
    public int start(int token) {
        return starts[token];
    }

    /// Where a token ends.
    ///
    /// @param token its number
    /// @return the position behind it
    public int end(int token) {
        return ends[token];
    }

    /// The closing partner of a `(` or of an annotation.
    ///
    /// @param token its number
    /// @return the number of the `)`, or [#NONE] if there is none
    public int match(int token) {
        return matches[token];
    }

    /// The line of a token.
    ///
    /// @param token its number
    /// @return the line, from 1
    public int line(int token) {
        return source.line(starts[token]);
    }

    /// The characters of a token.
    ///
    /// @param token its number
    /// @return a part of the text, empty for the end
    public String text(int token) {
        return source.text().substring(starts[token], ends[token]);
    }

    /// Whether a token is a certain keyword.
    ///
    /// @param token   its number
    /// @param keyword the word
    /// @return true if it is
    public boolean is(int token, String keyword) {
        return kinds[token] == TokenKind.KEYWORD
                && ends[token] - starts[token] == keyword.length()
                && source.text().startsWith(keyword, starts[token]);
    }

    /// The bytes that a string stands for.
    ///
    /// @param token the number of a [TokenKind#STRING]
    /// @return the bytes
    public byte[] bytes(int token) {
        return decode(starts[token] + 1, ends[token] - 1);
    }

    /// The name that a string stands for.
    ///
    /// @param token the number of a [TokenKind#STRING]
    /// @return the name
    /// @throws MalformedException if the bytes are not UTF-8
    public String name(int token) {
        return utf8(bytes(token), starts[token]);
    }

    /// The name behind the `$` of an identifier, quoted or not.
    ///
    /// @param token the number of a [TokenKind#ID]
    /// @return the name, not empty
    public String id(int token) {
        int start = starts[token] + 1;
        if (source.text().charAt(start) == '"') {
            return utf8(decode(start + 1, ends[token] - 1), start);
        }
        return source.text().substring(start, ends[token]);
    }

    /// An error at a token.
    ///
    /// @param failure what is wrong
    /// @param problem what to say
    /// @param token   the token's number
    /// @return the error, to be thrown
    public MalformedException error(Failure failure, String problem, int token) {
        return source.error(failure, problem, starts[token]);
    }

    String utf8(byte[] bytes, int position) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            // The exception says no more than that there was an error.
            throw source.error(Failure.MALFORMED_UTF8, position);
        }
    }

    /// Decodes the inside of a string whose escapes the lexer has checked.
    byte[] decode(int start, int end) {
        String text = source.text();
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
        int position = start;
        while (position < end) {
            char c = text.charAt(position);
            if (c == '\\') {
                position = decodeEscape(text, position + 1, out);
            } else if (c < 0x80) {
                out.write(c);
                position++;
            } else {
                int codePoint = text.codePointAt(position);
                out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                position += Character.charCount(codePoint);
            }
        }
        return out.toByteArray();
    }

    private static int decodeEscape(String text, int position, ByteArrayOutputStream out) {
        char c = text.charAt(position);
        switch (c) {
            case 't' -> out.write('\t');
            case 'n' -> out.write('\n');
            case 'r' -> out.write('\r');
            case '"', '\'', '\\' -> out.write(c);
            case 'u' -> {
                int close = text.indexOf('}', position);
                String digits = text.substring(position + 2, close).replace("_", "");
                int codePoint = (int) Long.parseLong(digits, 16);
                out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                return close + 1;
            }
            default -> {
                int value = Character.digit(c, 16) * 16 + Character.digit(text.charAt(position + 1), 16);
                if (value < 0) {
                    throw Bug.unreachable("escape not checked");
                }
                out.write(value);
                return position + 2;
            }
        }
        return position + 1;
    }
}
