package dev.gantry.wasm.module;

/// A range of a module's bytes that holds instructions: a constant expression, or a function body after its size.
///
/// @param start offset of the first byte
/// @param end   offset behind the last byte
public record CodeRange(int start, int end) {
    /// The number of bytes.
    ///
    /// @return `end - start`
    public int size() {
        return end - start;
    }
}
