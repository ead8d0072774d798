package dev.gantry.wasm.component;

import dev.gantry.wasm.types.ExternKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What kind of thing a definition is, hence the index space it stands in: eight core sorts, five of components.
///
/// Threading: immutable.
public enum Sort {
    /// Core functions.
    CORE_FUNC(0x00, true),
    /// Core tables.
    CORE_TABLE(0x01, true),
    /// Core memories.
    CORE_MEMORY(0x02, true),
    /// Core globals.
    CORE_GLOBAL(0x03, true),
    /// Core tags.
    CORE_TAG(0x04, true),
    /// Core types, those of modules included.
    CORE_TYPE(0x10, true),
    /// Core modules.
    CORE_MODULE(0x11, true),
    /// Core instances.
    CORE_INSTANCE(0x12, true),
    /// Component functions.
    FUNC(0x01, false),
    /// Values.
    VALUE(0x02, false),
    /// Types of values, functions, instances, components and resources.
    TYPE(0x03, false),
    /// Components.
    COMPONENT(0x04, false),
    /// Component instances.
    INSTANCE(0x05, false);

    private final int code;
    private final boolean isCore;

    Sort(int code, boolean isCore) {
        this.code = code;
        this.isCore = isCore;
    }

    /// The byte of the binary format; core sorts have a zero byte in front of it where both kinds may stand.
    ///
    /// @return the byte
    public int code() {
        return code;
    }

    /// Whether it is one of core WebAssembly.
    ///
    /// @return true for core sorts
    public boolean isCore() {
        return isCore;
    }

    /// Finds a core sort.
    ///
    /// @param code the byte
    /// @return the sort, or null if there is none
    public static @Nullable Sort ofCore(int code) {
        return of(code, true);
    }

    /// Finds a sort of components.
    ///
    /// @param code the byte
    /// @return the sort, or null if there is none
    public static @Nullable Sort of(int code) {
        return of(code, false);
    }

    private static @Nullable Sort of(int code, boolean isCore) {
        for (Sort sort : values()) {
            if (sort.code == code && sort.isCore == isCore) {
                return sort;
            }
        }
        return null;
    }

    /// The sort of what a core module exports.
    ///
    /// @param kind the kind of the export
    /// @return its sort
    public static Sort of(ExternKind kind) {
        return switch (kind) {
            case FUNC -> CORE_FUNC;
            case TABLE -> CORE_TABLE;
            case MEMORY -> CORE_MEMORY;
            case GLOBAL -> CORE_GLOBAL;
            case TAG -> CORE_TAG;
        };
    }

    /// The text form, for example `core func` or `instance`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
