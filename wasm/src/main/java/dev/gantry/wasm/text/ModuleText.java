package dev.gantry.wasm.text;

import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.RecGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a module while it is parsed: index spaces, types, and the sections as far as they are
/// written.
///
/// Threading: confined to one thread.
final class ModuleText {
    final TypeTable types = new TypeTable();
    final NameScope funcs = new NameScope("func");
    final NameScope tables = new NameScope("table");
    final NameScope memories = new NameScope("memory");
    final NameScope globals = new NameScope("global");
    final NameScope tags = new NameScope("tag");
    final NameScope elems = new NameScope("elem");
    final NameScope datas = new NameScope("data");

    final Section imports = new Section(ModuleWriter.IMPORT);
    final Section functions = new Section(ModuleWriter.FUNCTION);
    final Section tableDefs = new Section(ModuleWriter.TABLE);
    final Section memoryDefs = new Section(ModuleWriter.MEMORY);
    final Section tagDefs = new Section(ModuleWriter.TAG);
    final Section globalDefs = new Section(ModuleWriter.GLOBAL);
    final Section exports = new Section(ModuleWriter.EXPORT);
    final Section elemDefs = new Section(ModuleWriter.ELEMENT);
    final Section code = new Section(ModuleWriter.CODE);
    final Section dataDefs = new Section(ModuleWriter.DATA);

    final CustomSections customs = new CustomSections();
    final BranchHints hints = new BranchHints();
    final NameMap localNames = new NameMap();
    final NameMap labelNames = new NameMap();

    @Nullable
    String name;

    boolean hasStart;
    int start;
    /// Whether code names a data segment, so that the data count section is needed.
    boolean usesDataCount;

    /// The entries of a section.
    static final class Section {
        final int id;
        final ByteWriter entries = new ByteWriter();
        int count;

        Section(int id) {
            this.id = id;
        }

        /// Counts an entry, which the caller then writes.
        ByteWriter add() {
            count++;
            return entries;
        }
    }

    /// The binary of all that was collected.
    byte[] encode() {
        ModuleWriter out = new ModuleWriter();
        customs.writeFirst(out);
        for (int id : ModuleWriter.ORDER) {
            customs.writeBefore(out, id);
            if (id == ModuleWriter.CODE) {
                hints.write(out);
            }
            writeSection(out, id);
            customs.writeAfter(out, id);
        }
        if (!customs.has(NAME_SECTION)) {
            writeNames(out);
        }
        customs.writeLast(out);
        return out.toBytes();
    }

    private void writeSection(ModuleWriter out, int id) {
        ByteWriter content = new ByteWriter();
        switch (id) {
            case ModuleWriter.TYPE -> {
                List<RecGroup> groups = types.groups();
                groups.forEach(group -> TypeWriter.recGroup(content, group));
                out.vectorSection(id, groups.size(), content);
            }
            case ModuleWriter.START -> {
                if (hasStart) {
                    content.u32(start);
                    out.section(id, content);
                }
            }
            case ModuleWriter.DATA_COUNT -> {
                if (usesDataCount) {
                    content.u32(dataDefs.count);
                    out.section(id, content);
                }
            }
            default -> {
                for (Section section : sections()) {
                    if (section.id == id) {
                        out.vectorSection(id, section.count, section.entries);
                    }
                }
            }
        }
    }

    private List<Section> sections() {
        return List.of(
                imports, functions, tableDefs, memoryDefs, tagDefs, globalDefs, exports, elemDefs, code, dataDefs);
    }

    static final String NAME_SECTION = "name";

    /// Writes the identifiers of the text as the name section, unless there are none.
    private void writeNames(ModuleWriter out) {
        ByteWriter names = new ByteWriter();
        if (name != null) {
            names.u8(0);
            int region = names.beginSized();
            names.name(name);
            names.endSized(region);
        }
        List<NameMap> maps = new ArrayList<>(List.of(funcs.names(), localNames, labelNames, types.scope.names()));
        maps.addAll(List.of(tables.names(), memories.names(), globals.names(), elems.names(), datas.names()));
        maps.addAll(List.of(types.fieldNames(), tags.names()));
        for (int subsection = 0; subsection < maps.size(); subsection++) {
            maps.get(subsection).writeSubsection(names, subsection + 1);
        }
        if (!names.isEmpty()) {
            out.custom(NAME_SECTION, names.toBytes());
        }
    }
}
