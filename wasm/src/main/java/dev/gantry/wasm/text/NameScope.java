package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An index space and the identifiers of its members.
///
/// Threading: confined to one thread.
///
/// @wasm text-context
final class NameScope {
    private final String what;
    private final Map<String, Integer> indices = new HashMap<>();
    private final NameMap names = new NameMap();
    private int count;

    /// A scope without members.
    ///
    /// @param what what a member is called in messages, for example `func`
    NameScope(String what) {
        this.what = what;
    }

    /// The number of members.
    int count() {
        return count;
    }

    /// The names for the name section.
    NameMap names() {
        return names;
    }

    /// Adds members without identifiers.
    void skip(int members) {
        count += members;
    }

    /// Adds a member. The cursor stands where its identifier may stand, and moves over that and a `@name`.
    ///
    /// @return the member's index
    int declare(TokenCursor cursor) {
        int index = count++;
        String name = null;
        if (cursor.kind() == TokenKind.ID) {
            name = cursor.tokens().id(cursor.position());
            if (indices.putIfAbsent(name, index) != null) {
                throw cursor.error(Failure.DUPLICATE_IDENTIFIER, "duplicate " + what + " $" + name);
            }
            cursor.next();
        }
        String annotated = cursor.acceptNameAnnotation();
        if (annotated != null) {
            names.add(index, annotated);
        } else if (name != null) {
            names.add(index, name);
        }
        return index;
    }

    /// Adds a member that no text here declares.
    ///
    /// @param id its identifier, unused so far, or null
    void add(@Nullable String id) {
        if (id != null) {
            indices.put(id, count);
        }
        count++;
    }

    /// Moves over what [#declare] moved over.
    static void skipBinding(TokenCursor cursor) {
        cursor.accept(TokenKind.ID);
        cursor.acceptNameAnnotation();
    }

    /// Reads an identifier or an index.
    ///
    /// @return the index; numbers are not checked
    int resolve(TokenCursor cursor) {
        if (cursor.kind() == TokenKind.ID) {
            String name = cursor.tokens().id(cursor.position());
            Integer index = indices.get(name);
            if (index == null) {
                throw cursor.error(Failure.UNKNOWN_IDENTIFIER, "unknown " + what + " $" + name);
            }
            cursor.next();
            return index;
        }
        if (cursor.kind() == TokenKind.NAT) {
            return (int) Numbers.unsigned(cursor.tokens(), cursor.next(), Integer.SIZE);
        }
        throw cursor.unexpected("a " + what + " index");
    }
}
