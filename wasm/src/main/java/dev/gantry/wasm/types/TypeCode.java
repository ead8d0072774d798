package dev.gantry.wasm.types;

import dev.gantry.wasm.Bug;
import java.util.function.IntUnaryOperator;

/// Value and storage types packed into `int`s, for code that handles very many of them.
///
/// Numbers, vectors and packed types are small constants. A reference is [#REF], plus [#NULLABLE], plus the heap type
/// in the low bits: the ordinal of an [AbsHeapType], or, with [#INDEXED], an id of a [TypeInterner], or, with [#REC], a
/// position in a recursion group. Two more codes exist only during validation: [#BOTTOM], the type of operands that
/// unreachable code makes up, and references to [#BOTTOM_HEAP].
///
/// Threading: immutable.
@SuppressWarnings("EnumOrdinal") // codes never leave the process
public final class TypeCode {
    /// `i32`.
    public static final int I32 = 0;
    /// `i64`.
    public static final int I64 = 1;
    /// `f32`.
    public static final int F32 = 2;
    /// `f64`.
    public static final int F64 = 3;
    /// `v128`.
    public static final int V128 = 4;
    /// A subtype of every type: an operand that unreachable code makes up.
    public static final int BOTTOM = 5;
    /// `i8`, in fields only.
    public static final int I8 = 6;
    /// `i16`, in fields only.
    public static final int I16 = 7;

    /// Flag of references.
    public static final int REF = 1 << 30;
    /// Flag of references that may be null.
    public static final int NULLABLE = 1 << 29;
    /// Flag of references to a defined type, by id.
    public static final int INDEXED = 1 << 28;
    /// Flag of references to a type of the same recursion group, by position.
    public static final int REC = 1 << 27;
    /// The largest id or position that fits.
    public static final int MAX_ID = REC - 1;
    /// A subtype of every heap type, in the place of the ordinal of an [AbsHeapType].
    public static final int BOTTOM_HEAP = 31;

    private static final AbsHeapType[] ABSTRACT = AbsHeapType.values();
    private static final int HEAP_BITS = INDEXED | REC | MAX_ID;

    private TypeCode() {}

    /// Packs a storage type.
    ///
    /// @param type      the type
    /// @param indexToId gives the code of a [HeapType.Index]: an id, or whatever the caller wants in its place
    /// @return the code
    public static int of(StorageType type, IntUnaryOperator indexToId) {
        if (type instanceof NumType number) {
            return number.ordinal();
        }
        if (type instanceof RefType ref) {
            return ref(ref.nullable(), heap(ref.heap(), indexToId));
        }
        return type == VecType.V128 ? V128 : type == PackedType.I8 ? I8 : I16;
    }

    /// Packs a heap type.
    ///
    /// @param heap      the type
    /// @param indexToId gives the id of a [HeapType.Index], or already a code with [#REC]
    /// @return the low bits of a reference
    public static int heap(HeapType heap, IntUnaryOperator indexToId) {
        if (heap instanceof AbsHeapType abstractType) {
            return abstractType.ordinal();
        }
        if (heap instanceof HeapType.Index(int typeIndex)) {
            int id = indexToId.applyAsInt(typeIndex);
            return (id & REC) != 0 ? id : INDEXED | id;
        }
        return heap instanceof HeapType.Rec(int position) ? REC | position : INDEXED | ((HeapType.Id) heap).typeId();
    }

    /// A reference to a heap type.
    ///
    /// @param nullable whether it may be null
    /// @param heap     the code of the heap type
    /// @return the code of the reference
    public static int ref(boolean nullable, int heap) {
        return REF | (nullable ? NULLABLE : 0) | heap;
    }

    /// A reference to an abstract heap type.
    ///
    /// @param nullable whether it may be null
    /// @param heap     the heap type
    /// @return the code of the reference
    public static int ref(boolean nullable, AbsHeapType heap) {
        return ref(nullable, heap.ordinal());
    }

    /// Whether the code is a reference type.
    ///
    /// @param code the code
    /// @return true for references, false for everything else and for [#BOTTOM]
    public static boolean isRef(int code) {
        return (code & REF) != 0;
    }

    /// Whether the code is a reference that may be null.
    ///
    /// @param code the code of a reference
    /// @return true if it may
    public static boolean isNullable(int code) {
        return (code & NULLABLE) != 0;
    }

    /// Whether locals of the type start with a value.
    ///
    /// @param code the code
    /// @return false for references that cannot be null
    public static boolean isDefaultable(int code) {
        return (code & (REF | NULLABLE)) != REF;
    }

    /// The heap type of a reference.
    ///
    /// @param code the code of a reference
    /// @return the code of the heap type
    public static int heapOf(int code) {
        return code & HEAP_BITS;
    }

    /// The type on the operand stack that a field of this type is read as.
    ///
    /// @param code the code of a storage type
    /// @return `i32` for packed types, else the same
    public static int unpacked(int code) {
        return code == I8 || code == I16 ? I32 : code;
    }

    /// The number of 64-bit slots that a value of this type occupies.
    ///
    /// @param code the code of a value type
    /// @return 2 for `v128`, else 1
    public static int slots(int code) {
        return code == V128 ? 2 : 1;
    }

    /// Unpacks a heap type.
    ///
    /// @param heap the code of a heap type other than [#BOTTOM_HEAP]
    /// @return the heap type, with an id or position where it is defined
    public static HeapType heapType(int heap) {
        if ((heap & INDEXED) != 0) {
            return new HeapType.Id(heap & MAX_ID);
        }
        return (heap & REC) != 0 ? new HeapType.Rec(heap & MAX_ID) : ABSTRACT[heap];
    }

    /// Unpacks a value type.
    ///
    /// @param code the code of a value type other than [#BOTTOM]
    /// @return the value type, with ids where it names defined types
    public static ValType valType(int code) {
        if (isRef(code)) {
            return new RefType(isNullable(code), heapType(heapOf(code)));
        }
        return switch (code) {
            case I32 -> NumType.I32;
            case I64 -> NumType.I64;
            case F32 -> NumType.F32;
            case F64 -> NumType.F64;
            case V128 -> VecType.V128;
            default -> throw Bug.unreachable("type code " + code);
        };
    }

    /// The text form of a code.
    ///
    /// @param code the code
    /// @return for example `i32` or `(ref null type#3)`
    public static String toString(int code) {
        if (isRef(code) && heapOf(code) == BOTTOM_HEAP) {
            return isNullable(code) ? "(ref null bot)" : "(ref bot)";
        }
        return switch (code) {
            case BOTTOM -> "bot";
            case I8 -> "i8";
            case I16 -> "i16";
            default -> valType(code).toString();
        };
    }
}
