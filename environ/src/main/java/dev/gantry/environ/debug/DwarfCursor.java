package dev.gantry.environ.debug;

import dev.gantry.wasm.Limits;
import dev.gantry.wasm.module.CodeRange;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads DWARF from a range of bytes. Debug information is not checked by anybody and must never break a run, so errors
/// do not throw: a read outside the range gives 0 and makes the cursor [#bad], which it stays.
///
/// Positions count from the start of the range, as offsets in DWARF do.
///
/// Threading: confined to one thread.
final class DwarfCursor {
    private final byte[] bytes;
    private final int start;
    private int size;
    private int position;
    private int unitEnd;
    private boolean bad;

    DwarfCursor(byte[] bytes, CodeRange range) {
        this.bytes = bytes;
        this.start = range.start();
        this.size = range.size();
    }

    /// Whether anything was read, or is to be read, outside the range.
    boolean bad() {
        return bad;
    }

    /// Gives the rest up, for content that makes no sense.
    void fail() {
        bad = true;
    }

    /// Ends the range earlier.
    void limit(int end) {
        size = Math.min(size, end);
    }

    int position() {
        return position;
    }

    int size() {
        return size;
    }

    /// Goes to a position, which may come from the data.
    void seek(long to) {
        if (to < 0 || to > size) {
            bad = true;
        } else {
            position = (int) to;
        }
    }

    void skip(long count) {
        if (count < 0 || count > size - position) {
            bad = true;
        } else {
            position += (int) count;
        }
    }

    int u8() {
        if (bad || position >= size) {
            bad = true;
            return 0;
        }
        return bytes[start + position++] & 0xFF;
    }

    int s8() {
        return (byte) u8();
    }

    int u16() {
        return u8() | u8() << 8;
    }

    long u32() {
        return u16() | (long) u16() << 16;
    }

    long u64() {
        return u32() | u32() << 32;
    }

    /// An offset: 4 or 8 bytes, by the format of the unit.
    long offset(int offsetBytes) {
        return offsetBytes == 8 ? u64() : u32();
    }

    /// A number of any length that LEB128 has; bits above the 64th are dropped.
    long uleb() {
        long result = 0;
        for (int shift = 0; !bad; shift += 7) {
            int next = u8();
            if (shift < 64) {
                result |= (next & 0x7FL) << shift;
            }
            if (next < 0x80) {
                break;
            }
        }
        return result;
    }

    long sleb() {
        long result = 0;
        for (int shift = 0; !bad; shift += 7) {
            int next = u8();
            if (shift < 64) {
                result |= (next & 0x7FL) << shift;
            }
            if (next < 0x80) {
                return next >= 0x40 && shift + 7 < 64 ? result | -1L << (shift + 7) : result;
            }
        }
        return result;
    }

    /// A string that ends with a zero byte; null if it does not end, or is longer than any name may be. Reads no
    /// further than that.
    @Nullable
    String string() {
        int limit = Math.min(size, position + Limits.NAME_BYTES);
        for (int end = position; end < limit && !bad; end++) {
            if (bytes[start + end] == 0) {
                String string = new String(bytes, start + position, end - position, StandardCharsets.UTF_8);
                position = end + 1;
                return string;
            }
        }
        bad = true;
        return null;
    }

    void skipString() {
        while (u8() != 0) {
            // on to the zero byte, which the end of the range gives, too
        }
    }

    /// The start of a unit: its length, in one of two formats.
    ///
    /// @return the size of offsets in the unit, 4 or 8
    int unitFormat() {
        long length = u32();
        int offsetBytes = 4;
        if (length == 0xFFFF_FFFFL) {
            length = u64();
            offsetBytes = 8;
        }
        if (length < 0 || length > size - position) {
            bad = true;
        } else {
            unitEnd = position + (int) length;
        }
        return offsetBytes;
    }

    /// Behind the last byte of the unit whose start was read last.
    int unitEnd() {
        return unitEnd;
    }
}
