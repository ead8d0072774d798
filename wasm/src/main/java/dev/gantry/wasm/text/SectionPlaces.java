package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.binary.Section;
import java.util.ArrayList;
import java.util.List;

/// Says where custom sections stand, in the words of the `@custom` annotation.
///
/// Threading: confined to one thread.
final class SectionPlaces {
    private static final int HEADER_BYTES = 8;

    /// The sections that are not custom, in order.
    private final List<Section> sections = new ArrayList<>();

    /// Finds the sections of a binary that was decoded.
    SectionPlaces(byte[] bytes) {
        ByteReader in = new ByteReader(bytes, HEADER_BYTES, bytes.length, Failure.UNEXPECTED_END);
        while (in.hasRemaining()) {
            Section section = Section.of(in.readByte());
            in.skip(in.readU32());
            if (section != null && section != Section.CUSTOM) {
                sections.add(section);
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

    private static String keyword(Section section) {
        return switch (section) {
            case FUNCTION -> "func";
            case DATA_COUNT -> "datacount";
            case CUSTOM, TYPE, IMPORT, TABLE, MEMORY, TAG, GLOBAL, EXPORT, START, ELEM, CODE, DATA ->
                section.toString();
        };
    }
}
