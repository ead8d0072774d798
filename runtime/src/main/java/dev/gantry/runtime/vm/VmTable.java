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
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A table: 32-bit references.
///
/// A table of functions may hold *lazy* elements, negative numbers: the complement of a function index of the
/// instance that owns the table. They become references when they are first read (R133); [#get] does that, and
/// readers of [#elems] must call it when they find a negative number in a table that [#holdsFuncs].
///
/// Threading: confined to its store.
///
/// @wasm syntax-tableinst
public non-sealed class VmTable implements VmExtern {
    /// The references; the length may exceed [#size]. Growing replaces the array. Empty where the elements live
    /// elsewhere, in a subclass.
    public int[] elems;

    /// The number of elements; only tables themselves set it.
    public int size;

    /// Whether the elements are functions.
    public final boolean holdsFuncs;

    private final VmStore store;
    private final TableType declared;
    private final long max;
    private @Nullable VmInstance lazyOwner;
    private boolean isClosed;

    /// A table whose elements are in [#elems], all null.
    VmTable(VmStore store, TableType type, int size) {
        this(store, type, size, new int[size]);
    }

    /// A table whose elements may be elsewhere.
    ///
    /// @param store its store
    /// @param type  its type, with ids
    /// @param size  the number of elements
    /// @param elems the elements if they are here, else none
    protected VmTable(VmStore store, TableType type, int size, int[] elems) {
        this.store = store;
        this.declared = type;
        this.max = max(type);
        this.elems = elems;
        this.size = size;
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
            VmTable table = store.form.newTable(store, type, (int) min);
            if (init != 0) {
                table.fillElems(0, (int) min, (int) value[0]);
            }
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
    public final TableType type() {
        Limits limits = declared.limits();
        return new TableType(declared.is64(), new Limits(size, limits.max(), limits.hasMax()), declared.element());
    }

    @Override
    public final VmStore home() {
        return store;
    }

    @Override
    public final ExternType externType() {
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
    public final int get(long index) {
        if (index < 0 || index >= size) {
            throw outOfBounds();
        }
        int ref = elem((int) index);
        return ref >= 0 || !holdsFuncs ? ref : resolve((int) index, ref);
    }

    private int resolve(int index, int lazy) {
        VmInstance owner = lazyOwner;
        if (owner == null) {
            throw new IllegalStateException("a lazy element in a table without an owner");
        }
        int ref = owner.funcRef(~lazy);
        setElem(index, ref);
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
    public final void set(long index, int ref) {
        if (index < 0 || index >= size) {
            throw outOfBounds();
        }
        setElem((int) index, ref);
    }

    /// Grows the table, unless its type, the store's limiter or the machine refuse.
    ///
    /// @param delta how many elements to add, unsigned
    /// @param init  what they are
    /// @return the old size, or -1 if nothing has happened
    /// @wasm exec-table-grow
    public final long grow(long delta, int init) {
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
        if (desired > max || !reserve((int) desired)) {
            store.limiter.tableGrowFailed(old, desired);
            return -1;
        }
        resize((int) desired);
        fillElems(old, size, (int) value[0]);
        return old;
    }

    /// How many elements to make room for when more are wanted than there is room for.
    ///
    /// @param capacity for how many there is room
    /// @param desired  how many are wanted
    /// @return at least as many as wanted
    protected final int generous(int capacity, int desired) {
        return (int) Math.clamp((long) capacity + (capacity >> 1), desired, max);
    }

    /// Makes room for elements.
    ///
    /// @param desired how many are wanted
    /// @return false if there is no room, and nothing has happened
    protected boolean reserve(int desired) {
        if (desired <= elems.length) {
            return true;
        }
        int generous = generous(elems.length, desired);
        try {
            elems = Arrays.copyOf(elems, generous);
            return true;
        } catch (OutOfMemoryError _) { // the old array is still there
            return false;
        }
    }

    /// Sets the size, for which there is room.
    ///
    /// @param elements the number of elements
    protected void resize(int elements) {
        size = elements;
    }

    /// Reads an element as it is.
    ///
    /// @param index below the size
    /// @return a reference, or a lazy element
    protected int elem(int index) {
        return elems[index];
    }

    /// Writes an element.
    ///
    /// @param index below the size
    /// @param ref   a reference, or a lazy element
    protected void setElem(int index, int ref) {
        elems[index] = ref;
    }

    /// Sets elements to one reference.
    ///
    /// @param from the first one
    /// @param to   behind the last one
    /// @param ref  the reference
    protected void fillElems(int from, int to, int ref) {
        Arrays.fill(elems, from, to, ref);
    }

    /// Copies elements of a table of the same form, which may be this one, as if through a buffer.
    ///
    /// @param source      the table to read
    /// @param from        the first one there
    /// @param destination the first one here
    /// @param count       how many
    protected void copyElems(VmTable source, int from, int destination, int count) {
        System.arraycopy(source.elems, from, elems, destination, count);
    }

    /// Copies references out of an array.
    ///
    /// @param refs        the array
    /// @param from        the first one there
    /// @param destination the first one here
    /// @param count       how many
    protected void copyElems(int[] refs, int from, int destination, int count) {
        System.arraycopy(refs, from, elems, destination, count);
    }

    /// Visits the references, for tables that do not hold functions.
    void visit(IntUnaryOperator visitor) {
        for (int index = 0; index < size; index++) {
            setElem(index, visitor.applyAsInt(elem(index)));
        }
    }

    /// Traps unless a range lies in the table.
    ///
    /// @param index the first element, unsigned
    /// @param count how many, unsigned
    public final void check(long index, long count) {
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
    public final void fill(long index, int ref, long count) {
        check(index, count);
        fillElems((int) index, (int) (index + count), ref);
    }

    /// Copies from a table, which may be this one, as if through a buffer.
    ///
    /// @param source      the table to read
    /// @param destination the first element to write here, unsigned
    /// @param from        the first element to read there, unsigned
    /// @param count       how many, unsigned
    /// @wasm exec-table-copy
    public final void copy(VmTable source, long destination, long from, long count) {
        source.check(from, count);
        check(destination, count);
        if (source.lazyOwner != null && source.lazyOwner != lazyOwner) {
            source.resolveAll((int) from, (int) (from + count));
        }
        copyElems(source, (int) from, (int) destination, (int) count);
    }

    private void resolveAll(int from, int to) {
        for (int index = from; index < to; index++) {
            if (elem(index) < 0) {
                int _ = resolve(index, elem(index));
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
    public final void init(int[] refs, long destination, long from, long count) {
        if (from < 0 || count < 0 || from > refs.length - count) {
            throw outOfBounds();
        }
        check(destination, count);
        copyElems(refs, (int) from, (int) destination, (int) count);
    }

    /// Copies function indices as lazy elements.
    void initLazily(int[] funcIndices, long destination) {
        check(destination, funcIndices.length);
        int start = (int) destination;
        for (int index = 0; index < funcIndices.length; index++) {
            setElem(start + index, ~funcIndices[index]);
        }
    }

    /// Whether this table may hold lazy elements of an instance.
    boolean isLazyFor(VmInstance instance) {
        return lazyOwner == instance;
    }

    void close() {
        isClosed = true;
        elems = new int[0];
        resize(0);
        lazyOwner = null;
    }
}
