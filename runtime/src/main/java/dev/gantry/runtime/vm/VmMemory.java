package dev.gantry.runtime.vm;

import dev.gantry.environ.spi.Builtin;
import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A linear memory.
///
/// Addresses are unsigned 64-bit. Every access is checked here, in Java; one that does not fit is the trap `out of
/// bounds memory access`, and has had no effect. Bulk operations check before they write.
///
/// Threading: confined to its store; shared memories are thread-safe.
///
/// @wasm syntax-meminst
public abstract non-sealed class VmMemory implements VmExtern {
    private static final byte[] NO_BYTES = {};
    private static final long LONG_RANGE_BYTES = Builtin.LONG_RANGE_BYTES;

    /// The bytes, where they are in an array; its length may exceed the size of the memory. Growing replaces it.
    public byte[] array = NO_BYTES;

    /// How many bytes code may access through [#array]; 0 for memories that are elsewhere.
    public int arraySize;

    /// The type that it was made with.
    final MemoryType declared;

    /// Whose limits apply; null for shared memories.
    final @Nullable VmStore store;

    private final long maxPages;

    VmMemory(@Nullable VmStore store, MemoryType type) {
        this.store = store;
        this.declared = type;
        this.maxPages = maxPages(type);
    }

    /// Makes a memory. Shared ones belong to no store and are freed when nobody refers to them any more.
    ///
    /// @param store whose limits apply
    /// @param type  its type
    /// @return the memory, zeroed
    /// @throws ResourceException if the limiter or the machine refuses
    public static VmMemory create(VmStore store, MemoryType type) {
        store.checkOpen();
        store.checkRoomForMemory();
        long min = type.limits().min();
        if (Long.compareUnsigned(min, maxPages(type)) > 0) {
            throw new ResourceException("a memory of " + Long.toUnsignedString(min) + " pages cannot be addressed");
        }
        long bytes = min << type.pageSizeLog2();
        if (!store.limiter.memoryGrowing(0, bytes, maxBytes(type))) {
            throw new ResourceException("the store's limiter refused a memory of " + bytes + " bytes");
        }
        boolean isMade = false;
        try {
            VmMemory memory = store.form.newMemory(store, type, bytes);
            store.adopt(memory);
            isMade = true;
            return memory;
        } finally {
            if (!isMade) {
                store.limiter.memoryGrowFailed(0, bytes);
            }
        }
    }

    /// The most pages that the type and the address type allow, and that this engine can count in bytes.
    private static long maxPages(MemoryType type) {
        long addressable = type.is64()
                ? Long.MAX_VALUE >>> type.pageSizeLog2()
                : Math.min(1L << (Integer.SIZE - type.pageSizeLog2()), (1L << Integer.SIZE) - 1);
        if (type.isShared() && type.pageSizeLog2() == 0 && !type.is64()) {
            addressable--; // a shared memory stays below its reservation, which is no multiple of such small pages
        }
        long max = type.limits().max();
        return type.limits().hasMax() && Long.compareUnsigned(max, addressable) < 0 ? max : addressable;
    }

    private static OptionalLong maxBytes(MemoryType type) {
        return type.limits().hasMax() ? OptionalLong.of(maxPages(type) << type.pageSizeLog2()) : OptionalLong.empty();
    }

    /// The most bytes that this memory can ever have.
    ///
    /// @return the number, which the machine need not have
    protected final long maxBytes() {
        return maxPages << declared.pageSizeLog2();
    }

    /// The size.
    ///
    /// @return the number of bytes, a multiple of the page size
    public abstract long byteSize();

    /// The size.
    ///
    /// @return the number of pages
    /// @wasm exec-memory-size
    public final long pages() {
        return byteSize() >>> declared.pageSizeLog2();
    }

    /// The type, with the present size as the minimum.
    ///
    /// @return the type
    public final MemoryType type() {
        Limits limits = declared.limits();
        return new MemoryType(
                declared.is64(),
                declared.isShared(),
                new Limits(pages(), limits.max(), limits.hasMax()),
                declared.pageSizeLog2());
    }

    @Override
    public final @Nullable VmStore home() {
        return store;
    }

    @Override
    public final ExternType externType() {
        return type();
    }

    /// Grows the memory, unless its type, the store's limiter or the machine refuse.
    ///
    /// @param deltaPages the number of pages to add, unsigned
    /// @return the old number of pages, or -1 if nothing has happened
    /// @wasm exec-memory-grow
    public final long grow(long deltaPages) {
        VmStore owner = store;
        if (owner == null) {
            synchronized (this) { // a shared memory has its reservation and asks nobody
                return grow(null, deltaPages);
            }
        }
        return grow(owner.limiter, deltaPages);
    }

    private long grow(@Nullable VmLimiter limiter, long deltaPages) {
        long pages = pages();
        if (deltaPages < 0 || deltaPages > maxPages - pages) {
            return -1;
        }
        long current = byteSize();
        long desired = (pages + deltaPages) << declared.pageSizeLog2();
        if (deltaPages == 0) {
            return pages;
        }
        if (limiter != null && !limiter.memoryGrowing(current, desired, maxBytes(declared))) {
            return -1;
        }
        if (!growTo(desired)) {
            if (limiter != null) {
                limiter.memoryGrowFailed(current, desired);
            }
            return -1;
        }
        return pages;
    }

    /// Grows to a size that the type and the limiter allow; false if the machine has no room.
    ///
    /// @param bytes the size
    /// @return whether it has that size now
    protected abstract boolean growTo(long bytes);

    /// The bytes as a segment for users, which ends with the store. After the memory has grown, a new one
    /// must be asked for.
    ///
    /// @return a segment of exactly [#byteSize] bytes
    public abstract MemorySegment segment();

    /// The bytes as a segment that must not get to users, and is not used after the caller has left the
    /// store: it need not know when the bytes go away. Cheaper than [#segment].
    ///
    /// @return a segment of exactly [#byteSize] bytes
    public MemorySegment bytes() {
        return segment();
    }

    /// Traps unless a range lies in the memory.
    ///
    /// @param address the first byte
    /// @param bytes   how many, unsigned
    public final void check(long address, long bytes) {
        long size = byteSize();
        if (address < 0 || bytes < 0 || address > size - bytes) {
            throw outOfBounds();
        }
    }

    static TrapSignal outOfBounds() {
        return TrapSignal.of(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
    }

    /// The address that an instruction accesses: operand plus immediate offset, neither of which wraps around.
    ///
    /// @param address the operand; zero-extended in 32-bit memories
    /// @param offset  the immediate, unsigned
    /// @return the sum
    public static long effectiveAddress(long address, long offset) {
        long sum = address + offset;
        if (Long.compareUnsigned(sum, address) < 0) {
            throw outOfBounds();
        }
        return sum;
    }

    /// Reads a byte.
    ///
    /// @param address where
    /// @return the byte
    public abstract byte load8(long address);

    /// Reads two bytes.
    ///
    /// @param address where
    /// @return the value
    public abstract short load16(long address);

    /// Reads four bytes.
    ///
    /// @param address where
    /// @return the value
    public abstract int load32(long address);

    /// Reads eight bytes.
    ///
    /// @param address where
    /// @return the value
    public abstract long load64(long address);

    /// Writes a byte.
    ///
    /// @param address where
    /// @param value   the value
    public abstract void store8(long address, byte value);

    /// Writes two bytes.
    ///
    /// @param address where
    /// @param value   the value
    public abstract void store16(long address, short value);

    /// Writes four bytes.
    ///
    /// @param address where
    /// @param value   the value
    public abstract void store32(long address, int value);

    /// Writes eight bytes.
    ///
    /// @param address where
    /// @param value   the value
    public abstract void store64(long address, long value);

    /// Sets a range to one value. In a long one the epoch is looked at now and then: if the call ends there, what is
    /// done stays done.
    ///
    /// @param user    the store whose code wants it
    /// @param address the first byte
    /// @param value   the value
    /// @param bytes   how many, unsigned
    /// @wasm exec-memory-fill
    public final void fill(VmStore user, long address, byte value, long bytes) {
        check(address, bytes);
        for (long done = 0; done < bytes; done += LONG_RANGE_BYTES) {
            if (done > 0) {
                user.checkEpoch();
            }
            var _ = bytes().asSlice(address + done, Math.min(bytes - done, LONG_RANGE_BYTES))
                    .fill(value);
        }
    }

    /// Copies from a memory, which may be this one, as if through a buffer. In a long range the epoch is looked at as
    /// in [#fill].
    ///
    /// @param user        the store whose code wants it
    /// @param source      the memory to read
    /// @param destination the first byte to write here
    /// @param from        the first byte to read there
    /// @param bytes       how many, unsigned
    /// @wasm exec-memory-copy
    public final void copy(VmStore user, VmMemory source, long destination, long from, long bytes) {
        source.check(from, bytes);
        check(destination, bytes);
        boolean isUpwards = destination > from; // then the last piece goes first: it may be where others go
        for (long done = 0; done < bytes; done += LONG_RANGE_BYTES) {
            if (done > 0) {
                user.checkEpoch();
            }
            long piece = Math.min(bytes - done, LONG_RANGE_BYTES);
            long offset = isUpwards ? bytes - done - piece : done;
            MemorySegment.copy(source.bytes(), from + offset, bytes(), destination + offset, piece);
        }
    }

    /// Copies bytes of an array.
    ///
    /// @param data        the array
    /// @param dataStart   where the segment begins in it
    /// @param dataSize    the size of the segment
    /// @param destination the first byte to write
    /// @param from        the first byte to read, from the start of the segment, unsigned
    /// @param bytes       how many, unsigned
    /// @wasm exec-memory-init
    public final void init(byte[] data, int dataStart, int dataSize, long destination, long from, long bytes) {
        if (from < 0 || bytes < 0 || from > dataSize - bytes) {
            throw outOfBounds();
        }
        check(destination, bytes);
        MemorySegment.copy(data, dataStart + (int) from, bytes(), ValueLayout.JAVA_BYTE, destination, (int) bytes);
    }

    /// Traps unless an atomic access is aligned and lies in the memory.
    final void checkAtomic(long address, int sizeLog2) {
        long bytes = 1L << sizeLog2;
        if ((address & (bytes - 1)) != 0) {
            throw TrapSignal.of(Failure.UNALIGNED_ATOMIC);
        }
        check(address, bytes);
    }

    /// Reads atomically.
    ///
    /// @param sizeLog2 0 to 3 for one to eight bytes
    /// @param address  where
    /// @return the value, zero-extended
    /// @wasm exec-atomic-load
    public abstract long atomicLoad(int sizeLog2, long address);

    /// Writes atomically.
    ///
    /// @param sizeLog2 0 to 3 for one to eight bytes
    /// @param address  where
    /// @param value    the low bytes are written
    public abstract void atomicStore(int sizeLog2, long address, long value);

    /// Reads, changes and writes atomically.
    ///
    /// @param op       the change
    /// @param sizeLog2 0 to 3 for one to eight bytes
    /// @param address  where
    /// @param operand  the operand
    /// @return the old value, zero-extended
    public abstract long atomicRmw(AtomicOp op, int sizeLog2, long address, long operand);

    /// Compares and writes atomically.
    ///
    /// @param sizeLog2    0 to 3 for one to eight bytes
    /// @param address     where
    /// @param expected    what must be there; the low bytes count
    /// @param replacement what to write then
    /// @return the old value, zero-extended
    public abstract long atomicCmpxchg(int sizeLog2, long address, long expected, long replacement);

    /// Waits until [#notify], a timeout, or the end of the call.
    ///
    /// @param waiter       the store whose code waits
    /// @param address      where
    /// @param expected     waits only if the memory holds this
    /// @param timeoutNanos how long; negative for ever (R139)
    /// @return 0 if woken, 1 if the value was another, 2 if the time was over
    /// @wasm exec-atomic-wait
    public final int wait32(VmStore waiter, long address, int expected, long timeoutNanos) {
        checkAtomic(address, 2);
        return waiters().await(waiter, address, timeoutNanos, () -> (int) atomicLoad(2, address) == expected);
    }

    /// As [#wait32] with eight bytes.
    ///
    /// @param waiter       the store whose code waits
    /// @param address      where
    /// @param expected     waits only if the memory holds this
    /// @param timeoutNanos how long; negative for ever
    /// @return 0 if woken, 1 if the value was another, 2 if the time was over
    public final int wait64(VmStore waiter, long address, long expected, long timeoutNanos) {
        checkAtomic(address, 3);
        return waiters().await(waiter, address, timeoutNanos, () -> atomicLoad(3, address) == expected);
    }

    /// Wakes those who wait at an address, the longest-waiting first. Nobody waits on memories that are not shared.
    ///
    /// @param address where
    /// @param count   how many at most, unsigned
    /// @return how many were woken
    /// @wasm exec-atomic-notify
    public final int notify(long address, int count) {
        checkAtomic(address, 2);
        return declared.isShared() ? waiters().wake(address, count) : 0;
    }

    /// The queues of a shared memory.
    ///
    /// @throws TrapSignal `expected shared memory` if it is not shared
    abstract WaitQueues waiters();

    /// Frees the memory; shared ones live on.
    protected abstract void close();
}
