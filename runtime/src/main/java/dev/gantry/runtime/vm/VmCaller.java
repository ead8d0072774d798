package dev.gantry.runtime.vm;

import org.jspecify.annotations.Nullable;

/// What a host function gets to know about the call it serves. There is one object a store; its answers are about the
/// innermost call that is running.
///
/// Threading: confined to its store.
public final class VmCaller {
    private final VmStore store;

    VmCaller(VmStore store) {
        this.store = store;
    }

    /// The store.
    ///
    /// @return the store
    public VmStore store() {
        return store;
    }

    /// The instance whose code makes the call.
    ///
    /// @return the instance, or null if the host calls its own function
    public @Nullable VmInstance instance() {
        Activation activation = store.activation;
        return activation == null ? null : activation.instance();
    }
}
