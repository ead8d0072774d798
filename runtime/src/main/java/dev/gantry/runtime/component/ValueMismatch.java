package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType;
import org.jspecify.annotations.Nullable;

/// The news that a value of the host is not one of its type, on its way from the codec that finds it to the
/// one who tells the host. Codecs around add where in their value it is: `points[3].x: expected u8, found …`.
public final class ValueMismatch extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// How much of a value is shown.
    private static final int MAX_TEXT = 200;

    private final String reason;
    private final String path;

    /// Something wrong.
    ///
    /// @param reason what was expected and what was found
    public ValueMismatch(String reason) {
        this("", reason);
    }

    private ValueMismatch(String path, String reason) {
        super(path.isEmpty() ? reason : path + ": " + reason);
        this.path = path;
        this.reason = reason;
    }

    /// A value of the wrong kind.
    ///
    /// @param type  what was expected
    /// @param found what was found
    /// @return the news, to be thrown
    public static ValueMismatch of(InterfaceType type, @Nullable Object found) {
        String text = String.valueOf(found);
        return new ValueMismatch("expected " + type + ", found "
                + (text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…"));
    }

    /// The same inside something.
    ///
    /// @param step from there to here: `.field`, `[index]`
    ValueMismatch inside(String step) {
        return new ValueMismatch(step + path, reason);
    }

    /// The error for the host.
    ///
    /// @param root what was passed: the name of a parameter, or `result`
    IllegalArgumentException at(String root) {
        return new IllegalArgumentException(inside(root).getMessage());
    }
}
