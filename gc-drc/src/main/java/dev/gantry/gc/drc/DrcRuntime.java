package dev.gantry.gc.drc;

import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.environ.spi.GcRoots;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcShape;
import dev.gantry.environ.spi.GcTypes;
import java.util.function.IntConsumer;

/// A heap whose objects count the references to them that lie in other objects.
///
/// References in frames, globals, tables and the host's hands are not counted: that is the deferred part. Instead
/// there is a list of objects to which such references *may* exist. An object enters it when it is allocated and
/// when a reference to it is read out of another object. Copies from one root to another need nothing, because the
/// object is in the list already. So:
///
/// - an object outside the list whose count falls to zero is garbage, and freed at once, with all that only it
///   held;
/// - an object in the list is looked at when the list has grown long: a collection marks what roots really refer
///   to, takes everything else off the list, and frees what has no count.
///
/// A collection costs as much as there are roots and objects in the list. So the list may grow to twice what a
/// collection left in it, and by one object for every few roots, before the next one, and the region is enlarged
/// when it has no room for so many: the cost for each allocated object is bounded, whatever the number of roots.
///
/// Free memory is kept in lists by size. A block that is freed right before or behind the one freed last is joined with
/// it, others that lie side by side when no block is large enough; only then does the region grow.
///
/// Small objects are made one behind the other in a *run*: a free block, clear, whose bounds are state words, so that
/// code can allocate without a call. Objects in the run are in the list by their flag, so that nothing frees them. The
/// list itself gets them when the run ends: when it is full, and before anything looks at the list or walks the heap.
/// What is left of a run is free again. No run holds more objects than the list may still get.
///
/// Header, 8 bytes:
///
/// ```text
///   0   kind and type; kind 0: a free block
///   4   in the list (1 bit), marked (1 bit), count (30 bits); the size of a free block
/// ```
///
/// Not collected: cycles. Objects that refer to each other in a circle keep each other's counts above zero for
/// ever.
///
/// A corrupt heap: counts and types may be anything, so live objects may be freed and others not; list and free
/// blocks are kept outside, and every access lies in the heap.
///
/// Threading: confined to its store.
final class DrcRuntime implements GcRuntime {
    static final int HEADER_BYTES = 8;

    /// The state word that holds where the next object in the run goes.
    static final int TOP = 0;

    /// The state word that holds the end of the run.
    static final int LIMIT = 1;

    /// The flag, in the collector's word, of objects in the list.
    static final int LISTED = 1 << 31;

    private static final int MARKED = 1 << 30;

    /// The part of the collector's word that counts.
    static final int COUNT = MARKED - 1;
    private static final int FIRST = GcRefs.ALIGNMENT;
    private static final byte POISON = (byte) 0xA5;
    private static final int SHORTEST_LIST = 4096;

    /// So many roots may be looked at for each object that is allocated.
    private static final int ROOTS_PER_OBJECT = 4;

    private static final int SMALLEST_OBJECT = 2 * HEADER_BYTES;

    /// The largest object that begins a run.
    private static final int LARGEST_IN_RUN = 512;

    private static final int LONGEST_RUN = 32 << 10;
    private static final long SMALLEST_GROWTH = 64 << 10;
    private static final long LARGEST_REGION = (1L << Integer.SIZE) - GcRefs.ALIGNMENT;

    private final GcHeap heap;
    private final GcTypes types;
    private final GcRoots roots;
    private final boolean poisons;
    private final FreeBlocks free = new FreeBlocks();
    private final IntStack list = new IntStack();
    private final IntStack dying = new IntStack();
    private int listLimit = SHORTEST_LIST;

    /// How many objects are to be allocated before the roots are worth another look.
    private long wantedObjects;

    private long top = FIRST;

    /// The bytes of objects, but for those in the run.
    private long used;

    /// Where the run started, or 0 if there is none.
    private long runStart;

    /// The block that was freed last, which is in no list yet; empty if both are equal.
    private long freedStart;

    private long freedEnd;

    DrcRuntime(GcHeap heap, GcTypes types, GcRoots roots, boolean poisons) {
        this.heap = heap;
        this.types = types;
        this.roots = roots;
        this.poisons = poisons;
    }

    // allocation

    @Override
    public int allocate(int word, int sizeBytes) {
        long size = Integer.toUnsignedLong(sizeBytes);
        if (inRun(size)) {
            return make(word, size);
        }
        if (size <= LARGEST_IN_RUN) {
            endRun();
        }
        if (list.size() >= listLimit) {
            collect();
        }
        if (size <= LARGEST_IN_RUN && startRun((int) size)) {
            return make(word, size);
        }
        int ref = place(sizeBytes);
        if (ref == 0) {
            ref = placeSlowly(sizeBytes);
            if (ref == 0) {
                return 0;
            }
        }
        used += size;
        heap.store32(ref, word);
        heap.store32(ref + GcLayouts.COLLECTOR_WORD, LISTED);
        list.push(ref);
        return ref;
    }

    // the run

    private long runTop() {
        return Integer.toUnsignedLong(heap.state(TOP));
    }

    private long runLimit() {
        return Integer.toUnsignedLong(heap.state(LIMIT));
    }

    private boolean inRun(long size) {
        return runTop() + size <= runLimit();
    }

    /// Makes an object in the run, which has room for it.
    private int make(int word, long size) {
        int ref = heap.state(TOP);
        heap.state(TOP, (int) (ref + size));
        heap.store32(ref, word);
        heap.store32(ref + GcLayouts.COLLECTOR_WORD, LISTED);
        return ref;
    }

    /// Starts a run.
    ///
    /// @param sizeBytes what is to be made in it at least
    /// @return false if there is no room as things are
    private boolean startRun(int sizeBytes) {
        long most = Math.min(LONGEST_RUN, (long) (listLimit - list.size()) * GcRefs.ALIGNMENT);
        long longest = Math.max(most, sizeBytes);
        settleFreed();
        int ref = free.takeLong(sizeBytes);
        long start = Integer.toUnsignedLong(ref);
        long end;
        if (ref == 0) {
            start = top;
            end = Math.min(start + longest, Math.min(heap.sizeBytes(), LARGEST_REGION) & -GcRefs.ALIGNMENT);
            if (start + sizeBytes > end) {
                return false;
            }
            top = end;
        } else {
            long length = Integer.toUnsignedLong(free.taken());
            end = start + Math.min(length, longest);
            if (length > longest) {
                release(end, length - longest);
            }
            heap.fill(ref, (int) (end - start), (byte) 0);
        }
        runStart = start;
        heap.state(TOP, (int) start);
        heap.state(LIMIT, (int) end);
        return true;
    }

    /// Ends the run: its objects enter the list, the rest is free.
    private void endRun() {
        if (runStart == 0) {
            return;
        }
        long at = runStart;
        long end = runTop();
        long limit = runLimit();
        runStart = 0;
        heap.state(TOP, 0);
        heap.state(LIMIT, 0);
        used += end - at;
        if (limit == top) {
            top = end; // it is clear
        } else if (limit > end) {
            release(end, limit - end);
        }
        int known = 0; // the first word of structs whose size is known: often all are of one type
        long size = 0;
        while (at < end) {
            list.push((int) at);
            int word = heap.load32((int) at);
            if (word != known || known == 0) {
                size = sizeOfBlock((int) at);
                known = (word & GcLayouts.KIND_MASK) == GcLayouts.STRUCT ? word : 0;
            }
            at += size;
        }
    }

    // free memory

    /// Finds room: a free block, or the end of the region. What is behind the header is cleared.
    private int place(int sizeBytes) {
        settleFreed();
        int ref = free.take(sizeBytes);
        if (ref != 0) {
            long start = Integer.toUnsignedLong(ref);
            long rest = Integer.toUnsignedLong(free.taken()) - Integer.toUnsignedLong(sizeBytes);
            if (rest != 0) {
                release(start + Integer.toUnsignedLong(sizeBytes), rest);
            }
            heap.fill(ref + HEADER_BYTES, sizeBytes - HEADER_BYTES, (byte) 0);
            return ref;
        }
        long end = top + Integer.toUnsignedLong(sizeBytes);
        if (end > Math.min(heap.sizeBytes(), LARGEST_REGION)) {
            return 0;
        }
        ref = (int) top;
        top = end;
        return ref;
    }

    private int placeSlowly(int sizeBytes) {
        collect();
        long room = heap.sizeBytes() - used;
        boolean isCrowded = room < heap.sizeBytes() / 4 || room < wantedObjects * SMALLEST_OBJECT;
        int ref = isCrowded ? 0 : place(sizeBytes);
        if (ref == 0 && !isCrowded) {
            join();
            ref = place(sizeBytes);
        }
        if (ref == 0) {
            grow(top + Integer.toUnsignedLong(sizeBytes));
            ref = place(sizeBytes);
        }
        if (ref == 0 && isCrowded) { // else they are joined
            join();
            ref = place(sizeBytes);
        }
        return ref;
    }

    private void grow(long end) {
        long most = Math.min(heap.maxBytes(), LARGEST_REGION);
        long wanted = Math.max(end, Math.max(2 * heap.sizeBytes(), SMALLEST_GROWTH));
        if (end <= most && !heap.grow(Math.min(wanted, most))) {
            boolean _ = heap.grow(end);
        }
    }

    /// Makes a block free.
    private void release(long at, long sizeBytes) {
        heap.store32((int) at, 0); // whatever becomes of it, no object is here
        if (at == freedEnd) {
            freedEnd += sizeBytes;
        } else if (at + sizeBytes == freedStart) {
            freedStart = at;
        } else {
            settleFreed();
            freedStart = at;
            freedEnd = at + sizeBytes;
        }
    }

    /// Puts the block that was freed last into a list.
    private void settleFreed() {
        if (freedEnd > freedStart) {
            int size = (int) (freedEnd - freedStart);
            heap.store32((int) freedStart, 0);
            heap.store32((int) freedStart + GcLayouts.COLLECTOR_WORD, size);
            free.add((int) freedStart, size);
        }
        freedStart = 0;
        freedEnd = 0;
    }

    /// Joins free blocks that lie side by side.
    private void join() {
        settleFreed();
        free.clear();
        long at = FIRST;
        long start = 0;
        while (at < top) {
            boolean isFree = isFree((int) at);
            if (isFree && start == 0) {
                start = at;
            } else if (!isFree && start != 0) {
                release(start, at - start);
                start = 0;
            }
            at += sizeOfBlock((int) at);
        }
        if (start != 0) {
            heap.fill((int) start, (int) (top - start), (byte) 0); // the end of the region is clear
            top = start;
        }
    }

    private boolean isFree(int at) {
        return (heap.load32(at) & GcLayouts.KIND_MASK) == 0;
    }

    private long sizeOfBlock(int at) {
        int word = heap.load32(at);
        return checkedSize(
                at,
                (word & GcLayouts.KIND_MASK) == 0
                        ? Integer.toUnsignedLong(heap.load32(at + GcLayouts.COLLECTOR_WORD)) & -GcRefs.ALIGNMENT
                        : size(at, types.shape(word & GcLayouts.TYPE_MASK)));
    }

    private long checkedSize(int at, long size) {
        if (size == 0 || size > top - Integer.toUnsignedLong(at)) {
            throw new IndexOutOfBoundsException("a block of " + size + " bytes at " + Integer.toUnsignedLong(at));
        }
        return size;
    }

    private GcShape shape(int ref) {
        return types.shape(heap.load32(ref) & GcLayouts.TYPE_MASK);
    }

    private long size(int ref, GcShape shape) {
        return shape.sizeBytes(shape.isArray() ? heap.load32(ref + HEADER_BYTES) : 0);
    }

    // counting

    @Override
    public void readBarrier(int ref) {
        int at = ref + GcLayouts.COLLECTOR_WORD;
        int word = heap.load32(at);
        if ((word & LISTED) == 0) {
            heap.store32(at, word | LISTED);
            list.push(ref);
        }
    }

    @Override
    public void writeBarrier(int oldRef, int newRef) {
        if (GcRefs.isObject(newRef)) {
            int at = newRef + GcLayouts.COLLECTOR_WORD;
            heap.store32(at, heap.load32(at) + 1);
        }
        if (GcRefs.isObject(oldRef)) {
            drop(oldRef);
            freeDying();
        }
    }

    /// Takes one from an object's count.
    private void drop(int ref) {
        int at = ref + GcLayouts.COLLECTOR_WORD;
        int word = heap.load32(at) - 1;
        heap.store32(at, word);
        if ((word & (COUNT | LISTED)) == 0) {
            dying.push(ref);
        }
    }

    /// Frees objects without references, and what only they referred to.
    private void freeDying() {
        while (dying.size() > 0) {
            free(dying.pop());
        }
    }

    private void free(int ref) {
        int word = heap.load32(ref);
        if ((word & GcLayouts.KIND_MASK) == 0) {
            throw new IndexOutOfBoundsException("a free block that dies at " + Integer.toUnsignedLong(ref));
        }
        GcShape shape = types.shape(word & GcLayouts.TYPE_MASK);
        long size = checkedSize(ref, size(ref, shape));
        dropHeld(ref, shape);
        used -= size;
        if (poisons) {
            heap.fill(ref + HEADER_BYTES, (int) size - HEADER_BYTES, POISON);
        }
        release(Integer.toUnsignedLong(ref), size);
    }

    private void dropHeld(int ref, GcShape shape) {
        if (!shape.hasRefs()) {
            return;
        }
        int count = shape.isArray() ? heap.load32(ref + HEADER_BYTES) : shape.refOffsets().length;
        for (int index = 0; index < count; index++) {
            int offset = shape.isArray() ? shape.baseBytes() + index * Integer.BYTES : shape.refOffsets()[index];
            int held = heap.load32(ref + offset);
            if (GcRefs.isObject(held)) {
                drop(held);
            }
        }
    }

    // collection

    @Override
    public void collect() {
        endRun();
        wantedObjects = roots.visit(this::mark) / ROOTS_PER_OBJECT;
        int kept = 0;
        int end = list.size();
        for (int index = 0; index < end; index++) {
            int ref = list.get(index);
            int at = ref + GcLayouts.COLLECTOR_WORD;
            int word = heap.load32(at);
            if ((word & MARKED) != 0) {
                heap.store32(at, word & ~MARKED);
                list.set(kept++, ref);
                continue;
            }
            if ((word & COUNT) == 0) {
                free(ref);
                freeDying();
            } else {
                heap.store32(at, word & ~LISTED);
            }
        }
        list.truncate(kept);
        listLimit = (int) Math.min(Integer.MAX_VALUE, Math.max(SHORTEST_LIST, kept + Math.max(kept, wantedObjects)));
    }

    private int mark(int ref) {
        long at = Integer.toUnsignedLong(ref);
        if (at < FIRST || at >= top || isFree(ref)) {
            throw new IndexOutOfBoundsException("a root that refers to " + at);
        }
        int word = heap.load32(ref + GcLayouts.COLLECTOR_WORD);
        if ((word & LISTED) == 0) {
            list.push(ref);
        }
        heap.store32(ref + GcLayouts.COLLECTOR_WORD, word | LISTED | MARKED);
        return ref;
    }

    // inspection

    @Override
    public void forEachObject(IntConsumer visitor) {
        endRun();
        settleFreed();
        long at = FIRST;
        while (at < top) {
            int ref = (int) at;
            long size = sizeOfBlock(ref);
            if (!isFree(ref)) {
                visitor.accept(ref);
            }
            at += size;
        }
    }

    @Override
    public long usedBytes() {
        return used + runTop() - runStart;
    }

    @Override
    public void verify() {
        int[] counts = new int[(int) (top / GcRefs.ALIGNMENT) + 1];
        long[] sum = new long[1];
        forEachObject(ref -> {
            GcShape shape = shape(ref);
            sum[0] += size(ref, shape);
            countHeld(ref, shape, counts);
        });
        if (sum[0] != used) {
            throw new IllegalStateException("objects of " + sum[0] + " bytes, " + used + " in use");
        }
        forEachObject(ref -> {
            int word = heap.load32(ref + GcLayouts.COLLECTOR_WORD);
            int count = counts[(int) (Integer.toUnsignedLong(ref) / GcRefs.ALIGNMENT)];
            if ((word & COUNT) != count || (word & MARKED) != 0) {
                throw new IllegalStateException("the object at " + Integer.toUnsignedLong(ref) + " has count "
                        + (word & COUNT) + ", there are " + count);
            }
        });
        for (int index = 0; index < list.size(); index++) {
            if ((heap.load32(list.get(index) + GcLayouts.COLLECTOR_WORD) & LISTED) == 0) {
                throw new IllegalStateException("a listed object without flag");
            }
        }
    }

    private void countHeld(int ref, GcShape shape, int[] counts) {
        int count =
                !shape.hasRefs() ? 0 : shape.isArray() ? heap.load32(ref + HEADER_BYTES) : shape.refOffsets().length;
        for (int index = 0; index < count; index++) {
            int offset = shape.isArray() ? shape.baseBytes() + index * Integer.BYTES : shape.refOffsets()[index];
            int held = heap.load32(ref + offset);
            if (GcRefs.isObject(held)) {
                counts[(int) (Integer.toUnsignedLong(held) / GcRefs.ALIGNMENT)]++;
            }
        }
    }

    @Override
    public void reset() {
        heap.fill(0, (int) Math.min(heap.sizeBytes(), LARGEST_REGION), (byte) 0);
        free.clear();
        freedStart = 0;
        freedEnd = 0;
        runStart = 0;
        heap.state(TOP, 0);
        heap.state(LIMIT, 0);
        list.truncate(0);
        dying.truncate(0);
        listLimit = SHORTEST_LIST;
        wantedObjects = 0;
        top = FIRST;
        used = 0;
    }
}
