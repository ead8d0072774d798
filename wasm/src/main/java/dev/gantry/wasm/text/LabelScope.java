package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The labels that are in scope at a place of a function, innermost last, and the names of all labels of the
/// function.
///
/// Threading: confined to one thread.
///
/// @wasm text-label
final class LabelScope {
    private @Nullable String[] labels = new String[16];
    private int depth;
    private int declared;
    private NameMap names = new NameMap();

    /// Forgets everything, for the next function.
    ///
    /// @return the named labels of the function that ends
    NameMap reset() {
        NameMap result = names;
        names = new NameMap();
        depth = 0;
        declared = 0;
        return result;
    }

    /// Reads the identifier of a label if it is here.
    static @Nullable String parseId(TokenCursor cursor) {
        return cursor.kind() == TokenKind.ID ? cursor.tokens().id(cursor.next()) : null;
    }

    void push(TokenCursor cursor, @Nullable String label) {
        if (depth == Limits.NESTING) {
            throw cursor.error(Failure.NESTING_TOO_DEEP, "nesting too deep: more than " + depth + " blocks");
        }
        if (depth == labels.length) {
            labels = Arrays.copyOf(labels, 2 * depth);
        }
        labels[depth++] = label;
        if (label != null) {
            names.add(declared, label);
        }
        declared++;
    }

    void pop() {
        depth--;
    }

    /// Reads the label behind `else` or `end` if it is here; it must be that of the innermost block.
    void checkRepeated(TokenCursor cursor) {
        if (cursor.kind() == TokenKind.ID) {
            String label = cursor.tokens().id(cursor.position());
            if (!label.equals(labels[depth - 1])) {
                throw cursor.error(Failure.MISMATCHING_LABEL, Failure.MISMATCHING_LABEL.text() + " $" + label);
            }
            cursor.next();
        }
    }

    /// Reads a label.
    ///
    /// @return how many blocks to leave; numbers are not checked
    int resolve(TokenCursor cursor) {
        if (cursor.kind() == TokenKind.NAT) {
            return (int) Numbers.unsigned(cursor.tokens(), cursor.next(), Integer.SIZE);
        }
        if (cursor.kind() != TokenKind.ID) {
            throw cursor.unexpected("a label");
        }
        String label = cursor.tokens().id(cursor.position());
        for (int index = depth - 1; index >= 0; index--) {
            if (label.equals(labels[index])) {
                cursor.next();
                return depth - 1 - index;
            }
        }
        throw cursor.error(Failure.UNKNOWN_IDENTIFIER, "unknown label $" + label);
    }
}
