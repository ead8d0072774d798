package dev.gantry.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.runtime.component.Codecs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Arrays of numbers, segments and buffers that stand for lists of numbers: copied as they are (R52, R152).
/// The bytes of segments and buffers are those of the guest, little-endian.
final class PackedViews {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private PackedViews() {}

    /// The view, or null if the class is looked at element by element.
    static Codecs.@Nullable Packed of(InterfaceType.Sequence type, Class<?> java) {
        if (!(type.element() instanceof Primitive element)) {
            return null;
        }
        Class<?> array = switch (element.kind()) {
            case S8, U8 -> byte[].class;
            case S16, U16 -> short[].class;
            case S32, U32 -> int[].class;
            case S64, U64 -> long[].class;
            case F32, F64, BOOL, CHAR, STRING, ERROR_CONTEXT -> null; // floats are made canonical one by one
        };
        if (array == null) {
            return null;
        }
        if (java == array) {
            return new Arrays(type, java);
        }
        if (java == MemorySegment.class || java == ByteBuffer.class) {
            return new Bytes(type, java, element.abi(false).size());
        }
        return null;
    }

    private record Arrays(InterfaceType type, Class<?> java) implements Codecs.Packed {
        @Override
        public Object make(MemorySegment bytes) {
            if (java == byte[].class) {
                return bytes.toArray(BYTE);
            } else if (java == short[].class) {
                return bytes.toArray(SHORT);
            }
            return java == int[].class ? bytes.toArray(INT) : (Object) bytes.toArray(LONG);
        }

        @Override
        public MemorySegment bytes(@Nullable Object value) {
            return switch (value) {
                case byte[] array when java == byte[].class -> MemorySegment.ofArray(array);
                case short[] array when java == short[].class -> littleEndian(MemorySegment.ofArray(array), 2);
                case int[] array when java == int[].class -> littleEndian(MemorySegment.ofArray(array), 4);
                case long[] array when java == long[].class -> littleEndian(MemorySegment.ofArray(array), 8);
                case null, default -> throw JavaCodecs.wrong(type, value);
            };
        }

        private static MemorySegment littleEndian(MemorySegment array, int size) {
            if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
                return array;
            }
            byte[] swapped = array.toArray(BYTE);
            for (int start = 0; start < swapped.length; start += size) {
                for (int at = 0; at < size / 2; at++) {
                    byte low = swapped[start + at];
                    swapped[start + at] = swapped[start + size - 1 - at];
                    swapped[start + size - 1 - at] = low;
                }
            }
            return MemorySegment.ofArray(swapped);
        }
    }

    private record Bytes(InterfaceType type, Class<?> java, int elementSize) implements Codecs.Packed {
        @Override
        public Object make(MemorySegment bytes) {
            byte[] copy = bytes.toArray(BYTE);
            return java == MemorySegment.class
                    ? MemorySegment.ofArray(copy)
                    : ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public MemorySegment bytes(@Nullable Object value) {
            MemorySegment bytes = switch (value) {
                case MemorySegment segment -> segment;
                case ByteBuffer buffer -> MemorySegment.ofBuffer(buffer);
                case null, default -> throw JavaCodecs.wrong(type, value);
            };
            if (bytes.byteSize() % elementSize != 0) {
                throw new IllegalArgumentException(
                        "expected elements of " + elementSize + " bytes, found " + bytes.byteSize() + " bytes");
            }
            return bytes;
        }
    }
}
