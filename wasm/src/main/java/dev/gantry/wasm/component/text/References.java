package dev.gantry.wasm.component.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;

/// Parses references to definitions. One through an instance, such as `(func $i "f")`, adds aliases.
///
/// Core definitions are written `(core func $f)` among components. The spelling without `core`, and a name right behind
/// the index of an option, are older and still read.
///
/// Threading: confined to one thread.
final class References {
    private final TokenCursor cursor;

    References(TokenCursor cursor) {
        this.cursor = cursor;
    }

    /// The word of a sort where it is clear whether core definitions are meant.
    static String word(Sort sort) {
        return sort.isCore() ? sort.toString().substring("core ".length()) : sort.toString();
    }

    private static boolean isCoreExport(Sort sort) {
        return sort.isCore() && sort.compareTo(Sort.CORE_TAG) <= 0;
    }

    private static boolean isExport(Sort sort) {
        return !sort.isCore() || sort == Sort.CORE_MODULE;
    }

    /// Whether a reference `(word idx name*)` starts here, and not a definition with an identifier.
    boolean at(String word) {
        int token = cursor.position();
        if (!cursor.atForm(word)) {
            return false;
        }
        cursor.seek(token + 2);
        boolean isReference =
                cursor.atIndex() && (cursor.nextKind() == TokenKind.RIGHT || cursor.nextKind() == TokenKind.STRING);
        cursor.seek(token);
        return isReference;
    }

    /// Parses `idx name*`, the inside of a reference behind its sort.
    int parseInside(Scope scope, Sort sort) {
        if (!cursor.atIndex() || cursor.nextKind() != TokenKind.STRING) {
            return scope.resolve(sort);
        }
        return sort.isCore() && sort != Sort.CORE_MODULE ? parseCoreExport(scope, sort) : parseExport(scope, sort);
    }

    private int parseCoreExport(Scope scope, Sort sort) {
        if (!isCoreExport(sort)) {
            throw cursor.error(
                    Failure.SYNTAX_ERROR, Failure.SYNTAX_ERROR.text() + ": core instances do not export a " + sort);
        }
        int instance = scope.resolve(Sort.CORE_INSTANCE);
        return scope.aliasCoreExport(sort, instance, cursor.expectName("a name"), Binding.NONE);
    }

    private int parseExport(Scope scope, Sort sort) {
        int index = scope.resolve(Sort.INSTANCE);
        while (cursor.kind() == TokenKind.STRING) {
            String name = cursor.expectName("a name");
            boolean isLast = cursor.kind() != TokenKind.STRING;
            index = scope.aliasExport(isLast ? sort : Sort.INSTANCE, index, name, Binding.NONE);
        }
        return index;
    }

    /// Parses `(word idx name*)`, where the word is that of the sort.
    int parseForm(Scope scope, Sort sort) {
        if (!cursor.acceptForm(word(sort))) {
            throw cursor.unexpected("`(" + word(sort) + "`");
        }
        int index = parseInside(scope, sort);
        cursor.expectRight();
        return index;
    }

    /// Parses `idx` or `(word idx name*)`.
    int parse(Scope scope, Sort sort) {
        return cursor.atIndex() ? scope.resolve(sort) : parseForm(scope, sort);
    }

    /// Parses `(core word idx name?)`.
    int parseCoreForm(Scope scope, Sort sort) {
        if (!cursor.acceptForm("core") || !cursor.acceptKeyword(word(sort))) {
            throw cursor.unexpected("`(" + sort + "`");
        }
        int index = parseInside(scope, sort);
        cursor.expectRight();
        return index;
    }

    /// Parses `idx` or `(core word idx name?)`, or without `core`.
    int parseCore(Scope scope, Sort sort) {
        if (cursor.atIndex()) {
            return scope.resolve(sort);
        }
        return cursor.atForm(word(sort)) ? parseForm(scope, sort) : parseCoreForm(scope, sort);
    }

    /// Parses `idx`, `(core word idx name?)` or `idx name`: the inside of an option that is named after the sort.
    int parseCoreInside(Scope scope, Sort sort) {
        return cursor.atIndex() ? parseInside(scope, sort) : parseCoreForm(scope, sort);
    }

    /// Reads the words of a sort that instances export: `core module`, `func` and so on.
    Sort parseSort() {
        int token = cursor.position();
        boolean isCore = cursor.acceptKeyword("core");
        for (Sort sort : Sort.values()) {
            if (isExport(sort) && sort.isCore() == isCore && cursor.acceptKeyword(word(sort))) {
                return sort;
            }
        }
        cursor.seek(token);
        throw cursor.unexpected("`core module`, `func`, `value`, `type`, `component` or `instance`");
    }

    /// Reads the word of a sort that core instances export.
    Sort parseCoreSort() {
        for (Sort sort : Sort.values()) {
            if (isCoreExport(sort) && cursor.acceptKeyword(word(sort))) {
                return sort;
            }
        }
        throw cursor.unexpected("`func`, `table`, `memory`, `global` or `tag`");
    }
}
