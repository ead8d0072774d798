package dev.gantry.wasm.component.binary;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The sections of a component; they repeat and stand in any order. The order here is that of the ids.
@SuppressWarnings("EnumOrdinal") // the ordinal is the id of the specification, and a test compares them
public enum ComponentSection {
    /// What others than the specification define.
    CUSTOM,
    /// A core module.
    CORE_MODULE,
    /// Core instances.
    CORE_INSTANCE,
    /// Core types.
    CORE_TYPE,
    /// A nested component.
    COMPONENT,
    /// Instances.
    INSTANCE,
    /// Aliases.
    ALIAS,
    /// Types.
    TYPE,
    /// Canonical definitions.
    CANON,
    /// The start function.
    START,
    /// Imports.
    IMPORT,
    /// Exports.
    EXPORT,
    /// Values.
    VALUE;

    private static final ComponentSection[] BY_ID = values();

    int id() {
        return ordinal();
    }

    /// Finds a section.
    ///
    /// @param id the byte in front of it
    /// @return the section, or null if there is none of that id
    public static @Nullable ComponentSection of(int id) {
        return id < BY_ID.length ? BY_ID[id] : null;
    }

    /// Whether the section holds one definition and not a vector of them.
    boolean isSingle() {
        return this == CORE_MODULE || this == COMPONENT || this == START;
    }

    /// The name in messages, for example `core type`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
