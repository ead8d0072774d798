package dev.gantry.runtime.vm;

/// A wasm exception in flight. It has no Java frames; wasm frames are those of its [VmException].
///
/// @wasm exec-throw
public final class GuestThrow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is thrown.
    @SuppressWarnings("serial") // never serialized
    public final VmException exn;

    /// An exception to be thrown.
    ///
    /// @param exn its value
    public GuestThrow(VmException exn) {
        super("wasm exception", null, false, false);
        this.exn = exn;
    }
}
