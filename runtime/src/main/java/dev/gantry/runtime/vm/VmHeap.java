package dev.gantry.runtime.vm;

import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.gc.HeapVerifier;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcObserver;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcShape;
import dev.gantry.environ.spi.GcTypes;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.StructType;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The collected heap of a store: its bytes, its collector, and the types of its objects.
///
/// Running code reads and writes [#heap] itself and calls [#gc] for allocation and barriers. Every method here
/// that allocates may move all objects.
///
/// Threading: confined to its store.
public final class VmHeap implements GcTypes {
    /// The bytes.
    public final GcHeap heap;

    /// The collector.
    public final GcRuntime gc;

    /// How objects lie in the heap.
    public final GcLayouts layouts;

    private final VmStore store;
    private final TypeRegistry types;
    private final GcSettings settings;
    private final HeapRegion region;
    private final int zeal;
    private final boolean hasBarriers;
    private int untilCollection;

    private long collections;
    private long collectionNanos;
    private long longestNanos;

    /// When the collection began that has not been noted yet, or 0.
    private long collectionStart;

    private GcObserver.@Nullable Collection observed;
    private @Nullable VmLayout[] byType = new VmLayout[64];

    /// Makes a heap, out of that of a closed store if there is one.
    ///
    /// @param store    its store
    /// @param settings its collector and sizes
    VmHeap(VmStore store, GcSettings settings) {
        this.store = store;
        this.types = store.types;
        this.layouts = settings.provider().layouts();
        this.hasBarriers = Barriers.of(settings.provider().compiler()).any();
        this.zeal = settings.zeal();
        this.untilCollection = zeal;
        this.settings = settings;
        this.region = region(settings);
        this.heap = region.heap;
        this.gc = region.gc;
    }

    private HeapRegion region(GcSettings settings) {
        HeapRegion used = settings.pool().take();
        if (used == null) {
            return new HeapRegion(store.form, settings, this, settings.firstBytes());
        }
        if (!mayGrow(0, used.heap.sizeBytes())) { // it waits on, and this store has none for now
            settings.pool().putBack(used);
            return new HeapRegion(store.form, settings, this, 0);
        }
        used.use(this);
        return used;
    }

    /// Whether it has to hear of every allocation, so that code must not allocate by itself.
    ///
    /// @return true if it collects garbage at certain allocations
    public boolean countsAllocations() {
        return zeal != 0;
    }

    /// Gives the heap back when the store is closed.
    void release() {
        settings.pool().give(region, settings.firstBytes());
    }

    /// Whether the store's limits let the heap grow.
    boolean mayGrow(long currentBytes, long desiredBytes) {
        return store.limiter.memoryGrowing(currentBytes, desiredBytes, OptionalLong.of(settings.mostBytes()));
    }

    /// Called when the heap has grown.
    void grown(long fromBytes, long toBytes) {
        GcObserver observer = settings.observer();
        if (observer != null && fromBytes > 0) {
            observer.grown(settings.provider().name(), fromBytes, toBytes);
        }
    }

    // types

    /// The layout of a type's objects.
    ///
    /// @param typeId the canonical id of a struct or array type
    /// @return the layout
    public VmLayout layout(int typeId) {
        VmLayout layout = typeId < byType.length ? byType[typeId] : null;
        return layout != null ? layout : makeLayout(typeId);
    }

    private VmLayout makeLayout(int typeId) {
        if (typeId >= byType.length) {
            byType = Arrays.copyOf(byType, Math.max(typeId + 1, 2 * byType.length));
        }
        VmLayout layout = switch (types.interner().type(typeId).composite()) {
            case StructType struct -> structLayout(typeId, struct);
            case ArrayType array -> arrayLayout(typeId, array);
            case FuncType _ -> throw new IllegalArgumentException("objects of function type " + typeId);
        };
        byType[typeId] = layout;
        return layout;
    }

    private VmLayout structLayout(int typeId, StructType type) {
        int[] offsets = layouts.fieldOffsets(type);
        int[] kinds = new int[offsets.length - 1];
        int[] refs = new int[kinds.length];
        int refCount = 0;
        for (int field = 0; field < kinds.length; field++) {
            kinds[field] = kind(type.fields().get(field));
            if (FieldKind.isRef(kinds[field])) {
                refs[refCount++] = offsets[field];
            }
        }
        GcShape shape = new GcShape(false, offsets[kinds.length], 0, refCount > 0, Arrays.copyOf(refs, refCount));
        return VmLayout.of(typeId, shape, offsets, kinds);
    }

    private VmLayout arrayLayout(int typeId, ArrayType type) {
        int kind = kind(type.element());
        int offset = layouts.elementsOffset(type);
        GcShape shape = new GcShape(true, offset, FieldKind.shift(kind), FieldKind.isRef(kind), new int[0]);
        return VmLayout.of(typeId, shape, new int[] {offset}, new int[] {kind});
    }

    private int kind(FieldType field) {
        return FieldKind.of(field.storage(), hasBarriers, types);
    }

    @Override
    public GcShape shape(int typeId) {
        VmLayout layout = byType[typeId];
        if (layout == null) {
            throw new IndexOutOfBoundsException("an object of type " + typeId);
        }
        return layout.shape();
    }

    /// The canonical type of an object.
    ///
    /// @param ref a reference to an object
    /// @return the type id
    /// @throws TrapSignal `corrupt gc heap`, if there are no objects of that type
    public int typeOf(int ref) {
        int found = word(ref) & GcLayouts.TYPE_MASK;
        if (found >= byType.length || byType[found] == null) {
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
        return found;
    }

    /// Whether an object is of a type or a type below it. Cost: constant (R121).
    ///
    /// @param ref    a reference to an object
    /// @param typeId the canonical type
    /// @return true if it is
    public boolean isOfType(int ref, int typeId) {
        return (word(ref) & GcLayouts.TYPE_MASK) == typeId || types.isSubtype(typeOf(ref), typeId);
    }

    private int word(int ref) {
        try {
            return heap.load32(ref);
        } catch (IndexOutOfBoundsException _) { // a reference that leads out of the heap
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
    }

    /// Whether a reference is to an object of a kind.
    ///
    /// @param ref  a reference of the hierarchies of `any` and `extern`
    /// @param kind [GcLayouts#STRUCT] or [GcLayouts#ARRAY]
    /// @return false for all that are no objects
    public boolean isOfKind(int ref, int kind) {
        return GcRefs.isObject(ref) && (word(ref) & GcLayouts.KIND_MASK) == kind;
    }

    // allocation

    /// Allocates an object with zeroed fields.
    ///
    /// @param word      the first word of its header
    /// @param sizeBytes its size, a multiple of 8
    /// @return the reference
    /// @throws TrapSignal `out of memory` if it does not fit
    public int allocate(int word, int sizeBytes) {
        if (zeal != 0 && --untilCollection <= 0) {
            untilCollection = zeal;
            collect();
        }
        try {
            int ref = gc.allocate(word, sizeBytes);
            if (collectionStart != 0) {
                noteCollection();
                store.sweepIfDue();
            }
            if (ref == 0) {
                throw TrapSignal.of(Failure.OUT_OF_MEMORY);
            }
            return ref;
        } catch (IndexOutOfBoundsException _) { // see GcRuntime
            collectionStart = 0;
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
    }

    /// Allocates an object for code that could not do so itself.
    ///
    /// @param word      the first word of its header
    /// @param sizeBytes its size, a multiple of 8, which may be too large for any heap
    /// @return the reference
    /// @throws TrapSignal `allocation size too large` if no heap can hold an array, `out of memory` if this one
    ///     cannot
    public int allocateSlowly(int word, long sizeBytes) {
        if (sizeBytes > heap.maxBytes() - GcRefs.ALIGNMENT) {
            boolean isArray = (word & GcLayouts.KIND_MASK) == GcLayouts.ARRAY;
            throw TrapSignal.of(isArray ? Failure.ALLOCATION_SIZE_TOO_LARGE : Failure.OUT_OF_MEMORY);
        }
        return allocate(word, (int) sizeBytes);
    }

    /// Allocates a struct with zeroed fields.
    ///
    /// @param typeId its canonical type
    /// @return the reference
    /// @throws TrapSignal `out of memory` if it does not fit
    public int allocateStruct(int typeId) {
        return allocateStruct(layout(typeId));
    }

    /// Allocates a struct with zeroed fields.
    ///
    /// @param layout the layout of its type
    /// @return the reference
    /// @throws TrapSignal `out of memory` if it does not fit
    public int allocateStruct(VmLayout layout) {
        return allocate(layout.word(), (int) layout.shape().sizeBytes(0));
    }

    /// Allocates an array with zeroed elements.
    ///
    /// @param typeId its canonical type
    /// @param length the number of elements, unsigned
    /// @return the reference
    /// @throws TrapSignal `allocation size too large` if no heap can hold it, `out of memory` if this one cannot
    public int allocateArray(int typeId, int length) {
        VmLayout layout = layout(typeId);
        long size = layout.shape().sizeBytes(length);
        if (size > heap.maxBytes() - GcRefs.ALIGNMENT) {
            throw TrapSignal.of(Failure.ALLOCATION_SIZE_TOO_LARGE);
        }
        int ref = allocate(layout.word(), (int) size);
        heap.store32(ref + layouts.lengthOffset(), length);
        return ref;
    }

    /// The length of an array.
    ///
    /// @param ref a reference to an array
    /// @return the number of elements, unsigned
    /// @throws IndexOutOfBoundsException if the heap is not large enough for so many, whatever they are
    public int length(int ref) {
        int length = heap.load32(ref + layouts.lengthOffset());
        if (Integer.toUnsignedLong(length) > heap.sizeBytes()) {
            throw new IndexOutOfBoundsException("an array of " + Integer.toUnsignedString(length) + " elements");
        }
        return length;
    }

    /// Sets a field of an object that was just allocated, from a slot, with its barriers.
    ///
    /// @param at    where the field is
    /// @param kind  its kind
    /// @param slots holds the value
    /// @param slot  where
    public void initialize(int at, int kind, long[] slots, int slot) {
        if (kind == FieldKind.BARRED_REF) {
            gc.writeBarrier(0, (int) slots[slot]);
        }
        FieldKind.store(heap, at, kind, slots, slot);
    }

    /// Reads a field into slots, through the read barrier.
    ///
    /// @param at       where the field is
    /// @param kind     its kind
    /// @param isSigned whether packed ones are sign-extended
    /// @param slots    receives the value
    /// @param slot     where
    public void read(int at, int kind, boolean isSigned, long[] slots, int slot) {
        FieldKind.load(heap, at, kind, isSigned, slots, slot);
        if (kind >= FieldKind.FUNC) {
            leaveHeap(kind, (int) slots[slot]);
        }
    }

    /// Called with every reference that comes out of an object. The heap is not trusted (R114): functions, host
    /// objects and exceptions are looked up outside of it, so there must be one of that id.
    private void leaveHeap(int kind, int ref) {
        if (kind == FieldKind.FUNC) {
            if (!store.hasFunc(ref)) {
                throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
            }
        } else if (GcRefs.isObject(ref)) {
            if (kind == FieldKind.BARRED_REF) {
                gc.readBarrier(ref);
            }
        } else if (GcRefs.isForeign(ref)) {
            checkForeign(ref);
        }
    }

    /// Checks a reference that came out of an object.
    ///
    /// @param ref names a host object or an exception
    /// @throws TrapSignal `corrupt gc heap`, if there is none of that id
    public void checkForeign(int ref) {
        if (!store.hasForeign(ref)) {
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
    }

    /// Writes a field from slots, through the write barrier.
    ///
    /// @param at    where the field is
    /// @param kind  its kind
    /// @param slots holds the value
    /// @param slot  where
    public void write(int at, int kind, long[] slots, int slot) {
        if (kind == FieldKind.BARRED_REF) {
            gc.writeBarrier(heap.load32(at), (int) slots[slot]);
        }
        FieldKind.store(heap, at, kind, slots, slot);
    }

    /// The read barrier, for code that could not do without.
    ///
    /// @param ref see [GcRuntime#readBarrier]
    /// @throws TrapSignal `corrupt gc heap`
    public void readBarrier(int ref) {
        try {
            gc.readBarrier(ref);
        } catch (IndexOutOfBoundsException _) { // see GcRuntime
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
    }

    /// The write barrier, for code that could not do without.
    ///
    /// @param oldRef see [GcRuntime#writeBarrier]
    /// @param newRef likewise
    /// @throws TrapSignal `corrupt gc heap`
    public void writeBarrier(int oldRef, int newRef) {
        try {
            gc.writeBarrier(oldRef, newRef);
        } catch (IndexOutOfBoundsException _) { // see GcRuntime
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
    }

    /// Collects garbage.
    ///
    /// @throws TrapSignal `corrupt gc heap` if the collector cannot make sense of the heap
    void collect() {
        try {
            gc.collect();
        } catch (IndexOutOfBoundsException _) { // see GcRuntime
            collectionStart = 0;
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
        noteCollection();
        if (zeal != 0) {
            HeapVerifier.verify(heap, layouts, this, gc, store.roots);
        }
    }

    /// A collector visits the roots once for each collection, near its start.
    long visitRoots(IntUnaryOperator visitor) {
        if (collectionStart == 0) {
            collectionStart = System.nanoTime();
            GcObserver observer = settings.observer();
            observed = observer == null
                    ? null
                    : observer.collecting(settings.provider().name());
        }
        collections++;
        return store.roots.visit(visitor);
    }

    /// Notes what has been going on since the roots were visited, if they were.
    private void noteCollection() {
        if (collectionStart == 0) {
            return;
        }
        long nanos = System.nanoTime() - collectionStart;
        collectionStart = 0;
        collectionNanos += nanos;
        longestNanos = Math.max(longestNanos, nanos);
        GcObserver.Collection watched = observed;
        if (watched != null) {
            observed = null;
            watched.ended(gc.usedBytes(), heap.sizeBytes());
        }
    }

    /// The number of collections.
    ///
    /// @return at least zero
    public long collections() {
        return collections;
    }

    /// The time that collections took, all together.
    ///
    /// @return nanoseconds
    public long collectionNanos() {
        return collectionNanos;
    }

    /// The time that the longest collection took; with growth in between, two in a row count as one.
    ///
    /// @return nanoseconds
    public long longestCollectionNanos() {
        return longestNanos;
    }

    /// Visits the references to host objects and exceptions that objects hold, garbage that has not been found
    /// included.
    ///
    /// @param visitor gets each one
    void forEachForeign(IntConsumer visitor) {
        try {
            gc.forEachObject(ref -> {
                GcShape shape = shape(heap.load32(ref) & GcLayouts.TYPE_MASK);
                if (!shape.hasRefs()) {
                    return;
                }
                int count = shape.isArray() ? length(ref) : shape.refOffsets().length;
                for (int index = 0; index < count; index++) {
                    int offset =
                            shape.isArray() ? shape.baseBytes() + index * Integer.BYTES : shape.refOffsets()[index];
                    int held = heap.load32(ref + offset);
                    if (GcRefs.isForeign(held)) {
                        visitor.accept(held);
                    }
                }
            });
        } catch (IndexOutOfBoundsException _) { // see GcRuntime
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
    }
}
