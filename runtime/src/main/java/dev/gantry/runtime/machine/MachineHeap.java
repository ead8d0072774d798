package dev.gantry.runtime.machine;

import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.gc.ArrayHeap;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.platform.NativeMemory;
import java.lang.ref.Cleaner;
import java.util.Objects;

/// The bytes of a collected heap in a reserved range of addresses, which it never leaves, so that code reaches objects
/// at base plus offset.
///
/// ```text
///   |<- sizeBytes: committed ->|<- reserved, for growth ->|<- guard: any other 32-bit offset ends here ->|
/// ```
///
/// With guards, the base plus any 32-bit offset plus a displacement below 2 GiB is in the range: code need not compare,
/// what is not in the heap faults (R114). Java code must compare, since a fault there would be the end of the process.
///
/// The store that uses the heap has base, size and the collector's own words in its context. The words are kept here
/// while no store uses it, and if code must not see them, see [#use].
///
/// Threading: confined to the store that uses it.
final class MachineHeap implements GcHeap {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long LOW = 0xFFFF_FFFFL;
    private static final long ADDRESSABLE = 4L << 30;
    private static final long DISPLACEMENTS = 2L << 30;
    private static final long PAGE_BYTES = 4 << 10;

    private final NativeMemory.Reservation reservation;
    private final Cleaner.Cleanable cleanable;
    private final long base;
    private final long maxBytes;
    private final ArrayHeap.Limiter limiter;
    private final int[] ownState = new int[STATE_WORDS];
    private long size;

    /// The context of the store that uses it, or 0.
    private long context;

    /// Where the collector's words are, or 0 if they are in the array.
    private long state;

    private MachineHeap(NativeMemory.Reservation reservation, long maxBytes, ArrayHeap.Limiter limiter) {
        this.reservation = reservation;
        this.cleanable = CLEANER.register(this, reservation::close);
        this.base = reservation.address();
        this.maxBytes = maxBytes;
        this.limiter = limiter;
    }

    /// Makes a heap of no bytes.
    ///
    /// @param maxBytes  the size never to exceed
    /// @param hasGuards whether code relies on faults
    /// @param limiter   is asked before it grows
    /// @throws ResourceException if there are no such addresses
    static MachineHeap create(long maxBytes, boolean hasGuards, ArrayHeap.Limiter limiter) {
        long most = Math.min(maxBytes, ADDRESSABLE) & -GcRefs.ALIGNMENT;
        long guard = hasGuards ? ADDRESSABLE - most + DISPLACEMENTS : 0;
        return new MachineHeap(NativeMemory.reserve(most, guard), most, limiter);
    }

    /// Shows the heap to the code of a store, until [#leave].
    ///
    /// @param storeContext  the context of the store
    /// @param isStateShared whether code may see, and change, the collector's own words; else it finds zeros
    void use(long storeContext, boolean isStateShared) {
        context = storeContext;
        NativeAccess.putLong(context + StoreContext.GC_HEAP_BASE, base);
        NativeAccess.putLong(context + StoreContext.GC_HEAP_SIZE, size);
        if (isStateShared) {
            state = context + StoreContext.GC_STATE;
            for (int word = 0; word < STATE_WORDS; word++) {
                NativeAccess.putInt(state + (long) Integer.BYTES * word, ownState[word]);
            }
        }
    }

    /// Called before the context goes away.
    void leave() {
        if (state != 0) {
            for (int word = 0; word < STATE_WORDS; word++) {
                ownState[word] = NativeAccess.getInt(state + (long) Integer.BYTES * word);
            }
        }
        state = 0;
        context = 0;
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public long maxBytes() {
        return maxBytes;
    }

    @Override
    public boolean grow(long sizeBytes) {
        if (sizeBytes > maxBytes || !limiter.mayGrow(size, sizeBytes)) {
            return false;
        }
        try {
            reservation.commit(sizeBytes);
        } catch (ResourceException _) { // what there was is still there
            return false;
        }
        long fromBytes = size;
        long pageEnd = (fromBytes + PAGE_BYTES - 1) & -PAGE_BYTES;
        if (sizeBytes > fromBytes) { // a guest that has broken out may have written there
            NativeAccess.fill(base + fromBytes, Math.min(pageEnd, sizeBytes) - fromBytes, (byte) 0);
        }
        size = sizeBytes;
        if (context != 0) {
            NativeAccess.putLong(context + StoreContext.GC_HEAP_SIZE, size);
        }
        limiter.grown(fromBytes, sizeBytes);
        return true;
    }

    /// The address of an access, which lies within the heap.
    ///
    /// @throws IndexOutOfBoundsException if it does not
    private long checked(int at, int width) {
        return base + Objects.checkIndex(at & LOW, size - width + 1);
    }

    /// The address of a range, which lies within the heap.
    ///
    /// @throws IndexOutOfBoundsException if it does not
    private long checkedRange(int at, int count) {
        return base + Objects.checkFromIndexSize(at & LOW, count & LOW, size);
    }

    @Override
    public byte load8(int at) {
        return NativeAccess.getByte(checked(at, 1));
    }

    @Override
    public short load16(int at) {
        return NativeAccess.getShort(checked(at, Short.BYTES));
    }

    @Override
    public int load32(int at) {
        return NativeAccess.getInt(checked(at, Integer.BYTES));
    }

    @Override
    public long load64(int at) {
        return NativeAccess.getLong(checked(at, Long.BYTES));
    }

    @Override
    public void store8(int at, byte bits) {
        NativeAccess.putByte(checked(at, 1), bits);
    }

    @Override
    public void store16(int at, short bits) {
        NativeAccess.putShort(checked(at, Short.BYTES), bits);
    }

    @Override
    public void store32(int at, int bits) {
        NativeAccess.putInt(checked(at, Integer.BYTES), bits);
    }

    @Override
    public void store64(int at, long bits) {
        NativeAccess.putLong(checked(at, Long.BYTES), bits);
    }

    @Override
    public void copyIn(int to, byte[] from, int start, int count) {
        int checked = Objects.checkFromIndexSize(start, count, from.length);
        NativeAccess.copyIn(from, checked, checkedRange(to, count), count);
    }

    @Override
    public void copy(int to, int from, int count) {
        NativeAccess.copy(checkedRange(from, count), checkedRange(to, count), count & LOW);
    }

    @Override
    public void fill(int at, int count, byte value) {
        NativeAccess.fill(checkedRange(at, count), count & LOW, value);
    }

    @Override
    public int state(int word) {
        return state == 0 ? ownState[word] : NativeAccess.getInt(stateAt(word));
    }

    @Override
    public void state(int word, int value) {
        if (state == 0) {
            ownState[word] = value;
        } else {
            NativeAccess.putInt(stateAt(word), value);
        }
    }

    private long stateAt(int word) {
        return state + (long) Integer.BYTES * Objects.checkIndex(word, STATE_WORDS);
    }

    @Override
    public void close() {
        size = 0;
        cleanable.clean();
    }
}
