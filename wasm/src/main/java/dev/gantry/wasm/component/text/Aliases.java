package dev.gantry.wasm.component.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;

/// Parses alias definitions.
///
/// Threading: confined to one thread.
final class Aliases {
    private final TokenCursor cursor;
    private final References references;

    Aliases(TokenCursor cursor, References references) {
        this.cursor = cursor;
        this.references = references;
    }

    /// Parses `(alias …)` behind the word, and the closing parenthesis.
    void parseField(Scope scope) {
        if (cursor.acceptKeyword("export")) {
            int instance = scope.resolve(Sort.INSTANCE);
            String name = cursor.expectName("a name");
            cursor.expect(TokenKind.LEFT, "`(`");
            Sort sort = references.parseSort();
            scope.aliasExport(sort, instance, name, parseBinding());
        } else if (cursor.acceptKeyword("outer")) {
            parseOuter(scope);
        } else {
            if (!cursor.acceptKeyword("core")) {
                throw cursor.unexpected("`export`, `core export` or `outer`");
            }
            parseCoreExport(scope);
        }
        cursor.expectRight();
    }

    private void parseCoreExport(Scope scope) {
        if (!cursor.acceptKeyword("export")) {
            throw cursor.unexpected("`export`");
        }
        int instance = scope.resolve(Sort.CORE_INSTANCE);
        String name = cursor.expectName("a name");
        if (!cursor.acceptForm("core")) {
            throw cursor.unexpected("`(core`");
        }
        Sort sort = references.parseCoreSort();
        scope.aliasCoreExport(sort, instance, name, parseBinding());
    }

    /// Parses `(alias …)` of a module type behind the word, and the closing parenthesis.
    void parseCore(Scope scope) {
        if (!cursor.acceptKeyword("outer")) {
            throw cursor.unexpected("`outer`");
        }
        int[] target = scope.resolveOuter(Sort.CORE_TYPE);
        if (!cursor.acceptForm("type")) {
            throw cursor.unexpected("`(type`");
        }
        scope.aliasOuter(Sort.CORE_TYPE, target[0], target[1], parseBinding());
        cursor.expectRight();
    }

    private void parseOuter(Scope scope) {
        int start = cursor.position();
        for (int index = 0; index < 2; index++) {
            if (!cursor.atIndex()) {
                throw cursor.unexpected("an index");
            }
            cursor.next();
        }
        cursor.expect(TokenKind.LEFT, "`(`");
        int token = cursor.position();
        Sort sort = parseOuterSort();
        if (!Scope.canBeOuter(sort)) {
            throw cursor.tokens()
                    .error(
                            Failure.SYNTAX_ERROR,
                            Failure.SYNTAX_ERROR.text()
                                    + ": expected `core module`, `core type`, `type` or `component`, found " + sort,
                            token);
        }
        int end = cursor.position();
        cursor.seek(start);
        int[] target = scope.resolveOuter(sort);
        cursor.seek(end);
        scope.aliasOuter(sort, target[0], target[1], parseBinding());
    }

    private Sort parseOuterSort() {
        int token = cursor.position();
        if (cursor.acceptKeyword("core") && cursor.acceptKeyword("type")) {
            return Sort.CORE_TYPE;
        }
        cursor.seek(token);
        return references.parseSort();
    }

    private Binding parseBinding() {
        Binding binding = Binding.parse(cursor);
        cursor.expectRight();
        return binding;
    }
}
