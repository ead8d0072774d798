package dev.gantry.wasm.types;

/// The subtype order of the abstract heap types.
///
/// ```text
///           any                func     extern      exn
///            |                  |         |          |
///           eq                  |         |          |
///      /     |    \             |         |          |
///    i31  struct  array         |         |          |
///      \     |    /             |         |          |
///          none              nofunc    noextern    noexn
/// ```
///
/// Threading: immutable.
///
/// @wasm match-heaptype
@SuppressWarnings("EnumOrdinal") // sets of heap types as bits; the order of the enum does not matter
final class HeapLattice {
    private static final int ANY = bit(AbsHeapType.ANY);
    private static final int EQ = ANY | bit(AbsHeapType.EQ);

    /// For each type, by ordinal, the set of the types at or above it, as bits.
    private static final int[] UP = sets();

    private HeapLattice() {}

    private static int bit(AbsHeapType type) {
        return 1 << type.ordinal();
    }

    /// Whether one abstract heap type is another or below it; both are given by ordinal.
    static boolean matches(int sub, int sup) {
        return (UP[sub] & 1 << sup) != 0;
    }

    private static int[] sets() {
        AbsHeapType[] types = AbsHeapType.values();
        int[] up = new int[types.length];
        for (AbsHeapType type : types) {
            up[type.ordinal()] = bit(type)
                    | switch (type) {
                        case FUNC, EXTERN, EXN, ANY -> 0;
                        case EQ -> ANY;
                        case I31, STRUCT, ARRAY -> EQ;
                        case NONE -> EQ | bit(AbsHeapType.I31) | bit(AbsHeapType.STRUCT) | bit(AbsHeapType.ARRAY);
                        case NOFUNC -> bit(AbsHeapType.FUNC);
                        case NOEXTERN -> bit(AbsHeapType.EXTERN);
                        case NOEXN -> bit(AbsHeapType.EXN);
                    };
        }
        return up;
    }

    /// The top of the hierarchy.
    static AbsHeapType top(AbsHeapType type) {
        return switch (type) {
            case FUNC, NOFUNC -> AbsHeapType.FUNC;
            case EXTERN, NOEXTERN -> AbsHeapType.EXTERN;
            case EXN, NOEXN -> AbsHeapType.EXN;
            case ANY, EQ, I31, STRUCT, ARRAY, NONE -> AbsHeapType.ANY;
        };
    }

    /// The bottom of the hierarchy.
    static AbsHeapType bottom(AbsHeapType type) {
        return switch (top(type)) {
            case FUNC -> AbsHeapType.NOFUNC;
            case EXTERN -> AbsHeapType.NOEXTERN;
            case EXN -> AbsHeapType.NOEXN;
            default -> AbsHeapType.NONE;
        };
    }
}
