package dev.gantry.wasm.types;

import java.util.List;

/// The matching rules: which types fit where others are wanted.
///
/// All types name defined types by [HeapType.Id]; what is behind an id, a [TypeInterner] knows.
///
/// Threading: thread-safe; no method takes a lock.
///
/// @wasm valid-matching
@SuppressWarnings("EnumOrdinal") // as in TypeCode: ordinals never leave the process
public abstract sealed class TypeMatching permits TypeInterner {
    TypeMatching() {}

    /// A type, with all types it names as [HeapType.Id].
    ///
    /// @param id the type
    /// @return its definition
    public abstract SubType type(int id);

    /// The abstract heap type directly above the hierarchy of a type.
    ///
    /// @param id the type
    /// @return `func`, `struct` or `array`
    public abstract AbsHeapType kind(int id);

    /// Whether one defined type is another, or below it. Cost: constant.
    ///
    /// @param sub the lower type
    /// @param sup the upper type
    /// @return true if it is
    public abstract boolean isSubtype(int sub, int sup);

    /// Whether a type that declares a supertype may do so: the supertype is not final and its structure fits.
    ///
    /// @param id the type
    /// @return true if it may, or if it has no supertype
    /// @wasm valid-subtype
    public boolean fitsSupertype(int id) {
        SubType type = type(id);
        if (type.supertype() == null) {
            return true;
        }
        SubType above = type(idOf(type.supertype()));
        return !above.isFinal() && matches(type.composite(), above.composite());
    }

    /// Whether a structure fits another. All types in them are [HeapType.Id] or abstract, as in every `matches`.
    ///
    /// @param sub the lower one
    /// @param sup the upper one
    /// @return true if it does
    /// @wasm match-comptype
    public boolean matches(CompositeType sub, CompositeType sup) {
        return switch (sub) {
            case FuncType func ->
                sup instanceof FuncType above
                        && matches(above.params(), func.params())
                        && matches(func.results(), above.results());
            case StructType struct -> sup instanceof StructType above && matchesFields(struct.fields(), above.fields());
            case ArrayType array -> sup instanceof ArrayType above && matches(array.element(), above.element());
        };
    }

    private boolean matchesFields(List<FieldType> sub, List<FieldType> sup) {
        if (sub.size() < sup.size()) {
            return false;
        }
        for (int field = 0; field < sup.size(); field++) {
            if (!matches(sub.get(field), sup.get(field))) {
                return false;
            }
        }
        return true;
    }

    /// Whether a list of value types fits another of the same length.
    ///
    /// @param sub the lower ones
    /// @param sup the upper ones
    /// @return true if each one does
    /// @wasm match-resulttype
    public boolean matches(List<ValType> sub, List<ValType> sup) {
        if (sub.size() != sup.size()) {
            return false;
        }
        for (int i = 0; i < sub.size(); i++) {
            if (!matches(sub.get(i), sup.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// Whether a field fits another: mutable ones only if they are equal.
    ///
    /// @param sub the lower one
    /// @param sup the upper one
    /// @return true if it does
    /// @wasm match-fieldtype
    public boolean matches(FieldType sub, FieldType sup) {
        return sub.isMutable() == sup.isMutable()
                && (sub.isMutable() ? sub.storage().equals(sup.storage()) : matches(sub.storage(), sup.storage()));
    }

    private boolean matches(StorageType sub, StorageType sup) {
        return (sub instanceof ValType lower && sup instanceof ValType upper) ? matches(lower, upper) : sub.equals(sup);
    }

    /// Whether a value type fits another.
    ///
    /// @param sub the lower one
    /// @param sup the upper one
    /// @return true if it does
    /// @wasm match-valtype
    public boolean matches(ValType sub, ValType sup) {
        return (sub instanceof RefType lower && sup instanceof RefType upper) ? matches(lower, upper) : sub.equals(sup);
    }

    /// Whether a reference type fits another.
    ///
    /// @param sub the lower one
    /// @param sup the upper one
    /// @return true if it does
    /// @wasm match-reftype
    public boolean matches(RefType sub, RefType sup) {
        return (!sub.nullable() || sup.nullable()) && matches(sub.heap(), sup.heap());
    }

    /// Whether a heap type fits another.
    ///
    /// @param sub the lower one
    /// @param sup the upper one
    /// @return true if it does
    /// @wasm match-heaptype
    public boolean matches(HeapType sub, HeapType sup) {
        return matchesHeap(code(sub), code(sup));
    }

    /// Whether the value of one packed type fits another, see [TypeCode].
    ///
    /// @param sub the code of the lower one
    /// @param sup the code of the upper one
    /// @return true if it does
    public boolean matches(int sub, int sup) {
        if (sub == sup || sub == TypeCode.BOTTOM) {
            return true;
        }
        return TypeCode.isRef(sub)
                && TypeCode.isRef(sup)
                && (TypeCode.isNullable(sup) || !TypeCode.isNullable(sub))
                && matchesHeap(TypeCode.heapOf(sub), TypeCode.heapOf(sup));
    }

    /// Whether a packed heap type fits another, see [TypeCode].
    ///
    /// @param sub the code of the lower one
    /// @param sup the code of the upper one
    /// @return true if it does
    public boolean matchesHeap(int sub, int sup) {
        if (sub == sup || sub == TypeCode.BOTTOM_HEAP) {
            return true;
        }
        boolean isSupDefined = (sup & TypeCode.INDEXED) != 0;
        if ((sub & TypeCode.INDEXED) != 0) {
            int id = sub & TypeCode.MAX_ID;
            return isSupDefined ? isSubtype(id, sup & TypeCode.MAX_ID) : HeapLattice.matches(kind(id).ordinal(), sup);
        }
        return isSupDefined
                ? sub == HeapLattice.bottom(kind(sup & TypeCode.MAX_ID)).ordinal()
                : HeapLattice.matches(sub, sup);
    }

    /// Whether something exported fits an import of the given type: the rules of linking.
    ///
    /// For memories and tables `sub` holds the current size as its minimum.
    ///
    /// @param sub the type of what is given
    /// @param sup the type that is wanted
    /// @return true if it fits
    /// @wasm match-externtype
    public boolean matches(ExternType sub, ExternType sup) {
        return switch (sub) {
            case ExternType.Func func -> sup instanceof ExternType.Func above && matches(func.type(), above.type());
            case TableType table ->
                sup instanceof TableType above
                        && table.is64() == above.is64()
                        && matches(table.limits(), above.limits())
                        && table.element().equals(above.element());
            case MemoryType memory ->
                sup instanceof MemoryType above
                        && memory.is64() == above.is64()
                        && memory.isShared() == above.isShared()
                        && memory.pageSizeLog2() == above.pageSizeLog2()
                        && matches(memory.limits(), above.limits());
            case GlobalType global ->
                sup instanceof GlobalType above
                        && global.isMutable() == above.isMutable()
                        && (global.isMutable()
                                ? global.type().equals(above.type())
                                : matches(global.type(), above.type()));
            case TagType tag -> tag.equals(sup);
        };
    }

    /// Whether limits lie within others.
    ///
    /// @param sub the narrower ones
    /// @param sup the wider ones
    /// @return true if they do
    /// @wasm match-limits
    public static boolean matches(Limits sub, Limits sup) {
        return Long.compareUnsigned(sub.min(), sup.min()) >= 0
                && (!sup.hasMax() || (sub.hasMax() && Long.compareUnsigned(sub.max(), sup.max()) <= 0));
    }

    /// The top of the hierarchy that a heap type belongs to.
    ///
    /// @param heap the heap type
    /// @return `any`, `func`, `extern` or `exn`
    public AbsHeapType top(HeapType heap) {
        return HeapLattice.top(heap instanceof AbsHeapType abstractType ? abstractType : kind(idOf(heap)));
    }

    /// The bottom of the hierarchy that a heap type belongs to.
    ///
    /// @param heap the heap type
    /// @return `none`, `nofunc`, `noextern` or `noexn`
    public AbsHeapType bottom(HeapType heap) {
        return HeapLattice.bottom(heap instanceof AbsHeapType abstractType ? abstractType : kind(idOf(heap)));
    }

    private static int code(HeapType heap) {
        return heap instanceof AbsHeapType abstractType ? abstractType.ordinal() : TypeCode.INDEXED | idOf(heap);
    }

    static int idOf(HeapType heap) {
        if (heap instanceof HeapType.Id id) {
            return id.typeId();
        }
        throw new IllegalArgumentException("expected a type id, found " + heap);
    }
}
