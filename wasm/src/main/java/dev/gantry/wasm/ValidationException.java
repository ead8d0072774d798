package dev.gantry.wasm;

import org.jspecify.annotations.Nullable;

/// A module breaks a rule of validation. The message names byte offset, function and instruction.
public final class ValidationException extends WasmException {
    private static final long serialVersionUID = 1L;

    /// Value of [#funcIndex] for errors outside function bodies.
    public static final int NO_FUNC = -1;

    private final Failure failure;
    private final long offsetBytes;
    private final int funcIndex;
    private final @Nullable Opcode opcode;

    /// A violated rule.
    ///
    /// @param failure     the rule
    /// @param detail      more words (`expected X, found Y`), may be empty
    /// @param offsetBytes where, in bytes from the start of the binary
    /// @param funcIndex   the function, or [#NO_FUNC]
    /// @param opcode      the instruction, or null
    public ValidationException(
            Failure failure, String detail, long offsetBytes, int funcIndex, @Nullable Opcode opcode) {
        super(
                failure.text() + (detail.isEmpty() ? "" : ": " + detail)
                        + (opcode == null ? "" : " in " + opcode)
                        + (funcIndex == NO_FUNC ? "" : " of function " + funcIndex)
                        + " (at offset 0x" + Long.toHexString(offsetBytes) + ")",
                null,
                true);
        this.failure = failure;
        this.offsetBytes = offsetBytes;
        this.funcIndex = funcIndex;
        this.opcode = opcode;
    }

    /// The violated rule.
    ///
    /// @return the failure
    public Failure failure() {
        return failure;
    }

    /// Where in the binary.
    ///
    /// @return bytes from the start
    public long offsetBytes() {
        return offsetBytes;
    }

    /// The function whose body is wrong.
    ///
    /// @return the function index, or [#NO_FUNC]
    public int funcIndex() {
        return funcIndex;
    }

    /// The instruction that is wrong.
    ///
    /// @return the opcode, or null outside of bodies and expressions
    public @Nullable Opcode opcode() {
        return opcode;
    }
}
