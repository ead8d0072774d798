package dev.gantry.wasm.types;

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

    /// The text form: the abbreviation where there is one, else `(ref null? heap)`.
    @Override
    public String toString() {
        if (nullable && heap instanceof AbsHeapType abs) {
            return abs.shorthand();
        }
        return nullable ? "(ref null " + heap + ")" : "(ref " + heap + ")";
    }
}
