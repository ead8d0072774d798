package dev.gantry.wasm.types;

/// A vector type.
///
/// @wasm syntax-vectype
public enum VecType implements ValType {
    /// 128-bit vectors of integer or float lanes.
    V128;

    @Override
    public boolean isDefaultable() {
        return true;
    }

    @Override
    public int slots() {
        return 2;
    }

    /// The text form, `v128`.
    @Override
    public String toString() {
        return "v128";
    }
}
