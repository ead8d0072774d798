package dev.gantry.runtime.instr;

import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.types.AbsHeapType;

/// Tests the types of references that are not null. Validation has put reference and type into the same hierarchy.
///
/// Threading: no state.
///
/// @wasm exec-ref.test
public final class Casts {
    private Casts() {}

    /// Whether a reference is of an abstract heap type.
    ///
    /// @param store its store
    /// @param ref   the reference, not null
    /// @param type  the type
    /// @return true if it is
    public static boolean isOf(VmStore store, int ref, AbsHeapType type) {
        return switch (type) {
            case FUNC, EXTERN, ANY, EXN -> true;
            case EQ -> !GcRefs.isForeign(ref);
            case I31 -> GcRefs.isI31(ref);
            case STRUCT -> GcRefs.isObject(ref) && store.heap().isOfKind(ref, GcLayouts.STRUCT);
            case ARRAY -> GcRefs.isObject(ref) && store.heap().isOfKind(ref, GcLayouts.ARRAY);
            case NONE, NOFUNC, NOEXTERN, NOEXN -> false;
        };
    }

    /// Whether a reference is to an object of a type or a type below it.
    ///
    /// @param store  its store
    /// @param ref    the reference, not null
    /// @param typeId the canonical id of a struct or array type
    /// @return true if it is
    public static boolean isOfObjectType(VmStore store, int ref, int typeId) {
        return GcRefs.isObject(ref) && store.heap().isOfType(ref, typeId);
    }

    /// Whether a reference is to a function of a type or a type below it.
    ///
    /// @param store  its store
    /// @param ref    the reference, not null
    /// @param typeId the canonical id of a function type
    /// @return true if it is
    public static boolean isOfFuncType(VmStore store, int ref, int typeId) {
        VmFunc func = store.funcs[ref];
        if (func == null) {
            throw Bug.unreachable("function reference " + ref);
        }
        return store.types.isSubtype(func.typeId, typeId);
    }
}
