package dev.gantry.wasm.types;

/// A vector type.
///
/// @wasm syntax-vectype
public enum VecType implements ValType {
    /// 128-bit vectors of integer or float lanes.
    V128;

    /// The text form, `v128`.
    @Override
    public String toString() {
        return "v128";
    }
}
