package dev.gantry.environ.spi;

/// The bits of a reference: 32 of them, the same in slots, tables, globals and heaps.
///
/// ```text
///   0                null
///   …………………………… 1    i31: the value in the upper 31 bits (R116)
///   ………………………… 10    a host object: its id in the store's table in the upper 30 bits
///   ………………………100    an exception: its id in the store's table in the upper 29 bits
///   ………………………000    an object: its offset in the heap, a multiple of 8
/// ```
///
/// Function references are ids in a space of their own and never come to a collector. Host objects and exceptions need
/// no heap; the store finds out which of them are in use by visiting all objects ([GcRuntime#forEachObject]).
///
/// Threading: no state.
public final class GcRefs {
    /// Objects start at multiples of this.
    public static final int ALIGNMENT = 8;

    private static final int TAG = ALIGNMENT - 1;
    private static final int HOST_SHIFT = 2;
    private static final int HOST_TAG = 2;
    private static final int EXN_SHIFT = 3;
    private static final int EXN_TAG = 4;

    private GcRefs() {}

    /// Whether a reference names an object in the heap.
    ///
    /// @param ref any reference but one to a function
    /// @return false for null, `i31`, host objects and exceptions
    public static boolean isObject(int ref) {
        return (ref & TAG) == 0 && ref != 0;
    }

    /// Whether a reference is an `i31`.
    ///
    /// @param ref any reference but one to a function
    /// @return true if it is
    public static boolean isI31(int ref) {
        return (ref & 1) != 0;
    }

    /// Whether a reference names something in a table of the store: a host object or an exception.
    ///
    /// @param ref any reference but one to a function
    /// @return true if it does
    public static boolean isForeign(int ref) {
        return (ref & 1) == 0 && (ref & TAG) != 0;
    }

    /// Whether a reference names a host object.
    ///
    /// @param ref any reference but one to a function
    /// @return true if it does
    public static boolean isHost(int ref) {
        return (ref & 3) == HOST_TAG;
    }

    /// Whether a reference names an exception.
    ///
    /// @param ref any reference but one to a function
    /// @return true if it does
    public static boolean isExn(int ref) {
        return (ref & TAG) == EXN_TAG;
    }

    /// The reference to a host object.
    ///
    /// @param id its id in the store, below 2³⁰; 0 for null
    /// @return the reference
    public static int host(int id) {
        return id == 0 ? 0 : id << HOST_SHIFT | HOST_TAG;
    }

    /// The id of a host object.
    ///
    /// @param ref a reference to a host object, or null
    /// @return its id, 0 for null
    public static int hostId(int ref) {
        return ref >>> HOST_SHIFT;
    }

    /// The reference to an exception.
    ///
    /// @param id its id in the store, below 2²⁹; 0 for null
    /// @return the reference
    public static int exn(int id) {
        return id == 0 ? 0 : id << EXN_SHIFT | EXN_TAG;
    }

    /// The id of an exception.
    ///
    /// @param ref a reference to an exception, or null
    /// @return its id, 0 for null
    public static int exnId(int ref) {
        return ref >>> EXN_SHIFT;
    }

    /// The reference that is a 31-bit scalar.
    ///
    /// @param value the value; its highest bit is lost
    /// @return the reference
    public static int i31(int value) {
        return value << 1 | 1;
    }
}
