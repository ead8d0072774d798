package dev.gantry.fuzz;

import dev.gantry.wasm.text.SourceText;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import dev.gantry.wasm.text.Tokens;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The modules that stand anywhere in a test script, whatever the forms around them are.
///
/// @param texts    modules in the text format, quoted ones included
/// @param binaries modules in the binary format
record ScriptModules(List<String> texts, List<byte[]> binaries) {

    /// Finds them.
    ///
    /// @throws dev.gantry.wasm.MalformedException if the script has no tokens
    static ScriptModules of(String script, String name) {
        Tokens tokens = Tokens.of(new SourceText(script, name));
        ScriptModules modules = new ScriptModules(new ArrayList<>(), new ArrayList<>());
        TokenCursor cursor = new TokenCursor(tokens, 0);
        while (cursor.kind() != TokenKind.END) {
            int form = cursor.position();
            if (cursor.atForm("component")) {
                cursor.skipForm();
            } else if (cursor.acceptForm("module") && tokens.match(form) > form) {
                modules.add(cursor, form);
                cursor.seek(tokens.match(form) + 1);
            } else {
                cursor.seek(form);
                cursor.next();
            }
        }
        return modules;
    }

    private void add(TokenCursor cursor, int form) {
        Tokens tokens = cursor.tokens();
        int end = tokens.match(form);
        if (cursor.atKeyword("instance")) {
            return;
        }
        boolean isDefinition = cursor.acceptKeyword("definition");
        int content = cursor.position();
        cursor.accept(TokenKind.ID);
        if (cursor.acceptKeyword("binary")) {
            binaries.add(strings(cursor, end));
        } else if (cursor.acceptKeyword("quote")) {
            texts.add(new String(strings(cursor, end), StandardCharsets.UTF_8));
        } else {
            String source = tokens.source().text();
            texts.add(
                    isDefinition
                            ? "(module " + source.substring(tokens.start(content), tokens.end(end))
                            : source.substring(tokens.start(form), tokens.end(end)));
        }
    }

    private static byte[] strings(TokenCursor cursor, int end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token = cursor.position(); token < end; token++) {
            if (cursor.tokens().kind(token) == TokenKind.STRING) {
                bytes.writeBytes(cursor.tokens().bytes(token));
            }
        }
        return bytes.toByteArray();
    }
}
