package dev.gantry.environ.spi;

/// Functions of the runtime that compiled code calls. The number of a builtin never changes and does not depend on
/// features or on the order here (R136); numbers of removed builtins are not used again.
///
/// Signatures are written with the types of parameters and results, which are passed in slots, see docs/native.md; the
/// context of the calling instance is found in its frame and not written.
public enum Builtin {
    // spotless:off
    //                 number  text                 signature                     may trap
    /// Grows a memory.
    MEMORY_GROW         (0, "memory_grow",          "i32 i64 -> i64",             false),
    /// Copies between memories.
    MEMORY_COPY         (1, "memory_copy",          "i32 i64 i32 i64 i64 ->",     true),
    /// Fills a memory.
    MEMORY_FILL         (2, "memory_fill",          "i32 i64 i32 i64 ->",         true),
    /// Copies from a data segment.
    MEMORY_INIT         (3, "memory_init",          "i32 i32 i64 i32 i32 ->",     true),
    /// Drops a data segment.
    DATA_DROP           (4, "data_drop",            "i32 ->",                     false),
    /// Grows a table.
    TABLE_GROW          (5, "table_grow",           "i32 i64 i32 -> i64",         false),
    /// Copies between tables.
    TABLE_COPY          (6, "table_copy",           "i32 i32 i64 i64 i64 ->",     true),
    /// Fills a table.
    TABLE_FILL          (7, "table_fill",           "i32 i64 i32 i64 ->",         true),
    /// Copies from an element segment.
    TABLE_INIT          (8, "table_init",           "i32 i32 i64 i32 i32 ->",     true),
    /// Drops an element segment.
    ELEM_DROP           (9, "elem_drop",            "i32 ->",                     false),
    /// Gives the id of a function of the instance, and puts its reference into the context, by its number among those.
    REF_FUNC            (10, "ref_func",            "i32 i32 -> i32",             false),
    /// Gives the id of a function in a table that was not read before.
    TABLE_GET_LAZY_FUNC (11, "table_get_lazy_func", "i32 i64 -> i32",             false),
    /// Asks whether one canonical type is a subtype of another.
    IS_SUBTYPE          (12, "is_subtype",          "i32 i32 -> i32",             false),
    /// Throws an exception with a payload in the argument area.
    THROW               (13, "throw",               "i32 ->",                     true),
    /// Throws an exception again.
    THROW_REF           (14, "throw_ref",           "i32 ->",                     true),
    /// Wakes threads that wait at an address.
    ATOMIC_NOTIFY       (15, "atomic_notify",       "i32 i64 i32 -> i32",         true),
    /// Waits at an address for a 32-bit value to change.
    ATOMIC_WAIT32       (16, "atomic_wait32",       "i32 i64 i32 i64 -> i32",     true),
    /// Waits at an address for a 64-bit value to change.
    ATOMIC_WAIT64       (17, "atomic_wait64",       "i32 i64 i64 i64 -> i32",     true),
    /// Called when the fuel is used up.
    OUT_OF_FUEL         (18, "out_of_fuel",         "->",                         true),
    /// Called when the epoch has reached the store's deadline; gives the new deadline.
    NEW_EPOCH           (19, "new_epoch",           "-> i64",                     true),
    /// Ends the call with a trap.
    TRAP                (20, "trap",                "i32 ->",                     true),
    /// Allocates an object on the collected heap.
    GC_ALLOC            (21, "gc_alloc",            "i32 i64 -> i32",             true),
    /// Collects garbage.
    GC                  (22, "gc",                  "->",                         false),
    /// The slow path of a collector's read barrier.
    GC_READ_BARRIER     (23, "gc_read_barrier",     "i32 -> i32",                 false),
    /// The slow path of a collector's write barrier.
    GC_WRITE_BARRIER    (24, "gc_write_barrier",    "i32 i32 ->",                 false),
    /// Executes an instruction of wasm for which a compiler has no code, see docs/native.md.
    INSTRUCTION         (25, "instruction",         "i64 i64 i64 i64 ->",         true),
    /// Asks whether an object is of a canonical type or one below it.
    GC_IS_OF_TYPE       (26, "gc_is_of_type",       "i32 i32 -> i32",             true),
    /// Checks that a reference out of the collected heap names a host object or exception that there is.
    GC_CHECK_FOREIGN    (27, "gc_check_foreign",    "i32 ->",                     true);
    // spotless:on

    /// Where code can be interrupted by epochs, a range of memory longer than this is not for it to copy or fill, but
    /// for [#MEMORY_COPY] and [#MEMORY_FILL], which look at the epoch each time that so much is done.
    public static final int LONG_RANGE_BYTES = 16 << 20;

    private final int number;
    private final String text;
    private final String signature;
    private final boolean canTrap;

    Builtin(int number, String text, String signature, boolean canTrap) {
        this.number = number;
        this.text = text;
        this.signature = signature;
        this.canTrap = canTrap;
    }

    /// The stable number.
    ///
    /// @return at least zero
    public int number() {
        return number;
    }

    /// The name in symbols and listings.
    ///
    /// @return for example `memory_grow`
    public String text() {
        return text;
    }

    /// Parameters and results.
    ///
    /// @return for example `i32 i64 -> i64`
    public String signature() {
        return signature;
    }

    /// Whether the call may not return.
    ///
    /// @return true if the builtin may trap or throw
    public boolean canTrap() {
        return canTrap;
    }
}
