package dev.gantry.wasm.component.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.component.PrimType;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.text.Numbers;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import java.util.HashMap;
import java.util.Map;

/// Parses value types and function types.
///
/// In the binary format types consist of primitive types and indices only. So a type is read twice: the first pass adds
/// the types that are written out inside of it to the scope, the second writes the type itself with their indices.
///
/// Threading: confined to one thread.
final class ValueTypes {
    /// The primitive types, by name.
    private static final Map<String, PrimType> PRIMITIVES = new HashMap<>();

    static {
        for (PrimType type : PrimType.values()) {
            PRIMITIVES.put(type.toString(), type);
        }
        PRIMITIVES.put("float32", PrimType.F32);
        PRIMITIVES.put("float64", PrimType.F64);
    }

    private static final int RECORD = 0x72;
    private static final int VARIANT = 0x71;
    private static final int LIST = 0x70;
    private static final int TUPLE = 0x6F;
    private static final int FLAGS = 0x6E;
    private static final int ENUM = 0x6D;
    private static final int OPTION = 0x6B;
    private static final int RESULT = 0x6A;
    private static final int OWN = 0x69;
    private static final int BORROW = 0x68;
    private static final int FIXED_LIST = 0x67;
    private static final int STREAM = 0x66;
    private static final int FUTURE = 0x65;
    private static final int MAP = 0x63;
    private static final int FUNC = 0x40;
    private static final int ASYNC_FUNC = 0x43;

    private final TokenCursor cursor;
    private final References references;
    /// The indices of types that are written out, by the token that they start with.
    private final Map<Integer, Integer> writtenOut = new HashMap<>();
    private int depth;

    ValueTypes(TokenCursor cursor, References references) {
        this.cursor = cursor;
        this.references = references;
    }

    // ---- definitions

    /// Parses the definition of a value type and writes it.
    void parseDefinition(Scope scope, ByteWriter out) {
        if (cursor.kind() != TokenKind.LEFT) {
            out.u8(parsePrimitive());
            return;
        }
        if (++depth > Limits.COMPONENT_NESTING) {
            throw cursor.error(
                    Failure.NESTING_TOO_DEEP, "nesting too deep: more than " + Limits.COMPONENT_NESTING + " types");
        }
        int start = cursor.position();
        parseCompound(new Pass(scope, new ByteWriter(), true));
        cursor.seek(start);
        parseCompound(new Pass(scope, out, false));
        depth--;
    }

    /// Parses the inside of `(func …)` behind the word and writes the type.
    void parseFunc(Scope scope, ByteWriter out) {
        int start = cursor.position();
        parseFunc(new Pass(scope, new ByteWriter(), true));
        cursor.seek(start);
        parseFunc(new Pass(scope, out, false));
    }

    /// Parses a value type in the place of a use, and writes it.
    void parseUse(Scope scope, ByteWriter out) {
        int start = cursor.position();
        parseValType(new Pass(scope, new ByteWriter(), true));
        cursor.seek(start);
        parseValType(new Pass(scope, out, false));
    }

    /// Parses `(result t)?` and writes it as a result list.
    void parseResult(Scope scope, ByteWriter out) {
        int start = cursor.position();
        parseResult(new Pass(scope, new ByteWriter(), true));
        cursor.seek(start);
        parseResult(new Pass(scope, out, false));
    }

    // ---- the two passes

    /// Where a pass reads and writes, and whether it is the one that adds what is written out.
    private record Pass(Scope scope, ByteWriter out, boolean isFirst) {}

    private int parsePrimitive() {
        PrimType type = cursor.kind() == TokenKind.KEYWORD
                ? PRIMITIVES.get(cursor.tokens().text(cursor.position()))
                : null;
        if (type == null) {
            throw cursor.unexpected("a value type");
        }
        cursor.next();
        return type.code();
    }

    private void parseValType(Pass pass) {
        if (cursor.atIndex() || references.at("type")) {
            parseTypeIndex(pass);
        } else if (cursor.kind() != TokenKind.LEFT) {
            pass.out.u8(parsePrimitive());
        } else if (pass.isFirst) {
            int token = cursor.position();
            ByteWriter inner = new ByteWriter();
            parseDefinition(pass.scope, inner);
            writtenOut.put(token, pass.scope.addType(inner, Binding.NONE));
        } else {
            pass.out.s64(writtenOut.getOrDefault(cursor.position(), 0));
            cursor.skipForm();
        }
    }

    private void parseTypeIndex(Pass pass) {
        if (!pass.isFirst) {
            pass.out.s64(Integer.toUnsignedLong(references.parse(pass.scope, Sort.TYPE)));
        } else if (!cursor.accept(TokenKind.NAT) && !cursor.accept(TokenKind.ID)) {
            cursor.skipForm();
        }
    }

    private void parseCompound(Pass pass) {
        cursor.next();
        int keyword = cursor.expect(TokenKind.KEYWORD, "a type");
        ByteWriter out = pass.out;
        switch (cursor.tokens().text(keyword)) {
            case "record" -> parseFields(pass, RECORD, "field");
            case "variant" -> parseFields(pass, VARIANT, "case");
            case "list" -> parseList(pass);
            case "tuple" -> parseTuple(pass);
            case "flags" -> parseLabels(out, FLAGS);
            case "enum" -> parseLabels(out, ENUM);
            case "option" -> {
                out.u8(OPTION);
                parseValType(pass);
            }
            case "result" -> parseResultType(pass);
            case "own" -> {
                out.u8(OWN);
                parseHandle(pass);
            }
            case "borrow" -> {
                out.u8(BORROW);
                parseHandle(pass);
            }
            case "stream" -> {
                out.u8(STREAM);
                parseOptional(pass);
            }
            case "future" -> {
                out.u8(FUTURE);
                parseOptional(pass);
            }
            case "map" -> {
                out.u8(MAP);
                parseValType(pass);
                parseValType(pass);
            }
            default -> {
                cursor.seek(keyword);
                throw cursor.unexpected("a type");
            }
        }
        cursor.expectRight();
    }

    private void parseHandle(Pass pass) {
        if (!cursor.atIndex() && !references.at("type")) {
            throw cursor.unexpected("a type index");
        }
        if (pass.isFirst) {
            parseTypeIndex(pass);
        } else {
            pass.out.u32(references.parse(pass.scope, Sort.TYPE));
        }
    }

    private void parseFields(Pass pass, int code, String word) {
        ByteWriter fields = new ByteWriter();
        int count = 0;
        while (cursor.acceptForm(word)) {
            if (code == VARIANT) {
                cursor.accept(TokenKind.ID);
            }
            fields.name(cursor.expectName("a label"));
            Pass inner = new Pass(pass.scope, fields, pass.isFirst);
            if (code == RECORD) {
                parseValType(inner);
            } else {
                parseOptional(inner);
                fields.u8(0);
            }
            cursor.expectRight();
            count++;
        }
        writeVector(pass.out, code, count, fields);
    }

    private static void writeVector(ByteWriter out, int code, int count, ByteWriter entries) {
        out.u8(code);
        out.u32(count);
        out.bytes(entries, 0);
    }

    private void parseOptional(Pass pass) {
        boolean isHere = cursor.kind() != TokenKind.RIGHT;
        pass.out.u8(isHere ? 1 : 0);
        if (isHere) {
            parseValType(pass);
        }
    }

    private void parseList(Pass pass) {
        ByteWriter element = new ByteWriter();
        parseValType(new Pass(pass.scope, element, pass.isFirst));
        boolean isFixed = cursor.kind() == TokenKind.NAT;
        pass.out.u8(isFixed ? FIXED_LIST : LIST);
        pass.out.bytes(element, 0);
        if (isFixed) {
            pass.out.u32((int) Numbers.unsigned(cursor.tokens(), cursor.next(), Integer.SIZE));
        }
    }

    private void parseTuple(Pass pass) {
        ByteWriter types = new ByteWriter();
        int count = 0;
        while (cursor.kind() != TokenKind.RIGHT) {
            parseValType(new Pass(pass.scope, types, pass.isFirst));
            count++;
        }
        writeVector(pass.out, TUPLE, count, types);
    }

    private void parseLabels(ByteWriter out, int code) {
        ByteWriter labels = new ByteWriter();
        int count = 0;
        while (cursor.kind() == TokenKind.STRING) {
            labels.name(cursor.expectName("a label"));
            count++;
        }
        writeVector(out, code, count, labels);
    }

    private void parseResultType(Pass pass) {
        pass.out.u8(RESULT);
        boolean hasOk = cursor.kind() != TokenKind.RIGHT && !cursor.atForm("error");
        pass.out.u8(hasOk ? 1 : 0);
        if (hasOk) {
            parseValType(pass);
        }
        boolean hasError = cursor.acceptForm("error");
        pass.out.u8(hasError ? 1 : 0);
        if (hasError) {
            parseValType(pass);
            cursor.expectRight();
        }
    }

    private void parseFunc(Pass pass) {
        pass.out.u8(cursor.acceptKeyword("async") ? ASYNC_FUNC : FUNC);
        ByteWriter params = new ByteWriter();
        int count = 0;
        while (cursor.acceptForm("param")) {
            params.name(cursor.expectName("a label"));
            parseValType(new Pass(pass.scope, params, pass.isFirst));
            cursor.expectRight();
            count++;
        }
        pass.out.u32(count);
        pass.out.bytes(params, 0);
        parseResult(pass);
    }

    private void parseResult(Pass pass) {
        if (cursor.acceptForm("result")) {
            pass.out.u8(0);
            parseValType(pass);
            cursor.expectRight();
        } else {
            pass.out.u8(1);
            pass.out.u8(0);
        }
    }
}
