package dev.gantry.wasm.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A defined type: a composite type with its place in the subtype order.
///
/// @param isFinal   whether no type may name this one as its supertype
/// @param supertype the declared direct supertype ([HeapType.Index], [HeapType.Rec] or [HeapType.Id]), or null if there
/// is none
/// @param composite the structure
/// @wasm syntax-subtype
public record SubType(boolean isFinal, @Nullable HeapType supertype, CompositeType composite) {
    /// A final type without a supertype, what a bare composite type in a module abbreviates.
    ///
    /// @param composite the structure
    /// @return the type
    public static SubType of(CompositeType composite) {
        return new SubType(true, null, composite);
    }

    /// Written out: the JDK links the methods of records at each start, which takes milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SubType that
                && isFinal == that.isFinal
                && Objects.equals(supertype, that.supertype)
                && composite.equals(that.composite);
    }

    @Override
    public int hashCode() {
        return (31 * Boolean.hashCode(isFinal) + Objects.hashCode(supertype)) * 31 + composite.hashCode();
    }

    /// The text form, for example `(sub final 3 (func))`.
    @Override
    public String toString() {
        if (isFinal && supertype == null) {
            return composite.toString();
        }
        return "(sub" + (isFinal ? " final" : "") + (supertype == null ? "" : " " + supertype) + " " + composite + ")";
    }
}
