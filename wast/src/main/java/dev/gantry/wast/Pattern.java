package dev.gantry.wast;

import dev.gantry.wasm.types.AbsHeapType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a script expects of one result.
public sealed interface Pattern {
    /// Exactly this value.
    ///
    /// @param constant the value
    record Exactly(Constant constant) implements Pattern {}

    /// A NaN of a width: 32 or 64 bits.
    ///
    /// @param width        32 or 64
    /// @param isArithmetic whether every quiet NaN will do, not just the canonical ones
    record Nan(int width, boolean isArithmetic) implements Pattern {}

    /// A vector of float lanes, some of which are NaN patterns.
    ///
    /// @param lanes four of 32 or two of 64 bits: [Exactly] with a float, or [Nan]
    record Lanes(List<Pattern> lanes) implements Pattern {}

    /// One of several.
    ///
    /// @param choices the patterns
    record Either(List<Pattern> choices) implements Pattern {}

    /// Any null reference.
    ///
    /// @param heap the heap type that is written, or null for `(ref.null)`
    record AnyNull(@Nullable AbsHeapType heap) implements Pattern {}

    /// Any non-null reference of an abstract heap type.
    ///
    /// @param heap the heap type
    record AnyRef(AbsHeapType heap) implements Pattern {}
}
