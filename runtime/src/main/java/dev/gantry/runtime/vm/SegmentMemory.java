package dev.gantry.runtime.vm;

import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// A memory outside of the Java heap: large ones, and shared ones, which must never move.
///
/// ```text
///   |<-------------- reserved: a private mapping, whose pages exist once written --------------->|
///   |<------ byteSize: what code may access ------>|<------ zero, for growth ------------------->|
/// ```
///
/// A shared memory reserves its maximum. Any other reserves 4 GiB (16 GiB with 64-bit addresses) where its type and the
/// machine allow, less where they do not, and moves to a larger reservation when it must. Reserving costs next to
/// nothing, but moving reads everything, and the first write to a page takes some 10 µs.
///
/// Threading: shared memories are thread-safe; others are confined to their store.
public class SegmentMemory extends VmMemory {
    private static final long GENEROUS_BYTES = 4L << 30;
    private static final long GENEROUS_BYTES_64 = 16L << 30;
    private static final int BLOCK_BYTES = 64 << 10;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle ATOMIC_BYTE = ValueLayout.JAVA_BYTE.varHandle();
    private static final VarHandle ATOMIC_SHORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle ATOMIC_INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle ATOMIC_LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final WaitQueues waiters = new WaitQueues();
    private Backing reservation;
    private MemorySegment reserved;
    private volatile long size;
    private boolean isClosed;

    @SuppressWarnings("this-escape") // declared types only
    SegmentMemory(@Nullable VmStore store, MemoryType type, long bytes) {
        super(store, type);
        this.reservation = type.isShared() ? Reservation.forEver(maxBytes()) : reserve(bytes);
        this.reserved = reservation.segment();
        this.size = bytes;
    }

    /// A memory in a stretch that never moves.
    ///
    /// @param store   whose limits apply; null for shared memories
    /// @param type    its type
    /// @param bytes   its size, committed
    /// @param backing the stretch, which the memory closes
    protected SegmentMemory(@Nullable VmStore store, MemoryType type, long bytes, Backing backing) {
        super(store, type);
        this.reservation = backing;
        this.reserved = backing.segment();
        this.size = bytes;
    }

    private Backing reserve(long bytes) {
        long[] wishes = {
            declared.is64() ? GENEROUS_BYTES_64 : GENEROUS_BYTES, GENEROUS_BYTES, bytes + (bytes >> 1), bytes
        };
        ResourceException refusal = null;
        for (long wish : wishes) {
            try {
                return Reservation.closeable(Math.min(Math.max(wish, bytes), maxBytes()));
            } catch (ResourceException e) { // a smaller one may do
                refusal = e;
            }
        }
        throw refusal == null ? new ResourceException("no memory of " + bytes + " bytes") : refusal;
    }

    @Override
    public final long byteSize() {
        return size;
    }

    @Override
    protected boolean growTo(long bytes) {
        if ((bytes > reserved.byteSize() && !move(bytes)) || !reservation.commit(bytes)) {
            return false;
        }
        size = bytes;
        return true;
    }

    /// Moves to a stretch with more room.
    ///
    /// @param bytes the size wanted
    /// @return false if there is none
    protected boolean move(long bytes) {
        try {
            Backing larger = reserve(bytes);
            copyWritten(reserved.asSlice(0, size), larger.segment());
            reservation.close();
            reservation = larger;
            reserved = larger.segment();
            return true;
        } catch (ResourceException _) { // the machine has no room: `memory.grow` gives -1
            return false;
        }
    }

    /// Copies all blocks that are not zero, so that the others need no room in the target either.
    private static void copyWritten(MemorySegment from, MemorySegment to) {
        MemorySegment zeros = MemorySegment.ofArray(new byte[BLOCK_BYTES]);
        for (long start = 0; start < from.byteSize(); start += BLOCK_BYTES) {
            long end = Math.min(start + BLOCK_BYTES, from.byteSize());
            if (MemorySegment.mismatch(from, start, end, zeros, 0, end - start) >= 0) {
                MemorySegment.copy(from, start, to, start, end - start);
            }
        }
    }

    @Override
    public final MemorySegment segment() {
        return reservation.view(size);
    }

    @Override
    public final MemorySegment bytes() {
        return reserved.asSlice(0, size);
    }

    private void checkAccess(long address, int bytes) {
        if (address < 0 || address > size - bytes) {
            throw isClosed ? new IllegalStateException("the store of the memory is closed") : outOfBounds();
        }
    }

    @Override
    public final byte load8(long address) {
        checkAccess(address, 1);
        return reserved.get(ValueLayout.JAVA_BYTE, address);
    }

    @Override
    public final short load16(long address) {
        checkAccess(address, 2);
        return reserved.get(SHORT, address);
    }

    @Override
    public final int load32(long address) {
        checkAccess(address, 4);
        return reserved.get(INT, address);
    }

    @Override
    public final long load64(long address) {
        checkAccess(address, 8);
        return reserved.get(LONG, address);
    }

    @Override
    public final void store8(long address, byte value) {
        checkAccess(address, 1);
        reserved.set(ValueLayout.JAVA_BYTE, address, value);
    }

    @Override
    public final void store16(long address, short value) {
        checkAccess(address, 2);
        reserved.set(SHORT, address, value);
    }

    @Override
    public final void store32(long address, int value) {
        checkAccess(address, 4);
        reserved.set(INT, address, value);
    }

    @Override
    public final void store64(long address, long value) {
        checkAccess(address, 8);
        reserved.set(LONG, address, value);
    }

    @Override
    public final long atomicLoad(int sizeLog2, long address) {
        checkAtomic(address, sizeLog2);
        return switch (sizeLog2) {
            case 0 -> (byte) ATOMIC_BYTE.getVolatile(reserved, address) & 0xFFL;
            case 1 -> (short) ATOMIC_SHORT.getVolatile(reserved, address) & 0xFFFFL;
            case 2 -> (int) ATOMIC_INT.getVolatile(reserved, address) & 0xFFFF_FFFFL;
            default -> (long) ATOMIC_LONG.getVolatile(reserved, address);
        };
    }

    @Override
    public final void atomicStore(int sizeLog2, long address, long value) {
        checkAtomic(address, sizeLog2);
        switch (sizeLog2) {
            case 0 -> ATOMIC_BYTE.setVolatile(reserved, address, (byte) value);
            case 1 -> ATOMIC_SHORT.setVolatile(reserved, address, (short) value);
            case 2 -> ATOMIC_INT.setVolatile(reserved, address, (int) value);
            default -> ATOMIC_LONG.setVolatile(reserved, address, value);
        }
    }

    @Override
    public final long atomicRmw(AtomicOp op, int sizeLog2, long address, long operand) {
        long old;
        do {
            old = atomicLoad(sizeLog2, address);
        } while (!compareAndSet(sizeLog2, address, old, op.apply(old, operand)));
        return old;
    }

    @Override
    public final long atomicCmpxchg(int sizeLog2, long address, long expected, long replacement) {
        long wanted = truncated(expected, sizeLog2);
        long old;
        do {
            old = atomicLoad(sizeLog2, address);
        } while (old == wanted && !compareAndSet(sizeLog2, address, old, replacement));
        return old;
    }

    /// The low bytes of a value, zero-extended.
    static long truncated(long value, int sizeLog2) {
        return value & (-1L >>> (Long.SIZE - (8 << sizeLog2)));
    }

    private boolean compareAndSet(int sizeLog2, long address, long expected, long replacement) {
        if (sizeLog2 == 3) {
            return ATOMIC_LONG.compareAndSet(reserved, address, expected, replacement);
        }
        if (sizeLog2 == 2) {
            return ATOMIC_INT.compareAndSet(reserved, address, (int) expected, (int) replacement);
        }
        // no narrower compare-and-set exists: exchange the aligned four bytes around, which are always reserved
        long word = address & ~3L;
        int shift = 8 * (int) (address - word);
        int mask = (int) truncated(-1, sizeLog2) << shift;
        int old = (int) ATOMIC_INT.getVolatile(reserved, word);
        int wanted = (old & ~mask) | (((int) expected << shift) & mask);
        int next = (old & ~mask) | (((int) replacement << shift) & mask);
        return old == wanted && ATOMIC_INT.compareAndSet(reserved, word, wanted, next);
    }

    @Override
    final WaitQueues waiters() {
        if (!declared.isShared()) {
            throw TrapSignal.of(Failure.EXPECTED_SHARED_MEMORY);
        }
        return waiters;
    }

    @Override
    protected void close() {
        if (!declared.isShared()) {
            reservation.close();
            size = 0; // what was there must not be touched any more
            isClosed = true;
        }
    }
}
