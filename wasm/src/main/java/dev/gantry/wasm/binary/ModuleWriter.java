package dev.gantry.wasm.binary;

import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.DataSegment;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.FuncDef;
import dev.gantry.wasm.module.GlobalDef;
import dev.gantry.wasm.module.Import;
import dev.gantry.wasm.module.MemoryDef;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.SegmentMode;
import dev.gantry.wasm.module.TableDef;
import dev.gantry.wasm.module.TagDef;
import dev.gantry.wasm.types.ExternKind;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import java.util.Arrays;
import java.util.List;

/// Writes modules in the binary format: the header, then sections one by one in the order in which the caller
/// adds them.
///
/// ```
/// new ModuleWriter().section(ModuleWriter.TYPE, types).custom("name", names).toBytes()
/// ```
///
/// [#write] encodes a decoded module again. Section entries, vectors and sizes come out in their shortest form;
/// function bodies, constant expressions and custom sections are copied.
///
/// Threading: confined to one thread.
///
/// @wasm binary-module
public final class ModuleWriter {
    /// Section id of custom sections.
    public static final int CUSTOM = 0;
    /// Section id of types.
    public static final int TYPE = 1;
    /// Section id of imports.
    public static final int IMPORT = 2;
    /// Section id of the functions' types.
    public static final int FUNCTION = 3;
    /// Section id of tables.
    public static final int TABLE = 4;
    /// Section id of memories.
    public static final int MEMORY = 5;
    /// Section id of globals.
    public static final int GLOBAL = 6;
    /// Section id of exports.
    public static final int EXPORT = 7;
    /// Section id of the start function.
    public static final int START = 8;
    /// Section id of element segments.
    public static final int ELEMENT = 9;
    /// Section id of function bodies.
    public static final int CODE = 10;
    /// Section id of data segments.
    public static final int DATA = 11;
    /// Section id of the number of data segments.
    public static final int DATA_COUNT = 12;
    /// Section id of exception tags.
    public static final int TAG = 13;

    /// The ids of all sections but custom ones, in the order that the binary format demands.
    ///
    /// @wasm binary-module
    public static final List<Integer> ORDER =
            List.of(TYPE, IMPORT, FUNCTION, TABLE, MEMORY, TAG, GLOBAL, EXPORT, START, ELEMENT, DATA_COUNT, CODE, DATA);

    private static final int MAGIC = 0x6D736100;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 8;

    private final ByteWriter out = new ByteWriter();

    /// A module without sections.
    public ModuleWriter() {
        out.fixed32(MAGIC);
        out.fixed32(VERSION);
    }

    /// Encodes a decoded module again: the same sections in the same order, also empty and custom ones.
    ///
    /// @param module the module
    /// @return its binary
    public static byte[] write(ModuleDef module) {
        ModuleWriter writer = new ModuleWriter();
        byte[] bytes = module.bytes();
        int nextCustom = 0;
        ByteReader in = new ByteReader(
                bytes, module.range().start() + HEADER_BYTES, module.range().end());
        while (in.hasRemaining()) {
            int id = in.readByte();
            int length = in.readU32();
            in.skip(length);
            if (id == CUSTOM) {
                CustomSection custom = module.customs().get(nextCustom++);
                writer.custom(custom.name(), slice(bytes, custom.payload()));
            } else {
                writer.section(id, encodeSection(module, id));
            }
        }
        return writer.toBytes();
    }

    /// Adds a section.
    ///
    /// @param id      the section id
    /// @param content what stands behind the size
    /// @return this
    public ModuleWriter section(int id, ByteWriter content) {
        out.u8(id);
        out.u32(content.size());
        out.bytes(content, 0);
        return this;
    }

    /// Adds a section that is a vector, unless the vector is empty.
    ///
    /// @param id      the section id
    /// @param count   the number of entries
    /// @param entries the entries, one after the other
    /// @return this
    public ModuleWriter vectorSection(int id, int count, ByteWriter entries) {
        if (count > 0) {
            ByteWriter content = new ByteWriter();
            content.u32(count);
            content.bytes(entries, 0);
            section(id, content);
        }
        return this;
    }

    /// Adds a custom section.
    ///
    /// @param name    its name
    /// @param payload what stands behind the name
    /// @return this
    public ModuleWriter custom(String name, byte[] payload) {
        ByteWriter content = new ByteWriter();
        content.name(name);
        content.bytes(payload);
        return section(CUSTOM, content);
    }

    /// The module.
    ///
    /// @return its binary
    public byte[] toBytes() {
        return out.toBytes();
    }

    private static ByteWriter encodeSection(ModuleDef module, int id) {
        ByteWriter out = new ByteWriter();
        switch (id) {
            case TYPE -> {
                out.u32(module.recGroups().size());
                for (RecGroup group : module.recGroups()) {
                    TypeWriter.recGroup(out, group);
                }
            }
            case IMPORT -> writeImports(out, module.imports());
            case FUNCTION -> {
                out.u32(module.funcs().size());
                for (FuncDef func : module.funcs()) {
                    out.u32(func.typeIndex());
                }
            }
            case TABLE -> writeTables(out, module);
            case MEMORY -> {
                out.u32(module.memories().size());
                for (MemoryDef memory : module.memories()) {
                    TypeWriter.memoryType(out, memory.type());
                }
            }
            case TAG -> {
                out.u32(module.tags().size());
                for (TagDef tag : module.tags()) {
                    TypeWriter.tagType(out, tag.type());
                }
            }
            case GLOBAL -> {
                out.u32(module.globals().size());
                for (GlobalDef global : module.globals()) {
                    TypeWriter.globalType(out, global.type());
                    copy(out, module, global.init());
                }
            }
            case EXPORT -> writeExports(out, module.exports());
            case START -> out.u32(module.start());
            case ELEMENT -> {
                out.u32(module.elems().size());
                for (ElemSegment elem : module.elems()) {
                    writeElem(out, module, elem);
                }
            }
            case DATA_COUNT -> out.u32(module.dataCount());
            case CODE -> writeCode(out, module);
            case DATA -> {
                out.u32(module.datas().size());
                for (DataSegment data : module.datas()) {
                    writeData(out, module, data);
                }
            }
            default -> throw new IllegalArgumentException("unknown section id " + id);
        }
        return out;
    }

    private static void writeImports(ByteWriter out, List<Import> imports) {
        out.u32(imports.size());
        for (Import entry : imports) {
            out.name(entry.module());
            out.name(entry.name());
            externType(out, entry.type());
        }
    }

    /// Writes the kind and the type of an import.
    ///
    /// @param out  where to
    /// @param type the type, by module index
    public static void externType(ByteWriter out, ExternType type) {
        switch (type) {
            case ExternType.Func func -> {
                out.u8(code(ExternKind.FUNC));
                out.u32(TypeWriter.index(func.type()));
            }
            case TableType table -> {
                out.u8(code(ExternKind.TABLE));
                TypeWriter.tableType(out, table);
            }
            case MemoryType memory -> {
                out.u8(code(ExternKind.MEMORY));
                TypeWriter.memoryType(out, memory);
            }
            case GlobalType global -> {
                out.u8(code(ExternKind.GLOBAL));
                TypeWriter.globalType(out, global);
            }
            case TagType tag -> {
                out.u8(code(ExternKind.TAG));
                TypeWriter.tagType(out, tag);
            }
        }
    }

    /// The code of an index space.
    ///
    /// @param kind the index space
    /// @return the code in imports and exports
    @SuppressWarnings("EnumOrdinal") // the order of the constants is that of the codes
    public static int code(ExternKind kind) {
        return kind.ordinal();
    }

    private static void writeTables(ByteWriter out, ModuleDef module) {
        out.u32(module.tables().size());
        for (TableDef table : module.tables()) {
            CodeRange init = table.init();
            if (init == null) {
                TypeWriter.tableType(out, table.type());
            } else {
                out.u8(0x40);
                out.u8(0);
                TypeWriter.tableType(out, table.type());
                copy(out, module, init);
            }
        }
    }

    private static void writeExports(ByteWriter out, List<Export> exports) {
        out.u32(exports.size());
        for (Export export : exports) {
            out.name(export.name());
            out.u8(code(export.kind()));
            out.u32(export.index());
        }
    }

    private static void writeElem(ByteWriter out, ModuleDef module, ElemSegment elem) {
        boolean isFuncref = elem.type().equals(RefType.FUNCREF);
        int exprs = elem.usesExprs() ? 4 : 0;
        boolean hasType = true;
        switch (elem.mode()) {
            case SegmentMode.Passive _ -> out.u32(exprs | 1);
            case SegmentMode.Declarative _ -> out.u32(exprs | 3);
            case SegmentMode.Active active -> {
                hasType = active.index() != 0 || (elem.usesExprs() && !isFuncref);
                out.u32(exprs | (hasType ? 2 : 0));
                if (hasType) {
                    out.u32(active.index());
                }
                copy(out, module, active.offset());
            }
        }
        if (elem.usesExprs()) {
            if (hasType) {
                TypeWriter.refType(out, elem.type());
            }
            out.u32(elem.exprs().size());
            for (CodeRange expr : elem.exprs()) {
                copy(out, module, expr);
            }
        } else {
            if (hasType) {
                out.u8(code(ExternKind.FUNC));
            }
            out.u32(elem.funcs().length);
            for (int func : elem.funcs()) {
                out.u32(func);
            }
        }
    }

    private static void writeData(ByteWriter out, ModuleDef module, DataSegment data) {
        switch (data.mode()) {
            case SegmentMode.Passive _ -> out.u32(1);
            case SegmentMode.Active active -> {
                out.u32(active.index() == 0 ? 0 : 2);
                if (active.index() != 0) {
                    out.u32(active.index());
                }
                copy(out, module, active.offset());
            }
            case SegmentMode.Declarative _ -> throw new IllegalArgumentException("declarative data segment");
        }
        out.u32(data.bytes().size());
        copy(out, module, data.bytes());
    }

    private static void writeCode(ByteWriter out, ModuleDef module) {
        out.u32(module.funcs().size());
        for (FuncDef func : module.funcs()) {
            out.u32(func.body().size());
            copy(out, module, func.body());
        }
    }

    private static void copy(ByteWriter out, ModuleDef module, CodeRange range) {
        out.bytes(module.bytes(), range.start(), range.end());
    }

    private static byte[] slice(byte[] bytes, CodeRange range) {
        return Arrays.copyOfRange(bytes, range.start(), range.end());
    }
}
