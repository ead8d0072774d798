package dev.gantry.wasm.component.text;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.component.CanonOp;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.text.Definitions.Kind;
import dev.gantry.wasm.text.Numbers;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses canonical definitions, and functions, which they define.
///
/// Threading: confined to one thread.
final class Canonicals {
    private static final Map<String, Integer> WORD_OPTIONS = Map.of(
            "string-encoding=utf8", 0x00,
            "string-encoding=utf16", 0x01,
            "string-encoding=latin1+utf16", 0x02,
            "async", 0x06,
            "gc", 0x09);

    /// The functions of the host, by name.
    private static final Map<String, CanonOp> OPS = new HashMap<>();

    static {
        for (CanonOp op : CanonOp.values()) {
            if (op != CanonOp.LIFT && op != CanonOp.LOWER) {
                OPS.put(op.toString(), op);
            }
        }
    }

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
        canonical.u8(CanonOp.LIFT.code());
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
            out.u8(CanonOp.LOWER.code());
            out.u8(Sort.CORE_FUNC.code());
            out.u32(references.parseForm(scope, Sort.FUNC));
            parseOptions(scope, out);
            return;
        }
        CanonOp op =
                cursor.kind() == TokenKind.KEYWORD ? OPS.get(cursor.tokens().text(cursor.position())) : null;
        if (op == null) {
            throw cursor.unexpected("`lift`, `lower` or a canonical built-in");
        }
        cursor.next();
        out.u8(op.code());
        parseImmediates(scope, out, op.immediates());
    }

    private void parseImmediates(Scope scope, ByteWriter out, CanonOp.Immediates immediates) {
        switch (immediates) {
            case LIFT, LOWER -> throw Bug.unreachable("a built-in with the immediates of " + immediates);
            case NONE -> {}
            case TYPE -> parseType(scope, out);
            case TYPE_OPTIONS -> {
                parseType(scope, out);
                parseOptions(scope, out);
            }
            case TYPE_ASYNC -> {
                parseType(scope, out);
                parseFlag(out, "async");
            }
            case ASYNC -> parseFlag(out, "async");
            case OPTIONS -> parseOptions(scope, out);
            case RESULT_OPTIONS -> {
                types.values().parseResult(scope, out);
                parseOptions(scope, out);
            }
            case CONTEXT -> {
                types.coreTypes().parseValType(scope, out);
                int slot = cursor.expect(TokenKind.NAT, "a number");
                out.u32((int) Numbers.unsigned(cursor.tokens(), slot, Integer.SIZE));
            }
            case CANCELLABLE -> parseFlag(out, "cancellable");
            case CANCELLABLE_MEMORY -> {
                parseFlag(out, "cancellable");
                if (!cursor.acceptForm("memory")) {
                    throw cursor.unexpected("`(memory`");
                }
                out.u32(references.parseCoreInside(scope, Sort.CORE_MEMORY));
                cursor.expectRight();
            }
            case CORE_TYPE_TABLE -> {
                out.u32(references.parseCore(scope, Sort.CORE_TYPE));
                out.u32(references.parseCore(scope, Sort.CORE_TABLE));
            }
            case SHARED_CORE_TYPE -> {
                parseFlag(out, "shared");
                out.u32(references.parseCore(scope, Sort.CORE_TYPE));
            }
            case SHARED_CORE_TYPE_TABLE -> {
                parseFlag(out, "shared");
                out.u32(references.parseCore(scope, Sort.CORE_TYPE));
                out.u32(references.parseCore(scope, Sort.CORE_TABLE));
            }
            case SHARED -> parseFlag(out, "shared");
        }
    }

    private void parseType(Scope scope, ByteWriter out) {
        out.u32(references.parse(scope, Sort.TYPE));
    }

    private void parseFlag(ByteWriter out, String word) {
        out.u8(cursor.acceptKeyword(word) ? 1 : 0);
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
