package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import org.jspecify.annotations.Nullable;

/// Parses the fields of a module in three passes: the first gives every entity its index, so that names can be
/// used before they are bound; the second reads the types; the third reads everything else and writes it.
///
/// Threading: confined to one thread.
///
/// @wasm text-module
final class ModuleParser {
    private final TokenCursor cursor;
    private final int start;
    private final ModuleText module = new ModuleText();
    private final TypeParser types;
    private final FieldParser fields;
    private final SegmentParser segments;
    private @Nullable String firstDefinition;

    /// A parser of the fields from the current token to the next closing parenthesis without partner, or to the
    /// end.
    ///
    /// @param cursor where to read
    /// @param name   the module's name
    ModuleParser(TokenCursor cursor, @Nullable String name) {
        this.cursor = cursor;
        this.start = cursor.position();
        this.module.name = name;
        this.types = new TypeParser(cursor, module.types);
        InstrParser instrs = new InstrParser(cursor, module, types);
        this.segments = new SegmentParser(cursor, module, types, instrs);
        this.fields = new FieldParser(cursor, module, types, instrs, segments);
    }

    /// Parses the fields.
    ///
    /// @return the binary
    byte[] parse() {
        while (atField()) {
            int field = cursor.position();
            bind();
            cursor.seek(field);
            cursor.skipForm();
        }
        cursor.seek(start);
        while (atField()) {
            int field = cursor.position();
            boolean isRec = cursor.atForm("rec");
            if (isRec || cursor.atForm("type")) {
                cursor.seek(field + 2);
                types.parseTypeField(isRec);
            } else {
                cursor.skipForm();
            }
        }
        cursor.seek(start);
        while (atField()) {
            parseField();
        }
        return module.encode();
    }

    private boolean atField() {
        return switch (cursor.kind()) {
            case LEFT, ANNOTATION -> true;
            case RIGHT, END -> false;
            case KEYWORD, ID, STRING, NAT, INT, FLOAT, RESERVED -> throw cursor.unexpected("a module field");
        };
    }

    // ---- first pass

    private void bind() {
        if (cursor.kind() == TokenKind.ANNOTATION) {
            return;
        }
        int field = cursor.position();
        cursor.next();
        switch (fieldName()) {
            case "type" -> module.types.scope.declare(cursor);
            case "rec" -> bindGroup();
            case "import" -> bindImport(field);
            case "func", "table", "memory", "global", "tag" -> bindEntity(field);
            case "elem" -> module.elems.declare(cursor);
            case "data" -> module.datas.declare(cursor);
            case "export", "start" -> {}
            default -> throw unknownField(field);
        }
    }

    /// Moves over the first word of a field.
    private String fieldName() {
        return cursor.tokens().text(cursor.expect(TokenKind.KEYWORD, "a module field"));
    }

    private MalformedException unknownField(int field) {
        cursor.seek(field + 1);
        String word = cursor.tokens().text(field + 1);
        return word.equals("module") || word.equals("component")
                ? cursor.unexpected("a module field")
                : cursor.error(
                        Failure.UNKNOWN_OPERATOR,
                        Failure.UNKNOWN_OPERATOR.text() + ": expected a module field, found " + word);
    }

    private void bindGroup() {
        while (cursor.atForm("type")) {
            int type = cursor.position();
            cursor.seek(type + 2);
            module.types.scope.declare(cursor);
            cursor.seek(type);
            cursor.skipForm();
        }
    }

    private void bindImport(int field) {
        checkImportOrder(field);
        cursor.expectName("a module name");
        cursor.expectName("an item name");
        cursor.expect(TokenKind.LEFT, "`(`");
        scope(fieldName()).declare(cursor);
    }

    private NameScope scope(String kind) {
        return switch (kind) {
            case "func" -> module.funcs;
            case "table" -> module.tables;
            case "memory" -> module.memories;
            case "global" -> module.globals;
            case "tag" -> module.tags;
            default -> {
                cursor.seek(cursor.position() - 1);
                throw cursor.unexpected("`func`, `table`, `memory`, `global` or `tag`");
            }
        };
    }

    private void bindEntity(int field) {
        String kind = cursor.tokens().text(field + 1);
        scope(kind).declare(cursor);
        while (cursor.atForm("export")) {
            cursor.skipForm();
        }
        if (cursor.atForm("import")) {
            checkImportOrder(field);
            return;
        }
        if (firstDefinition == null) {
            firstDefinition = kind;
        }
        if (kind.equals("table") && holds("elem")) {
            module.elems.skip(1);
        } else if (kind.equals("memory") && holds("data")) {
            module.datas.skip(1);
        }
    }

    /// Whether the rest of the field has a part of its own with this keyword.
    private boolean holds(String keyword) {
        while (cursor.kind() != TokenKind.RIGHT && cursor.kind() != TokenKind.END) {
            if (cursor.atForm(keyword)) {
                return true;
            }
            if (cursor.kind() == TokenKind.LEFT || cursor.kind() == TokenKind.ANNOTATION) {
                cursor.skipForm();
            } else {
                cursor.next();
            }
        }
        return false;
    }

    private void checkImportOrder(int field) {
        if (firstDefinition != null) {
            String kind = firstDefinition.equals("func") ? "function" : firstDefinition;
            throw cursor.tokens().error(Failure.IMPORT_AFTER_DEFINITION, "import after " + kind, field);
        }
    }

    // ---- third pass

    private void parseField() {
        if (cursor.atAnnotation("custom")) {
            module.customs.parse(cursor);
            return;
        }
        int field = cursor.position();
        if (cursor.kind() == TokenKind.ANNOTATION) {
            throw cursor.unexpected("a module field");
        }
        cursor.next();
        switch (fieldName()) {
            case "type", "rec" -> {
                cursor.seek(field);
                cursor.skipForm();
            }
            case "import" -> fields.parseImport();
            case "func" -> fields.parseFunc();
            case "table" -> fields.parseTable();
            case "memory" -> fields.parseMemory();
            case "global" -> fields.parseGlobal();
            case "tag" -> fields.parseTag();
            case "export" -> fields.parseExport();
            case "start" -> fields.parseStart();
            case "elem" -> segments.parseElem();
            case "data" -> segments.parseData();
            default -> throw unknownField(field);
        }
    }
}
