package dev.gantry.wasm.component.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.text.Definitions.Kind;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses the definitions of a component, one after the other: a definition can only refer to what stands before it.
///
/// Threading: confined to one thread.
final class FieldParser {
    private static final String NAME_SECTION = "component-name";

    private final TokenCursor cursor;
    private final References references;
    private final ExternNames names;
    private final TypeDefinitions types;
    private final Instances instances;
    private final Canonicals canonicals;

    FieldParser(TokenCursor cursor) {
        this.cursor = cursor;
        this.references = new References(cursor);
        this.names = new ExternNames(cursor);
        this.types = new TypeDefinitions(cursor, references, names);
        this.instances = new Instances(cursor, references, names);
        this.canonicals = new Canonicals(cursor, references, types);
    }

    /// Parses definitions up to a closing parenthesis, or to the end.
    ///
    /// @param parent  the component around it, or null
    /// @param binding what it is called
    /// @return the binary
    byte[] parseComponent(@Nullable Scope parent, Binding binding) {
        Scope scope = new Scope(Scope.Kind.COMPONENT, parent, binding.id(), cursor);
        boolean hasNames = false;
        while (cursor.kind() != TokenKind.RIGHT && cursor.kind() != TokenKind.END) {
            if (cursor.atAnnotation("custom")) {
                hasNames |= parseCustom(scope);
            } else {
                cursor.expect(TokenKind.LEFT, "a definition");
                parseField(scope);
            }
        }
        scope.flushInlineExports();
        byte[] nameSection = scope.names(binding.name());
        if (nameSection.length > 0 && !hasNames) {
            scope.definitions.addCustom(NAME_SECTION, nameSection);
        }
        return scope.definitions.toBytes();
    }

    /// Parses `(@custom "name" "data"*)`.
    ///
    /// @return whether it is the name section
    private boolean parseCustom(Scope scope) {
        cursor.next();
        if (cursor.kind() != TokenKind.STRING) {
            throw cursor.error(Failure.MALFORMED_ANNOTATION, "@custom annotation: missing section name");
        }
        String name = cursor.expectName("a section name");
        ByteWriter payload = new ByteWriter();
        while (cursor.kind() == TokenKind.STRING) {
            payload.bytes(cursor.tokens().bytes(cursor.next()));
        }
        if (cursor.kind() != TokenKind.RIGHT) {
            throw cursor.error(Failure.MALFORMED_ANNOTATION, "@custom annotation: unexpected token");
        }
        cursor.next();
        scope.definitions.addCustom(name, payload.toBytes());
        return name.equals(NAME_SECTION);
    }

    private void parseField(Scope scope) {
        int keyword = cursor.expect(TokenKind.KEYWORD, "a definition");
        switch (cursor.tokens().text(keyword)) {
            case "core" -> parseCoreField(scope);
            case "component" -> parseNested(scope);
            case "instance" -> parseInstance(scope);
            case "alias" -> types.aliases().parseField(scope);
            case "type" -> types.parseField(scope);
            case "canon" -> canonicals.parseField(scope);
            case "func" -> parseFunc(scope);
            case "import" -> types.parseExtern(scope, Kind.IMPORT);
            case "export" -> parseExport(scope);
            case "start" -> parseStart(scope);
            case "value" -> parseValue(scope);
            default -> throw unknown(keyword);
        }
    }

    private void parseCoreField(Scope scope) {
        int keyword = cursor.expect(TokenKind.KEYWORD, "a core definition");
        switch (cursor.tokens().text(keyword)) {
            case "module" -> parseCoreModule(scope);
            case "instance" -> instances.parseCoreField(scope);
            case "type" -> types.coreTypes().parseField(scope);
            case "rec" -> types.coreTypes().parseRec(scope);
            case "func" -> canonicals.parseCoreFunc(scope);
            default -> throw unknown(keyword);
        }
    }

    private RuntimeException unknown(int keyword) {
        cursor.seek(keyword);
        return cursor.error(
                Failure.UNKNOWN_OPERATOR,
                Failure.UNKNOWN_OPERATOR.text() + ": expected a definition, found "
                        + cursor.tokens().text(keyword));
    }

    // ---- definitions that can be exported and imported where they stand

    private List<byte[]> parseInlineExports() {
        List<byte[]> exports = new ArrayList<>();
        while (names.atInline("export")) {
            exports.add(names.parseInline());
        }
        return exports;
    }

    private byte @Nullable [] parseInlineImport() {
        return names.atInline("import") ? names.parseInline() : null;
    }

    /// Closes a definition and remembers its exports.
    private void close(Scope scope, List<byte[]> exports, Sort sort, int index) {
        cursor.expectRight();
        exports.forEach(name -> scope.addInlineExport(name, sort, index));
    }

    private void parseCoreModule(Scope scope) {
        Binding binding = Binding.parse(cursor);
        List<byte[]> exports = parseInlineExports();
        byte[] imported = parseInlineImport();
        int module;
        if (imported != null) {
            module = addImport(
                    scope, imported, Sort.CORE_MODULE, types.coreTypes().parseUse(scope), binding);
        } else {
            byte[] binary = TextParser.parseModuleFields(cursor, binding.name());
            scope.definitions.addSection(Definitions.CORE_MODULE, binary);
            module = scope.declare(Sort.CORE_MODULE, binding.withoutAnnotation());
        }
        close(scope, exports, Sort.CORE_MODULE, module);
    }

    private void parseNested(Scope scope) {
        Binding binding = Binding.parse(cursor);
        List<byte[]> exports = parseInlineExports();
        byte[] imported = parseInlineImport();
        int component;
        if (imported != null) {
            component = addImport(scope, imported, Sort.COMPONENT, types.parseUse(scope, Sort.COMPONENT), binding);
        } else {
            byte[] binary = parseComponent(scope, binding);
            scope.definitions.addSection(Definitions.COMPONENT, binary);
            component = scope.declare(Sort.COMPONENT, binding.withoutAnnotation());
        }
        close(scope, exports, Sort.COMPONENT, component);
    }

    private void parseInstance(Scope scope) {
        Binding binding = Binding.parse(cursor);
        List<byte[]> exports = parseInlineExports();
        byte[] imported = parseInlineImport();
        int instance = imported == null
                ? instances.parseField(scope, binding)
                : addImport(scope, imported, Sort.INSTANCE, types.parseUse(scope, Sort.INSTANCE), binding);
        close(scope, exports, Sort.INSTANCE, instance);
    }

    private void parseFunc(Scope scope) {
        Binding binding = Binding.parse(cursor);
        List<byte[]> exports = parseInlineExports();
        byte[] imported = parseInlineImport();
        close(scope, exports, Sort.FUNC, canonicals.parseFunc(scope, binding, imported));
    }

    /// Adds an import whose type is in the types already.
    ///
    /// @return the index of what is imported
    static int addImport(Scope scope, byte[] name, Sort sort, int type, Binding binding) {
        ByteWriter out = scope.definitions.add(Kind.IMPORT);
        out.bytes(name);
        TypeDefinitions.writeExternType(out, sort, type);
        return scope.declare(sort, binding);
    }

    // ---- exports and start

    private void parseExport(Scope scope) {
        Binding binding = Binding.parse(cursor);
        byte[] name = names.parse();
        int item = cursor.position();
        cursor.skipForm();
        TypeDefinitions.Extern ascribed = cursor.kind() == TokenKind.LEFT ? types.parseExternType(scope, false) : null;
        cursor.expectRight();
        int end = cursor.position();
        cursor.seek(item);
        ByteWriter target = new ByteWriter();
        Sort sort = instances.parseItem(scope, target);
        cursor.seek(end);
        ByteWriter out = scope.definitions.add(Kind.EXPORT);
        out.bytes(name);
        out.bytes(target, 0);
        out.u8(ascribed == null ? 0 : 1);
        if (ascribed != null) {
            out.bytes(ascribed.type(), 0);
        }
        scope.declare(sort, binding);
    }

    private void parseStart(Scope scope) {
        ByteWriter content = new ByteWriter();
        content.u32(references.parse(scope, Sort.FUNC));
        ByteWriter args = new ByteWriter();
        int argCount = 0;
        while (cursor.atForm("value")) {
            args.u32(references.parseForm(scope, Sort.VALUE));
            argCount++;
        }
        content.u32(argCount);
        content.bytes(args, 0);
        List<Binding> results = new ArrayList<>();
        while (cursor.acceptForm("result")) {
            if (!cursor.acceptForm("value")) {
                throw cursor.unexpected("`(value`");
            }
            results.add(Binding.parse(cursor));
            cursor.expectRight();
            cursor.expectRight();
        }
        content.u32(results.size());
        scope.definitions.addSection(Definitions.START, content.toBytes());
        results.forEach(binding -> scope.declare(Sort.VALUE, binding));
        cursor.expectRight();
    }

    /// Parses `(value id? t (binary "…"*))`; values in other forms are not read.
    private void parseValue(Scope scope) {
        Binding binding = Binding.parse(cursor);
        ByteWriter value = new ByteWriter();
        types.values().parseUse(scope, value);
        if (!cursor.acceptForm("binary")) {
            throw new UnsupportedException("values in text other than `(binary …)`");
        }
        int region = value.beginSized();
        while (cursor.kind() == TokenKind.STRING) {
            value.bytes(cursor.tokens().bytes(cursor.next()));
        }
        value.endSized(region);
        cursor.expectRight();
        cursor.expectRight();
        scope.definitions.add(Kind.VALUE).bytes(value, 0);
        scope.declare(Sort.VALUE, binding);
    }
}
