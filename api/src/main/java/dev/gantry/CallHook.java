package dev.gantry;

/// Called whenever control passes between host and wasm (R83).
@FunctionalInterface
public interface CallHook {
    /// A passage.
    enum Transition {
        /// The host is about to call wasm.
        CALLING_WASM,
        /// Wasm has returned to the host, normally or not.
        RETURNING_FROM_WASM,
        /// Wasm is about to call the host.
        CALLING_HOST,
        /// The host has returned to wasm, normally or not.
        RETURNING_FROM_HOST
    }

    /// Observes a passage.
    ///
    /// @param transition which one
    /// @throws RuntimeException anything; the call fails with this same object
    void passing(Transition transition);
}
