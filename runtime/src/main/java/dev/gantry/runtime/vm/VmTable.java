package dev.gantry.runtime.vm;

import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.TableType;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A table: 32-bit references.
///
/// A table of functions may hold *lazy* elements, negative numbers: the complement of a function index of the
/// instance
/// that owns the table. They become references when they are first read (R133); [#get] does that, and readers of
/// [#elems] must call it when they find a negative number in a table that [#holdsFuncs].
///
/// Threading: confined to its store.
///
/// @wasm syntax-tableinst
public final class VmTable implements VmExtern {
    /// The references; the length may exceed [#size]. Growing replaces the array.
    public int[] elems;

    /// The number of elements.
    public int size;

    /// Whether the elements are functions.
    public final boolean holdsFuncs;

    private final VmStore store;
    private final TableType declared;
    private final long max;
    private @Nullable VmInstance lazyOwner;
    private boolean isClosed;

    private VmTable(VmStore store, TableType type, int[] elems) {
        this.store = store;
        this.declared = type;
        this.max = max(type);
        this.elems = elems;
        this.size = elems.length;
        this.holdsFuncs = store.types.top(type.element().heap()) == AbsHeapType.FUNC;
    }

    /// Makes a table.
    ///
    /// @param store its store
    /// @param type  its type, with ids
    /// @param init  what every element is at first
    /// @return the table
    /// @throws ResourceException if the limiter or the machine refuses
    public static VmTable create(VmStore store, TableType type, int init) {
        store.checkOpen();
        store.checkRoomForTable();
        long min = type.limits().min();
        long[] value = {Integer.toUnsignedLong(init)};
        if (Long.compareUnsigned(min, max(type)) > 0 || !mayGrow(store, type, 0, min, value)) {
            throw new ResourceException(
                    "the store's limiter refused a table of " + Long.toUnsignedString(min) + " elements");
        }
        boolean isMade = false;
        try {
            int[] elems = new int[(int) min];
            if (init != 0) {
                Arrays.fill(elems, (int) value[0]);
            }
            VmTable table = new VmTable(store, type, elems);
            store.adopt(table);
            isMade = true;
            return table;
        } catch (OutOfMemoryError e) { // nothing has happened yet
            throw new ResourceException("no room for a table of " + min + " elements", e);
        } finally {
            if (!isMade) {
                store.limiter.tableGrowFailed(0, min);
            }
        }
    }

    /// Asks the limiter, which may collect garbage.
    ///
    /// @param value the reference that elements will have, a root in the meantime
    private static boolean mayGrow(VmStore store, TableType type, long current, long desired, long[] value) {
        store.roots.beginPassage(value, 0, List.of(type.element()));
        try {
            return store.limiter.tableGrowing(current, desired, maxElements(type));
        } finally {
            store.roots.endPassage();
        }
    }

    /// The most elements that the type and its index type allow.
    private static long maxByType(TableType type) {
        long indexable = type.is64() ? -1L : 0xFFFF_FFFFL;
        long max = type.limits().max();
        return type.limits().hasMax() && Long.compareUnsigned(max, indexable) < 0 ? max : indexable;
    }

    /// Java arrays bound every table.
    private static long max(TableType type) {
        long limit = Integer.MAX_VALUE - 8;
        long max = maxByType(type);
        return Long.compareUnsigned(max, limit) < 0 ? max : limit;
    }

    private static OptionalLong maxElements(TableType type) {
        return type.limits().hasMax() ? OptionalLong.of(max(type)) : OptionalLong.empty();
    }

    /// The type, with the present size as the minimum.
    ///
    /// @return the type
    public TableType type() {
        Limits limits = declared.limits();
        return new TableType(declared.is64(), new Limits(size, limits.max(), limits.hasMax()), declared.element());
    }

    @Override
    public VmStore home() {
        return store;
    }

    @Override
    public ExternType externType() {
        return type();
    }

    /// Allows lazy elements.
    void becomeLazy(VmInstance owner) {
        lazyOwner = owner;
    }

    /// Reads an element.
    ///
    /// @param index which one, unsigned
    /// @return the reference
    /// @wasm exec-table-get
    public int get(long index) {
        if (index < 0 || index >= size) {
            throw outOfBounds();
        }
        int ref = elems[(int) index];
        return ref >= 0 || !holdsFuncs ? ref : resolve((int) index, ref);
    }

    private int resolve(int index, int lazy) {
        VmInstance owner = lazyOwner;
        if (owner == null) {
            throw new IllegalStateException("a lazy element in a table without an owner");
        }
        int ref = owner.funcRef(~lazy);
        elems[index] = ref;
        return ref;
    }

    private RuntimeException outOfBounds() {
        return isClosed
                ? new IllegalStateException("the store of the table is closed")
                : TrapSignal.of(Failure.OUT_OF_BOUNDS_TABLE_ACCESS);
    }

    /// Writes an element.
    ///
    /// @param index which one, unsigned
    /// @param ref   the reference
    /// @wasm exec-table-set
    public void set(long index, int ref) {
        if (index < 0 || index >= size) {
            throw outOfBounds();
        }
        elems[(int) index] = ref;
    }

    /// Grows the table, unless its type, the store's limiter or the machine refuse.
    ///
    /// @param delta how many elements to add, unsigned
    /// @param init  what they are
    /// @return the old size, or -1 if nothing has happened
    /// @wasm exec-table-grow
    public long grow(long delta, int init) {
        store.checkOpen();
        int old = size;
        long desired = old + delta;
        if (delta < 0 || desired < 0 || Long.compareUnsigned(desired, maxByType(declared)) > 0) {
            return -1;
        }
        if (delta == 0) {
            return size;
        }
        long[] value = {Integer.toUnsignedLong(init)};
        if (!mayGrow(store, declared, old, desired, value)) {
            return -1;
        }
        if (desired > max || (desired > elems.length && !enlarge(desired))) {
            store.limiter.tableGrowFailed(old, desired);
            return -1;
        }
        size = (int) desired;
        Arrays.fill(elems, old, size, (int) value[0]);
        return old;
    }

    private boolean enlarge(long desired) {
        long generous = Math.clamp(elems.length + (elems.length >> 1), desired, max);
        try {
            elems = Arrays.copyOf(elems, (int) generous);
            return true;
        } catch (OutOfMemoryError _) { // the old array is still there
            return false;
        }
    }

    /// Traps unless a range lies in the table.
    ///
    /// @param index the first element, unsigned
    /// @param count how many, unsigned
    public void check(long index, long count) {
        if (index < 0 || count < 0 || index > size - count) {
            throw outOfBounds();
        }
    }

    /// Sets a range to one reference.
    ///
    /// @param index the first element, unsigned
    /// @param ref   the reference
    /// @param count how many, unsigned
    /// @wasm exec-table-fill
    public void fill(long index, int ref, long count) {
        check(index, count);
        Arrays.fill(elems, (int) index, (int) (index + count), ref);
    }

    /// Copies from a table, which may be this one, as if through a buffer.
    ///
    /// @param source      the table to read
    /// @param destination the first element to write here, unsigned
    /// @param from        the first element to read there, unsigned
    /// @param count       how many, unsigned
    /// @wasm exec-table-copy
    public void copy(VmTable source, long destination, long from, long count) {
        source.check(from, count);
        check(destination, count);
        if (source.lazyOwner != null && source.lazyOwner != lazyOwner) {
            source.resolveAll((int) from, (int) (from + count));
        }
        System.arraycopy(source.elems, (int) from, elems, (int) destination, (int) count);
    }

    private void resolveAll(int from, int to) {
        for (int index = from; index < to; index++) {
            if (elems[index] < 0) {
                int _ = resolve(index, elems[index]);
            }
        }
    }

    /// Copies references of an element segment.
    ///
    /// @param refs        the segment
    /// @param destination the first element to write, unsigned
    /// @param from        the first one to read, unsigned
    /// @param count       how many, unsigned
    /// @wasm exec-table-init
    public void init(int[] refs, long destination, long from, long count) {
        if (from < 0 || count < 0 || from > refs.length - count) {
            throw outOfBounds();
        }
        check(destination, count);
        System.arraycopy(refs, (int) from, elems, (int) destination, (int) count);
    }

    /// Copies function indices as lazy elements.
    void initLazily(int[] funcIndices, long destination) {
        check(destination, funcIndices.length);
        int start = (int) destination;
        for (int index = 0; index < funcIndices.length; index++) {
            elems[start + index] = ~funcIndices[index];
        }
    }

    /// Whether this table may hold lazy elements of an instance.
    boolean isLazyFor(VmInstance instance) {
        return lazyOwner == instance;
    }

    void close() {
        isClosed = true;
        elems = new int[0];
        size = 0;
        lazyOwner = null;
    }
}
