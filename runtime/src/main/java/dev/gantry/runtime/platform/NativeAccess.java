package dev.gantry.runtime.platform;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads and writes memory outside of the Java heap by address. Multi-byte values are little-endian; except for
/// atomic accesses they need no alignment.
///
/// The caller guarantees that the address is mapped for the access and stays so meanwhile: an access to any other
/// place ends the process. Whoever takes addresses or indices from wasm code or from users checks them first.
///
/// Threading: thread-safe as far as memory is; plain accesses have no order between threads.
public final class NativeAccess {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle ATOMIC_INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle ATOMIC_LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private static final MemorySegment EVERYTHING = everything();

    private NativeAccess() {}

    @SuppressWarnings("restricted") // users of this class guarantee what they access, see its comment
    private static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /// Reads a byte.
    ///
    /// @param address where
    /// @return the byte
    public static byte getByte(long address) {
        return EVERYTHING.get(BYTE, address);
    }

    /// Reads 2 bytes.
    ///
    /// @param address where
    /// @return the value
    public static short getShort(long address) {
        return EVERYTHING.get(SHORT, address);
    }

    /// Reads 4 bytes.
    ///
    /// @param address where
    /// @return the value
    public static int getInt(long address) {
        return EVERYTHING.get(INT, address);
    }

    /// Reads 8 bytes.
    ///
    /// @param address where
    /// @return the value
    public static long getLong(long address) {
        return EVERYTHING.get(LONG, address);
    }

    /// Writes a byte.
    ///
    /// @param address where
    /// @param value   the byte
    public static void putByte(long address, byte value) {
        EVERYTHING.set(BYTE, address, value);
    }

    /// Writes 2 bytes.
    ///
    /// @param address where
    /// @param value   the value
    public static void putShort(long address, short value) {
        EVERYTHING.set(SHORT, address, value);
    }

    /// Writes 4 bytes.
    ///
    /// @param address where
    /// @param value   the value
    public static void putInt(long address, int value) {
        EVERYTHING.set(INT, address, value);
    }

    /// Writes 8 bytes.
    ///
    /// @param address where
    /// @param value   the value
    public static void putLong(long address, long value) {
        EVERYTHING.set(LONG, address, value);
    }

    /// Reads 4 bytes; what other threads wrote before they wrote them is seen from then on.
    ///
    /// @param address where, a multiple of 4
    /// @return the value
    public static int getIntVolatile(long address) {
        return (int) ATOMIC_INT.getVolatile(EVERYTHING, address);
    }

    /// Reads 8 bytes; what other threads wrote before they wrote them is seen from then on.
    ///
    /// @param address where, a multiple of 8
    /// @return the value
    public static long getLongVolatile(long address) {
        return (long) ATOMIC_LONG.getVolatile(EVERYTHING, address);
    }

    /// Writes 4 bytes in the order of all volatile writes.
    ///
    /// @param address where, a multiple of 4
    /// @param value   the value
    public static void putIntVolatile(long address, int value) {
        ATOMIC_INT.setVolatile(EVERYTHING, address, value);
    }

    /// Writes 8 bytes in the order of all volatile writes.
    ///
    /// @param address where, a multiple of 8
    /// @param value   the value
    public static void putLongVolatile(long address, long value) {
        ATOMIC_LONG.setVolatile(EVERYTHING, address, value);
    }

    /// Replaces 4 bytes if they are as expected, atomically.
    ///
    /// @param address     where, a multiple of 4
    /// @param expected    what must be there
    /// @param replacement what is written
    /// @return what was there
    public static int compareAndExchangeInt(long address, int expected, int replacement) {
        return (int) ATOMIC_INT.compareAndExchange(EVERYTHING, address, expected, replacement);
    }

    /// Replaces 8 bytes if they are as expected, atomically.
    ///
    /// @param address     where, a multiple of 8
    /// @param expected    what must be there
    /// @param replacement what is written
    /// @return what was there
    public static long compareAndExchangeLong(long address, long expected, long replacement) {
        return (long) ATOMIC_LONG.compareAndExchange(EVERYTHING, address, expected, replacement);
    }

    /// Copies memory; the stretches may overlap.
    ///
    /// @param from  where from
    /// @param to    where to
    /// @param bytes how much
    public static void copy(long from, long to, long bytes) {
        MemorySegment.copy(EVERYTHING, from, EVERYTHING, to, bytes);
    }

    /// Copies memory into an array.
    ///
    /// @param from  where from
    /// @param to    the array
    /// @param start the first index of the array
    /// @param bytes how much
    public static void copyOut(long from, byte[] to, int start, int bytes) {
        MemorySegment.copy(EVERYTHING, BYTE, from, to, start, bytes);
    }

    /// Copies an array into memory.
    ///
    /// @param from  the array
    /// @param start the first index of the array
    /// @param to    where to
    /// @param bytes how much
    public static void copyIn(byte[] from, int start, long to, int bytes) {
        MemorySegment.copy(from, start, EVERYTHING, BYTE, to, bytes);
    }

    /// Copies a buffer into memory.
    ///
    /// @param from the buffer, from the position to the limit, which stay
    /// @param to   where to
    public static void copyIn(ByteBuffer from, long to) {
        MemorySegment.copy(MemorySegment.ofBuffer(from), 0, EVERYTHING, to, from.remaining());
    }

    /// Fills memory.
    ///
    /// @param address where
    /// @param bytes   how much
    /// @param value   with what
    public static void fill(long address, long bytes, byte value) {
        segment(address, bytes).fill(value);
    }

    /// A view of memory that does not know when the memory goes away. It must not get to users.
    ///
    /// @param address the start
    /// @param bytes   the size
    /// @return the view
    public static MemorySegment segment(long address, long bytes) {
        return EVERYTHING.asSlice(address, bytes);
    }

    /// A view of memory that lives as long as an arena: users may have it.
    ///
    /// The caller guarantees that the memory outlives the arena.
    ///
    /// @param address the start
    /// @param bytes   the size
    /// @param arena   how long it may be used
    /// @return the view
    @SuppressWarnings("restricted") // see the comment
    static MemorySegment segment(long address, long bytes, Arena arena) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
    }
}
