package dev.gantry.wasm;

/// An artifact, which holds a module that was compiled before, cannot be loaded. Compiling the module again helps.
public final class ArtifactException extends WasmException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// Why an artifact cannot be loaded, in the order in which it is looked for.
    public enum Reason {
        /// The bytes are something else.
        NOT_AN_ARTIFACT,
        /// It has another format, or another build of the engine made it.
        VERSION,
        /// Bytes were lost or changed.
        DAMAGED,
        /// It holds a component where a module is expected, or the reverse (R99, R101).
        KIND,
        /// Another strategy made it.
        STRATEGY,
        /// It was made under other settings, which the message names (R108).
        SETTINGS
    }

    /// An artifact that is refused.
    ///
    /// @param reason  why
    /// @param message the whole message
    public ArtifactException(Reason reason, String message) {
        super(message, null, true);
        this.reason = reason;
    }

    /// Why.
    ///
    /// @return the reason
    public Reason reason() {
        return reason;
    }
}
