package dev.gantry.wasm.text;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.RefType;

/// Parses element and data segments, also those inside tables and memories.
///
/// Threading: confined to one thread.
///
/// @wasm text-elem
final class SegmentParser {
    // Flags of the binary format.
    private static final int PASSIVE = 1;
    private static final int EXPLICIT = 2;
    private static final int DECLARATIVE = 3;
    private static final int EXPRESSIONS = 4;

    private final TokenCursor cursor;
    private final ModuleText module;
    private final TypeParser types;
    private final InstrParser instrs;

    SegmentParser(TokenCursor cursor, ModuleText module, TypeParser types, InstrParser instrs) {
        this.cursor = cursor;
        this.module = module;
        this.types = types;
        this.instrs = instrs;
    }

    /// The elements of a segment: function indices or expressions, encoded.
    private static final class Elements {
        final ByteWriter entries = new ByteWriter();
        int count;
        boolean areExprs;
        RefType type = new RefType(false, AbsHeapType.FUNC);
    }

    void parseElem() {
        NameScope.skipBinding(cursor);
        ByteWriter out = module.elemDefs.add();
        if (cursor.acceptKeyword("declare")) {
            writeElem(out, DECLARATIVE, 0, new ByteWriter(), parseElemList(false));
        } else if (isActive("table")) {
            int table = parseUse("table", module.tables);
            ByteWriter offset = parseOffset();
            writeElem(out, 0, table, offset, parseElemList(true));
        } else {
            writeElem(out, PASSIVE, 0, new ByteWriter(), parseElemList(false));
        }
        cursor.expectRight();
    }

    /// Parses `(elem …)` inside a table.
    ///
    /// @return the number of elements
    long parseInlineElem(int table, boolean is64, RefType type) {
        if (!cursor.acceptForm("elem")) {
            throw cursor.unexpected("`(elem`");
        }
        Elements elements = new Elements();
        elements.type = type;
        if (cursor.kind() == TokenKind.LEFT) {
            parseExprs(elements);
        } else if (type.equals(RefType.FUNCREF)) {
            parseFuncs(elements);
        } else {
            parseFuncsAsExprs(elements);
        }
        ByteWriter offset = new ByteWriter();
        FieldParser.writeZero(offset, is64);
        writeElem(module.elemDefs.add(), 0, table, offset, elements);
        cursor.expectRight();
        return elements.count;
    }

    /// Whether the segment starts with a table, memory or offset.
    private boolean isActive(String use) {
        if (cursor.kind() == TokenKind.NAT || cursor.kind() == TokenKind.ID) {
            return cursor.nextKind() == TokenKind.LEFT;
        }
        return cursor.atForm(use) || (cursor.kind() == TokenKind.LEFT && !types.atRefType());
    }

    /// Parses `(table x)` or, as in old texts, `x`; zero if there is none.
    private int parseUse(String keyword, NameScope scope) {
        if (cursor.acceptForm(keyword)) {
            int index = scope.resolve(cursor);
            cursor.expectRight();
            return index;
        }
        return cursor.atIndex() ? scope.resolve(cursor) : 0;
    }

    private ByteWriter parseOffset() {
        ByteWriter offset = new ByteWriter();
        parseExpr("offset", offset);
        return offset;
    }

    /// Parses `(keyword instr*)`, or one folded instruction in its place.
    private void parseExpr(String keyword, ByteWriter out) {
        if (cursor.acceptForm(keyword)) {
            instrs.parseConstExpr(out);
            cursor.expectRight();
        } else {
            instrs.parseFoldedConstExpr(out);
        }
    }

    /// Parses `func x*`, `reftype expr*` or, where allowed, `x*`.
    private Elements parseElemList(boolean mayOmitFunc) {
        Elements elements = new Elements();
        if (types.atRefType()) {
            elements.type = types.parseRefType();
            parseExprs(elements);
        } else if (cursor.acceptKeyword("func") || mayOmitFunc) {
            parseFuncs(elements);
        } else {
            throw cursor.unexpected("`func` or a reference type");
        }
        return elements;
    }

    private void parseFuncs(Elements elements) {
        while (cursor.atIndex()) {
            elements.entries.u32(module.funcs.resolve(cursor));
            elements.count++;
        }
    }

    /// Parses function indices where the type of the table rules out their short form.
    private void parseFuncsAsExprs(Elements elements) {
        elements.areExprs = true;
        while (cursor.atIndex()) {
            elements.entries.opcode(Opcode.REF_FUNC);
            elements.entries.u32(module.funcs.resolve(cursor));
            elements.entries.opcode(Opcode.END);
            elements.count++;
        }
    }

    private void parseExprs(Elements elements) {
        elements.areExprs = true;
        while (cursor.kind() == TokenKind.LEFT) {
            parseExpr("item", elements.entries);
            elements.count++;
        }
    }

    private void writeElem(ByteWriter out, int mode, int table, ByteWriter offset, Elements elements) {
        boolean isActive = mode == 0;
        boolean hasType = !isActive || table != 0 || (elements.areExprs && !elements.type.equals(RefType.FUNCREF));
        out.u32(mode | (isActive && hasType ? EXPLICIT : 0) | (elements.areExprs ? EXPRESSIONS : 0));
        if (isActive && hasType) {
            out.u32(table);
        }
        out.bytes(offset, 0);
        if (hasType && elements.areExprs) {
            TypeWriter.refType(out, elements.type);
        } else if (hasType) {
            out.u8(0);
        }
        out.u32(elements.count);
        out.bytes(elements.entries, 0);
    }

    void parseData() {
        NameScope.skipBinding(cursor);
        ByteWriter out = module.dataDefs.add();
        if (isActive("memory")) {
            int memory = parseUse("memory", module.memories);
            out.u32(memory == 0 ? 0 : EXPLICIT);
            if (memory != 0) {
                out.u32(memory);
            }
            parseExpr("offset", out);
        } else {
            out.u32(PASSIVE);
        }
        parseStrings(out);
        cursor.expectRight();
    }

    /// Parses `(data …)` inside a memory.
    ///
    /// @return the number of bytes
    long parseInlineData(int memory, boolean is64) {
        if (!cursor.acceptForm("data")) {
            throw cursor.unexpected("`(data`");
        }
        ByteWriter out = module.dataDefs.add();
        out.u32(memory == 0 ? 0 : EXPLICIT);
        if (memory != 0) {
            out.u32(memory);
        }
        FieldParser.writeZero(out, is64);
        int bytes = parseStrings(out);
        cursor.expectRight();
        return bytes;
    }

    private int parseStrings(ByteWriter out) {
        int region = out.beginSized();
        while (cursor.kind() == TokenKind.STRING) {
            out.bytes(cursor.tokens().bytes(cursor.next()));
        }
        int bytes = out.size() - region;
        out.endSized(region);
        return bytes;
    }
}
