package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.binary.Section;
import dev.gantry.wasm.module.ModuleDef;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Knows where sections stand: in bytes, and in the words of the `@custom` annotation.
///
/// Threading: confined to one thread.
final class SectionPlaces {
    private static final int HEADER_BYTES = 8;

    /// The sections that are not custom, in order.
    private final List<Section> sections = new ArrayList<>();

    private final Map<Section, Integer> offsets = new EnumMap<>(Section.class);

    /// Finds the sections of a module.
    SectionPlaces(ModuleDef module) {
        ByteReader in = new ByteReader(
                module.bytes(),
                module.range().start() + HEADER_BYTES,
                module.range().end(),
                Failure.UNEXPECTED_END);
        while (in.hasRemaining()) {
            Section section = Section.of(in.readByte());
            int size = in.readU32();
            int start = in.offset();
            in.skip(size);
            if (section != null && section != Section.CUSTOM) {
                sections.add(section);
                offsets.put(section, start);
            }
        }
    }

    /// The place behind some of the sections, for example `after func`.
    String after(int sectionsBefore) {
        if (sectionsBefore == sections.size()) {
            return "after last";
        }
        return sectionsBefore == 0 ? "before first" : "after " + keyword(sections.get(sectionsBefore - 1));
    }

    /// Where the content of a section starts; 0 if there is none.
    int offset(Section section) {
        return offsets.getOrDefault(section, 0);
    }

    private static String keyword(Section section) {
        return switch (section) {
            case FUNCTION -> "func";
            case DATA_COUNT -> "datacount";
            case CUSTOM, TYPE, IMPORT, TABLE, MEMORY, TAG, GLOBAL, EXPORT, START, ELEM, CODE, DATA ->
                section.toString();
        };
    }
}
