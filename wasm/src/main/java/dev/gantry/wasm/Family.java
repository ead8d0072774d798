package dev.gantry.wasm;

/// The families by which everything that switches over opcodes is split into files.
public enum Family {
    /// Blocks, branches, calls.
    CONTROL,
    /// `throw`, `try_table` and the legacy forms.
    EXCEPTION,
    /// Locals, globals, `drop`, `select`.
    VARIABLE,
    /// Tables and element segments.
    TABLE,
    /// Linear memory and data segments.
    MEMORY,
    /// Constants, arithmetic, comparisons and conversions of scalars.
    NUMERIC,
    /// References.
    REFERENCE,
    /// Structs, arrays, `i31`, casts.
    GC,
    /// Vectors.
    SIMD,
    /// Atomic accesses, wait and notify.
    ATOMIC
}
