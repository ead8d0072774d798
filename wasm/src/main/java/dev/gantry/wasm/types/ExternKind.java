package dev.gantry.wasm.types;

import java.util.Locale;

/// The index space that an export or an import belongs to, in the order of the binary codes.
///
/// @wasm syntax-externidx
public enum ExternKind {
    /// Functions, code 0.
    FUNC,
    /// Tables, code 1.
    TABLE,
    /// Memories, code 2.
    MEMORY,
    /// Globals, code 3.
    GLOBAL,
    /// Exception tags, code 4.
    TAG;

    /// The text form, for example `func`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
