package dev.gantry.wasm.component;

import java.util.Locale;

/// How strings stand in memory; the order is that of the binary codes.
///
/// Threading: immutable.
public enum StringEncoding {
    /// UTF-8.
    UTF8,
    /// UTF-16, little-endian.
    UTF16,
    /// Latin-1 or UTF-16, told apart by a bit of the length.
    LATIN1_UTF16;

    /// The text form, for example `latin1+utf16`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '+');
    }
}
