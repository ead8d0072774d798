package dev.gantry.wasm.module;

/// A data segment.
///
/// @param mode        how it takes effect, never declarative
/// @param bytes       where its bytes stand in the binary
/// @param offsetBytes where the segment starts in the binary
/// @wasm syntax-data
public record DataSegment(SegmentMode mode, CodeRange bytes, int offsetBytes) {}
