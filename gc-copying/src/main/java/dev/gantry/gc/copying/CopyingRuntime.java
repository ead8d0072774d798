package dev.gantry.gc.copying;

import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.environ.spi.GcRoots;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcShape;
import dev.gantry.environ.spi.GcTypes;
import java.util.function.IntConsumer;

/// A heap of two halves. Objects are allocated one behind the other in one of them; when it is full, those that
/// are still in use are copied to the other one, and the halves change roles.
///
/// ```text
///   0   8                    half                        2 * half
///   | - | objects …… top     |  (free, or the other way round) | 8 bytes of it not used
/// ```
///
/// The copy is Cheney's: roots first; then the copied objects are scanned in order, and what they refer to is
/// copied behind the last one, until the scan has reached the end. An object that was copied leaves its new place
/// in its old header, so that it is copied once. There is no mark stack and no recursion; the work is proportional
/// to what is live, plus the clearing of the rest of the half.
///
/// Growth: if more than half of the half is live after a collection, or the wanted object still does not fit, the
/// region is enlarged; also if the roots are so many that looking at them again soon would cost more than the objects
/// allocated until then. That needs the live objects in the lower half; if they are not there, they are copied once
/// more.
///
/// Header, 8 bytes:
///
/// ```text
///   0   kind and type; kind 3 while a collection runs: copied
///   4   the new place of an object that was copied, else 0
/// ```
///
/// Not collected: nothing that is unreachable survives a collection. What it costs is the second half.
///
/// A corrupt heap: references out of the half in use, unknown types and sizes that run over are found and end the
/// collection with an exception; after that the heap may hold any bytes, and still no access leaves it.
///
/// Threading: confined to its store.
final class CopyingRuntime implements GcRuntime {
    static final int HEADER_BYTES = 8;

    /// The state word that holds the end of the last object.
    static final int TOP = 0;

    /// The state word that holds the end of the half in use.
    static final int LIMIT = 1;

    private static final int FIRST = GcRefs.ALIGNMENT;
    private static final int COPIED = 3 << 27;
    private static final byte POISON = (byte) 0xA5;
    private static final int SMALL_OBJECT = 64;
    private static final long SMALLEST_HALF = 32 << 10;

    /// For each root that was looked at there must be so much room until the next collection.
    private static final int BYTES_PER_ROOT = 4;

    private static final long LARGEST_REGION = (1L << Integer.SIZE) - GcRefs.ALIGNMENT;

    private final GcHeap heap;
    private final GcTypes types;
    private final GcRoots roots;
    private final boolean poisons;
    private long half;
    private boolean isUpper;

    /// How many roots the last collection looked at.
    private long rootCount;

    /// While a collection runs: the objects to copy lie from here …
    private long from;

    /// … to here, and the next copy goes there …
    private long fromEnd;

    private long to;

    /// … the first one was there …
    private long toStart;

    /// … but not beyond this.
    private long toEnd;

    CopyingRuntime(GcHeap heap, GcTypes types, GcRoots roots, boolean poisons) {
        this.heap = heap;
        this.types = types;
        this.roots = roots;
        this.poisons = poisons;
        this.half = usableHalf();
        use(false, FIRST);
    }

    private long usableHalf() {
        return Math.min(heap.sizeBytes(), LARGEST_REGION) / 2 & -GcRefs.ALIGNMENT;
    }

    private void use(boolean upper, long top) {
        isUpper = upper;
        heap.state(TOP, (int) top);
        heap.state(LIMIT, (int) Math.max(end(upper), FIRST));
    }

    private long start(boolean upper) {
        return upper ? Math.max(half, FIRST) : FIRST;
    }

    /// The halves are of the same size, so that what fills one fits into the other.
    private long end(boolean upper) {
        return upper ? 2 * half - FIRST : half;
    }

    private long top() {
        return Integer.toUnsignedLong(heap.state(TOP));
    }

    private long limit() {
        return Integer.toUnsignedLong(heap.state(LIMIT));
    }

    @Override
    public int allocate(int word, int sizeBytes) {
        int ref = heap.state(TOP);
        long end = Integer.toUnsignedLong(ref) + Integer.toUnsignedLong(sizeBytes);
        if (end > Integer.toUnsignedLong(heap.state(LIMIT))) {
            return allocateSlowly(word, Integer.toUnsignedLong(sizeBytes));
        }
        heap.state(TOP, (int) end);
        heap.store32(ref, word);
        return ref;
    }

    private int allocateSlowly(int word, long size) {
        collect();
        boolean isCrowded = top() - start(isUpper) > half / 2 || limit() - top() < BYTES_PER_ROOT * rootCount;
        if (isCrowded || limit() - top() < size) {
            enlarge(size);
        }
        if (limit() - top() < size) {
            return 0;
        }
        int ref = heap.state(TOP);
        heap.state(TOP, (int) (top() + size));
        heap.store32(ref, word);
        return ref;
    }

    /// Makes the halves larger if that is possible.
    private void enlarge(long size) {
        if (isUpper) {
            collect();
        }
        long needed = top() + size;
        long wanted = Math.max(Math.max(2 * half, SMALLEST_HALF), 2 * needed);
        long most = Math.min(heap.maxBytes(), LARGEST_REGION) / 2 & -GcRefs.ALIGNMENT;
        long generous = Math.min(wanted + GcRefs.ALIGNMENT - 1 & -GcRefs.ALIGNMENT, most);
        if (generous > half
                && (heap.grow(2 * generous) || (needed > half && needed <= most && heap.grow(2 * needed)))) {
            clear(half, Math.min(2 * half, usableHalf()));
            half = usableHalf();
            use(false, top());
        }
    }

    private void clear(long start, long end) {
        fill(start, end, (byte) 0);
    }

    private void fill(long start, long end, byte value) {
        if (end > start) {
            heap.fill((int) start, (int) (end - start), value);
        }
    }

    @Override
    public void readBarrier(int ref) {
        // references are found and set right when a collection happens
    }

    @Override
    public void writeBarrier(int oldRef, int newRef) {
        // all live objects are visited at every collection
    }

    @Override
    public void collect() {
        boolean upper = !isUpper;
        from = start(isUpper);
        fromEnd = top();
        to = start(upper);
        toStart = to;
        toEnd = Math.max(end(upper), FIRST);
        long scan = to;
        rootCount = roots.visit(this::copy);
        while (scan < to) {
            scan += scan((int) scan);
        }
        long used = fromEnd;
        use(upper, to);
        clear(to, end(upper));
        if (poisons) {
            fill(from, used, POISON);
        }
    }

    /// Copies what an object refers to.
    ///
    /// @return the size of the object
    private long scan(int ref) {
        GcShape shape = types.shape(heap.load32(ref) & GcLayouts.TYPE_MASK);
        if (!shape.isArray()) {
            for (int offset : shape.refOffsets()) {
                update(ref + offset);
            }
            return shape.sizeBytes(0);
        }
        int length = heap.load32(ref + HEADER_BYTES);
        if (shape.hasRefs()) {
            int end = ref + shape.baseBytes() + length * Integer.BYTES;
            for (int at = ref + shape.baseBytes(); at != end; at += Integer.BYTES) {
                update(at);
            }
        }
        return shape.sizeBytes(length);
    }

    private void update(int at) {
        int held = heap.load32(at);
        if (GcRefs.isObject(held)) {
            heap.store32(at, copy(held));
        }
    }

    /// Copies an object unless it has been copied.
    ///
    /// @return its new place
    private int copy(int ref) {
        long at = Integer.toUnsignedLong(ref);
        if (at < from || at >= fromEnd) {
            throw new IndexOutOfBoundsException("a reference to " + at + " out of the objects");
        }
        int word = heap.load32(ref);
        if ((word & GcLayouts.KIND_MASK) == COPIED) {
            return newPlace(ref);
        }
        GcShape shape = types.shape(word & GcLayouts.TYPE_MASK);
        long size = shape.sizeBytes(shape.isArray() ? heap.load32(ref + HEADER_BYTES) : 0);
        if (size > fromEnd - at || size > toEnd - to) {
            throw new IndexOutOfBoundsException("an object of " + size + " bytes at " + at);
        }
        int copy = (int) to;
        copyBytes(copy, ref, (int) size);
        to += size;
        heap.store32(ref, COPIED);
        heap.store32(ref + GcLayouts.COLLECTOR_WORD, copy);
        return copy;
    }

    /// Copies an object; a loop is faster for small ones, which most are.
    private void copyBytes(int copy, int ref, int size) {
        if (size > SMALL_OBJECT) {
            heap.copy(copy, ref, size);
            return;
        }
        for (int at = 0; at < size; at += Long.BYTES) {
            heap.store64(copy + at, heap.load64(ref + at));
        }
    }

    /// Where an object has gone, as its old header says: among the copies, or else roots would hold what is no
    /// reference to an object.
    private int newPlace(int ref) {
        int place = heap.load32(ref + GcLayouts.COLLECTOR_WORD);
        long at = Integer.toUnsignedLong(place);
        if (at < toStart || at >= to || !GcRefs.isObject(place)) {
            throw new IndexOutOfBoundsException("an object that has gone to " + at);
        }
        return place;
    }

    @Override
    public void forEachObject(IntConsumer visitor) {
        long end = top();
        long at = start(isUpper);
        while (at < end) {
            int ref = (int) at;
            GcShape shape = types.shape(heap.load32(ref) & GcLayouts.TYPE_MASK);
            visitor.accept(ref);
            at += shape.sizeBytes(shape.isArray() ? heap.load32(ref + HEADER_BYTES) : 0);
        }
    }

    @Override
    public long usedBytes() {
        return top() - start(isUpper);
    }

    @Override
    public void verify() {
        if (top() < start(isUpper) || top() > limit() || (limit() > heap.sizeBytes() && limit() > FIRST)) {
            throw new IllegalStateException("objects end at " + top() + " in a half that ends at " + limit());
        }
        for (long at = top(); at < limit(); at += GcRefs.ALIGNMENT) {
            if (heap.load64((int) at) != 0) {
                throw new IllegalStateException("free space that is not clear at " + at);
            }
        }
    }

    @Override
    public void reset() {
        clear(0, Math.min(heap.sizeBytes(), LARGEST_REGION) & -GcRefs.ALIGNMENT);
        use(false, FIRST);
    }
}
