package dev.gantry.wasm.types;

/// The size range of a memory (in pages) or a table (in elements). Values are unsigned 64-bit.
///
/// @param min    the initial size
/// @param max    the largest size, [#NO_MAX] if there is none
/// @param hasMax whether a maximum was given
/// @wasm syntax-limits
public record Limits(long min, long max, boolean hasMax) {
    /// The value of `max` where there is no maximum.
    public static final long NO_MAX = -1L;

    /// Limits without a maximum.
    ///
    /// @param min the initial size
    /// @return the limits
    public static Limits atLeast(long min) {
        return new Limits(min, NO_MAX, false);
    }

    /// Limits with a maximum.
    ///
    /// @param min the initial size
    /// @param max the largest size
    /// @return the limits
    public static Limits of(long min, long max) {
        return new Limits(min, max, true);
    }

    /// The text form, `1` or `1 2`.
    @Override
    public String toString() {
        String text = Long.toUnsignedString(min);
        return hasMax ? text + " " + Long.toUnsignedString(max) : text;
    }
}
