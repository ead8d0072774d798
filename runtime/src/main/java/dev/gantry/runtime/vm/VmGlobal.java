package dev.gantry.runtime.vm;

import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;

/// A global. Java code asks [#low] and [#high]; a strategy that runs in Java may use the fields, which are valid unless
/// the value lives elsewhere, in a subclass.
///
/// Threading: confined to its store.
///
/// @wasm syntax-globalinst
public non-sealed class VmGlobal implements VmExtern {
    /// The store.
    public final VmStore store;

    /// The type, with defined types as ids.
    public final GlobalType type;

    /// The value's slot; of a `v128`, the low half. Only in stores whose state is in Java objects.
    public long lo;

    /// The high half of a `v128`. Only in stores whose state is in Java objects.
    public long hi;

    /// A new global.
    ///
    /// @param store its store
    /// @param type  its type, with defined types as ids
    /// @param lo    the value's slot
    /// @param hi    the high half of a `v128`, else 0
    @SuppressWarnings("this-escape") // the store only keeps it
    public VmGlobal(VmStore store, GlobalType type, long lo, long hi) {
        this.store = store;
        this.type = type;
        this.lo = lo;
        this.hi = hi;
        store.adopt(this);
    }

    /// The value's slot; of a `v128`, the low half.
    ///
    /// @return the slot
    public long low() {
        return lo;
    }

    /// The high half of a `v128`.
    ///
    /// @return the half, 0 for other types
    public long high() {
        return hi;
    }

    /// Sets the value, whether or not the global is mutable.
    ///
    /// @param low  the value's slot; of a `v128`, the low half
    /// @param high the high half of a `v128`, else 0
    public void set(long low, long high) {
        lo = low;
        hi = high;
    }

    @Override
    public final VmStore home() {
        return store;
    }

    @Override
    public final ExternType externType() {
        return type;
    }
}
