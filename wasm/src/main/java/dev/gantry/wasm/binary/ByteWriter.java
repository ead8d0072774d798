package dev.gantry.wasm.binary;

import dev.gantry.wasm.Opcode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that grow: fixed-width and LEB128 integers, names, and regions whose size is written in front of them.
///
/// A sized region is opened with [#beginSized] and closed with [#endSized]. One byte is kept for the size; when
/// the region turns out longer than 127 bytes it is moved up to make room, so sizes always have their shortest
/// form.
///
/// Invariants: the buffer never shrinks; regions are closed in the reverse order of opening.
///
/// Threading: confined to one thread.
///
/// @wasm binary-int
public final class ByteWriter {
    private static final int INITIAL_BYTES = 64;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int size;

    /// An empty writer.
    public ByteWriter() {}

    /// The number of bytes written.
    ///
    /// @return at least zero
    public int size() {
        return size;
    }

    /// Whether nothing has been written.
    ///
    /// @return true if the size is zero
    public boolean isEmpty() {
        return size == 0;
    }

    /// What was written.
    ///
    /// @return a copy
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /// Forgets what stands behind a position.
    ///
    /// @param newSize the bytes to keep, at most [#size]
    public void truncate(int newSize) {
        assert newSize >= 0 && newSize <= size;
        size = newSize;
    }

    /// Writes one byte.
    ///
    /// @param value its low 8 bits are written
    public void u8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    /// Writes an unsigned 32-bit integer as LEB128.
    ///
    /// @param value the bits
    public void u32(int value) {
        u64(Integer.toUnsignedLong(value));
    }

    /// Writes an unsigned 64-bit integer as LEB128.
    ///
    /// @param value the bits
    public void u64(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /// Writes a signed 32-bit integer as LEB128.
    ///
    /// @param value the integer
    public void s32(int value) {
        s64(value);
    }

    /// Writes a signed integer of any width up to 64 as LEB128.
    ///
    /// @param value the integer
    public void s64(long value) {
        reserve(10);
        long rest = value;
        while (rest >= 0x40 || rest < -0x40) {
            bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>= 7;
        }
        bytes[size++] = (byte) (rest & 0x7F);
    }

    /// Writes four bytes, low byte first.
    ///
    /// @param value the bits
    public void fixed32(int value) {
        reserve(4);
        for (int shift = 0; shift < 32; shift += 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /// Writes eight bytes, low byte first.
    ///
    /// @param value the bits
    public void fixed64(long value) {
        fixed32((int) value);
        fixed32((int) (value >>> 32));
    }

    /// Writes bytes as they are.
    ///
    /// @param source the bytes
    public void bytes(byte[] source) {
        bytes(source, 0, source.length);
    }

    /// Writes a part of an array as it is.
    ///
    /// @param source the array
    /// @param start  the first byte
    /// @param end    behind the last byte
    public void bytes(byte[] source, int start, int end) {
        reserve(end - start);
        System.arraycopy(source, start, bytes, size, end - start);
        size += end - start;
    }

    /// Writes what another writer holds, from a position to its end. The other may be this one.
    ///
    /// @param source where the bytes are
    /// @param start  the first byte
    public void bytes(ByteWriter source, int start) {
        bytes(source.bytes, start, source.size);
    }

    /// Writes a byte vector: its length, then the bytes.
    ///
    /// @param source the bytes
    public void vector(byte[] source) {
        u32(source.length);
        bytes(source);
    }

    /// Writes a name: the length in bytes, then UTF-8.
    ///
    /// @param name a string without unpaired surrogates
    public void name(String name) {
        vector(name.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes the prefix and the code of an instruction, without immediates.
    ///
    /// @param opcode the instruction
    public void opcode(Opcode opcode) {
        if (opcode.prefix() == 0) {
            u8(opcode.code());
        } else {
            u8(opcode.prefix());
            u32(opcode.code());
        }
    }

    /// Opens a region that its size precedes.
    ///
    /// @return the region's position, for [#endSized]
    public int beginSized() {
        u8(0);
        return size;
    }

    /// Closes the region opened last and writes its size in front of it.
    ///
    /// @param start what [#beginSized] returned
    public void endSized(int start) {
        int length = size - start;
        int extra = (31 - Integer.numberOfLeadingZeros(length | 1)) / 7;
        reserve(extra);
        System.arraycopy(bytes, start, bytes, start + extra, length);
        size = start - 1;
        u32(length);
        size += length;
    }

    private void reserve(int count) {
        int needed = Math.addExact(size, count);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }
}
