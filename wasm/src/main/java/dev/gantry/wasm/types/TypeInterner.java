package dev.gantry.wasm.types;

import dev.gantry.wasm.Bug;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Gives every defined type a canonical id: two types have equal ids exactly if they are equal.
///
/// Types come in recursion groups. A group is written down with references to its own types as positions and references
/// to other types as ids; a group of the same writing is found again, any other gets new, consecutive ids
/// (iso-recursive
/// equality). Each type keeps the path from the root of its hierarchy to itself, so that a subtype check compares one
/// entry of that path.
///
/// Groups are counted: [#intern] and [#retain] add one holder, [#release] takes one away, and a group holds those that
/// it mentions. A group that nobody holds is forgotten, and its ids are given to later groups.
///
/// Ids are at least 0 and at most [TypeCode#MAX_ID].
///
/// Threading: thread-safe; changes take a lock, questions do not. Whoever asks about an id must hold its group.
///
/// @wasm valid-matching
@SuppressWarnings("EnumOrdinal") // as in TypeCode: ordinals never leave the process
public final class TypeInterner {
    private static final int FIRST_CAPACITY = 64;

    private final Map<TypeInternerKey, Group> groups = new HashMap<>();
    private final Map<Integer, Deque<Integer>> freeIdsBySize = new HashMap<>();
    private volatile @Nullable Entry[] entries = new Entry[FIRST_CAPACITY];
    private int idCount;

    /// An interner without types.
    public TypeInterner() {}

    /// What is known of a type. `path` leads from the root of the hierarchy to the type's own id.
    private record Entry(SubType type, AbsHeapType kind, int[] path, Group group) {}

    /// A recursion group with the number of its holders.
    private static final class Group {
        final TypeInternerKey key;
        final int firstId;
        final int size;
        final List<Group> mentioned;
        int holders;

        Group(TypeInternerKey key, int firstId, int size, List<Group> mentioned) {
            this.key = key;
            this.firstId = firstId;
            this.size = size;
            this.mentioned = mentioned;
        }
    }

    /// Interns a recursion group and holds it once.
    ///
    /// Types may name others as [HeapType.Index] (of the group itself, or of an earlier one), [HeapType.Rec] or
    /// [HeapType.Id]. Whether a type fits its declared supertype is not checked here: see [#fitsSupertype].
    ///
    /// @param types            the types of the group, in order; at least one
    /// @param indexToId        the ids of the module types in front of the group
    /// @param firstModuleIndex the module index of the group's first type
    /// @return the id of the first type; the others follow without gaps
    /// @throws IllegalArgumentException if a supertype does not stand in front of its subtype, or is too deep
    public int intern(List<SubType> types, IntUnaryOperator indexToId, int firstModuleIndex) {
        int size = types.size();
        TypeInternerKey key = TypeInternerKey.of(
                types,
                index -> index >= firstModuleIndex && index < firstModuleIndex + size
                        ? TypeCode.REC | (index - firstModuleIndex)
                        : indexToId.applyAsInt(index));
        synchronized (this) {
            Group group = groups.get(key);
            if (group == null) {
                checkSupertypes(key, size);
                group = add(key, types, indexToId, firstModuleIndex);
            }
            group.holders++;
            return group.firstId;
        }
    }

    /// Interns a type that stands alone and names others by [HeapType.Id] only, as hosts make them; holds it once.
    ///
    /// @param type the type
    /// @return its id
    /// @throws IllegalArgumentException if its supertype is too deep, or it names a type by module index
    public int intern(SubType type) {
        return intern(
                List.of(type),
                index -> {
                    throw new IllegalArgumentException("expected a type id, found type index " + index);
                },
                Integer.MAX_VALUE - 1);
    }

    private void checkSupertypes(TypeInternerKey key, int size) {
        int[] depths = new int[size];
        for (int position = 0; position < size; position++) {
            if (!key.hasSupertype(position)) {
                continue;
            }
            int supertype = key.supertype(position);
            int above = supertype & TypeCode.MAX_ID;
            boolean inGroup = (supertype & TypeCode.REC) != 0;
            if (inGroup && above >= position) {
                throw new IllegalArgumentException("expected a supertype in front of its subtype");
            }
            depths[position] = 1 + (inGroup ? depths[above] : depth(above));
            if (depths[position] > dev.gantry.wasm.Limits.SUBTYPING_DEPTH) {
                throw new IllegalArgumentException("subtyping is too deep");
            }
        }
    }

    private Group add(TypeInternerKey key, List<SubType> types, IntUnaryOperator indexToId, int firstModuleIndex) {
        int size = types.size();
        List<Group> mentioned = mentionedGroups(key);
        int firstId = takeIds(size);
        TypeMapping toIds = new TypeMapping(heap -> switch (heap) {
            case AbsHeapType _, HeapType.Id _ -> heap;
            case HeapType.Rec rec -> new HeapType.Id(firstId + rec.position());
            case HeapType.Index index -> {
                int position = index.typeIndex() - firstModuleIndex;
                boolean inGroup = position >= 0 && position < size;
                yield new HeapType.Id(inGroup ? firstId + position : indexToId.applyAsInt(index.typeIndex()));
            }
        });
        Group group = new Group(key, firstId, size, mentioned);
        @Nullable Entry[] table = entries;
        for (int position = 0; position < size; position++) {
            SubType type = toIds.map(types.get(position));
            int[] path = path(type, firstId + position);
            table[firstId + position] = new Entry(type, type.composite().kind(), path, group);
        }
        entries = table; // publishes the new entries to readers, who take no lock
        mentioned.forEach(other -> other.holders++);
        groups.put(key, group);
        return group;
    }

    private List<Group> mentionedGroups(TypeInternerKey key) {
        int[] ids = key.mentionedIds();
        Set<Group> mentioned = new LinkedHashSet<>();
        for (int id : ids) {
            mentioned.add(entry(id).group);
        }
        return List.copyOf(mentioned);
    }

    private int takeIds(int size) {
        Deque<Integer> free = freeIdsBySize.get(size);
        if (free != null && !free.isEmpty()) {
            return free.removeLast();
        }
        int firstId = idCount;
        int wanted = Math.addExact(firstId, size);
        if (wanted > TypeCode.MAX_ID) {
            throw new IllegalArgumentException("more than " + TypeCode.MAX_ID + " types");
        }
        if (wanted > entries.length) {
            entries = Arrays.copyOf(entries, (int) Math.max(wanted, Math.min(2L * entries.length, TypeCode.MAX_ID)));
        }
        idCount = wanted;
        return firstId;
    }

    private int[] path(SubType type, int id) {
        HeapType supertype = type.supertype();
        if (supertype == null) {
            return new int[] {id};
        }
        int[] above = entry(idOf(supertype)).path;
        int[] path = Arrays.copyOf(above, above.length + 1);
        path[above.length] = id;
        return path;
    }

    /// Adds a holder to the group of a type.
    ///
    /// @param id the type, which somebody holds already
    public synchronized void retain(int id) {
        entry(id).group.holders++;
    }

    /// Takes away a holder of the group of a type; without holders, the group is forgotten.
    ///
    /// @param id the type
    public synchronized void release(int id) {
        Deque<Group> released = new ArrayDeque<>();
        released.add(entry(id).group);
        while (!released.isEmpty()) {
            Group group = released.remove();
            if (--group.holders == 0) {
                forget(group);
                released.addAll(group.mentioned);
            }
        }
    }

    private void forget(Group group) {
        groups.remove(group.key);
        Arrays.fill(entries, group.firstId, group.firstId + group.size, null);
        freeIdsBySize.computeIfAbsent(group.size, _ -> new ArrayDeque<>()).add(group.firstId);
    }

    /// The number of recursion groups that are held.
    ///
    /// @return the number
    public synchronized int groupCount() {
        return groups.size();
    }

    private Entry entry(int id) {
        @Nullable Entry[] table = entries;
        Entry entry = id >= 0 && id < table.length ? table[id] : null;
        if (entry == null) {
            throw Bug.unreachable("type id " + id + " that is not held");
        }
        return entry;
    }

    /// A type, with all types it names as [HeapType.Id].
    ///
    /// @param id the type
    /// @return its definition
    public SubType type(int id) {
        return entry(id).type;
    }

    /// A function type.
    ///
    /// @param id the id of a function type
    /// @return its parameters and results
    /// @throws IllegalArgumentException if the type is none
    public FuncType funcType(int id) {
        if (entry(id).type.composite() instanceof FuncType func) {
            return func;
        }
        throw new IllegalArgumentException("expected a function type, found " + entry(id).type);
    }

    /// The number of types above a type.
    ///
    /// @param id the type
    /// @return 0 for a type without a supertype, at most 63
    public int depth(int id) {
        return entry(id).path.length - 1;
    }

    /// The path from the root of a type's hierarchy to the type.
    ///
    /// @param id the type
    /// @return `depth(id) + 1` ids, the last one is `id`; not a copy
    public int[] path(int id) {
        return entry(id).path;
    }

    /// The abstract heap type directly above the hierarchy of a type.
    ///
    /// @param id the type
    /// @return `func`, `struct` or `array`
    public AbsHeapType kind(int id) {
        return entry(id).kind;
    }

    /// Whether one defined type is another, or below it. Cost: constant.
    ///
    /// @param sub the lower type
    /// @param sup the upper type
    /// @return true if it is
    public boolean isSubtype(int sub, int sup) {
        if (sub == sup) {
            return true;
        }
        int[] path = entry(sub).path;
        int depth = entry(sup).path.length - 1;
        return depth < path.length && path[depth] == sup;
    }

    /// Whether a type that declares a supertype may do so: the supertype is not final and its structure fits.
    ///
    /// @param id the type
    /// @return true if it may, or if it has no supertype
    /// @wasm valid-subtype
    public boolean fitsSupertype(int id) {
        SubType type = entry(id).type;
        if (type.supertype() == null) {
            return true;
        }
        SubType above = entry(idOf(type.supertype())).type;
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
            return isSupDefined
                    ? isSubtype(id, sup & TypeCode.MAX_ID)
                    : HeapLattice.matches(entry(id).kind.ordinal(), sup);
        }
        return isSupDefined
                ? sub == HeapLattice.bottom(entry(sup & TypeCode.MAX_ID).kind).ordinal()
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

    private static int idOf(HeapType heap) {
        if (heap instanceof HeapType.Id id) {
            return id.typeId();
        }
        throw new IllegalArgumentException("expected a type id, found " + heap);
    }
}
