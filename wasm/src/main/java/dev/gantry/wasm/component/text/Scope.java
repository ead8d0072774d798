package dev.gantry.wasm.component.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.text.CoreTypeScope;
import dev.gantry.wasm.text.Numbers;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A component, or a type of a component, an instance or a module, while it is parsed: its index spaces, and its
/// definitions as far as they are written.
///
/// A name that is only known further out becomes an alias here, which the name then stands for.
///
/// Threading: confined to one thread.
final class Scope {
    /// What opens a scope.
    enum Kind {
        COMPONENT,
        COMPONENT_TYPE,
        INSTANCE_TYPE,
        MODULE_TYPE
    }

    private static final int ALIAS_EXPORT = 0x00;
    private static final int ALIAS_CORE_EXPORT = 0x01;
    private static final int ALIAS_OUTER = 0x02;
    private static final int CORE_ALIAS_OUTER = 0x01;

    /// An export that is written inside another definition.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record InlineExport(byte[] name, Sort sort, int index) {}

    final Kind kind;
    final Definitions definitions;
    final CoreTypeScope coreTypes;
    private final @Nullable Scope parent;
    private final @Nullable String id;
    private final int depth;
    private final TokenCursor cursor;
    private final IndexSpace[] spaces = new IndexSpace[Sort.values().length];
    private final List<InlineExport> inlineExports = new ArrayList<>();

    /// A scope without definitions.
    ///
    /// @param kind   what opens it
    /// @param parent the scope around it, or null
    /// @param id     what inner scopes call it, or null
    /// @param cursor where to read
    Scope(Kind kind, @Nullable Scope parent, @Nullable String id, TokenCursor cursor) {
        this.kind = kind;
        this.definitions = new Definitions(kind);
        this.coreTypes = new CoreTypeScope(cursor);
        this.parent = parent;
        this.id = id;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.cursor = cursor;
        if (depth > Limits.COMPONENT_NESTING) {
            throw cursor.error(
                    Failure.NESTING_TOO_DEEP, "nesting too deep: more than " + Limits.COMPONENT_NESTING + " scopes");
        }
        Arrays.setAll(spaces, _ -> new IndexSpace());
    }

    @SuppressWarnings("EnumOrdinal") // the order is only that of the array
    private IndexSpace space(Sort sort) {
        return spaces[sort.ordinal()];
    }

    // ---- definitions

    /// Gives a definition its index.
    int declare(Sort sort, Binding binding) {
        if (sort == Sort.CORE_TYPE) {
            checkUnused(sort, binding);
            coreTypes.addOpaque(binding.id());
        }
        return declareKnown(sort, binding);
    }

    /// Gives a definition its index; if it is a core type, one that [#coreTypes] knows already.
    int declareKnown(Sort sort, Binding binding) {
        checkUnused(sort, binding);
        return space(sort).add(binding);
    }

    private void checkUnused(Sort sort, Binding binding) {
        if (binding.id() != null && space(sort).find(binding.id()) != null) {
            throw cursor.tokens()
                    .error(Failure.DUPLICATE_IDENTIFIER, "duplicate " + sort + " $" + binding.id(), binding.token());
        }
    }

    /// Adds a type that was written out.
    int addType(ByteWriter type, Binding binding) {
        definitions.add(Definitions.Kind.TYPE).bytes(type, 0);
        return declare(Sort.TYPE, binding);
    }

    /// Remembers an export that stands inside a definition; it follows behind the last definition.
    void addInlineExport(byte[] name, Sort sort, int index) {
        inlineExports.add(new InlineExport(name, sort, index));
    }

    /// Writes the exports that stood inside definitions.
    void flushInlineExports() {
        for (InlineExport export : inlineExports) {
            ByteWriter out = definitions.add(Definitions.Kind.EXPORT);
            out.bytes(export.name());
            Definitions.writeSort(out, export.sort());
            out.u32(export.index());
            out.u8(0);
            declare(export.sort(), Binding.NONE);
        }
    }

    /// The subsections of the name section; empty if nothing has a name.
    byte[] names(@Nullable String name) {
        ByteWriter out = new ByteWriter();
        if (name != null) {
            out.u8(0);
            int region = out.beginSized();
            out.name(name);
            out.endSized(region);
        }
        for (Sort sort : Sort.values()) {
            space(sort).writeNames(out, sort);
        }
        return out.toBytes();
    }

    // ---- indices

    /// Reads an index or an identifier. An identifier of a scope further out adds an alias.
    ///
    /// @return the index; numbers are not checked
    int resolve(Sort sort) {
        if (cursor.kind() == TokenKind.NAT) {
            return (int) Numbers.unsigned(cursor.tokens(), cursor.next(), Integer.SIZE);
        }
        if (cursor.kind() != TokenKind.ID) {
            throw cursor.unexpected("a " + sort + " index");
        }
        int token = cursor.position();
        String wanted = cursor.tokens().id(token);
        int outward = 0;
        for (Scope scope = this; scope != null; scope = scope.parent) {
            Integer index = scope.space(sort).find(wanted);
            if (index != null) {
                if (outward > 0 && !canBeOuter(sort)) {
                    throw cursor.error(
                            Failure.UNKNOWN_IDENTIFIER,
                            "unknown " + sort + " $" + wanted + ": it is in an outer component, which only has types,"
                                    + " modules and components to give");
                }
                cursor.next();
                return outward == 0 ? index : aliasOuter(sort, outward, index, new Binding(wanted, null, token));
            }
            outward++;
        }
        throw unknown(sort.toString(), wanted);
    }

    /// Whether inner components can refer to definitions of a sort.
    static boolean canBeOuter(Sort sort) {
        return sort == Sort.CORE_TYPE || sort == Sort.CORE_MODULE || sort == Sort.TYPE || sort == Sort.COMPONENT;
    }

    private MalformedException unknown(String what, String wanted) {
        return cursor.error(Failure.UNKNOWN_IDENTIFIER, "unknown " + what + " $" + wanted);
    }

    /// Reads the two indices of an outer alias. A pair of numbers is not checked, names are looked up.
    ///
    /// @return how far out, and the index there
    int[] resolveOuter(Sort sort) {
        Scope scope = this;
        int outward = 0;
        boolean isNumber = cursor.kind() == TokenKind.NAT;
        if (isNumber) {
            int token = cursor.next();
            outward = (int) Numbers.unsigned(cursor.tokens(), token, Integer.SIZE);
            for (int step = 0; step != outward && scope != null; step++) {
                scope = scope.parent;
            }
            if (scope == null && cursor.kind() != TokenKind.NAT) {
                throw cursor.tokens()
                        .error(Failure.UNKNOWN_IDENTIFIER, "outer count of " + outward + " is too large", token);
            }
        } else {
            String wanted = cursor.tokens().id(cursor.expect(TokenKind.ID, "an outer component"));
            while (scope != null && !wanted.equals(scope.id)) {
                scope = scope.parent;
                outward++;
            }
            if (scope == null) {
                cursor.seek(cursor.position() - 1);
                throw unknown("outer component", wanted);
            }
        }
        if (scope == null || cursor.kind() == TokenKind.NAT) {
            return new int[] {
                outward, (int) Numbers.unsigned(cursor.tokens(), cursor.expect(TokenKind.NAT, "an index"), Integer.SIZE)
            };
        }
        String wanted = cursor.tokens().id(cursor.expect(TokenKind.ID, "a " + sort + " index"));
        Integer index = scope.space(sort).find(wanted);
        if (index == null) {
            cursor.seek(cursor.position() - 1);
            throw unknown(sort.toString(), wanted);
        }
        return new int[] {outward, index};
    }

    // ---- aliases

    /// Adds an alias of an export of an instance.
    int aliasExport(Sort sort, int instance, String name, Binding binding) {
        return alias(sort, ALIAS_EXPORT, instance, name, binding);
    }

    /// Adds an alias of an export of a core instance.
    int aliasCoreExport(Sort sort, int instance, String name, Binding binding) {
        return alias(sort, ALIAS_CORE_EXPORT, instance, name, binding);
    }

    private int alias(Sort sort, int target, int instance, String name, Binding binding) {
        ByteWriter out = definitions.add(Definitions.Kind.ALIAS);
        Definitions.writeSort(out, sort);
        out.u8(target);
        out.u32(instance);
        out.name(name);
        return declare(sort, binding);
    }

    /// Adds an alias of a definition further out.
    int aliasOuter(Sort sort, int outward, int index, Binding binding) {
        ByteWriter out = definitions.add(Definitions.Kind.ALIAS);
        if (kind == Kind.MODULE_TYPE) {
            out.u8(sort.code());
            out.u8(CORE_ALIAS_OUTER);
        } else {
            Definitions.writeSort(out, sort);
            out.u8(ALIAS_OUTER);
        }
        out.u32(outward);
        out.u32(index);
        return declare(sort, binding);
    }
}
