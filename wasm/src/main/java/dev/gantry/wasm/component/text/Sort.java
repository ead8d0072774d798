package dev.gantry.wasm.component.text;

import dev.gantry.wasm.binary.ByteWriter;

/// The sorts of definitions, each with an index space of its own, in the order of the binary format.
enum Sort {
    CORE_FUNC("core func", 0x00),
    CORE_TABLE("core table", 0x01),
    CORE_MEMORY("core memory", 0x02),
    CORE_GLOBAL("core global", 0x03),
    CORE_TAG("core tag", 0x04),
    CORE_TYPE("core type", 0x10),
    CORE_MODULE("core module", 0x11),
    CORE_INSTANCE("core instance", 0x12),
    FUNC("func", 0x01),
    VALUE("value", 0x02),
    TYPE("type", 0x03),
    COMPONENT("component", 0x04),
    INSTANCE("instance", 0x05);

    private static final int CORE = 0x00;

    private final String text;
    private final int code;

    Sort(String text, int code) {
        this.text = text;
        this.code = code;
    }

    /// The code among the core sorts, or among the others.
    int code() {
        return code;
    }

    boolean isCore() {
        return compareTo(CORE_INSTANCE) <= 0;
    }

    /// Whether core instances can export it.
    boolean isCoreExport() {
        return compareTo(CORE_TAG) <= 0;
    }

    /// Whether instances can export it.
    boolean isExport() {
        return !isCore() || this == CORE_MODULE;
    }

    /// Whether inner components can refer to it.
    boolean canBeOuter() {
        return switch (this) {
            case CORE_TYPE, CORE_MODULE, TYPE, COMPONENT -> true;
            case CORE_FUNC, CORE_TABLE, CORE_MEMORY, CORE_GLOBAL, CORE_TAG, CORE_INSTANCE -> false;
            case FUNC, VALUE, INSTANCE -> false;
        };
    }

    /// The word behind `core`, or the only word.
    String word() {
        return isCore() ? text.substring("core ".length()) : text;
    }

    void write(ByteWriter out) {
        if (isCore()) {
            out.u8(CORE);
        }
        out.u8(code);
    }

    @Override
    public String toString() {
        return text;
    }
}
