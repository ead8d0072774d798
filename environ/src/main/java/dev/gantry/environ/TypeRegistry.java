package dev.gantry.environ;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.types.TypeMapping;
import dev.gantry.wasm.types.ValType;
import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/// The types of an engine: a [TypeInterner] shared by all modules and host functions, and the questions that linking
/// asks about types.
///
/// Types of a module live as long as the module's [ModuleTranslation] is reachable; types that the host registers
/// live as long as the engine.
///
/// Threading: thread-safe.
///
/// @wasm valid-matching
public final class TypeRegistry {
    private static final Cleaner CLEANER = Cleaner.create();

    private final TypeInterner interner = new TypeInterner();
    private final Map<SubType, Integer> registered = new HashMap<>();

    /// A registry without types.
    public TypeRegistry() {}

    /// Where the types are.
    ///
    /// @return the interner
    public TypeInterner interner() {
        return interner;
    }

    /// Registers a type that names others by [HeapType.Id] only, for the life of the registry (R118, R119).
    ///
    /// @param type the type
    /// @return its id
    /// @throws IllegalArgumentException if its supertype is final or does not fit (R120)
    public int register(SubType type) {
        synchronized (registered) {
            Integer known = registered.get(type);
            if (known != null) {
                return known;
            }
            int id = interner.intern(type);
            if (!interner.fitsSupertype(id)) {
                interner.release(id);
                throw new IllegalArgumentException("expected a type that fits its supertype, found " + type);
            }
            registered.put(type, id);
            return id;
        }
    }

    /// Registers a final type without a supertype.
    ///
    /// @param type the structure, naming types by [HeapType.Id] only
    /// @return its id
    public int register(CompositeType type) {
        return register(SubType.of(type));
    }

    /// Interns the types of a module that is known to be valid, and holds them until [#release].
    ///
    /// @param groups the module's recursion groups
    /// @return the id of each type
    /// @throws IllegalArgumentException if the types cannot be those of a valid module
    public int[] intern(List<RecGroup> groups) {
        int count = 0;
        for (RecGroup group : groups) {
            count += group.types().size();
        }
        int[] typeIds = new int[count];
        int first = 0;
        int held = 0;
        try {
            for (RecGroup group : groups) {
                int size = group.types().size();
                if (size > 0) {
                    int firstId = interner.intern(group.types(), new TypeIds(typeIds, first), first);
                    for (int position = 0; position < size; position++) {
                        typeIds[first + position] = firstId + position;
                    }
                }
                first += size;
                held++;
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("expected a type that stands in front", e);
        } finally {
            if (held < groups.size()) {
                release(groups.subList(0, held), typeIds);
            }
        }
        return typeIds;
    }

    /// Gives types back that [#intern] holds.
    ///
    /// @param groups  the module's recursion groups
    /// @param typeIds the id of each type
    public void release(List<RecGroup> groups, int[] typeIds) {
        int first = 0;
        for (RecGroup group : groups) {
            if (!group.types().isEmpty()) {
                interner.release(typeIds[first]);
            }
            first += group.types().size();
        }
    }

    /// A function type.
    ///
    /// @param typeId the id of a type that must be a function type
    /// @return the type
    /// @throws AssertionError if it is none (R122)
    public FuncType funcType(int typeId) {
        if (interner.type(typeId).composite() instanceof FuncType func) {
            return func;
        }
        throw Bug.unreachable("type " + typeId + " as a function type: " + interner.type(typeId));
    }

    /// Whether a type is a function type.
    ///
    /// @param typeId the id of a type
    /// @return false for structs and arrays
    public boolean isFuncType(int typeId) {
        return interner.type(typeId).composite() instanceof FuncType;
    }

    /// Whether one defined type is another, or below it. Cost: constant (R121).
    ///
    /// @param sub the lower type
    /// @param sup the upper type
    /// @return true if it is
    public boolean isSubtype(int sub, int sup) {
        return sub == sup || interner.isSubtype(sub, sup);
    }

    /// The type of the trampolines that functions of a type share: references in parameters and results become
    /// nullable references to the top of their hierarchy. It is registered for good; there are few of them (R123).
    ///
    /// @param typeId the id of a function type
    /// @return the id of the trampoline type
    public int trampolineType(int typeId) {
        FuncType type = funcType(typeId);
        FuncType erased = new FuncType(
                type.params().stream().map(this::erased).toList(),
                type.results().stream().map(this::erased).toList());
        return erased.equals(type)
                        && interner.depth(typeId) == 0
                        && interner.type(typeId).isFinal()
                ? typeId
                : register(erased);
    }

    private ValType erased(ValType type) {
        return type instanceof RefType ref ? new RefType(true, top(ref.heap())) : type;
    }

    /// The top of the hierarchy that a heap type belongs to.
    ///
    /// @param heap an abstract heap type or a [HeapType.Id]
    /// @return `any`, `func`, `extern` or `exn`
    public AbsHeapType top(HeapType heap) {
        return switch (heap) {
            case AbsHeapType type -> top(type);
            case HeapType.Id id -> top(interner.kind(id.typeId()));
            case HeapType.Index index -> throw Bug.unreachable("type index " + index + " where ids are expected");
            case HeapType.Rec rec -> throw Bug.unreachable("type position " + rec + " where ids are expected");
        };
    }

    private static AbsHeapType top(AbsHeapType type) {
        return switch (type) {
            case FUNC, NOFUNC -> AbsHeapType.FUNC;
            case EXTERN, NOEXTERN -> AbsHeapType.EXTERN;
            case EXN, NOEXN -> AbsHeapType.EXN;
            case ANY, EQ, I31, STRUCT, ARRAY, NONE -> AbsHeapType.ANY;
        };
    }

    /// Whether an import may be satisfied by something of this type.
    ///
    /// @param found  the type of what there is; limits give the present size as the minimum
    /// @param wanted the type that the importing module declares, with ids
    /// @return true if it may
    /// @wasm match-externtype
    public boolean matches(ExternType found, ExternType wanted) {
        return switch (wanted) {
            case ExternType.Func func ->
                found instanceof ExternType.Func given && interner.matches(given.type(), func.type());
            case TableType table ->
                found instanceof TableType given
                        && given.is64() == table.is64()
                        && matches(given.limits(), table.limits())
                        && interner.matches(given.element(), table.element())
                        && interner.matches(table.element(), given.element());
            case MemoryType memory ->
                found instanceof MemoryType given
                        && given.is64() == memory.is64()
                        && given.isShared() == memory.isShared()
                        && given.pageSizeLog2() == memory.pageSizeLog2()
                        && matches(given.limits(), memory.limits());
            case GlobalType global ->
                found instanceof GlobalType given
                        && given.isMutable() == global.isMutable()
                        && interner.matches(given.type(), global.type())
                        && (!global.isMutable() || interner.matches(global.type(), given.type()));
            case TagType tag ->
                found instanceof TagType given
                        && interner.matches(given.type(), tag.type())
                        && interner.matches(tag.type(), given.type());
        };
    }

    private static boolean matches(Limits found, Limits wanted) {
        return Long.compareUnsigned(found.min(), wanted.min()) >= 0
                && (!wanted.hasMax() || (found.hasMax() && Long.compareUnsigned(found.max(), wanted.max()) <= 0));
    }

    /// The text of a type for messages: function types of functions and tags are written out.
    ///
    /// @param type the type, with ids
    /// @return for example `(func (param i32))`
    public String describe(ExternType type) {
        return switch (type) {
            case ExternType.Func func -> describe(func.type());
            case TagType tag -> "(tag " + describe(tag.type()) + ")";
            case TableType _, MemoryType _, GlobalType _ -> type.toString();
        };
    }

    private String describe(HeapType type) {
        return type instanceof HeapType.Id id ? interner.type(id.typeId()).toString() : type.toString();
    }

    /// The mapping of type indices to ids.
    ///
    /// @param typeIds the id of each type of a module
    /// @return the mapping
    public static TypeMapping mapping(int[] typeIds) {
        return TypeMapping.ofIndices(new TypeIds(typeIds, typeIds.length));
    }

    /// The ids of the first types of a module.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares it
    private record TypeIds(int[] ids, int count) implements IntUnaryOperator {
        @Override
        public int applyAsInt(int index) {
            return ids[Objects.checkIndex(index, count)];
        }
    }

    /// Gives types back when an object has become unreachable.
    ///
    /// @param owner   what the types are held for
    /// @param typeIds an id for each time that [TypeInterner#intern] was called
    public void releaseWith(Object owner, List<Integer> typeIds) {
        List<Integer> held = List.copyOf(typeIds);
        whenUnreachable(owner, () -> held.forEach(interner::release));
    }

    /// Runs an action when an object has become unreachable.
    static void whenUnreachable(Object object, Runnable action) {
        var _ = CLEANER.register(object, action);
    }
}
