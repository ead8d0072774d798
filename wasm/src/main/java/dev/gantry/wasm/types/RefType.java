package dev.gantry.wasm.types;

import org.jspecify.annotations.Nullable;

/// A reference type: nullability and what is referred to.
///
/// @param nullable whether `null` is a member
/// @param heap     the referenced heap type
/// @wasm syntax-reftype
public record RefType(boolean nullable, HeapType heap) implements ValType {
    /// `(ref null func)`.
    public static final RefType FUNCREF = new RefType(true, AbsHeapType.FUNC);
    /// `(ref null extern)`.
    public static final RefType EXTERNREF = new RefType(true, AbsHeapType.EXTERN);
    /// `(ref null any)`.
    public static final RefType ANYREF = new RefType(true, AbsHeapType.ANY);
    /// `(ref null exn)`.
    public static final RefType EXNREF = new RefType(true, AbsHeapType.EXN);

    @Override
    public boolean isDefaultable() {
        return nullable;
    }

    @Override
    public int slots() {
        return 1;
    }

    /// Written out: the JDK links the methods of records at each start, which takes milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RefType that && nullable == that.nullable && heap.equals(that.heap);
    }

    @Override
    public int hashCode() {
        return 31 * Boolean.hashCode(nullable) + heap.hashCode();
    }

    /// The text form: the abbreviation where there is one, else `(ref null? heap)`.
    @Override
    public String toString() {
        if (nullable && heap instanceof AbsHeapType abs) {
            return abs.shorthand();
        }
        return nullable ? "(ref null " + heap + ")" : "(ref " + heap + ")";
    }
}
