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

    /// Deepest nesting of components, and of types of components and instances.
    public static final int COMPONENT_NESTING = 100;
    /// Largest number of definitions in a section of a component, and of declarations in a type.
    public static final int COMPONENT_DEFINITIONS = 1_000_000;
    /// Largest number each of core modules, components, instances of both kinds together, and values of a component.
    public static final int COMPONENT_ITEMS = 1_000;
    /// Largest number of items of a core index space of a component.
    public static final int CORE_ITEMS = 1_000_000;
    /// Largest number of declarations in the type of a module.
    public static final int MODULE_TYPE_DECLARATIONS = 100_000;
    /// Largest number of fields, cases, labels or elements of a record, variant, enum or tuple.
    public static final int RECORD_FIELDS = 10_000;
    /// Largest number of flags that is decoded; the specification allows 32.
    public static final int FLAGS = 1_000;
    /// Deepest nesting of value types.
    public static final int VALUE_TYPE_DEPTH = 100;
    /// Largest size of a type of a component: the number of types that it consists of.
    public static final int COMPONENT_TYPE_SIZE = 1_000_000;
    /// Most steps that the validation of a component may take in walks through types.
    public static final int COMPONENT_WORK = 5_000_000;
    /// Largest number of exports of an instance that is made of things that exist.
    public static final int INSTANTIATION_EXPORTS = 100_000;
    /// Largest number of arguments of an instantiation.
    public static final int INSTANTIATION_ARGS = 100_000;
    /// Largest number of options of a canonical definition.
    public static final int CANON_OPTIONS = 10;
    /// Largest number of arguments of the start function of a component.
    public static final int COMPONENT_START_ARGS = 1_000;
    /// Largest number of attributes of a name that is decoded; the specification allows one of each kind.
    public static final int NAME_ATTRIBUTES = 100;

    private Limits() {}
}
