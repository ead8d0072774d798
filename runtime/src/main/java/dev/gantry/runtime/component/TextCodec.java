package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.component.StringEncoding;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Strings in the guest's encoding (R77). The room that a string takes is known before it is asked for, so
/// `realloc` is called once; characters are written to where they belong (R155).
final class TextCodec extends PointerCodec {
    private static final ValueLayout.OfChar UNIT = ValueLayout.JAVA_CHAR_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LAST_LATIN1 = 0xFF;

    private final Codecs.Texts view;

    TextCodec(Primitive type, Codecs.Texts view) {
        super(type);
        this.view = view;
    }

    @Override
    public void check(@Nullable Object value, VmComponentInstance component) {
        if (unpairedSurrogate(view.text(value))) {
            throw new ValueMismatch("expected a string of Unicode scalar values, found a lone surrogate");
        }
    }

    private static boolean unpairedSurrogate(CharSequence text) {
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (Character.isSurrogate(unit)) {
                boolean isPair = Character.isHighSurrogate(unit)
                        && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1));
                if (!isPair) {
                    return true;
                }
                at++;
            }
        }
        return false;
    }

    // to the guest

    @Override
    Place write(Transfer transfer, @Nullable Object value) {
        String text = view.text(value);
        return switch (transfer.options.encoding()) {
            case UTF8 -> writeUtf8(transfer, text);
            case UTF16 -> new Place(writeUnits(transfer, text), text.length());
            case LATIN1_UTF16 ->
                isLatin1(text)
                        ? new Place(writeLatin1(transfer, text), text.length())
                        : new Place(writeUnits(transfer, text), text.length() | tag(transfer));
        };
    }

    private static long tag(Transfer transfer) {
        return transfer.is64 ? 1L << 63 : 1L << 31;
    }

    private static boolean isLatin1(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) > LAST_LATIN1) {
                return false;
            }
        }
        return true;
    }

    /// The length of a string without lone surrogates, in bytes of UTF-8.
    private static long utf8Length(String text) {
        long bytes = text.length();
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (unit >= 0x80) {
                bytes += unit < 0x800 || Character.isSurrogate(unit) ? 1 : 2; // two surrogates are four bytes
            }
        }
        return bytes;
    }

    private static Place writeUtf8(Transfer transfer, String text) {
        long bytes = utf8Length(text);
        long address = transfer.allocate(bytes, 1);
        ByteBuffer out = buffer(transfer, address, bytes);
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        CoderResult result = encoder.encode(CharBuffer.wrap(text), out, true);
        if (!result.isUnderflow()) { // another thread of the host has changed what was checked
            throw new ValueMismatch("expected a string of Unicode scalar values, found a lone surrogate");
        }
        return new Place(address, bytes);
    }

    private static long writeUnits(Transfer transfer, String text) {
        long bytes = 2L * text.length();
        long address = transfer.allocate(bytes, 2);
        MemorySegment out = transfer.memory().bytes();
        for (int at = 0; at < text.length(); at++) {
            out.set(UNIT, address + 2L * at, text.charAt(at));
        }
        return address;
    }

    private static long writeLatin1(Transfer transfer, String text) {
        long address = transfer.allocate(text.length(), 2);
        MemorySegment out = transfer.memory().bytes();
        for (int at = 0; at < text.length(); at++) {
            out.set(ValueLayout.JAVA_BYTE, address + at, (byte) text.charAt(at));
        }
        return address;
    }

    private static ByteBuffer buffer(Transfer transfer, long address, long bytes) {
        return transfer.memory().bytes().asSlice(address, bytes).asByteBuffer();
    }

    // from the guest

    @Override
    Object read(Transfer transfer, long address, long length) {
        return view.make(decode(transfer, address, length));
    }

    /// The string at an address.
    ///
    /// @param length what the guest gives as its length
    static String decode(Transfer transfer, long address, long length) {
        checkRange(transfer, address, length);
        long size = byteSize(transfer, length);
        transfer.charge(size);
        byte[] bytes = new byte[(int) size];
        MemorySegment.copy(transfer.memory().bytes(), ValueLayout.JAVA_BYTE, address, bytes, 0, bytes.length);
        return switch (transfer.options.encoding()) {
            case UTF8 -> readUtf8(bytes);
            case UTF16 -> readUnits(bytes);
            case LATIN1_UTF16 ->
                isUnits(transfer, length) ? readUnits(bytes) : new String(bytes, StandardCharsets.ISO_8859_1);
        };
    }

    private static boolean isUnits(Transfer transfer, long length) {
        return switch (transfer.options.encoding()) {
            case UTF8 -> false;
            case UTF16 -> true;
            case LATIN1_UTF16 -> (length & tag(transfer)) != 0;
        };
    }

    /// How many bytes a string takes.
    static long byteSize(Transfer transfer, long length) {
        if (transfer.options.encoding() == StringEncoding.UTF16) {
            return 2 * length;
        }
        return isUnits(transfer, length) ? 2 * (length & ~tag(transfer)) : length;
    }

    /// Traps unless a string lies in the memory.
    static void checkRange(Transfer transfer, long address, long length) {
        boolean isTagged = transfer.options.encoding() == StringEncoding.LATIN1_UTF16;
        long units = isTagged ? length & ~tag(transfer) : length;
        if (units < 0 || units > Integer.MAX_VALUE) {
            throw TrapSignal.of(Failure.STRING_OUT_OF_BOUNDS);
        }
        int align = transfer.options.encoding() == StringEncoding.UTF8 ? 1 : 2;
        transfer.check(address, byteSize(transfer, length), align, Failure.STRING_OUT_OF_BOUNDS);
    }

    private static String readUtf8(byte[] bytes) {
        if (isAscii(bytes)) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, false).isError()) {
            throw TrapSignal.of(Failure.INVALID_UTF8);
        }
        if (in.hasRemaining()) {
            throw TrapSignal.of(Failure.INCOMPLETE_UTF8);
        }
        return out.flip().toString();
    }

    private static boolean isAscii(byte[] bytes) {
        byte all = 0;
        for (byte one : bytes) {
            all |= one;
        }
        return all >= 0;
    }

    private static String readUnits(byte[] bytes) {
        CharBuffer units = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer();
        String text = units.toString();
        if (unpairedSurrogate(text)) {
            throw TrapSignal.of(Failure.UNPAIRED_SURROGATE);
        }
        return text;
    }
}
