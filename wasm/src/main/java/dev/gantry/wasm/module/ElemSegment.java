package dev.gantry.wasm.module;

import dev.gantry.wasm.types.RefType;
import java.util.List;

/// An element segment. Exactly one of `funcs` and `exprs` is in use; the other is empty.
///
/// @param mode        how it takes effect
/// @param type        the type of the elements
/// @param funcs       the elements as function indices, where the binary gives them so
/// @param exprs       the elements as constant expressions, where the binary gives them so
/// @param usesExprs   whether `exprs` holds the elements
/// @param offsetBytes where the segment starts in the binary
/// @wasm syntax-elem
public record ElemSegment(
        SegmentMode mode, RefType type, int[] funcs, List<CodeRange> exprs, boolean usesExprs, int offsetBytes) {
    /// Copies the list; the array is not copied and must not be changed.
    public ElemSegment {
        exprs = List.copyOf(exprs);
    }

    /// The number of elements.
    ///
    /// @return at least zero
    public int size() {
        return usesExprs ? exprs.size() : funcs.length;
    }
}
