package dev.gantry.wasm.types;

/// The type of a table.
///
/// @param is64    whether indices are `i64` instead of `i32`
/// @param limits  the size range in elements
/// @param element the type of the elements
/// @wasm syntax-tabletype
public record TableType(boolean is64, Limits limits, RefType element) implements ExternType {
    /// The type of an index into the table.
    ///
    /// @return `i32` or `i64`
    public NumType addressType() {
        return is64 ? NumType.I64 : NumType.I32;
    }

    @Override
    public ExternKind kind() {
        return ExternKind.TABLE;
    }

    /// The text form, for example `(table 1 funcref)`.
    @Override
    public String toString() {
        return "(table " + (is64 ? "i64 " : "") + limits + " " + element + ")";
    }
}
