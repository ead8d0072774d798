package dev.gantry.wasm.text;

/// String literals and identifiers of the text format.
///
/// Threading: immutable.
///
/// @wasm text-lexical
public final class Quoting {
    private Quoting() {}

    /// A string literal of bytes; everything that is not printable ASCII is escaped.
    ///
    /// @param bytes where the bytes are
    /// @param start the first byte
    /// @param end   behind the last byte
    /// @return the literal with its quotes
    public static String bytes(byte[] bytes, int start, int end) {
        StringBuilder text = new StringBuilder(end - start + 2).append('"');
        for (int at = start; at < end; at++) {
            appendByte(text, bytes[at] & 0xFF);
        }
        return text.append('"').toString();
    }

    /// Appends a byte of a string literal.
    static void appendByte(StringBuilder text, int value) {
        if (value >= 0x20 && value < 0x7F && value != '"' && value != '\\') {
            text.append((char) value);
        } else {
            text.append('\\').append(hex(value >> 4)).append(hex(value));
        }
    }

    private static char hex(int digit) {
        return Character.forDigit(digit & 0xF, 16);
    }

    /// A string literal of a name: letters of all scripts stay, what could mislead a reader is escaped.
    ///
    /// @param name the name
    /// @return the literal with its quotes
    public static String string(String name) {
        StringBuilder text = new StringBuilder(name.length() + 2).append('"');
        name.codePoints().forEach(character -> appendCharacter(text, character));
        return text.append('"').toString();
    }

    private static void appendCharacter(StringBuilder text, int character) {
        switch (character) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\t' -> text.append("\\t");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            default -> {
                if (isPlain(character)) {
                    text.appendCodePoint(character);
                } else {
                    text.append("\\u{").append(Integer.toHexString(character)).append('}');
                }
            }
        }
    }

    private static boolean isPlain(int character) {
        if (character < 0x7F) {
            return character >= 0x20;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    /// The identifier of a name, quoted where its characters need that.
    ///
    /// @param name not empty
    /// @return the identifier with its `$`
    /// @wasm text-id
    public static String id(String name) {
        boolean isPlain = name.chars().allMatch(Quoting::isIdCharacter);
        return isPlain ? "$" + name : "$" + string(name);
    }

    private static boolean isIdCharacter(int character) {
        return character > 0x20 && character < 0x7F && "\"(),;[]{}".indexOf(character) < 0;
    }
}
