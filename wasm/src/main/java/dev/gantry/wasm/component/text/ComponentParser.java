package dev.gantry.wasm.component.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.text.SourceText;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import dev.gantry.wasm.text.Tokens;

/// Parses components in the text format straight to the binary format.
///
/// A text is `(component …)` or the definitions alone. Names are resolved and abbreviations expanded; whether the
/// component is valid is not looked at. What an abbreviation stands for is added in front of the definition in which it
/// is found: first the types that are written out, then the instances, then the aliases. Only exports inside of
/// definitions follow at the end of the component. Identifiers end up in a name section, `@custom` annotations in
/// sections of their own where they stand.
///
/// Threading: immutable.
public final class ComponentParser {
    private ComponentParser() {}

    /// Parses a component.
    ///
    /// @param source the text
    /// @return the binary
    /// @throws MalformedException if the text is no component; the message shows where
    public static byte[] parseComponent(String source) {
        return parseComponent(Tokens.of(new SourceText(source, "")));
    }

    /// Parses a component from bytes.
    ///
    /// @param utf8     the text
    /// @param fileName what messages call it
    /// @return the binary
    /// @throws MalformedException if the text is no component or not UTF-8; the message shows where
    public static byte[] parseComponent(byte[] utf8, String fileName) {
        return parseComponent(Tokens.of(SourceText.decode(utf8, fileName)));
    }

    /// Parses a component that is a whole text.
    ///
    /// @param tokens the text
    /// @return the binary
    /// @throws MalformedException if the text is no component; the message shows where
    public static byte[] parseComponent(Tokens tokens) {
        TokenCursor cursor = new TokenCursor(tokens, 0);
        if (cursor.atForm("module")) {
            throw cursor.error(Failure.MODULE_INSTEAD_OF_COMPONENT, Failure.MODULE_INSTEAD_OF_COMPONENT.text());
        }
        byte[] binary =
                isComponent(tokens) ? parseForm(cursor) : new FieldParser(cursor).parseComponent(null, Binding.NONE);
        if (cursor.kind() != TokenKind.END) {
            throw cursor.unexpected("the end of the text");
        }
        return binary;
    }

    /// Whether a text is one form `(component …)`.
    ///
    /// @param tokens the text
    /// @return true if it is
    public static boolean isComponent(Tokens tokens) {
        return new TokenCursor(tokens, 0).atForm("component");
    }

    /// Parses a component that is a form within a text.
    ///
    /// @param tokens the text
    /// @param open   the number of the token before `component`; the word `definition` may follow
    /// @return the binary
    /// @throws MalformedException if the form is no component; the message shows where
    public static byte[] parseComponent(Tokens tokens, int open) {
        return parseForm(new TokenCursor(tokens, open));
    }

    private static byte[] parseForm(TokenCursor cursor) {
        cursor.seek(cursor.position() + 2);
        cursor.acceptKeyword("definition");
        Binding binding = Binding.parse(cursor);
        byte[] binary = new FieldParser(cursor).parseComponent(null, binding);
        cursor.expectRight();
        return binary;
    }
}
