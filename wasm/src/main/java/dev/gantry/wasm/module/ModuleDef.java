package dev.gantry.wasm.module;

import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import java.util.ArrayList;
import java.util.List;

/// A decoded module, not yet validated: the content of its sections, over the bytes it came from.
///
/// Function bodies, constant expressions and data stay where they are in `bytes`; the records hold ranges. Types name
/// other types by module index ([HeapType.Index]). The `…Space` lists join imports and definitions into the index
/// spaces of the specification.
///
/// Threading: immutable, on the condition that nobody writes to `bytes`.
///
/// @wasm syntax-module
public final class ModuleDef {
    private final byte[] bytes;
    private final CodeRange range;
    private final List<RecGroup> recGroups;
    private final int[] recGroupOffsets;
    private final List<SubType> types;
    private final List<Import> imports;
    private final List<FuncDef> funcs;
    private final List<TableDef> tables;
    private final List<MemoryDef> memories;
    private final List<TagDef> tags;
    private final List<GlobalDef> globals;
    private final List<Export> exports;
    private final int start;
    private final int startOffset;
    private final List<ElemSegment> elems;
    private final int dataCount;
    private final List<DataSegment> datas;
    private final List<CustomSection> customs;
    private final CodeRange codeSection;
    private final boolean hasBodies;
    private final int[] funcSpace;
    private final List<TableType> tableSpace;
    private final List<MemoryType> memorySpace;
    private final List<GlobalType> globalSpace;
    private final int[] tagSpace;
    private final int importedFuncs;

    /// Value of [#start] and [#dataCount] where the section is absent.
    public static final int NONE = -1;

    ModuleDef(ModuleDefBuilder from) {
        this.bytes = from.bytes;
        this.range = from.range;
        this.recGroups = List.copyOf(from.recGroups);
        this.recGroupOffsets = ints(from.recGroupOffsets);
        List<SubType> allTypes = new ArrayList<>();
        for (RecGroup group : recGroups) {
            allTypes.addAll(group.types());
        }
        this.types = List.copyOf(allTypes);
        this.imports = List.copyOf(from.imports);
        this.funcs = List.copyOf(from.funcs);
        this.tables = List.copyOf(from.tables);
        this.memories = List.copyOf(from.memories);
        this.tags = List.copyOf(from.tags);
        this.globals = List.copyOf(from.globals);
        this.exports = List.copyOf(from.exports);
        this.start = from.start;
        this.startOffset = from.startOffset;
        this.elems = List.copyOf(from.elems);
        this.dataCount = from.dataCount;
        this.datas = List.copyOf(from.datas);
        this.customs = List.copyOf(from.customs);
        this.codeSection = from.codeSection;
        this.hasBodies = from.hasBodies;
        List<Integer> funcTypes = new ArrayList<>();
        List<TableType> tableTypes = new ArrayList<>();
        List<MemoryType> memoryTypes = new ArrayList<>();
        List<GlobalType> globalTypes = new ArrayList<>();
        List<Integer> tagTypes = new ArrayList<>();
        for (Import entry : imports) {
            ExternType type = entry.type();
            switch (type.kind()) {
                case FUNC -> funcTypes.add(typeIndex(((ExternType.Func) type).type()));
                case TABLE -> tableTypes.add((TableType) type);
                case MEMORY -> memoryTypes.add((MemoryType) type);
                case GLOBAL -> globalTypes.add((GlobalType) type);
                case TAG -> tagTypes.add(typeIndex(((TagType) type).type()));
            }
        }
        this.importedFuncs = funcTypes.size();
        for (FuncDef func : funcs) {
            funcTypes.add(func.typeIndex());
        }
        for (TableDef table : tables) {
            tableTypes.add(table.type());
        }
        for (MemoryDef memory : memories) {
            memoryTypes.add(memory.type());
        }
        for (GlobalDef global : globals) {
            globalTypes.add(global.type());
        }
        for (TagDef tag : tags) {
            tagTypes.add(typeIndex(tag.type().type()));
        }
        this.funcSpace = ints(funcTypes);
        this.tableSpace = List.copyOf(tableTypes);
        this.memorySpace = List.copyOf(memoryTypes);
        this.globalSpace = List.copyOf(globalTypes);
        this.tagSpace = ints(tagTypes);
    }

    /// Written out, like the loops above: the JDK links lambdas at each start, which takes milliseconds.
    private static int[] ints(List<Integer> values) {
        int[] array = new int[values.size()];
        for (int index = 0; index < array.length; index++) {
            array[index] = values.get(index);
        }
        return array;
    }

    private static int typeIndex(HeapType type) {
        if (type instanceof HeapType.Index index) {
            return index.typeIndex();
        }
        throw new IllegalArgumentException("expected a type index, found " + type);
    }

    /// The whole binary that the module is in. Not a copy: callers must not write to it.
    ///
    /// @return the bytes
    public byte[] bytes() {
        return bytes;
    }

    /// Where the module is in [#bytes], its preamble included: all of them, unless it is a part of a component.
    ///
    /// @return the range
    public CodeRange range() {
        return range;
    }

    /// The recursion groups of the type section, in order.
    ///
    /// @return the groups
    public List<RecGroup> recGroups() {
        return recGroups;
    }

    /// Where a recursion group starts in the binary.
    ///
    /// @param group the position of the group in [#recGroups]
    /// @return bytes from the start of the binary, 0 for modules that come from none
    public int recGroupOffset(int group) {
        return group < recGroupOffsets.length ? recGroupOffsets[group] : 0;
    }

    /// All defined types: the type index space.
    ///
    /// @return the types
    public List<SubType> types() {
        return types;
    }

    /// The imports, in order.
    ///
    /// @return the imports
    public List<Import> imports() {
        return imports;
    }

    /// The functions that the module defines; their index starts at [#importedFuncs].
    ///
    /// @return the functions
    public List<FuncDef> funcs() {
        return funcs;
    }

    /// The tables that the module defines.
    ///
    /// @return the tables
    public List<TableDef> tables() {
        return tables;
    }

    /// The memories that the module defines.
    ///
    /// @return the memories
    public List<MemoryDef> memories() {
        return memories;
    }

    /// The tags that the module defines.
    ///
    /// @return the tags
    public List<TagDef> tags() {
        return tags;
    }

    /// The globals that the module defines.
    ///
    /// @return the globals
    public List<GlobalDef> globals() {
        return globals;
    }

    /// The exports, in order.
    ///
    /// @return the exports
    public List<Export> exports() {
        return exports;
    }

    /// The index of the start function.
    ///
    /// @return the index, or [#NONE]
    public int start() {
        return start;
    }

    /// Where the binary holds the index of the start function.
    ///
    /// @return bytes from the start of the binary, 0 if there is no start function
    public int startOffset() {
        return startOffset;
    }

    /// The element segments.
    ///
    /// @return the segments
    public List<ElemSegment> elems() {
        return elems;
    }

    /// What the data count section says.
    ///
    /// @return the number of data segments, or [#NONE] if there is no such section
    public int dataCount() {
        return dataCount;
    }

    /// The data segments.
    ///
    /// @return the segments
    public List<DataSegment> datas() {
        return datas;
    }

    /// The custom sections, in order.
    ///
    /// @return the sections
    public List<CustomSection> customs() {
        return customs;
    }

    /// The content of the code section, which debug information counts from.
    ///
    /// @return the range in the binary that the module came from, empty if there is no such section
    public CodeRange codeSection() {
        return codeSection;
    }

    /// Whether [#bytes] holds the bodies of the functions. An outline ([dev.gantry.wasm.binary.ModuleOutline]) does
    /// not: there the ranges of bodies and of the code section are places in the binary that the outline was made
    /// of.
    ///
    /// @return true unless the module is an outline
    public boolean hasBodies() {
        return hasBodies;
    }

    /// The function index space: the type index of each function, imported ones first. Not a copy.
    ///
    /// @return type indices
    public int[] funcSpace() {
        return funcSpace;
    }

    /// The table index space.
    ///
    /// @return the type of each table, imported ones first
    public List<TableType> tableSpace() {
        return tableSpace;
    }

    /// The memory index space.
    ///
    /// @return the type of each memory, imported ones first
    public List<MemoryType> memorySpace() {
        return memorySpace;
    }

    /// The global index space.
    ///
    /// @return the type of each global, imported ones first
    public List<GlobalType> globalSpace() {
        return globalSpace;
    }

    /// The tag index space: the type index of each tag, imported ones first. Not a copy.
    ///
    /// @return type indices
    public int[] tagSpace() {
        return tagSpace;
    }

    /// How many functions are imported.
    ///
    /// @return the number, which is also the index of the first defined function
    public int importedFuncs() {
        return importedFuncs;
    }

    /// How many tables are imported.
    ///
    /// @return the number
    public int importedTables() {
        return tableSpace.size() - tables.size();
    }

    /// How many memories are imported.
    ///
    /// @return the number
    public int importedMemories() {
        return memorySpace.size() - memories.size();
    }

    /// How many globals are imported.
    ///
    /// @return the number
    public int importedGlobals() {
        return globalSpace.size() - globals.size();
    }

    /// How many tags are imported.
    ///
    /// @return the number
    public int importedTags() {
        return tagSpace.length - tags.size();
    }
}
