package dev.gantry.runtime.vm;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import java.util.ArrayList;
import java.util.List;

/// The slots of a store's wasm frames: a stack of chunks, so that it grows without moving frames.
///
/// A caller that needs more slots than [#current] has left calls [#enter], works in the fresh chunk, and goes back with
/// [#leave]. Chunks are kept for the next time. Frames that a collector of references must see lie in the chunks, at
/// any place; it looks at all slots.
///
/// The first chunk is made at the first call. It is smaller for asynchronous calls, of which there may be very many.
///
/// Threading: confined to its store.
public final class ValueStacks {
    static final int FIRST_SLOTS = 4 << 10;
    static final int FIRST_ASYNC_SLOTS = 2 << 10;
    private static final int CHUNK_SLOTS = 64 << 10;

    /// The chunk in use.
    public long[] current = new long[0];

    /// The index of the first slot of [#current] that no frame uses, as far as the last one to write it knew.
    public int top;

    private final List<long[]> chunks = new ArrayList<>();
    int chunk;
    private long slots;
    private long maxSlots;

    ValueStacks(long maxSlots) {
        this.maxSlots = maxSlots;
        chunks.add(current);
    }

    /// Makes the first chunk, unless there is one.
    ///
    /// @param count how many slots it has
    void prepare(int count) {
        if (current.length == 0) {
            current = new long[count];
            chunks.set(0, current);
            slots = count;
        }
    }

    void limit(long slots) {
        this.maxSlots = slots;
    }

    /// The limit, which strategies with stacks of their own keep to as well.
    ///
    /// @return the most bytes of frames
    public long maxBytes() {
        return Long.BYTES * maxSlots;
    }

    /// Names the present chunk and [#top], for [#leave].
    ///
    /// @return the mark
    public long mark() {
        return ((long) chunk << Integer.SIZE) | top;
    }

    /// Makes sure that there are `count` slots from [#top] on, by going to another chunk if need be.
    ///
    /// @param count how many slots are needed
    /// @throws TrapSignal `call stack exhausted` if the store may not have that many
    public void enter(int count) {
        if (count <= current.length - top) {
            return;
        }
        if (chunk + 1 == chunks.size() || chunks.get(chunk + 1).length < count) {
            dropChunksAbove();
            long size = Math.max(count, CHUNK_SLOTS);
            if (size > maxSlots - slots) {
                size = count;
            }
            if (size > maxSlots - slots) {
                throw TrapSignal.of(Failure.CALL_STACK_EXHAUSTED);
            }
            chunks.add(allocate((int) size));
            slots += size;
        }
        chunk++;
        current = chunks.get(chunk);
        top = 0;
    }

    private static long[] allocate(int size) {
        try {
            return new long[size];
        } catch (OutOfMemoryError _) { // as good as a limit; nothing has happened yet
            throw TrapSignal.of(Failure.CALL_STACK_EXHAUSTED);
        }
    }

    private void dropChunksAbove() {
        while (chunks.size() > chunk + 1) {
            slots -= chunks.removeLast().length;
        }
    }

    /// Goes back to where [#mark] was called; everything above is given up.
    ///
    /// @param mark the mark
    public void leave(long mark) {
        int marked = (int) (mark >>> Integer.SIZE);
        if (marked != chunk) {
            current = chunks.get(marked);
            chunk = marked; // last: whoever finds his number here finds his chunk in place
        }
        top = (int) mark;
    }

    /// Hands every slot to a marker; most of them are stale or no references at all.
    void scan(RefMarker marker) {
        for (long[] slotsOfChunk : chunks) {
            marker.slots(slotsOfChunk, 0, slotsOfChunk.length);
        }
    }

    void clear() {
        chunks.clear();
        current = new long[0];
        chunks.add(current);
        chunk = 0;
        top = 0;
        slots = 0;
    }
}
