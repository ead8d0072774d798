package dev.gantry.runtime.vm;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The Java objects that wasm code of a store holds, by id: hosts' objects, or exceptions. The same object has the same
/// id as long as it is in the table.
///
/// Ids are never freed one by one. When the table has doubled, the store marks every id that occurs in a place where
/// references can be, and the others are free again; see [VmStore#safepoint].
///
/// Threading: confined to its store.
public final class RefTable {
    private static final int FIRST_CAPACITY = 64;
    private static final int FIRST_THRESHOLD = 1024;
    private static final int MAX_IDS = 1 << 29;

    private @Nullable Object[] objects = new Object[FIRST_CAPACITY];
    private int[] buckets = new int[2 * FIRST_CAPACITY];
    private int[] free = new int[FIRST_CAPACITY];
    private int freeCount;
    private int end = 1;
    private int count;
    private int threshold = FIRST_THRESHOLD;
    private final Runnable whenDue;

    /// An empty table.
    ///
    /// @param whenDue is told when so many objects have come that it is time to look for unused ones
    RefTable(Runnable whenDue) {
        this.whenDue = whenDue;
    }

    /// The id of an object; it gets one if it has none.
    ///
    /// @param object the object, or null
    /// @return the id, 0 for null
    public int intern(@Nullable Object object) {
        if (object == null) {
            return 0;
        }
        int bucket = bucket(object);
        if (buckets[bucket] != 0) {
            return buckets[bucket];
        }
        int id = freeCount > 0 ? free[--freeCount] : newId();
        objects[id] = object;
        count++;
        if (2 * count > buckets.length) {
            rehash(2 * buckets.length);
        } else {
            buckets[bucket] = id;
        }
        if (isDue()) {
            whenDue.run();
        }
        return id;
    }

    private int newId() {
        if (end == objects.length) {
            if (end >= MAX_IDS) {
                throw new OutOfMemoryError("more than " + MAX_IDS + " references in a store");
            }
            objects = Arrays.copyOf(objects, 2 * end);
        }
        return end++;
    }

    /// The bucket that holds the object's id, or the empty one where it belongs.
    @SuppressWarnings("ReferenceEquality") // identity is the point
    private int bucket(Object object) {
        int mask = buckets.length - 1;
        int hash = System.identityHashCode(object);
        int bucket = (hash ^ hash >>> 15) & mask;
        while (buckets[bucket] != 0 && objects[buckets[bucket]] != object) {
            bucket = (bucket + 1) & mask;
        }
        return bucket;
    }

    private void rehash(int size) {
        buckets = new int[size];
        for (int id = 1; id < end; id++) {
            Object object = objects[id];
            if (object != null) {
                buckets[bucket(object)] = id;
            }
        }
    }

    /// The object with an id.
    ///
    /// @param id the id, 0 for null
    /// @return the object
    /// @throws TrapSignal `corrupt gc heap`, if no object has the id
    public @Nullable Object get(int id) {
        if (id == 0) {
            return null;
        }
        Object object = id > 0 && id < end ? objects[id] : null;
        if (object == null) {
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP); // nothing else holds a reference of a wrong kind (R114)
        }
        return object;
    }

    /// The number of objects in the table.
    ///
    /// @return at least zero
    public int size() {
        return count;
    }

    /// Whether so many objects have come that it is time to look for unused ones.
    boolean isDue() {
        return count >= threshold;
    }

    /// Whether an id is in use.
    boolean isLive(int id) {
        return id > 0 && id < end && objects[id] != null;
    }

    /// Frees the ids that are not marked.
    void sweep(BitSet marked) {
        for (int id = 1; id < end; id++) {
            if (objects[id] != null && !marked.get(id)) {
                objects[id] = null;
                count--;
                if (freeCount == free.length) {
                    free = Arrays.copyOf(free, 2 * freeCount);
                }
                free[freeCount++] = id;
            }
        }
        rehash(buckets.length);
        threshold = Math.max(FIRST_THRESHOLD, 2 * count);
    }

    void clear() {
        objects = new Object[1];
        buckets = new int[2];
        freeCount = 0;
        end = 1;
        count = 0;
    }
}
