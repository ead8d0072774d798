package dev.gantry.environ.gc;

import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcRefs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/// A heap in a Java array, for strategies without machine code. Offsets beyond the array are negative numbers or too
/// large, so the checks of the JVM are the checks of the heap.
///
/// Threading: confined to its store.
public final class ArrayHeap implements GcHeap {
    /// The largest heap that an array can hold.
    public static final long MAX_BYTES = Integer.MAX_VALUE & -GcRefs.ALIGNMENT;

    private static final VarHandle I16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle I32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    /// Is asked for permission to grow.
    @FunctionalInterface
    public interface Limiter {
        /// Whether the heap may grow.
        ///
        /// @param currentBytes its size
        /// @param desiredBytes the size wanted
        /// @return whether it may
        boolean mayGrow(long currentBytes, long desiredBytes);

        /// Called when the heap has grown.
        ///
        /// @param fromBytes its size until now
        /// @param toBytes   its new size
        default void grown(long fromBytes, long toBytes) {}
    }

    /// The bytes. Growing replaces the array.
    public byte[] bytes;

    private final long maxBytes;
    private final Limiter limiter;
    private final int[] state = new int[STATE_WORDS];

    /// An empty heap.
    ///
    /// @param maxBytes the size never to exceed; at most [#MAX_BYTES] count
    /// @param limiter  is asked before it grows
    public ArrayHeap(long maxBytes, Limiter limiter) {
        this.bytes = new byte[0];
        this.maxBytes = Math.min(maxBytes, MAX_BYTES) & -GcRefs.ALIGNMENT;
        this.limiter = limiter;
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public long maxBytes() {
        return maxBytes;
    }

    @Override
    public boolean grow(long sizeBytes) {
        if (sizeBytes > maxBytes || !limiter.mayGrow(bytes.length, sizeBytes)) {
            return false;
        }
        long fromBytes = bytes.length;
        try {
            bytes = Arrays.copyOf(bytes, (int) sizeBytes);
        } catch (OutOfMemoryError _) { // the old array is still there
            return false;
        }
        limiter.grown(fromBytes, sizeBytes);
        return true;
    }

    @Override
    public byte load8(int at) {
        return bytes[at];
    }

    @Override
    public short load16(int at) {
        return (short) I16.get(bytes, at);
    }

    @Override
    public int load32(int at) {
        return (int) I32.get(bytes, at);
    }

    @Override
    public long load64(int at) {
        return (long) I64.get(bytes, at);
    }

    @Override
    public void store8(int at, byte bits) {
        bytes[at] = bits;
    }

    @Override
    public void store16(int at, short bits) {
        I16.set(bytes, at, bits);
    }

    @Override
    public void store32(int at, int bits) {
        I32.set(bytes, at, bits);
    }

    @Override
    public void store64(int at, long bits) {
        I64.set(bytes, at, bits);
    }

    @Override
    public void copyIn(int to, byte[] from, int start, int count) {
        System.arraycopy(from, start, bytes, to, count);
    }

    @Override
    public void copy(int to, int from, int count) {
        System.arraycopy(bytes, from, bytes, to, count);
    }

    @Override
    public void fill(int at, int count, byte value) {
        int from = Objects.checkFromIndexSize(at, count, bytes.length);
        Arrays.fill(bytes, from, from + count, value);
    }

    @Override
    public int state(int word) {
        return state[word];
    }

    @Override
    public void state(int word, int value) {
        state[word] = value;
    }

    @Override
    public void close() {
        // the array goes when nobody refers to it
    }
}
