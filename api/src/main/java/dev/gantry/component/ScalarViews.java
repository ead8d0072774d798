package dev.gantry.component;

import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.runtime.component.Codecs;
import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How Java's numbers stand for those of components. A class that is wide enough for all values is checked on
/// the way to the guest; one with exactly as many bits holds the bits of unsigned numbers.
final class ScalarViews {
    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private ScalarViews() {}

    static Codecs.Scalars of(Primitive type, Type java) {
        Class<?> box = java instanceof Class<?> known ? BOXES.getOrDefault(known, known) : Object.class;
        boolean fits = switch (type.kind()) {
            case BOOL -> box == Boolean.class;
            case S8, U8 -> box == Byte.class || box == Short.class || box == Integer.class || box == Long.class;
            case S16, U16 -> box == Short.class || box == Integer.class || box == Long.class;
            case S32, U32 -> box == Integer.class || box == Long.class;
            case S64, U64 -> box == Long.class;
            case F32 -> box == Float.class;
            case F64 -> box == Double.class;
            case CHAR -> box == Integer.class;
            case STRING, ERROR_CONTEXT -> false;
        };
        if (!fits) {
            throw JavaCodecs.mismatch(type, java);
        }
        return switch (type.kind()) {
            case BOOL, F32, F64 -> new Plain(type, box);
            case S8, U8, S16, U16, S32, U32, S64, U64, CHAR, STRING, ERROR_CONTEXT ->
                new Integral(type, box, bits(type));
        };
    }

    private static int bits(Primitive type) {
        return switch (type.kind()) {
            case S8, U8 -> Byte.SIZE;
            case S16, U16 -> Short.SIZE;
            case S32, U32, CHAR -> Integer.SIZE;
            default -> Long.SIZE;
        };
    }

    private record Plain(Primitive type, Class<?> box) implements Codecs.Scalars {
        @Override
        public Object box(long bits) {
            if (box == Boolean.class) {
                return bits != 0;
            }
            return box == Float.class ? (Object) Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
        }

        @Override
        public long unbox(@Nullable Object value) {
            return switch (value) {
                case Boolean is when box == Boolean.class -> is ? 1 : 0;
                case Float number when box == Float.class -> Float.floatToRawIntBits(number);
                case Double number when box == Double.class -> Double.doubleToRawLongBits(number);
                case null, default -> throw JavaCodecs.wrong(type, value);
            };
        }
    }

    private record Integral(Primitive type, Class<?> box, int bits) implements Codecs.Scalars {
        private boolean isUnsigned() {
            return switch (type.kind()) {
                case U8, U16, U32 -> true;
                default -> false;
            };
        }

        @Override
        public Object box(long value) {
            if (box == Byte.class) {
                return (byte) value;
            } else if (box == Short.class) {
                return (short) value;
            } else if (box == Integer.class) {
                return (int) value;
            }
            return value;
        }

        @Override
        public long unbox(@Nullable Object value) {
            if (!box.isInstance(value) || !(value instanceof Number number)) {
                throw JavaCodecs.wrong(type, value);
            }
            long wide = number.longValue();
            if (bits == Long.SIZE) {
                return wide;
            }
            long mask = (1L << bits) - 1;
            if (isUnsigned()) {
                boolean isSameWidth = width() == bits;
                if (!isSameWidth && (wide & ~mask) != 0) {
                    throw JavaCodecs.wrong(type, value);
                }
                return wide & mask;
            }
            int unused = Long.SIZE - bits;
            if (wide << unused >> unused != wide) {
                throw JavaCodecs.wrong(type, value);
            }
            return wide;
        }

        private int width() {
            return box == Byte.class
                    ? Byte.SIZE
                    : box == Short.class ? Short.SIZE : box == Integer.class ? Integer.SIZE : Long.SIZE;
        }
    }
}
