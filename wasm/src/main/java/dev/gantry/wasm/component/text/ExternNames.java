package dev.gantry.wasm.component.text;

import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;

/// Parses names of imports and exports with their attributes. Each attribute may stand once, in any order.
///
/// Threading: confined to one thread.
final class ExternNames {
    private static final int PLAIN = 0x00;
    private static final int WITH_ATTRIBUTES = 0x02;

    /// What a name can be given, with its code.
    private enum Attribute {
        IMPLEMENTS("implements", 0),
        VERSION_SUFFIX("versionsuffix", 1),
        EXTERNAL_ID("external-id", 2);

        private final String word;
        private final int code;

        Attribute(String word, int code) {
            this.word = word;
            this.code = code;
        }
    }

    private final TokenCursor cursor;

    ExternNames(TokenCursor cursor) {
        this.cursor = cursor;
    }

    /// Whether `(word "name" attribute*)` and nothing more is here: an export or import inside a definition.
    boolean atInline(String word) {
        int token = cursor.position();
        if (!cursor.acceptForm(word)) {
            return false;
        }
        boolean isName = cursor.accept(TokenKind.STRING) || skipInterface();
        while (isName && atAttribute()) {
            cursor.skipForm();
        }
        boolean isInline = isName && cursor.kind() == TokenKind.RIGHT;
        cursor.seek(token);
        return isInline;
    }

    private boolean skipInterface() {
        if (!cursor.atForm("interface")) {
            return false;
        }
        cursor.skipForm();
        return true;
    }

    private boolean atAttribute() {
        for (Attribute attribute : Attribute.values()) {
            if (cursor.atForm(attribute.word)) {
                return true;
            }
        }
        return false;
    }

    /// Parses the name and the attributes of an export or import inside a definition, with its parentheses.
    byte[] parseInline() {
        cursor.seek(cursor.position() + 2);
        byte[] name = parse();
        cursor.expectRight();
        return name;
    }

    /// Parses a name and the attributes behind it.
    ///
    /// @return how it is written in the binary format
    byte[] parse() {
        ByteWriter name = new ByteWriter();
        if (cursor.acceptForm("interface")) {
            name.name(cursor.expectName("a name"));
            cursor.expectRight();
        } else {
            name.name(cursor.expectName("a name"));
        }
        ByteWriter attributes = new ByteWriter();
        int count = 0;
        int seen = 0;
        while (atAttribute()) {
            Attribute attribute = parseAttribute(attributes, seen);
            seen |= 1 << attribute.code;
            count++;
        }
        ByteWriter out = new ByteWriter();
        out.u8(count == 0 ? PLAIN : WITH_ATTRIBUTES);
        out.bytes(name, 0);
        if (count > 0) {
            out.u32(count);
            out.bytes(attributes, 0);
        }
        return out.toBytes();
    }

    private Attribute parseAttribute(ByteWriter out, int seen) {
        for (Attribute attribute : Attribute.values()) {
            if ((seen & 1 << attribute.code) == 0 && cursor.acceptForm(attribute.word)) {
                out.u8(attribute.code);
                out.name(cursor.expectName("a string"));
                cursor.expectRight();
                return attribute;
            }
        }
        throw cursor.unexpected("each attribute once");
    }
}
