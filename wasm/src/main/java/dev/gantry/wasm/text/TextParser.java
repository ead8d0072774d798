package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import org.jspecify.annotations.Nullable;

/// Parses modules in the text format straight to the binary format.
///
/// A text is `(module …)` or the fields alone. Names are resolved, abbreviations expanded, numbers rounded;
/// whether the module is valid is not looked at. Identifiers end up in a name section, `@custom` annotations in
/// sections of their own, branch hints in theirs.
///
/// Threading: immutable.
///
/// @wasm text-module
public final class TextParser {
    private TextParser() {}

    /// Parses a module.
    ///
    /// @param source the text
    /// @return the binary
    /// @throws MalformedException if the text is no module; the message shows where
    public static byte[] parseModule(String source) {
        return parseModule(source, "");
    }

    /// Parses a module from a file.
    ///
    /// @param source   the text
    /// @param fileName what messages call it
    /// @return the binary
    /// @throws MalformedException if the text is no module; the message shows where
    public static byte[] parseModule(String source, String fileName) {
        return parseModule(Tokens.of(new SourceText(source, fileName)));
    }

    /// Parses a module from bytes.
    ///
    /// @param utf8     the text
    /// @param fileName what messages call it
    /// @return the binary
    /// @throws MalformedException if the text is no module or not UTF-8; the message shows where
    public static byte[] parseModule(byte[] utf8, String fileName) {
        return parseModule(Tokens.of(SourceText.decode(utf8, fileName)));
    }

    /// Parses a module that is a whole text.
    ///
    /// @param tokens the text
    /// @return the binary
    /// @throws MalformedException if the text is no module; the message shows where
    public static byte[] parseModule(Tokens tokens) {
        TokenCursor cursor = new TokenCursor(tokens, 0);
        if (cursor.atForm("component")) {
            throw cursor.error(Failure.COMPONENT_INSTEAD_OF_MODULE, Failure.COMPONENT_INSTEAD_OF_MODULE.text());
        }
        byte[] binary = cursor.atForm("module") ? parseForm(cursor) : new ModuleParser(cursor, null).parse();
        if (cursor.kind() != TokenKind.END) {
            throw cursor.unexpected("the end of the text");
        }
        return binary;
    }

    /// Parses a module that is a form within a text.
    ///
    /// @param tokens the text
    /// @param open   the number of the token before `module`; the word `definition` may follow
    /// @return the binary
    /// @throws MalformedException if the form is no module; the message shows where
    public static byte[] parseModule(Tokens tokens, int open) {
        return parseForm(new TokenCursor(tokens, open));
    }

    /// Parses the fields of a module that stands in a component, up to the closing parenthesis, which stays.
    ///
    /// @param cursor where the fields start; afterwards at the parenthesis
    /// @param name   the module's name, or null
    /// @return the binary
    /// @throws MalformedException if a field is malformed; the message shows where
    public static byte[] parseModuleFields(TokenCursor cursor, @Nullable String name) {
        return new ModuleParser(cursor, name).parse();
    }

    private static byte[] parseForm(TokenCursor cursor) {
        cursor.next();
        cursor.next();
        cursor.acceptKeyword("definition");
        String id = cursor.kind() == TokenKind.ID ? cursor.tokens().id(cursor.next()) : null;
        String annotated = cursor.acceptNameAnnotation();
        if (annotated != null && cursor.atAnnotation("name")) {
            throw cursor.error(Failure.MALFORMED_ANNOTATION, "@name annotation: multiple module names");
        }
        byte[] binary = new ModuleParser(cursor, annotated == null ? id : annotated).parse();
        cursor.expectRight();
        return binary;
    }
}
