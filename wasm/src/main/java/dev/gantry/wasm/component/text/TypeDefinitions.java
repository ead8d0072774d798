package dev.gantry.wasm.component.text;

import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.text.Definitions.Kind;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;

/// Parses type definitions, and types in the places where they are used.
///
/// Threading: confined to one thread.
final class TypeDefinitions {
    private static final int COMPONENT = 0x41;
    private static final int INSTANCE = 0x42;
    private static final int RESOURCE = 0x3F;

    private final TokenCursor cursor;
    private final References references;
    private final ExternNames names;
    private final ValueTypes values;
    private final CoreTypes coreTypes;
    private final Aliases aliases;

    TypeDefinitions(TokenCursor cursor, References references, ExternNames names) {
        this.cursor = cursor;
        this.references = references;
        this.names = names;
        this.values = new ValueTypes(cursor, references);
        this.aliases = new Aliases(cursor, references);
        this.coreTypes = new CoreTypes(cursor, aliases, references);
    }

    ValueTypes values() {
        return values;
    }

    CoreTypes coreTypes() {
        return coreTypes;
    }

    Aliases aliases() {
        return aliases;
    }

    // ---- definitions

    /// Parses `(type …)` behind the word, and the closing parenthesis.
    void parseField(Scope scope) {
        Binding binding = Binding.parse(cursor);
        int exports = cursor.position();
        while (scope.kind == Scope.Kind.COMPONENT && names.atInline("export")) {
            cursor.skipForm();
        }
        ByteWriter type = new ByteWriter();
        parseDefinition(scope, binding, type);
        cursor.expectRight();
        int index = scope.addType(type, binding);
        int end = cursor.position();
        cursor.seek(exports);
        while (scope.kind == Scope.Kind.COMPONENT && names.atInline("export")) {
            scope.addInlineExport(names.parseInline(), Sort.TYPE, index);
        }
        cursor.seek(end);
    }

    private void parseDefinition(Scope scope, Binding binding, ByteWriter out) {
        if (cursor.acceptForm("func")) {
            values.parseFunc(scope, out);
        } else if (cursor.acceptForm("component")) {
            parseComponent(scope, binding, out);
        } else if (cursor.acceptForm("instance")) {
            parseInstance(scope, binding, out);
        } else if (cursor.acceptForm("resource")) {
            parseResource(scope, out);
        } else {
            values.parseDefinition(scope, out);
            return;
        }
        cursor.expectRight();
    }

    private void parseResource(Scope scope, ByteWriter out) {
        if (!cursor.acceptForm("rep")) {
            throw cursor.unexpected("`(rep`");
        }
        out.u8(RESOURCE);
        coreTypes.parseValType(scope, out);
        cursor.expectRight();
        boolean hasDestructor = cursor.acceptForm("dtor");
        out.u8(hasDestructor ? 1 : 0);
        if (hasDestructor) {
            out.u32(references.parseCore(scope, Sort.CORE_FUNC));
            cursor.expectRight();
        }
    }

    private void parseComponent(Scope parent, Binding binding, ByteWriter out) {
        out.u8(COMPONENT);
        parseDeclarators(new Scope(Scope.Kind.COMPONENT_TYPE, parent, binding.id(), cursor), out);
    }

    private void parseInstance(Scope parent, Binding binding, ByteWriter out) {
        out.u8(INSTANCE);
        parseDeclarators(new Scope(Scope.Kind.INSTANCE_TYPE, parent, binding.id(), cursor), out);
    }

    private void parseDeclarators(Scope scope, ByteWriter out) {
        while (cursor.kind() == TokenKind.LEFT) {
            parseDeclarator(scope);
        }
        scope.definitions.writeDeclarators(out);
    }

    private void parseDeclarator(Scope scope) {
        if (cursor.acceptForm("core")) {
            if (cursor.acceptKeyword("rec")) {
                coreTypes.parseRec(scope);
            } else if (cursor.acceptKeyword("type")) {
                coreTypes.parseField(scope);
            } else {
                throw cursor.unexpected("`type` or `rec`");
            }
        } else if (cursor.acceptForm("type")) {
            parseField(scope);
        } else if (cursor.acceptForm("alias")) {
            aliases.parseField(scope);
        } else if (cursor.acceptForm("export")) {
            parseExtern(scope, Kind.EXPORT);
        } else if (scope.kind == Scope.Kind.COMPONENT_TYPE && cursor.acceptForm("import")) {
            parseExtern(scope, Kind.IMPORT);
        } else {
            throw cursor.unexpected("a declaration");
        }
    }

    /// Parses an import, or an export of a type, behind the word, and the closing parenthesis.
    void parseExtern(Scope scope, Kind kind) {
        byte[] name = names.parse();
        Extern extern = parseExternType(scope, true);
        cursor.expectRight();
        ByteWriter out = scope.definitions.add(kind);
        out.bytes(name);
        out.bytes(extern.type, 0);
        scope.declare(extern.sort, extern.binding);
    }

    // ---- uses

    /// The type of an import or export, as it is written in the binary format, and what it binds.
    record Extern(Sort sort, Binding binding, ByteWriter type) {}

    /// Parses `(sort $id? …)`. Types that are written out are added to the scope.
    ///
    /// @param mayBind whether an identifier may stand there
    Extern parseExternType(Scope scope, boolean mayBind) {
        cursor.expect(TokenKind.LEFT, "`(`");
        Sort sort = references.parseSort();
        Binding binding = mayBind ? Binding.parse(cursor) : Binding.NONE;
        ByteWriter out = new ByteWriter();
        if (sort == Sort.TYPE) {
            parseTypeBound(scope, out);
        } else if (sort == Sort.VALUE) {
            parseValueBound(scope, out);
        } else {
            writeExternType(out, sort, sort == Sort.CORE_MODULE ? coreTypes.parseUse(scope) : parseUse(scope, sort));
        }
        cursor.expectRight();
        return new Extern(sort, binding, out);
    }

    /// Writes the type of an import or export that is a reference to a type.
    static void writeExternType(ByteWriter out, Sort sort, int type) {
        Definitions.writeSort(out, sort);
        out.u32(type);
    }

    /// Parses the type of a function, component or instance: `(type $t)` or the inside of the type, which is then added
    /// to the types.
    ///
    /// @return the index of the type
    int parseUse(Scope scope, Sort sort) {
        if (references.at("type")) {
            return references.parseForm(scope, Sort.TYPE);
        }
        ByteWriter type = new ByteWriter();
        switch (sort) {
            case FUNC -> values.parseFunc(scope, type);
            case COMPONENT -> parseComponent(scope, Binding.NONE, type);
            case INSTANCE -> parseInstance(scope, Binding.NONE, type);
            default -> throw cursor.unexpected("a type");
        }
        return scope.addType(type, Binding.NONE);
    }

    private void parseTypeBound(Scope scope, ByteWriter out) {
        Definitions.writeSort(out, Sort.TYPE);
        if (cursor.acceptForm("eq")) {
            out.u8(0);
            out.u32(references.parse(scope, Sort.TYPE));
        } else if (cursor.acceptForm("sub")) {
            if (!cursor.acceptKeyword("resource")) {
                throw cursor.unexpected("`resource`");
            }
            out.u8(1);
        } else {
            throw cursor.unexpected("`(eq` or `(sub`");
        }
        cursor.expectRight();
    }

    private void parseValueBound(Scope scope, ByteWriter out) {
        Definitions.writeSort(out, Sort.VALUE);
        if (cursor.acceptForm("eq")) {
            out.u8(0);
            out.u32(references.parse(scope, Sort.VALUE));
            cursor.expectRight();
        } else {
            out.u8(1);
            values.parseUse(scope, out);
        }
    }
}
