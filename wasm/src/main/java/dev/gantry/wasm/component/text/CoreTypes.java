package dev.gantry.wasm.component.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.text.Definitions.Kind;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.RecGroup;

/// Parses core types, module types among them.
///
/// Threading: confined to one thread.
final class CoreTypes {
    private static final int MODULE = 0x50;
    /// The first byte of a type that can have subtypes; here it means a module type, so that a zero goes before it.
    private static final int SUB = 0x50;

    private final TokenCursor cursor;
    private final Aliases aliases;
    private final References references;

    CoreTypes(TokenCursor cursor, Aliases aliases, References references) {
        this.cursor = cursor;
        this.aliases = aliases;
        this.references = references;
    }

    /// Parses `(core type …)` behind the words, and the closing parenthesis.
    void parseField(Scope scope) {
        int start = cursor.position();
        Binding binding = Binding.parse(cursor);
        if (cursor.acceptForm("module")) {
            ByteWriter type = new ByteWriter();
            parseModuleType(scope, binding, type);
            cursor.expectRight();
            cursor.expectRight();
            scope.definitions.add(Kind.CORE_TYPE).bytes(type, 0);
            scope.declare(Sort.CORE_TYPE, binding);
        } else {
            scope.declareKnown(Sort.CORE_TYPE, binding);
            cursor.seek(start);
            addGroup(scope, scope.coreTypes.parseType(false));
        }
    }

    /// Parses `(core rec …)` or `(rec …)` behind the words, and the closing parenthesis.
    void parseRec(Scope scope) {
        int start = cursor.position();
        while (cursor.atForm("type")) {
            int type = cursor.position();
            cursor.seek(type + 2);
            scope.declareKnown(Sort.CORE_TYPE, Binding.parse(cursor));
            cursor.seek(type);
            cursor.skipForm();
        }
        cursor.seek(start);
        addGroup(scope, scope.coreTypes.parseType(true));
    }

    private static void addGroup(Scope scope, RecGroup group) {
        ByteWriter type = new ByteWriter();
        TypeWriter.recGroup(type, group);
        ByteWriter out = scope.definitions.add(Kind.CORE_TYPE);
        if (type.toBytes()[0] == SUB) {
            out.u8(0);
        }
        out.bytes(type, 0);
    }

    /// Parses a module type, or a reference to one, in the place of a use: `(type $t)` or declarators. What is written
    /// out is added to the types.
    ///
    /// @return the index of the type
    int parseUse(Scope scope) {
        if (references.at("type")) {
            return references.parseForm(scope, Sort.CORE_TYPE);
        }
        ByteWriter type = new ByteWriter();
        parseModuleType(scope, Binding.NONE, type);
        scope.definitions.add(Kind.CORE_TYPE).bytes(type, 0);
        return scope.declare(Sort.CORE_TYPE, Binding.NONE);
    }

    private void parseModuleType(Scope parent, Binding binding, ByteWriter out) {
        Scope scope = new Scope(Scope.Kind.MODULE_TYPE, parent, binding.id(), cursor);
        while (cursor.kind() == TokenKind.LEFT) {
            parseDeclarator(scope);
        }
        out.u8(MODULE);
        scope.definitions.writeDeclarators(out);
    }

    private void parseDeclarator(Scope scope) {
        if (cursor.acceptForm("type")) {
            int start = cursor.position();
            scope.declareKnown(Sort.CORE_TYPE, Binding.parse(cursor));
            if (cursor.atForm("module")) {
                throw cursor.unexpected("a type that is no module type");
            }
            cursor.seek(start);
            addGroup(scope, scope.coreTypes.parseType(false));
        } else if (cursor.acceptForm("rec")) {
            parseRec(scope);
        } else if (cursor.acceptForm("alias")) {
            aliases.parseCore(scope);
        } else if (cursor.acceptForm("import")) {
            ByteWriter names = new ByteWriter();
            names.name(cursor.expectName("a module name"));
            names.name(cursor.expectName("an item name"));
            parseExtern(scope, Kind.IMPORT, names);
        } else if (cursor.acceptForm("export")) {
            ByteWriter names = new ByteWriter();
            names.name(cursor.expectName("an export name"));
            parseExtern(scope, Kind.EXPORT, names);
        } else {
            throw cursor.unexpected("`(type`, `(rec`, `(alias`, `(import` or `(export`");
        }
    }

    private void parseExtern(Scope scope, Kind kind, ByteWriter names) {
        cursor.expect(TokenKind.LEFT, "`(`");
        ExternType type = scope.coreTypes.parseExternType();
        cursor.expectRight();
        cursor.expectRight();
        for (RecGroup implied : scope.coreTypes.takeImplied()) {
            addGroup(scope, implied);
            scope.declareKnown(Sort.CORE_TYPE, Binding.NONE);
        }
        ByteWriter out = scope.definitions.add(kind);
        out.bytes(names, 0);
        ModuleWriter.externType(out, type);
    }

    /// Parses a value type of the core language and writes it.
    void parseValType(Scope scope, ByteWriter out) {
        if (cursor.kind() == TokenKind.RIGHT) {
            throw cursor.error(Failure.SYNTAX_ERROR, Failure.SYNTAX_ERROR.text() + ": expected a value type");
        }
        TypeWriter.valType(out, scope.coreTypes.parseValType());
    }
}
