package dev.gantry.wasm.types;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// A recursion group written down as numbers: equal groups have equal numbers.
///
/// The hash mixes every number non-linearly, so that a hostile module cannot make up many groups of equal hash by
/// arranging types.
///
/// Written with `instanceof` and loops, like all that reading an artifact runs: the JDK links each pattern switch and
/// each lambda at each start, which takes a millisecond.
///
/// Threading: immutable.
@SuppressWarnings("EnumOrdinal") // as in TypeCode: ordinals never leave the process
final class TypeInternerKey {
    private static final int FINAL = 1;
    private static final int NO_SUPERTYPE = -1;

    private final IntUnaryOperator indexToHeap;
    private int[] mentionedIds = {};
    private int mentionedCount;
    private int[] codes = new int[16];
    private int length;
    private final int[] supertypes;
    private int hash;

    private TypeInternerKey(IntUnaryOperator indexToHeap, int size) {
        this.indexToHeap = indexToHeap;
        this.supertypes = new int[size];
    }

    /// Writes a group down.
    ///
    /// @param indexToHeap the position with [TypeCode#REC], or the id, of each module index that the group mentions
    static TypeInternerKey of(List<SubType> types, IntUnaryOperator indexToHeap) {
        TypeInternerKey key = new TypeInternerKey(indexToHeap, types.size());
        for (int position = 0; position < types.size(); position++) {
            key.add(types.get(position), position);
        }
        key.codes = Arrays.copyOf(key.codes, key.length); // the key may live long
        for (int code : key.codes) {
            key.hash = mix(key.hash ^ code);
        }
        return key;
    }

    private void add(SubType type, int position) {
        HeapType supertype = type.supertype();
        supertypes[position] = supertype == null ? NO_SUPERTYPE : heap(supertype);
        add(type.isFinal() ? FINAL : 0);
        add(supertypes[position]);
        add(type.composite().kind().ordinal());
        CompositeType composite = type.composite();
        if (composite instanceof FuncType func) {
            add(func.params());
            add(func.results());
        } else if (composite instanceof StructType struct) {
            add(struct.fields().size());
            for (FieldType field : struct.fields()) {
                add(field);
            }
        } else if (composite instanceof ArrayType array) {
            add(array.element());
        }
    }

    private void add(List<ValType> types) {
        add(types.size());
        for (ValType type : types) {
            add(type);
        }
    }

    private void add(FieldType field) {
        add(field.storage());
        add(field.isMutable() ? 1 : 0);
    }

    private void add(StorageType type) {
        add(
                type instanceof RefType ref
                        ? TypeCode.ref(ref.nullable(), heap(ref.heap()))
                        : TypeCode.of(type, indexToHeap));
    }

    private int heap(HeapType heap) {
        int code = TypeCode.heap(heap, indexToHeap);
        if ((code & TypeCode.INDEXED) != 0) {
            mention(code & TypeCode.MAX_ID);
        }
        return code;
    }

    private void mention(int id) {
        if (mentionedCount > 0 && mentionedIds[mentionedCount - 1] == id) {
            return;
        }
        if (mentionedCount == mentionedIds.length) {
            mentionedIds = Arrays.copyOf(mentionedIds, 2 * mentionedCount + 1);
        }
        mentionedIds[mentionedCount++] = id;
    }

    private void add(int code) {
        if (length == codes.length) {
            codes = Arrays.copyOf(codes, 2 * length);
        }
        codes[length++] = code;
    }

    private static int mix(int value) {
        int mixed = (value ^ value >>> 16) * 0x85EB_CA6B;
        mixed = (mixed ^ mixed >>> 13) * 0xC2B2_AE35;
        return mixed ^ mixed >>> 16;
    }

    /// The ids of the types outside the group that it names, some perhaps more than once.
    int[] mentionedIds() {
        return Arrays.copyOf(mentionedIds, mentionedCount);
    }

    /// Whether the type at a position has a supertype.
    boolean hasSupertype(int position) {
        return supertypes[position] != NO_SUPERTYPE;
    }

    /// The supertype of the type at a position: a code with [TypeCode#INDEXED] or [TypeCode#REC].
    int supertype(int position) {
        return supertypes[position];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TypeInternerKey key && Arrays.equals(codes, key.codes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
