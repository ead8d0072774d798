package dev.gantry.wasm;

/// Implementation limits: those that the WebAssembly JavaScript API names, and a few of our own.
///
/// Exceeding one is a [ValidationException] with [Failure#IMPLEMENTATION_LIMIT], found before anything of that size is
/// allocated.
public final class Limits {
    /// Largest module in bytes.
    public static final int MODULE_BYTES = 1_073_741_824;
    /// Largest number of types.
    public static final int TYPES = 1_000_000;
    /// Largest number of recursion groups.
    public static final int REC_GROUPS = 1_000_000;
    /// Deepest chain of supertypes.
    public static final int SUBTYPING_DEPTH = 63;
    /// Largest number of functions, imported ones included.
    public static final int FUNCTIONS = 1_000_000;
    /// Largest number of imports.
    public static final int IMPORTS = 1_000_000;
    /// Largest number of exports.
    public static final int EXPORTS = 1_000_000;
    /// Largest number of globals.
    public static final int GLOBALS = 1_000_000;
    /// Largest number of tags.
    public static final int TAGS = 1_000_000;
    /// Largest number of data segments.
    public static final int DATA_SEGMENTS = 100_000;
    /// Largest number of element segments.
    public static final int ELEM_SEGMENTS = 10_000_000;
    /// Largest number of entries of an element segment.
    public static final int ELEM_SEGMENT_ENTRIES = 10_000_000;
    /// Largest number of tables.
    public static final int TABLES = 100_000;
    /// Largest number of memories.
    public static final int MEMORIES = 100;
    /// Largest function body in bytes.
    public static final int BODY_BYTES = 7_654_321;
    /// Largest number of locals of a function, parameters included.
    public static final int LOCALS = 50_000;
    /// Largest number of parameters of a function or block.
    public static final int PARAMS = 1_000;
    /// Largest number of results of a function or block.
    public static final int RESULTS = 1_000;
    /// Largest number of fields of a struct.
    public static final int STRUCT_FIELDS = 10_000;
    /// Largest number of operands of `array.new_fixed`.
    public static final int ARRAY_NEW_FIXED = 10_000;
    /// Largest number of labels of a `br_table`.
    public static final int BR_TABLE_LABELS = 65_520;
    /// Largest number of catch clauses of a `try_table`.
    public static final int CATCHES = 10_000;
    /// Deepest nesting of blocks, and of parentheses in text.
    public static final int NESTING = 50_000;
    /// Longest name in bytes.
    public static final int NAME_BYTES = 100_000;
    /// Largest table in elements that can be created.
    public static final int TABLE_ELEMENTS = 10_000_000;

    private Limits() {}
}
