package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.ValidationException;

/// A place in the binary that an error can be blamed on.
interface Site {
    /// An error at this place.
    ///
    /// @param failure the rule that is broken
    /// @param detail  more words, may be empty
    ValidationException fail(Failure failure, String detail);

    /// A place outside of function bodies.
    static Site at(int offsetBytes) {
        return (failure, detail) ->
                new ValidationException(failure, detail, offsetBytes, ValidationException.NO_FUNC, null);
    }
}
