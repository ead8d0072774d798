package dev.gantry.runtime.vm;

/// Called whenever control passes between host and wasm. What it throws ends the call (R83).
@FunctionalInterface
public interface CallHook {
    /// A passage.
    enum Passage {
        /// The host is about to enter wasm code.
        CALLING_WASM,
        /// Wasm code has returned to the host, or was left by an exception.
        RETURNING_FROM_WASM,
        /// Wasm code is about to call a host function.
        CALLING_HOST,
        /// A host function has returned to wasm code, or was left by an exception.
        RETURNING_FROM_HOST
    }

    /// Called at each passage.
    ///
    /// @param passage which one
    void passing(Passage passage);
}
