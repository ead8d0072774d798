package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.ExternKind;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;

/// Parses imports, exports, the start function, and definitions of functions, tables, memories, globals and
/// tags with the imports, exports and segments that may stand inside them. The cursor stands behind the first
/// word of the field.
///
/// Threading: confined to one thread.
///
/// @wasm text-module
final class FieldParser {
    private final TokenCursor cursor;
    private final ModuleText module;
    private final TypeParser types;
    private final InstrParser instrs;
    private final SegmentParser segments;
    private int nextFunc;
    private int nextTable;
    private int nextMemory;
    private int nextGlobal;
    private int nextTag;

    FieldParser(TokenCursor cursor, ModuleText module, TypeParser types, InstrParser instrs, SegmentParser segments) {
        this.cursor = cursor;
        this.module = module;
        this.types = types;
        this.instrs = instrs;
        this.segments = segments;
    }

    // ---- imports and exports

    void parseImport() {
        ByteWriter out = module.imports.add();
        out.name(cursor.expectName("a module name"));
        out.name(cursor.expectName("an item name"));
        cursor.expect(TokenKind.LEFT, "`(`");
        String kind = cursor.tokens().text(cursor.next());
        NameScope.skipBinding(cursor);
        switch (kind) {
            case "func" -> importFunc(out);
            case "table" -> importTable(out);
            case "memory" -> importMemory(out);
            case "global" -> importGlobal(out);
            default -> importTag(out);
        }
        cursor.expectRight();
        cursor.expectRight();
    }

    private void importFunc(ByteWriter out) {
        nextFunc++;
        int type = types.parseTypeIndex(new NameScope("local"), true);
        ModuleWriter.externType(out, new ExternType.Func(new HeapType.Index(type)));
    }

    private void importTable(ByteWriter out) {
        nextTable++;
        ModuleWriter.externType(out, types.parseTableType(types.parseAddressType()));
    }

    private void importMemory(ByteWriter out) {
        nextMemory++;
        ModuleWriter.externType(out, types.parseMemoryType(types.parseAddressType()));
    }

    private void importGlobal(ByteWriter out) {
        nextGlobal++;
        ModuleWriter.externType(out, types.parseGlobalType());
    }

    private void importTag(ByteWriter out) {
        nextTag++;
        ModuleWriter.externType(out, parseTagType());
    }

    /// Reads `(import "m" "n")` if it is here, and writes the names.
    private boolean acceptInlineImport() {
        if (!cursor.acceptForm("import")) {
            return false;
        }
        ByteWriter out = module.imports.add();
        out.name(cursor.expectName("a module name"));
        out.name(cursor.expectName("an item name"));
        cursor.expectRight();
        return true;
    }

    /// Reads the identifier and the exports of a definition.
    private void parseHead(ExternKind kind, int index) {
        NameScope.skipBinding(cursor);
        while (cursor.acceptForm("export")) {
            addExport(cursor.expectName("an export name"), kind, index);
            cursor.expectRight();
        }
    }

    private void addExport(String name, ExternKind kind, int index) {
        ByteWriter out = module.exports.add();
        out.name(name);
        out.u8(ModuleWriter.code(kind));
        out.u32(index);
    }

    void parseExport() {
        String name = cursor.expectName("an export name");
        cursor.expect(TokenKind.LEFT, "`(`");
        if (cursor.acceptKeyword("func")) {
            addExport(name, ExternKind.FUNC, module.funcs.resolve(cursor));
        } else if (cursor.acceptKeyword("table")) {
            addExport(name, ExternKind.TABLE, module.tables.resolve(cursor));
        } else if (cursor.acceptKeyword("memory")) {
            addExport(name, ExternKind.MEMORY, module.memories.resolve(cursor));
        } else if (cursor.acceptKeyword("global")) {
            addExport(name, ExternKind.GLOBAL, module.globals.resolve(cursor));
        } else if (cursor.acceptKeyword("tag")) {
            addExport(name, ExternKind.TAG, module.tags.resolve(cursor));
        } else {
            throw cursor.unexpected("`func`, `table`, `memory`, `global` or `tag`");
        }
        cursor.expectRight();
        cursor.expectRight();
    }

    void parseStart() {
        if (module.hasStart) {
            throw cursor.error(Failure.MULTIPLE_START_SECTIONS, Failure.MULTIPLE_START_SECTIONS.text());
        }
        module.hasStart = true;
        module.start = module.funcs.resolve(cursor);
        cursor.expectRight();
    }

    // ---- definitions

    void parseFunc() {
        int func = nextFunc;
        parseHead(ExternKind.FUNC, func);
        if (acceptInlineImport()) {
            importFunc(module.imports.entries);
            cursor.expectRight();
            return;
        }
        nextFunc++;
        NameScope locals = new NameScope("local");
        module.functions.add().u32(types.parseTypeIndex(locals, true));
        ByteWriter out = module.code.add();
        int region = out.beginSized();
        writeLocals(parseLocals(locals), out);
        instrs.parseBody(out, region, locals, func);
        out.endSized(region);
        cursor.expectRight();
    }

    private List<ValType> parseLocals(NameScope names) {
        List<ValType> locals = new ArrayList<>();
        while (cursor.acceptForm("local")) {
            types.parseNamedTypes(locals, names);
        }
        return locals;
    }

    private static void writeLocals(List<ValType> locals, ByteWriter out) {
        ByteWriter runs = new ByteWriter();
        int count = 0;
        int end;
        for (int start = 0; start < locals.size(); start = end) {
            end = start + 1;
            while (end < locals.size() && locals.get(end).equals(locals.get(start))) {
                end++;
            }
            runs.u32(end - start);
            TypeWriter.valType(runs, locals.get(start));
            count++;
        }
        out.u32(count);
        out.bytes(runs, 0);
    }

    void parseTable() {
        int table = nextTable;
        parseHead(ExternKind.TABLE, table);
        if (acceptInlineImport()) {
            importTable(module.imports.entries);
            cursor.expectRight();
            return;
        }
        nextTable++;
        boolean is64 = types.parseAddressType();
        ByteWriter out = module.tableDefs.add();
        if (types.atRefType()) {
            RefType element = types.parseRefType();
            long size = segments.parseInlineElem(table, is64, element);
            TypeWriter.tableType(out, new TableType(is64, Limits.of(size, size), element));
        } else {
            TableType type = types.parseTableType(is64);
            if (cursor.kind() == TokenKind.RIGHT) {
                TypeWriter.tableType(out, type);
            } else {
                out.u8(0x40);
                out.u8(0);
                TypeWriter.tableType(out, type);
                instrs.parseConstExpr(out);
            }
        }
        cursor.expectRight();
    }

    void parseMemory() {
        int memory = nextMemory;
        parseHead(ExternKind.MEMORY, memory);
        if (acceptInlineImport()) {
            importMemory(module.imports.entries);
            cursor.expectRight();
            return;
        }
        nextMemory++;
        boolean is64 = types.parseAddressType();
        ByteWriter out = module.memoryDefs.add();
        if (cursor.kind() == TokenKind.LEFT) {
            int pageSizeLog2 = types.parsePageSize();
            long bytes = segments.parseInlineData(memory, is64);
            long pages = (bytes + (1L << pageSizeLog2) - 1) >>> pageSizeLog2;
            TypeWriter.memoryType(out, new MemoryType(is64, false, Limits.of(pages, pages), pageSizeLog2));
        } else {
            TypeWriter.memoryType(out, types.parseMemoryType(is64));
        }
        cursor.expectRight();
    }

    void parseGlobal() {
        int global = nextGlobal;
        parseHead(ExternKind.GLOBAL, global);
        if (acceptInlineImport()) {
            importGlobal(module.imports.entries);
        } else {
            nextGlobal++;
            ByteWriter out = module.globalDefs.add();
            TypeWriter.globalType(out, types.parseGlobalType());
            instrs.parseConstExpr(out);
        }
        cursor.expectRight();
    }

    void parseTag() {
        int tag = nextTag;
        parseHead(ExternKind.TAG, tag);
        if (acceptInlineImport()) {
            importTag(module.imports.entries);
        } else {
            nextTag++;
            TypeWriter.tagType(module.tagDefs.add(), parseTagType());
        }
        cursor.expectRight();
    }

    private TagType parseTagType() {
        return new TagType(new HeapType.Index(types.parseTypeIndex(new NameScope("local"), true)));
    }

    /// Writes the constant zero of an address type as a constant expression.
    static void writeZero(ByteWriter out, boolean is64) {
        out.opcode(is64 ? Opcode.I64_CONST : Opcode.I32_CONST);
        out.u8(0);
        out.opcode(Opcode.END);
    }
}
