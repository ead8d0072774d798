package dev.gantry.fuzz.generate;

import dev.gantry.fuzz.generate.ModuleShape.Mode;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ExternKind;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TagType;
import java.util.List;

/// Writes a generated module in the binary format.
///
/// Imports are named `env.f0`, `env.t0`, `env.m0`, `env.g0` and `env.e0` by index space and index, exports
/// likewise.
final class ModuleAssembler {
    /// The module name of all imports.
    static final String ENV = "env";

    private final ModuleShape shape;
    private final GeneratorOptions options;

    ModuleAssembler(ModuleShape shape, GeneratorOptions options) {
        this.shape = shape;
        this.options = options;
    }

    byte[] write(List<byte[]> bodies) {
        ModuleWriter out = new ModuleWriter();
        ByteWriter types = new ByteWriter();
        for (RecGroup group : shape.types.groups()) {
            TypeWriter.recGroup(types, group);
        }
        out.vectorSection(ModuleWriter.TYPE, shape.types.groups().size(), types);
        writeImports(out);
        writeDefinitions(out);
        writeExports(out);
        if (shape.start != ModuleShape.NONE) {
            ByteWriter start = new ByteWriter();
            start.u32(shape.start);
            out.section(ModuleWriter.START, start);
        }
        writeElems(out);
        if (options.has(WasmFeature.BULK_MEMORY)) {
            ByteWriter count = new ByteWriter();
            count.u32(shape.datas.size());
            out.section(ModuleWriter.DATA_COUNT, count);
        }
        ByteWriter code = new ByteWriter();
        for (byte[] body : bodies) {
            code.vector(body);
        }
        out.vectorSection(ModuleWriter.CODE, bodies.size(), code);
        writeDatas(out);
        return out.toBytes();
    }

    private void writeImports(ModuleWriter out) {
        ByteWriter entries = new ByteWriter();
        for (int func = 0; func < shape.importedFuncs; func++) {
            writeImport(entries, "f" + func, new ExternType.Func(new HeapType.Index(shape.funcs.get(func))));
        }
        for (int table = 0; table < shape.importedTables; table++) {
            writeImport(entries, "t" + table, shape.tables.get(table).type());
        }
        for (int memory = 0; memory < shape.importedMemories; memory++) {
            writeImport(entries, "m" + memory, shape.memories.get(memory));
        }
        for (int global = 0; global < shape.importedGlobals; global++) {
            writeImport(entries, "g" + global, shape.globals.get(global).type());
        }
        for (int tag = 0; tag < shape.importedTags; tag++) {
            writeImport(entries, "e" + tag, new TagType(new HeapType.Index(shape.tags.get(tag))));
        }
        int count = shape.importedFuncs
                + shape.importedTables
                + shape.importedMemories
                + shape.importedGlobals
                + shape.importedTags;
        out.vectorSection(ModuleWriter.IMPORT, count, entries);
    }

    private static void writeImport(ByteWriter out, String name, ExternType type) {
        out.name(ENV);
        out.name(name);
        ModuleWriter.externType(out, type);
    }

    private void writeDefinitions(ModuleWriter out) {
        ByteWriter funcs = new ByteWriter();
        for (int func = shape.importedFuncs; func < shape.funcs.size(); func++) {
            funcs.u32(shape.funcs.get(func));
        }
        out.vectorSection(ModuleWriter.FUNCTION, shape.funcs.size() - shape.importedFuncs, funcs);
        ByteWriter tables = new ByteWriter();
        for (ModuleShape.Table table : shape.tables.subList(shape.importedTables, shape.tables.size())) {
            if (table.init() != ModuleShape.NONE) {
                tables.u8(0x40);
                tables.u8(0);
            }
            TypeWriter.tableType(tables, table.type());
            if (table.init() != ModuleShape.NONE) {
                writeItem(tables, table.init(), AbsHeapType.FUNC);
            }
        }
        out.vectorSection(ModuleWriter.TABLE, shape.tables.size() - shape.importedTables, tables);
        ByteWriter memories = new ByteWriter();
        shape.memories
                .subList(shape.importedMemories, shape.memories.size())
                .forEach(type -> TypeWriter.memoryType(memories, type));
        out.vectorSection(ModuleWriter.MEMORY, shape.memories.size() - shape.importedMemories, memories);
        ByteWriter tags = new ByteWriter();
        for (int type : shape.tags.subList(shape.importedTags, shape.tags.size())) {
            TypeWriter.tagType(tags, new TagType(new HeapType.Index(type)));
        }
        out.vectorSection(ModuleWriter.TAG, shape.tags.size() - shape.importedTags, tags);
        ByteWriter globals = new ByteWriter();
        for (ModuleShape.Global global : shape.globals.subList(shape.importedGlobals, shape.globals.size())) {
            TypeWriter.globalType(globals, global.type());
            globals.bytes(global.init());
        }
        out.vectorSection(ModuleWriter.GLOBAL, shape.globals.size() - shape.importedGlobals, globals);
    }

    private void writeExports(ModuleWriter out) {
        ByteWriter entries = new ByteWriter();
        int count = 0;
        for (int func = 0; func < shape.funcs.size(); func++) {
            count += writeExport(entries, "f" + func, ExternKind.FUNC, func);
        }
        for (int table = 0; table < shape.tables.size(); table++) {
            count += writeExport(entries, "t" + table, ExternKind.TABLE, table);
        }
        for (int memory = 0; memory < shape.memories.size(); memory++) {
            count += writeExport(entries, "m" + memory, ExternKind.MEMORY, memory);
        }
        for (int global = 0; global < shape.globals.size(); global++) {
            count += writeExport(entries, "g" + global, ExternKind.GLOBAL, global);
        }
        for (int tag = 0; tag < shape.tags.size(); tag++) {
            count += writeExport(entries, "e" + tag, ExternKind.TAG, tag);
        }
        out.vectorSection(ModuleWriter.EXPORT, count, entries);
    }

    private static int writeExport(ByteWriter out, String name, ExternKind kind, int index) {
        out.name(name);
        out.u8(ModuleWriter.code(kind));
        out.u32(index);
        return 1;
    }

    /// A constant expression that is a function or null.
    private static void writeItem(ByteWriter out, int func, HeapType heap) {
        if (func == ModuleShape.NONE) {
            out.opcode(Opcode.REF_NULL);
            TypeWriter.heapType(out, heap);
        } else {
            out.opcode(Opcode.REF_FUNC);
            out.u32(func);
        }
        out.opcode(Opcode.END);
    }

    private static void writeOffset(ByteWriter out, boolean is64, long offset) {
        out.opcode(is64 ? Opcode.I64_CONST : Opcode.I32_CONST);
        if (is64) {
            out.s64(offset);
        } else {
            out.s32((int) offset);
        }
        out.opcode(Opcode.END);
    }

    private void writeElems(ModuleWriter out) {
        ByteWriter entries = new ByteWriter();
        for (ModuleShape.Elem elem : shape.elems) {
            boolean areFuncs = elem.type().equals(RefType.FUNCREF)
                    && elem.exprs().isEmpty()
                    && !elem.funcs().contains(ModuleShape.NONE);
            boolean isActive = elem.mode() == Mode.ACTIVE;
            boolean isShort = isActive && elem.table() == 0 && elem.type().equals(RefType.FUNCREF);
            int exprs = areFuncs ? 0 : 4;
            entries.u32(
                    switch (elem.mode()) {
                        case ACTIVE -> isShort ? exprs : exprs | 2;
                        case PASSIVE -> exprs | 1;
                        case DECLARATIVE -> exprs | 3;
                    });
            if (isActive) {
                if (!isShort) {
                    entries.u32(elem.table());
                }
                writeOffset(entries, shape.tables.get(elem.table()).type().is64(), elem.offset());
            }
            if (!isShort) {
                if (areFuncs) {
                    entries.u8(0);
                } else {
                    TypeWriter.refType(entries, elem.type());
                }
            }
            entries.u32(elem.size());
            elem.exprs().forEach(entries::bytes);
            for (int func : elem.funcs()) {
                if (areFuncs) {
                    entries.u32(func);
                } else {
                    writeItem(entries, func, elem.type().heap());
                }
            }
        }
        out.vectorSection(ModuleWriter.ELEMENT, shape.elems.size(), entries);
    }

    private void writeDatas(ModuleWriter out) {
        ByteWriter entries = new ByteWriter();
        for (ModuleShape.Data data : shape.datas) {
            boolean isActive = data.mode() == Mode.ACTIVE;
            entries.u32(!isActive ? 1 : data.memory() == 0 ? 0 : 2);
            if (isActive) {
                if (data.memory() != 0) {
                    entries.u32(data.memory());
                }
                writeOffset(entries, shape.memories.get(data.memory()).is64(), data.offset());
            }
            entries.vector(data.bytes());
        }
        out.vectorSection(ModuleWriter.DATA, shape.datas.size(), entries);
    }
}
