package dev.gantry.wasm;

import org.jspecify.annotations.Nullable;

/// What the engine throws: one subclass per phase, each with its [Failure] where there is one.
///
/// Threading: as any exception; not shared while it is being built.
public abstract sealed class WasmException extends RuntimeException
        permits MalformedException,
                ValidationException,
                LinkException,
                UnsupportedException,
                ArtifactException,
                Trap,
                GuestException {
    private static final long serialVersionUID = 1L;

    /// An exception with a message.
    ///
    /// @param message       the message
    /// @param cause         the cause, or null
    /// @param hasJavaFrames whether to record the Java stack; traps leave it out
    protected WasmException(String message, @Nullable Throwable cause, boolean hasJavaFrames) {
        super(message, cause, true, hasJavaFrames);
    }
}
