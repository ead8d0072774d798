package dev.gantry.runtime.vm;

import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;

/// A global.
///
/// Threading: confined to its store.
///
/// @wasm syntax-globalinst
public final class VmGlobal implements VmExtern {
    /// The store.
    public final VmStore store;

    /// The type, with defined types as ids.
    public final GlobalType type;

    /// The value's slot; of a `v128`, the low half.
    public long lo;

    /// The high half of a `v128`.
    public long hi;

    /// A new global.
    ///
    /// @param store its store
    /// @param type  its type, with defined types as ids
    /// @param lo    the value's slot
    /// @param hi    the high half of a `v128`, else 0
    public VmGlobal(VmStore store, GlobalType type, long lo, long hi) {
        this.store = store;
        this.type = type;
        this.lo = lo;
        this.hi = hi;
        store.adopt(this);
    }

    @Override
    public VmStore home() {
        return store;
    }

    @Override
    public ExternType externType() {
        return type;
    }
}
