package dev.gantry.runtime.vm;

/// A reference that the host holds: a root of the heap, kept up to date when the object moves.
///
/// Threading: confined to its store.
public final class VmHandle {
    /// The reference, or 0 when the handle's scope is closed.
    int ref;

    private final VmStore store;

    VmHandle(VmStore store, int ref) {
        this.store = store;
        this.ref = ref;
    }

    /// The reference now. It is stale after the next allocation or collection: an unchecked copy (R115).
    ///
    /// @return the raw reference
    /// @throws IllegalStateException if the handle's scope or its store is closed
    public int uncheckedRef() {
        store.checkOpen();
        if (ref == 0) {
            throw new IllegalStateException("the scope of the reference is closed");
        }
        return ref;
    }

    /// The store.
    ///
    /// @return the store
    public VmStore store() {
        return store;
    }
}
