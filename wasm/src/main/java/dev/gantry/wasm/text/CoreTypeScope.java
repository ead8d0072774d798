package dev.gantry.wasm.text;

import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Core types that stand outside of modules: those of a component, of a component or instance type, or of a module
/// type. Types that are no definitions of the core language, which are module types and aliases, only take an index.
///
/// Threading: confined to one thread.
public final class CoreTypeScope {
    /// What stands in the table for a type that is no definition: nothing can use it as a function type.
    private static final RecGroup OPAQUE = new RecGroup(List.of(SubType.of(new StructType(List.of()))));

    private static final String EXTERN_KINDS = "`func`, `table`, `memory`, `global` or `tag`";

    private final TokenCursor cursor;
    private final TypeTable table = new TypeTable();
    private final TypeParser parser;
    private int known;

    /// A scope without types.
    ///
    /// @param cursor where to read
    public CoreTypeScope(TokenCursor cursor) {
        this.cursor = cursor;
        this.parser = new TypeParser(cursor, table);
    }

    /// Adds a type that is no definition of the core language.
    ///
    /// @param id its identifier, unused so far, or null
    public void addOpaque(@Nullable String id) {
        table.scope.add(id);
        table.add(OPAQUE);
        known = table.groups().size();
    }

    /// Parses `(type …)` or `(rec …)` behind the first word, and the closing parenthesis.
    ///
    /// @param isRec whether it is a recursion group
    /// @return the types
    /// @throws dev.gantry.wasm.MalformedException if the text is malformed
    public RecGroup parseType(boolean isRec) {
        int start = cursor.position();
        if (isRec) {
            while (cursor.atForm("type")) {
                int type = cursor.position();
                cursor.seek(type + 2);
                table.scope.declare(cursor);
                cursor.seek(type);
                cursor.skipForm();
            }
        } else {
            table.scope.declare(cursor);
        }
        cursor.seek(start);
        parser.parseTypeField(isRec);
        known = table.groups().size();
        return table.groups().getLast();
    }

    /// Parses the type of an import or export of a module type: what stands between its parentheses, with an
    /// identifier or without. What type uses imply is added to the types.
    ///
    /// @return the type
    /// @throws dev.gantry.wasm.MalformedException if the text is malformed
    public ExternType parseExternType() {
        int keyword = cursor.expect(TokenKind.KEYWORD, EXTERN_KINDS);
        NameScope.skipBinding(cursor);
        return switch (cursor.tokens().text(keyword)) {
            case "func" -> new ExternType.Func(parseFuncType());
            case "table" -> parser.parseTableType(parser.parseAddressType());
            case "memory" -> parser.parseMemoryType(parser.parseAddressType());
            case "global" -> parser.parseGlobalType();
            case "tag" -> new TagType(parseFuncType());
            default -> {
                cursor.seek(keyword);
                throw cursor.unexpected(EXTERN_KINDS);
            }
        };
    }

    private HeapType parseFuncType() {
        return new HeapType.Index(parser.parseTypeIndex(new NameScope("local"), true));
    }

    /// The types that type uses have implied since this was last asked, in the order of their indices.
    ///
    /// @return the types, each a group of its own
    public List<RecGroup> takeImplied() {
        List<RecGroup> implied =
                List.copyOf(table.groups().subList(known, table.groups().size()));
        for (RecGroup _ : implied) {
            table.scope.add(null);
        }
        known = table.groups().size();
        return implied;
    }

    /// Parses a value type.
    ///
    /// @return the type
    /// @throws dev.gantry.wasm.MalformedException if there is none
    public ValType parseValType() {
        return parser.parseValType();
    }
}
