package dev.gantry.wasm;

/// A valid module needs something that this build, strategy or collector does not have.
public final class UnsupportedException extends WasmException {
    private static final long serialVersionUID = 1L;

    private final String feature;

    /// A missing feature.
    ///
    /// @param feature what is missing, as users are told, for example `gc allocation`
    public UnsupportedException(String feature) {
        super(Failure.UNSUPPORTED_FEATURE.text() + ": " + feature, null, true);
        this.feature = feature;
    }

    /// What is missing.
    ///
    /// @return for example `gc allocation`
    public String feature() {
        return feature;
    }
}
