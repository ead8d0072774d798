package dev.gantry.wasm.binary;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The sections of a module, in the order in which they stand in a binary; custom ones stand anywhere.
///
/// @wasm binary-section
public enum Section {
    /// Custom sections.
    CUSTOM(0),
    /// Types.
    TYPE(1),
    /// Imports.
    IMPORT(2),
    /// The types of functions.
    FUNCTION(3),
    /// Tables.
    TABLE(4),
    /// Memories.
    MEMORY(5),
    /// Tags.
    TAG(13),
    /// Globals.
    GLOBAL(6),
    /// Exports.
    EXPORT(7),
    /// The start function.
    START(8),
    /// Element segments.
    ELEM(9),
    /// The number of data segments.
    DATA_COUNT(12),
    /// The bodies of functions.
    CODE(10),
    /// Data segments.
    DATA(11);

    private static final Section[] BY_ID = new Section[values().length];

    static {
        for (Section section : values()) {
            BY_ID[section.id] = section;
        }
    }

    private final int id;

    Section(int id) {
        this.id = id;
    }

    /// The byte that starts the section.
    ///
    /// @return 0 to 13
    public int id() {
        return id;
    }

    /// Finds a section by its id.
    ///
    /// @param id the byte
    /// @return the section, or null if there is none
    public static @Nullable Section of(int id) {
        return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
    }

    /// The name in messages, for example `data count`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
