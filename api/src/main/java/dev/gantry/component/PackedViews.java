package dev.gantry.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.runtime.component.Codecs;
import dev.gantry.runtime.component.ValueMismatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Arrays of numbers, segments and buffers that stand for lists of numbers: copied at once (R152, R155).
/// The bytes of segments and buffers are those of the guest, little-endian.
final class PackedViews {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

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
            case F32 -> float[].class;
            case F64 -> double[].class;
            case BOOL, CHAR, STRING, ERROR_CONTEXT -> null;
        };
        if (array == null) {
            return null;
        }
        if (java == array) {
            return new Arrays(type, java, element.abi(false).size());
        }
        boolean isIntegers = array != float[].class && array != double[].class; // floats are made canonical one by one
        if (isIntegers && (java == MemorySegment.class || java == ByteBuffer.class)) {
            return new Bytes(type, java, element.abi(false).size());
        }
        return null;
    }

    private record Arrays(InterfaceType type, Class<?> java, int elementSize) implements Codecs.Packed {
        @Override
        public Object make(MemorySegment bytes) {
            if (java == byte[].class) {
                return bytes.toArray(BYTE);
            } else if (java == short[].class) {
                return bytes.toArray(SHORT);
            } else if (java == int[].class) {
                return bytes.toArray(INT);
            } else if (java == long[].class) {
                return bytes.toArray(LONG);
            }
            return java == float[].class ? canonical(bytes.toArray(FLOAT)) : canonical(bytes.toArray(DOUBLE));
        }

        private static Object canonical(float[] numbers) {
            for (int at = 0; at < numbers.length; at++) {
                numbers[at] = canonical(numbers[at]);
            }
            return numbers;
        }

        private static Object canonical(double[] numbers) {
            for (int at = 0; at < numbers.length; at++) {
                numbers[at] = canonical(numbers[at]);
            }
            return numbers;
        }

        /// The same, or what is no number as the canonical one: both constants are (R55).
        private static float canonical(float number) {
            return Float.isNaN(number) ? Float.NaN : number;
        }

        private static double canonical(double number) {
            return Double.isNaN(number) ? Double.NaN : number;
        }

        @Override
        public long byteSize(@Nullable Object value) {
            if (!java.isInstance(value)) {
                throw JavaCodecs.wrong(type, value);
            }
            return (long) Array.getLength(value) * elementSize;
        }

        @Override
        public void write(@Nullable Object value, MemorySegment bytes) {
            switch (value) {
                case byte[] array -> MemorySegment.copy(array, 0, bytes, BYTE, 0, array.length);
                case short[] array -> MemorySegment.copy(array, 0, bytes, SHORT, 0, array.length);
                case int[] array -> MemorySegment.copy(array, 0, bytes, INT, 0, array.length);
                case long[] array -> MemorySegment.copy(array, 0, bytes, LONG, 0, array.length);
                case float[] array -> {
                    for (int at = 0; at < array.length; at++) {
                        bytes.set(FLOAT, 4L * at, canonical(array[at]));
                    }
                }
                case double[] array -> {
                    for (int at = 0; at < array.length; at++) {
                        bytes.set(DOUBLE, 8L * at, canonical(array[at]));
                    }
                }
                case null, default -> throw JavaCodecs.wrong(type, value);
            }
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
        public long byteSize(@Nullable Object value) {
            long size = segment(value).byteSize();
            if (size % elementSize != 0) {
                throw new ValueMismatch("expected elements of " + elementSize + " bytes, found " + size + " bytes");
            }
            return size;
        }

        @Override
        public void write(@Nullable Object value, MemorySegment bytes) {
            MemorySegment.copy(segment(value), 0, bytes, 0, bytes.byteSize());
        }

        private MemorySegment segment(@Nullable Object value) {
            return switch (value) {
                case MemorySegment segment -> segment;
                case ByteBuffer buffer -> MemorySegment.ofBuffer(buffer);
                case null, default -> throw JavaCodecs.wrong(type, value);
            };
        }
    }
}
