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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Gives every defined type a canonical id: two types have equal ids exactly if they are equal.
///
/// Types come in recursion groups. A group is written down with references to its own types as positions and references
/// to other types as ids; a group of the same writing is found again, any other gets new, consecutive ids
/// (iso-recursive equality). Each type keeps the path from the root of its hierarchy to itself, so that a subtype
/// check compares one entry of that path.
///
/// Groups are counted: [#intern] and [#retain] add one holder, [#release] takes one away, and a group holds those that
/// it mentions. A group that nobody holds is forgotten, and its ids are given to later groups.
///
/// Ids are at least 0 and at most [TypeCode#MAX_ID].
///
/// Threading: thread-safe; changes take a lock, questions do not. Whoever asks about an id must hold its group.
///
/// @wasm syntax-deftype
public final class TypeInterner extends TypeMatching {
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
        Surroundings around = new Surroundings(firstModuleIndex, types.size(), indexToId);
        TypeInternerKey key = TypeInternerKey.of(types, around);
        synchronized (this) {
            Group group = groups.get(key);
            if (group == null) {
                checkSupertypes(key, types.size());
                group = add(key, types, around);
            }
            group.holders++;
            return group.firstId;
        }
    }

    /// What the indices in a group mean: as codes, positions in the group or ids in front of it.
    private record Surroundings(int firstModuleIndex, int size, IntUnaryOperator indexToId)
            implements IntUnaryOperator {
        @Override
        public int applyAsInt(int index) {
            int position = index - firstModuleIndex;
            return position >= 0 && position < size ? TypeCode.REC | position : indexToId.applyAsInt(index);
        }
    }

    /// What the heap types in a group become: ids.
    private record ToIds(int firstId, Surroundings around) implements UnaryOperator<HeapType> {
        @Override
        public HeapType apply(HeapType heap) {
            int code = TypeCode.heap(heap, around);
            return (code & TypeCode.REC) != 0
                    ? new HeapType.Id(firstId + (code & TypeCode.MAX_ID))
                    : TypeCode.heapType(code);
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

    private Group add(TypeInternerKey key, List<SubType> types, Surroundings around) {
        int size = types.size();
        List<Group> mentioned = mentionedGroups(key);
        int firstId = takeIds(size);
        TypeMapping toIds = new TypeMapping(new ToIds(firstId, around));
        Group group = new Group(key, firstId, size, mentioned);
        @Nullable Entry[] table = entries;
        for (int position = 0; position < size; position++) {
            SubType type = toIds.map(types.get(position));
            int[] path = path(type, firstId + position);
            table[firstId + position] = new Entry(type, type.composite().kind(), path, group);
        }
        entries = table; // publishes the new entries to readers, who take no lock
        for (Group other : mentioned) {
            other.holders++;
        }
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
        Deque<Integer> free = freeIdsBySize.get(group.size);
        if (free == null) {
            free = new ArrayDeque<>();
            freeIdsBySize.put(group.size, free);
        }
        free.add(group.firstId);
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
    @Override
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
    @Override
    public AbsHeapType kind(int id) {
        return entry(id).kind;
    }

    /// Whether one defined type is another, or below it. Cost: constant.
    ///
    /// @param sub the lower type
    /// @param sup the upper type
    /// @return true if it is
    @Override
    public boolean isSubtype(int sub, int sup) {
        if (sub == sup) {
            return true;
        }
        int[] path = entry(sub).path;
        int depth = entry(sup).path.length - 1;
        return depth < path.length && path[depth] == sup;
    }
}
