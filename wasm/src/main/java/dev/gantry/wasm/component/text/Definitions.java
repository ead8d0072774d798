package dev.gantry.wasm.component.text;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.component.Sort;

/// The definitions of a scope as they are written: sections in a component, declarators in a type.
///
/// Consecutive definitions of a kind share a section. A definition must be complete before it is added, because
/// what it needs (types, aliases) is added on the way.
///
/// Threading: confined to one thread.
final class Definitions {
    /// Section id of core modules.
    static final int CORE_MODULE = 1;
    /// Section id of components.
    static final int COMPONENT = 4;
    /// Section id of the start function.
    static final int START = 9;

    private static final int CUSTOM = 0;
    private static final int MAGIC = 0x6D736100;
    private static final int VERSION_AND_LAYER = 0x0001_000D;
    private static final int NONE = -1;
    private static final int CORE_SORT = 0x00;

    /// The kinds of definitions that come in vectors: section id, code as declarator of a component or instance
    /// type, and code as declarator of a module type.
    enum Kind {
        CORE_INSTANCE(2, NONE, NONE),
        CORE_TYPE(3, 0x00, 0x01),
        INSTANCE(5, NONE, NONE),
        ALIAS(6, 0x02, 0x02),
        TYPE(7, 0x01, NONE),
        CANON(8, NONE, NONE),
        IMPORT(10, 0x03, 0x00),
        EXPORT(11, 0x04, 0x03),
        VALUE(12, NONE, NONE);

        private final int section;
        private final int declarator;
        private final int moduleDeclarator;

        Kind(int section, int declarator, int moduleDeclarator) {
            this.section = section;
            this.declarator = declarator;
            this.moduleDeclarator = moduleDeclarator;
        }
    }

    private final Scope.Kind scope;
    private final ByteWriter out = new ByteWriter();
    private int section = NONE;
    private int count;
    private ByteWriter entries = new ByteWriter();

    Definitions(Scope.Kind scope) {
        this.scope = scope;
        if (scope == Scope.Kind.COMPONENT) {
            out.fixed32(MAGIC);
            out.fixed32(VERSION_AND_LAYER);
        }
    }

    /// Counts a definition, which the caller then writes in one go.
    ByteWriter add(Kind kind) {
        if (scope == Scope.Kind.COMPONENT) {
            if (section != kind.section) {
                closeSection();
                section = kind.section;
            }
            count++;
            return entries;
        }
        int code = scope == Scope.Kind.MODULE_TYPE ? kind.moduleDeclarator : kind.declarator;
        if (code == NONE) {
            throw Bug.unreachable(kind + " in a type");
        }
        out.u8(code);
        count++;
        return out;
    }

    /// Adds a section that is no vector.
    void addSection(int id, byte[] content) {
        closeSection();
        out.u8(id);
        out.vector(content);
    }

    /// Adds a custom section.
    void addCustom(String name, byte[] payload) {
        ByteWriter content = new ByteWriter();
        content.name(name);
        content.bytes(payload);
        addSection(CUSTOM, content.toBytes());
    }

    /// Writes a sort, core sorts with a zero in front.
    static void writeSort(ByteWriter out, Sort sort) {
        if (sort.isCore()) {
            out.u8(CORE_SORT);
        }
        out.u8(sort.code());
    }

    private void closeSection() {
        if (section != NONE) {
            out.u8(section);
            int region = out.beginSized();
            out.u32(count);
            out.bytes(entries, 0);
            out.endSized(region);
            section = NONE;
            count = 0;
            entries = new ByteWriter();
        }
    }

    /// The binary of the component.
    byte[] toBytes() {
        closeSection();
        return out.toBytes();
    }

    /// Writes the declarators of the type as a vector.
    void writeDeclarators(ByteWriter into) {
        into.u32(count);
        into.bytes(out, 0);
    }
}
