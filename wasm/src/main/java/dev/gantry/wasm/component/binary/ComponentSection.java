package dev.gantry.wasm.component.binary;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The sections of a component; they repeat and stand in any order. The order here is that of the ids.
@SuppressWarnings("EnumOrdinal") // the ordinal is the id of the specification, and a test compares them
enum ComponentSection {
    CUSTOM,
    CORE_MODULE,
    CORE_INSTANCE,
    CORE_TYPE,
    COMPONENT,
    INSTANCE,
    ALIAS,
    TYPE,
    CANON,
    START,
    IMPORT,
    EXPORT,
    VALUE;

    private static final ComponentSection[] BY_ID = values();

    int id() {
        return ordinal();
    }

    static @Nullable ComponentSection of(int id) {
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
