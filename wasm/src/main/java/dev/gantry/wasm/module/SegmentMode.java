package dev.gantry.wasm.module;

/// How a segment takes effect.
///
/// @wasm syntax-elemmode
public sealed interface SegmentMode {
    /// Copied by `table.init` or `memory.init` only.
    record Passive() implements SegmentMode {}

    /// Copied during instantiation.
    ///
    /// @param index  the table or memory
    /// @param offset the constant expression that gives the first index
    record Active(int index, CodeRange offset) implements SegmentMode {}

    /// Not available at run time; only declares functions that `ref.func` may name (element segments only).
    record Declarative() implements SegmentMode {}
}
