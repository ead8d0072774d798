package dev.gantry.wasm.types;

/// The type of a global.
///
/// @param type      the type of its value
/// @param isMutable whether it can be written
/// @wasm syntax-globaltype
public record GlobalType(ValType type, boolean isMutable) implements ExternType {
    @Override
    public ExternKind kind() {
        return ExternKind.GLOBAL;
    }

    /// The text form, `(global i32)` or `(global (mut i32))`.
    @Override
    public String toString() {
        return isMutable ? "(global (mut " + type + "))" : "(global " + type + ")";
    }
}
