package dev.gantry.wasm;

/// The bytes or the text are not a module. The message names the position.
public final class MalformedException extends WasmException {
    private static final long serialVersionUID = 1L;

    private final Failure failure;
    private final long offsetBytes;

    /// A malformed binary.
    ///
    /// @param failure     what is wrong
    /// @param detail      more words, may be empty
    /// @param offsetBytes where, in bytes from the start of the binary
    public MalformedException(Failure failure, String detail, long offsetBytes) {
        super(
                failure.text() + (detail.isEmpty() ? "" : ": " + detail) + " (at offset 0x"
                        + Long.toHexString(offsetBytes) + ")",
                null,
                true);
        this.failure = failure;
        this.offsetBytes = offsetBytes;
    }

    /// A malformed text.
    ///
    /// @param failure  what is wrong
    /// @param message  the whole message, with line, column and source line
    /// @param position where, in characters from the start of the text
    /// @param isText   always true; tells this constructor from the other
    public MalformedException(Failure failure, String message, long position, boolean isText) {
        super(message, null, isText);
        this.failure = failure;
        this.offsetBytes = position;
    }

    /// What is wrong.
    ///
    /// @return the failure
    public Failure failure() {
        return failure;
    }

    /// Where: bytes from the start of a binary, characters from the start of a text.
    ///
    /// @return the offset
    public long offsetBytes() {
        return offsetBytes;
    }
}
