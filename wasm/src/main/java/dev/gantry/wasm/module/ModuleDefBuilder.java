package dev.gantry.wasm.module;

import dev.gantry.wasm.types.RecGroup;
import java.util.ArrayList;
import java.util.List;

/// Collects the sections of a module while it is decoded.
///
/// Threading: confined to one thread.
public final class ModuleDefBuilder {
    final byte[] bytes;
    /// Recursion groups of the type section.
    public final List<RecGroup> recGroups = new ArrayList<>();
    /// Where each recursion group starts in the binary; empty for modules that come from none.
    public final List<Integer> recGroupOffsets = new ArrayList<>();
    /// Imports.
    public final List<Import> imports = new ArrayList<>();
    /// Defined functions.
    public final List<FuncDef> funcs = new ArrayList<>();
    /// Defined tables.
    public final List<TableDef> tables = new ArrayList<>();
    /// Defined memories.
    public final List<MemoryDef> memories = new ArrayList<>();
    /// Defined tags.
    public final List<TagDef> tags = new ArrayList<>();
    /// Defined globals.
    public final List<GlobalDef> globals = new ArrayList<>();
    /// Exports.
    public final List<Export> exports = new ArrayList<>();
    /// Element segments.
    public final List<ElemSegment> elems = new ArrayList<>();
    /// Data segments.
    public final List<DataSegment> datas = new ArrayList<>();
    /// Custom sections.
    public final List<CustomSection> customs = new ArrayList<>();
    /// Index of the start function, or [ModuleDef#NONE].
    public int start = ModuleDef.NONE;
    /// Where the start section holds the index.
    public int startOffset;
    /// Content of the data count section, or [ModuleDef#NONE].
    public int dataCount = ModuleDef.NONE;
    /// The content of the code section; empty if there is none.
    public CodeRange codeSection = new CodeRange(0, 0);
    /// Where the module is in the binary, its preamble included.
    public CodeRange range;
    /// Whether the binary holds the bodies of the functions.
    public boolean hasBodies = true;

    /// A builder over a binary.
    ///
    /// @param bytes the whole binary, not copied
    public ModuleDefBuilder(byte[] bytes) {
        this.bytes = bytes;
        this.range = new CodeRange(0, bytes.length);
    }

    /// The module of what was collected.
    ///
    /// @return the module
    public ModuleDef build() {
        return new ModuleDef(this);
    }
}
