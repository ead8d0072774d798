package dev.gantry.wasm.component.text;

import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import org.jspecify.annotations.Nullable;

/// What a definition is called.
///
/// @param id        its identifier, or null
/// @param annotated the name that `@name` gives it, or null
/// @param token     where the identifier stands
record Binding(@Nullable String id, @Nullable String annotated, int token) {
    static final Binding NONE = new Binding(null, null, 0);

    /// Reads an identifier and a `@name` if they are here.
    static Binding parse(TokenCursor cursor) {
        int token = cursor.position();
        String id = cursor.kind() == TokenKind.ID ? cursor.tokens().id(cursor.next()) : null;
        return new Binding(id, cursor.acceptNameAnnotation(), token);
    }

    /// The name for the name section, or null.
    @Nullable
    String name() {
        return annotated == null ? id : annotated;
    }

    /// What a module or component is called from outside, where `@name` says how it calls itself.
    Binding withoutAnnotation() {
        return new Binding(id, null, token);
    }
}
