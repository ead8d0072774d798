package dev.gantry.wasm.types;

/// An abstract heap type. The four hierarchies are `any` (GC objects and `i31`), `func`, `extern` and `exn`.
///
/// @wasm syntax-absheaptype
public enum AbsHeapType implements HeapType {
    /// All functions.
    FUNC(0x70, "func", "funcref"),
    /// The bottom of the `func` hierarchy.
    NOFUNC(0x73, "nofunc", "nullfuncref"),
    /// All external (host) references.
    EXTERN(0x6F, "extern", "externref"),
    /// The bottom of the `extern` hierarchy.
    NOEXTERN(0x72, "noextern", "nullexternref"),
    /// The top of the hierarchy of GC values.
    ANY(0x6E, "any", "anyref"),
    /// All GC values that can be compared.
    EQ(0x6D, "eq", "eqref"),
    /// 31-bit scalars.
    I31(0x6C, "i31", "i31ref"),
    /// All structs.
    STRUCT(0x6B, "struct", "structref"),
    /// All arrays.
    ARRAY(0x6A, "array", "arrayref"),
    /// The bottom of the `any` hierarchy.
    NONE(0x71, "none", "nullref"),
    /// All exceptions.
    EXN(0x69, "exn", "exnref"),
    /// The bottom of the `exn` hierarchy.
    NOEXN(0x74, "noexn", "nullexnref");

    private final int code;
    private final String text;
    private final String shorthand;

    AbsHeapType(int code, String text, String shorthand) {
        this.code = code;
        this.text = text;
        this.shorthand = shorthand;
    }

    /// The byte of the binary format.
    ///
    /// @return a value from 0x69 to 0x74
    public int code() {
        return code;
    }

    /// The abbreviation of the nullable reference to this type.
    ///
    /// @return for example `funcref`
    public String shorthand() {
        return shorthand;
    }

    /// The text form, for example `func`.
    @Override
    public String toString() {
        return text;
    }
}
