package dev.gantry.wasm.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// A cursor over a range of a binary: bytes, LEB128 integers and names.
///
/// Every method consumes what it returns, and throws [MalformedException] with the byte offset when the range ends
/// early (with the failure given at construction) or the encoding is wrong. Nothing is allocated before its size was
/// compared with the bytes that remain.
///
/// Threading: confined to one thread.
///
/// @wasm binary-int
public final class ByteReader {
    private static final char REPLACEMENT = '\uFFFD';

    private final byte[] bytes;
    private final Failure atEnd;
    private int offset;
    private int limit;

    /// A reader of a range.
    ///
    /// @param bytes the whole binary, not copied
    /// @param start offset of the first byte
    /// @param end   offset behind the last byte
    /// @param atEnd what to report when the range is too short
    public ByteReader(byte[] bytes, int start, int end, Failure atEnd) {
        if (start < 0 || start > end || end > bytes.length) {
            throw new IndexOutOfBoundsException("range " + start + ".." + end + " of " + bytes.length + " bytes");
        }
        this.bytes = bytes;
        this.offset = start;
        this.limit = end;
        this.atEnd = atEnd;
    }

    /// A reader of a part of a section or function.
    ///
    /// @param bytes the whole binary, not copied
    /// @param start offset of the first byte
    /// @param end   offset behind the last byte
    public ByteReader(byte[] bytes, int start, int end) {
        this(bytes, start, end, Failure.UNEXPECTED_END_OF_SECTION);
    }

    /// The binary.
    ///
    /// @return the bytes, not a copy
    public byte[] bytes() {
        return bytes;
    }

    /// Where the next byte is read.
    ///
    /// @return bytes from the start of the binary
    public int offset() {
        return offset;
    }

    /// Where the range ends.
    ///
    /// @return the offset behind the last byte
    public int limit() {
        return limit;
    }

    /// How many bytes are left.
    ///
    /// @return at least zero
    public int remaining() {
        return limit - offset;
    }

    /// Whether bytes are left.
    ///
    /// @return true if at least one is
    public boolean hasRemaining() {
        return offset < limit;
    }

    /// Moves to another place of the range.
    ///
    /// @param newOffset bytes from the start of the binary, at most [#limit]
    public void seek(int newOffset) {
        assert newOffset >= 0 && newOffset <= limit : newOffset;
        offset = newOffset;
    }

    /// The next byte, not consumed.
    ///
    /// @return 0 to 255
    /// @throws MalformedException at the end of the range
    public int peek() {
        if (offset >= limit) {
            throw fail(atEnd);
        }
        return bytes[offset] & 0xFF;
    }

    /// Reads a byte.
    ///
    /// @return 0 to 255
    /// @throws MalformedException at the end of the range
    public int readByte() {
        if (offset >= limit) {
            throw fail(atEnd);
        }
        return bytes[offset++] & 0xFF;
    }

    /// Reads four bytes, little-endian.
    ///
    /// @return the bits
    /// @throws MalformedException at the end of the range
    public int readFixed32() {
        require(4);
        int value = (bytes[offset] & 0xFF)
                | ((bytes[offset + 1] & 0xFF) << 8)
                | ((bytes[offset + 2] & 0xFF) << 16)
                | (bytes[offset + 3] << 24);
        offset += 4;
        return value;
    }

    /// Reads eight bytes, little-endian.
    ///
    /// @return the bits
    /// @throws MalformedException at the end of the range
    public long readFixed64() {
        require(8);
        long low = readFixed32() & 0xFFFF_FFFFL;
        return low | ((long) readFixed32() << 32);
    }

    /// Skips bytes.
    ///
    /// @param count how many
    /// @throws MalformedException if fewer are left
    public void skip(int count) {
        require(count);
        offset += count;
    }

    /// Reads an unsigned 32-bit integer.
    ///
    /// @return the value; from 2^31 on it is negative
    /// @throws MalformedException if the encoding is too long or too large
    public int readU32() {
        if (offset < limit && bytes[offset] >= 0) {
            return bytes[offset++];
        }
        return (int) readUnsigned(32);
    }

    /// Reads an unsigned 64-bit integer.
    ///
    /// @return the value; from 2^63 on it is negative
    /// @throws MalformedException if the encoding is too long or too large
    public long readU64() {
        if (offset < limit && bytes[offset] >= 0) {
            return bytes[offset++];
        }
        return readUnsigned(64);
    }

    /// Reads a signed 32-bit integer.
    ///
    /// @return the value
    /// @throws MalformedException if the encoding is too long or too large
    public int readS32() {
        return (int) readSigned(32);
    }

    /// Reads a signed 33-bit integer: a non-negative type index or a negative type code.
    ///
    /// @return the value
    /// @throws MalformedException if the encoding is too long or too large
    public long readS33() {
        return readSigned(33);
    }

    /// Reads a signed 64-bit integer.
    ///
    /// @return the value
    /// @throws MalformedException if the encoding is too long or too large
    public long readS64() {
        return readSigned(64);
    }

    private long readUnsigned(int bits) {
        int start = offset;
        long value = 0;
        int shift = 0;
        while (true) {
            int piece = readByte();
            int left = bits - shift;
            if (left < 7 && (piece & 0x7F) >>> left != 0) {
                throw fail(Failure.INTEGER_TOO_LARGE, "", start);
            }
            value |= (piece & 0x7FL) << shift;
            if (piece < 0x80) {
                return value;
            }
            shift += 7;
            if (shift >= bits) {
                throw fail(Failure.INTEGER_REPRESENTATION_TOO_LONG, "", start);
            }
        }
    }

    private long readSigned(int bits) {
        int start = offset;
        long value = 0;
        int shift = 0;
        while (true) {
            int piece = readByte();
            int left = bits - shift;
            if (left < 7) {
                int signs = (-1 << (left - 1)) & 0x7F;
                if ((piece & signs) != 0 && (piece & signs) != signs) {
                    throw fail(Failure.INTEGER_TOO_LARGE, "", start);
                }
            }
            value |= (piece & 0x7FL) << shift;
            shift += 7;
            if (piece < 0x80) {
                return shift < 64 && (piece & 0x40) != 0 ? value | (-1L << shift) : value;
            }
            if (shift >= bits) {
                throw fail(Failure.INTEGER_REPRESENTATION_TOO_LONG, "", start);
            }
        }
    }

    /// Reads the length of a list and compares it with the bytes that are left.
    ///
    /// @param minBytes the fewest bytes that an element takes
    /// @return the length, not negative
    /// @throws MalformedException if that many elements cannot follow
    public int readCount(int minBytes) {
        int start = offset;
        long count = readU32() & 0xFFFF_FFFFL;
        if (count * minBytes > remaining()) {
            throw fail(atEnd, count + " elements in " + remaining() + " bytes", start);
        }
        return (int) count;
    }

    /// Reads the length of a list that an implementation limit bounds.
    ///
    /// @param minBytes the fewest bytes that an element takes
    /// @param limit    the largest length
    /// @param what     the elements, for the message
    /// @return the length, at most `limit`
    /// @throws MalformedException  if that many elements cannot follow
    /// @throws ValidationException with [Failure#IMPLEMENTATION_LIMIT] if the list is longer than the limit
    public int readCount(int minBytes, int limit, String what) {
        int start = offset;
        int count = readCount(minBytes);
        if (count > limit) {
            throw limitExceeded(count, limit, what, start);
        }
        return count;
    }

    /// An exceeded implementation limit.
    ///
    /// @param count       what was found
    /// @param limit       the limit
    /// @param what        the unit, for the message
    /// @param offsetBytes where
    /// @return the exception, to be thrown
    static ValidationException limitExceeded(long count, int limit, String what, int offsetBytes) {
        return new ValidationException(
                Failure.IMPLEMENTATION_LIMIT,
                count + " " + what + ", at most " + limit,
                offsetBytes,
                ValidationException.NO_FUNC,
                null);
    }

    /// Reads a name: a length and that many bytes of UTF-8.
    ///
    /// @return the name
    /// @throws MalformedException if it is too long for the range or no UTF-8
    /// @wasm binary-name
    public String readName() {
        int start = offset;
        long length = readU32() & 0xFFFF_FFFFL;
        if (length > remaining()) {
            throw fail(Failure.LENGTH_OUT_OF_BOUNDS, length + " bytes of " + remaining(), start);
        }
        int first = offset;
        offset += (int) length;
        // this is an intrinsic and a decoder is not: what has nothing to replace was well formed
        String name = new String(bytes, first, (int) length, StandardCharsets.UTF_8);
        return name.indexOf(REPLACEMENT) < 0 ? name : decodeName(first, (int) length);
    }

    /// Tells a name that has the replacement character from one that is malformed.
    private String decodeName(int first, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, first, length))
                    .toString();
        } catch (CharacterCodingException e) {
            MalformedException malformed = fail(Failure.MALFORMED_UTF8, "", first);
            malformed.addSuppressed(e);
            throw malformed;
        }
    }

    private void require(int count) {
        if (count < 0 || count > limit - offset) {
            throw fail(atEnd, "", limit);
        }
    }

    /// An error at the current offset.
    ///
    /// @param failure what is wrong
    /// @return the exception, to be thrown
    public MalformedException fail(Failure failure) {
        return fail(failure, "", offset);
    }

    /// An error.
    ///
    /// @param failure     what is wrong
    /// @param detail      more words, may be empty
    /// @param offsetBytes where
    /// @return the exception, to be thrown
    public MalformedException fail(Failure failure, String detail, int offsetBytes) {
        return new MalformedException(failure, detail, offsetBytes);
    }
}
