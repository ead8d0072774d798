package dev.gantry.wasm.component.text;

import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.component.text.Definitions.Kind;
import dev.gantry.wasm.text.Numbers;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses canonical definitions, and functions, which they define.
///
/// Threading: confined to one thread.
final class Canonicals {
    private static final int LIFT = 0x00;
    private static final int LOWER = 0x01;
    private static final Map<String, Integer> WORD_OPTIONS = Map.of(
            "string-encoding=utf8", 0x00,
            "string-encoding=utf16", 0x01,
            "string-encoding=latin1+utf16", 0x02,
            "async", 0x06,
            "gc", 0x09);

    private final TokenCursor cursor;
    private final References references;
    private final TypeDefinitions types;

    Canonicals(TokenCursor cursor, References references, TypeDefinitions types) {
        this.cursor = cursor;
        this.references = references;
        this.types = types;
    }

    // ---- definitions

    /// Parses `(canon …)` behind the word, and the closing parenthesis.
    void parseField(Scope scope) {
        if (cursor.acceptKeyword("lift")) {
            parseLift(scope);
        } else {
            ByteWriter out = new ByteWriter();
            parseCore(scope, out);
            if (!cursor.acceptForm("core") || !cursor.acceptKeyword("func")) {
                throw cursor.unexpected("`(core func`");
            }
            Binding binding = Binding.parse(cursor);
            cursor.expectRight();
            addCore(scope, out, binding);
        }
        cursor.expectRight();
    }

    private static void addCore(Scope scope, ByteWriter canonical, Binding binding) {
        scope.definitions.add(Kind.CANON).bytes(canonical, 0);
        scope.declare(Sort.CORE_FUNC, binding);
    }

    /// Parses `lift` behind the word with the function that it defines. The function's type comes last in the text, but
    /// goes first to the types.
    private void parseLift(Scope scope) {
        int start = cursor.position();
        cursor.skipForm();
        while (!cursor.atForm("func")) {
            skipOption();
        }
        cursor.seek(cursor.position() + 2);
        Binding binding = Binding.parse(cursor);
        int type = types.parseUse(scope, Sort.FUNC);
        cursor.expectRight();
        int end = cursor.position();
        cursor.seek(start);
        addLift(scope, type, binding);
        cursor.seek(end);
    }

    private void skipOption() {
        if (cursor.kind() == TokenKind.LEFT) {
            cursor.skipForm();
        } else {
            cursor.expect(TokenKind.KEYWORD, "a canonical option or `(func`");
        }
    }

    private int addLift(Scope scope, int type, Binding binding) {
        int func = references.parseCoreForm(scope, Sort.CORE_FUNC);
        ByteWriter canonical = new ByteWriter();
        canonical.u8(LIFT);
        canonical.u8(Sort.CORE_FUNC.code());
        canonical.u32(func);
        parseOptions(scope, canonical);
        canonical.u32(type);
        scope.definitions.add(Kind.CANON).bytes(canonical, 0);
        return scope.declare(Sort.FUNC, binding);
    }

    /// Parses the definition of a core function behind `canon`.
    private void parseCore(Scope scope, ByteWriter out) {
        if (cursor.acceptKeyword("lower")) {
            out.u8(LOWER);
            out.u8(Sort.CORE_FUNC.code());
            out.u32(references.parseForm(scope, Sort.FUNC));
            parseOptions(scope, out);
            return;
        }
        Builtin builtin =
                cursor.kind() == TokenKind.KEYWORD ? Builtin.of(cursor.tokens().text(cursor.position())) : null;
        if (builtin == null) {
            throw cursor.unexpected("`lift`, `lower` or a canonical built-in");
        }
        cursor.next();
        out.u8(builtin.code());
        for (Builtin.Operand operand : builtin.operands()) {
            parseOperand(scope, out, operand);
        }
    }

    private void parseOperand(Scope scope, ByteWriter out, Builtin.Operand operand) {
        switch (operand) {
            case TYPE -> out.u32(references.parse(scope, Sort.TYPE));
            case ASYNC -> out.u8(cursor.acceptKeyword("async") ? 1 : 0);
            case CANCELLABLE -> out.u8(cursor.acceptKeyword("cancellable") ? 1 : 0);
            case SHARED -> out.u8(cursor.acceptKeyword("shared") ? 1 : 0);
            case RESULT -> types.values().parseResult(scope, out);
            case OPTIONS -> parseOptions(scope, out);
            case MEMORY -> {
                if (!cursor.acceptForm("memory")) {
                    throw cursor.unexpected("`(memory`");
                }
                out.u32(references.parseCoreInside(scope, Sort.CORE_MEMORY));
                cursor.expectRight();
            }
            case CORE_VAL_TYPE -> types.coreTypes().parseValType(scope, out);
            case NUMBER ->
                out.u32((int)
                        Numbers.unsigned(cursor.tokens(), cursor.expect(TokenKind.NAT, "a number"), Integer.SIZE));
            case CORE_TYPE -> out.u32(references.parseCore(scope, Sort.CORE_TYPE));
            case TABLE -> out.u32(references.parseCore(scope, Sort.CORE_TABLE));
        }
    }

    private void parseOptions(Scope scope, ByteWriter out) {
        ByteWriter options = new ByteWriter();
        int count = 0;
        while (parseOption(scope, options)) {
            count++;
        }
        out.u32(count);
        out.bytes(options, 0);
    }

    private boolean parseOption(Scope scope, ByteWriter out) {
        if (cursor.kind() == TokenKind.KEYWORD) {
            Integer code = WORD_OPTIONS.get(cursor.tokens().text(cursor.position()));
            if (code == null) {
                throw cursor.unexpected("a canonical option");
            }
            out.u8(code);
            cursor.next();
            return true;
        }
        if (cursor.acceptForm("memory")) {
            out.u8(0x03);
            out.u32(references.parseCoreInside(scope, Sort.CORE_MEMORY));
        } else if (cursor.acceptForm("realloc")) {
            out.u8(0x04);
            out.u32(references.parseCore(scope, Sort.CORE_FUNC));
        } else if (cursor.acceptForm("post-return")) {
            out.u8(0x05);
            out.u32(references.parseCore(scope, Sort.CORE_FUNC));
        } else if (cursor.acceptForm("callback")) {
            out.u8(0x07);
            out.u32(references.parseCore(scope, Sort.CORE_FUNC));
        } else if (cursor.acceptForm("core-type")) {
            out.u8(0x08);
            out.u32(references.parseCore(scope, Sort.CORE_TYPE));
        } else {
            return false;
        }
        cursor.expectRight();
        return true;
    }

    // ---- functions

    /// Parses `(core func …)` behind the words, and the closing parenthesis.
    void parseCoreFunc(Scope scope) {
        Binding binding = Binding.parse(cursor);
        if (cursor.acceptForm("canon")) {
            ByteWriter out = new ByteWriter();
            parseCore(scope, out);
            addCore(scope, out, binding);
        } else if (cursor.acceptForm("alias")) {
            if (!cursor.acceptKeyword("core") || !cursor.acceptKeyword("export")) {
                throw cursor.unexpected("`core export`");
            }
            int instance = scope.resolve(Sort.CORE_INSTANCE);
            scope.aliasCoreExport(Sort.CORE_FUNC, instance, cursor.expectName("a name"), binding);
        } else {
            throw cursor.unexpected("`(canon` or `(alias`");
        }
        cursor.expectRight();
        cursor.expectRight();
    }

    /// Parses `(func …)` behind the identifier and the exports that stand inside, up to the closing parenthesis.
    ///
    /// @param imported the name that it is imported by, or null
    /// @return the index of the function
    int parseFunc(Scope scope, Binding binding, byte @Nullable [] imported) {
        if (imported != null) {
            int type = types.parseUse(scope, Sort.FUNC);
            return FieldParser.addImport(scope, imported, Sort.FUNC, type, binding);
        }
        int func;
        if (cursor.acceptForm("alias")) {
            if (!cursor.acceptKeyword("export")) {
                throw cursor.unexpected("`export`");
            }
            int instance = scope.resolve(Sort.INSTANCE);
            func = scope.aliasExport(Sort.FUNC, instance, cursor.expectName("a name"), binding);
        } else {
            int type = types.parseUse(scope, Sort.FUNC);
            if (!cursor.acceptForm("canon") || !cursor.acceptKeyword("lift")) {
                throw cursor.unexpected("`(canon lift`");
            }
            func = addLift(scope, type, binding);
        }
        cursor.expectRight();
        return func;
    }
}
