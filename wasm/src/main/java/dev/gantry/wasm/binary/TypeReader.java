package dev.gantry.wasm.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import org.jspecify.annotations.Nullable;

/// Reads value types, reference types and heap types.
///
/// Types that need no type index are shared objects; reading them allocates nothing.
///
/// Threading: stateless.
///
/// @wasm binary-types
final class TypeReader {
    /// A nullable reference to any heap type.
    static final int REF_NULL = 0x63;
    /// A non-nullable reference to any heap type.
    static final int REF = 0x64;

    private static final int FIRST_CODE = 0x40;
    private static final int CODES = 0x40;
    private static final @Nullable AbsHeapType[] HEAP_TYPES = new AbsHeapType[CODES];
    private static final @Nullable ValType[] VAL_TYPES = new ValType[CODES];

    static {
        for (AbsHeapType heap : AbsHeapType.values()) {
            HEAP_TYPES[heap.code() - FIRST_CODE] = heap;
            VAL_TYPES[heap.code() - FIRST_CODE] = new RefType(true, heap);
        }
        VAL_TYPES[0x7F - FIRST_CODE] = NumType.I32;
        VAL_TYPES[0x7E - FIRST_CODE] = NumType.I64;
        VAL_TYPES[0x7D - FIRST_CODE] = NumType.F32;
        VAL_TYPES[0x7C - FIRST_CODE] = NumType.F64;
        VAL_TYPES[0x7B - FIRST_CODE] = VecType.V128;
    }

    private TypeReader() {}

    /// Whether a first byte is a one-byte negative number: a type code and no type index.
    static boolean isCode(int first) {
        return (first & 0xC0) == 0x40;
    }

    static ValType readValType(ByteReader in) {
        int start = in.offset();
        int code = in.readByte();
        if (code == REF || code == REF_NULL) {
            return new RefType(code == REF_NULL, readHeapType(in));
        }
        ValType type = isCode(code) ? VAL_TYPES[code - FIRST_CODE] : null;
        if (type == null) {
            throw in.fail(Failure.MALFORMED_TYPE, "code 0x" + Integer.toHexString(code), start);
        }
        return type;
    }

    static RefType readRefType(ByteReader in) {
        int start = in.offset();
        if (readValType(in) instanceof RefType ref) {
            return ref;
        }
        throw in.fail(Failure.MALFORMED_REFERENCE_TYPE, "", start);
    }

    static HeapType readHeapType(ByteReader in) {
        int start = in.offset();
        if (!isCode(in.peek())) {
            return new HeapType.Index(readTypeIndex(in, Failure.MALFORMED_REFERENCE_TYPE));
        }
        int code = in.readByte();
        HeapType heap = HEAP_TYPES[code - FIRST_CODE];
        if (heap == null) {
            throw in.fail(Failure.MALFORMED_REFERENCE_TYPE, "heap type 0x" + Integer.toHexString(code), start);
        }
        return heap;
    }

    /// Reads a type index where a negative number would be a type code.
    static int readTypeIndex(ByteReader in, Failure ifNegative) {
        int start = in.offset();
        long index = in.readS33();
        if (index < 0) {
            throw in.fail(ifNegative, "type code " + index, start);
        }
        return (int) index;
    }
}
