package dev.gantry.wasi.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// A guest's memory during one call: little-endian, unaligned, and every access checked; `fault` when it is outside.
///
/// Pointers and lengths are unsigned 32-bit numbers.
///
/// @param segment the memory
record GuestMemory(MemorySegment segment) {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// How many bytes go through one host operation at most, so that copies the host makes stay small.
    private static final int CHUNK = 1 << 20;

    /// How many buffers a call may name (what Linux calls `IOV_MAX`).
    static final int MAX_BUFFERS = 1024;

    /// The longest path, in bytes (what Linux calls `PATH_MAX`).
    static final int MAX_PATH = 4096;

    /// Checks a range.
    ///
    /// @param pointer where it starts
    /// @param bytes   its length, not negative
    /// @return the start as an offset
    long check(int pointer, long bytes) {
        long start = Integer.toUnsignedLong(pointer);
        if (bytes > segment.byteSize() - start) {
            throw Errno.FAULT.error();
        }
        return start;
    }

    int u32(int pointer) {
        return segment.get(U32, check(pointer, 4));
    }

    long u64(int pointer) {
        return segment.get(U64, check(pointer, 8));
    }

    int u16(int pointer) {
        return Short.toUnsignedInt(segment.get(U16, check(pointer, 2)));
    }

    int u8(int pointer) {
        return Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, check(pointer, 1)));
    }

    void setU32(int pointer, int value) {
        segment.set(U32, check(pointer, 4), value);
    }

    void setU64(int pointer, long value) {
        segment.set(U64, check(pointer, 8), value);
    }

    void setU16(int pointer, int value) {
        segment.set(U16, check(pointer, 2), (short) value);
    }

    void setU8(int pointer, int value) {
        segment.set(ValueLayout.JAVA_BYTE, check(pointer, 1), (byte) value);
    }

    /// Sets a range to zero: structures have padding that must not keep what was there.
    void clear(int pointer, long bytes) {
        segment.asSlice(check(pointer, bytes), bytes).fill((byte) 0);
    }

    /// Copies bytes into the memory.
    void set(int pointer, byte[] bytes, int offset, int length) {
        MemorySegment.copy(bytes, offset, segment, ValueLayout.JAVA_BYTE, check(pointer, length), length);
    }

    /// Copies bytes out of the memory.
    void get(int pointer, byte[] bytes, int offset, int length) {
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, check(pointer, length), bytes, offset, length);
    }

    /// Reads a path: UTF-8, or `ilseq`; NUL characters are left to the resolution of the path.
    ///
    /// @param pointer where it starts
    /// @param length  its length in bytes; `nametoolong` above [#MAX_PATH]
    /// @return the path
    String path(int pointer, int length) {
        check(pointer, Integer.toUnsignedLong(length));
        if (Integer.compareUnsigned(length, MAX_PATH) > 0) {
            throw Errno.NAMETOOLONG.error();
        }
        byte[] bytes = new byte[length];
        get(pointer, bytes, 0, length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw Errno.ILSEQ.error();
        }
    }

    /// A list of buffers, checked: each lies inside the memory, and all together hold less than 4 GiB.
    ///
    /// @param iovs  where the list starts
    /// @param count how many there are; `inval` above [#MAX_BUFFERS]
    /// @return the buffers
    Buffers buffers(int iovs, int count) {
        if (Integer.compareUnsigned(count, MAX_BUFFERS) > 0) {
            throw Errno.INVAL.error();
        }
        check(iovs, 8L * count);
        int[] pointers = new int[count];
        int[] lengths = new int[count];
        long total = 0;
        for (int i = 0; i < count; i++) {
            pointers[i] = u32(iovs + 8 * i);
            lengths[i] = u32(iovs + 8 * i + 4);
            long length = Integer.toUnsignedLong(lengths[i]);
            check(pointers[i], length);
            total += length;
        }
        if (total > 0xFFFF_FFFFL) {
            throw Errno.INVAL.error();
        }
        return new Buffers(this, pointers, lengths);
    }

    /// A view of a range, at most one chunk of it.
    ///
    /// @param start the checked start
    /// @param bytes how many bytes are wanted
    /// @return a buffer of that many bytes, or of one chunk
    ByteBuffer view(long start, long bytes) {
        return segment.asSlice(start, Math.min(bytes, CHUNK)).asByteBuffer();
    }
}
