package dev.gantry.runtime.vm;

import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A memory in a Java array, which is where an interpreter loop reaches bytes fastest.
///
/// The array grows by half its length or more, so that growing page by page costs little. A memory that becomes too
/// large for an array, or for the Java heap, moves into a [SegmentMemory] for good: then `array` is empty, and every
/// access fails the check against `arraySize` and goes the slow way.
///
/// Threading: confined to its store.
public final class ArrayMemory extends VmMemory {
    /// The largest memory that begins its life in an array.
    private static final long MAX_FIRST_BYTES = 256L << 20;

    private static final long MAX_BYTES = Integer.MAX_VALUE - 65535L;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private @Nullable SegmentMemory moved;
    private boolean isClosed;

    ArrayMemory(VmStore store, MemoryType type, byte[] bytes) {
        super(store, type);
        this.array = bytes;
        this.arraySize = bytes.length;
    }

    static boolean isArraySize(long bytes) {
        return bytes <= MAX_FIRST_BYTES && bytes <= maxArrayBytes();
    }

    /// No memory takes more than a third of the heap, because growing needs room for two arrays.
    private static long maxArrayBytes() {
        return Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / 3);
    }

    @Override
    public long byteSize() {
        if (moved != null) {
            return moved.byteSize();
        }
        if (isClosed) {
            throw closed();
        }
        return arraySize;
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the store of the memory is closed");
    }

    @Override
    protected boolean growTo(long bytes) {
        if (moved != null) {
            return moved.growTo(bytes);
        }
        if (bytes > array.length && !enlarge(bytes)) {
            return moveTo(bytes);
        }
        arraySize = (int) bytes;
        return true;
    }

    private boolean enlarge(long bytes) {
        long most = Math.min(maxArrayBytes(), maxBytes());
        if (bytes > most) {
            return false;
        }
        long generous = Math.clamp(array.length + (array.length >> 1), bytes, most);
        try {
            array = Arrays.copyOf(array, (int) generous);
            return true;
        } catch (OutOfMemoryError _) { // the old array is still there; outside of the heap there may be room
            return false;
        }
    }

    private boolean moveTo(long bytes) {
        if (store == null) {
            return false;
        }
        try {
            SegmentMemory target = new SegmentMemory(store, declared, bytes);
            MemorySegment.copy(MemorySegment.ofArray(array), 0, target.segment(), 0, arraySize);
            moved = target;
            array = new byte[0];
            arraySize = 0;
            return true;
        } catch (ResourceException _) { // the machine has no room: the memory stays as it is, `memory.grow` gives -1
            return false;
        }
    }

    @Override
    public MemorySegment segment() {
        if (moved != null) {
            return moved.segment();
        }
        return MemorySegment.ofArray(array).asSlice(0, byteSize());
    }

    private boolean isInArray(long address, int bytes) {
        return address >= 0 && address <= (long) arraySize - bytes;
    }

    /// The memory to go on with when an address is not in the array.
    private SegmentMemory beyond() {
        if (moved != null) {
            return moved;
        }
        throw isClosed ? closed() : outOfBounds();
    }

    @Override
    public byte load8(long address) {
        return isInArray(address, 1) ? array[(int) address] : beyond().load8(address);
    }

    @Override
    public short load16(long address) {
        return isInArray(address, 2) ? (short) SHORT.get(array, (int) address) : beyond().load16(address);
    }

    @Override
    public int load32(long address) {
        return isInArray(address, 4) ? (int) INT.get(array, (int) address) : beyond().load32(address);
    }

    @Override
    public long load64(long address) {
        return isInArray(address, 8) ? (long) LONG.get(array, (int) address) : beyond().load64(address);
    }

    @Override
    public void store8(long address, byte value) {
        if (isInArray(address, 1)) {
            array[(int) address] = value;
        } else {
            beyond().store8(address, value);
        }
    }

    @Override
    public void store16(long address, short value) {
        if (isInArray(address, 2)) {
            SHORT.set(array, (int) address, value);
        } else {
            beyond().store16(address, value);
        }
    }

    @Override
    public void store32(long address, int value) {
        if (isInArray(address, 4)) {
            INT.set(array, (int) address, value);
        } else {
            beyond().store32(address, value);
        }
    }

    @Override
    public void store64(long address, long value) {
        if (isInArray(address, 8)) {
            LONG.set(array, (int) address, value);
        } else {
            beyond().store64(address, value);
        }
    }

    @Override
    public long atomicLoad(int sizeLog2, long address) {
        checkAtomic(address, sizeLog2);
        return switch (sizeLog2) {
            case 0 -> load8(address) & 0xFFL;
            case 1 -> load16(address) & 0xFFFFL;
            case 2 -> load32(address) & 0xFFFF_FFFFL;
            default -> load64(address);
        };
    }

    @Override
    public void atomicStore(int sizeLog2, long address, long value) {
        checkAtomic(address, sizeLog2);
        switch (sizeLog2) {
            case 0 -> store8(address, (byte) value);
            case 1 -> store16(address, (short) value);
            case 2 -> store32(address, (int) value);
            default -> store64(address, value);
        }
    }

    @Override
    public long atomicRmw(AtomicOp op, int sizeLog2, long address, long operand) {
        long old = atomicLoad(sizeLog2, address);
        atomicStore(sizeLog2, address, op.apply(old, operand));
        return old;
    }

    @Override
    public long atomicCmpxchg(int sizeLog2, long address, long expected, long replacement) {
        long old = atomicLoad(sizeLog2, address);
        if (old == SegmentMemory.truncated(expected, sizeLog2)) {
            atomicStore(sizeLog2, address, replacement);
        }
        return old;
    }

    @Override
    WaitQueues waiters() {
        throw TrapSignal.of(Failure.EXPECTED_SHARED_MEMORY);
    }

    @Override
    protected void close() {
        isClosed = true;
        array = new byte[0];
        arraySize = 0;
        if (moved != null) {
            moved.close();
        }
    }
}
