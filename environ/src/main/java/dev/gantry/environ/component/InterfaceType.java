package dev.gantry.environ.component;

import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.types.NumType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A type of values that pass between components and their hosts, with its layout.
///
/// Types are made by [ComponentTypes], which gives the same object for the same structure: two types of one
/// component are equal if they are identical. Resources in them are numbers of the component's list of
/// resources.
///
/// Threading: immutable.
public abstract sealed class InterfaceType {
    private final Abi abi32;
    private final Abi abi64;

    private InterfaceType(Abi abi32, Abi abi64) {
        this.abi32 = abi32;
        this.abi64 = abi64;
    }

    /// The layout.
    ///
    /// @param is64 whether for memories with 64-bit addresses
    /// @return size, alignment and flat form
    public final Abi abi(boolean is64) {
        return is64 ? abi64 : abi32;
    }

    /// What a value refers to: visits the types directly inside this one.
    ///
    /// @return the types of fields, payloads and elements
    public abstract List<InterfaceType> parts();

    /// A type without parts.
    public static final class Primitive extends InterfaceType {
        /// Which one.
        public enum PrimitiveKind {
            /// Truth values.
            BOOL(1, NumType.I32),
            /// Signed 8-bit integers.
            S8(1, NumType.I32),
            /// Unsigned 8-bit integers.
            U8(1, NumType.I32),
            /// Signed 16-bit integers.
            S16(2, NumType.I32),
            /// Unsigned 16-bit integers.
            U16(2, NumType.I32),
            /// Signed 32-bit integers.
            S32(4, NumType.I32),
            /// Unsigned 32-bit integers.
            U32(4, NumType.I32),
            /// Signed 64-bit integers.
            S64(8, NumType.I64),
            /// Unsigned 64-bit integers.
            U64(8, NumType.I64),
            /// 32-bit floats; all NaNs are the same.
            F32(4, NumType.F32),
            /// 64-bit floats; all NaNs are the same.
            F64(8, NumType.F64),
            /// Unicode scalar values.
            CHAR(4, NumType.I32),
            /// Sequences of Unicode scalar values.
            STRING(0, NumType.I32),
            /// Descriptions of errors.
            ERROR_CONTEXT(4, NumType.I32);

            private final int size;
            private final NumType flat;

            PrimitiveKind(int size, NumType flat) {
                this.size = size;
                this.flat = flat;
            }

            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }

        private final PrimitiveKind kind;

        Primitive(PrimitiveKind kind) {
            super(abi(kind, false), abi(kind, true));
            this.kind = kind;
        }

        private static Abi abi(PrimitiveKind kind, boolean is64) {
            return kind == PrimitiveKind.STRING ? pointerAndLength(is64) : Abi.scalar(kind.size, kind.flat);
        }

        /// Which one.
        ///
        /// @return the kind
        public PrimitiveKind kind() {
            return kind;
        }

        @Override
        public List<InterfaceType> parts() {
            return List.of();
        }

        @Override
        public String toString() {
            return kind.toString();
        }
    }

    /// A record or a tuple: values one behind the other.
    public static final class RecordType extends InterfaceType {
        private final boolean isTuple;
        private final List<String> names;
        private final List<InterfaceType> fields;
        private final int[] offsets32;
        private final int[] offsets64;

        RecordType(boolean isTuple, List<String> names, List<InterfaceType> fields) {
            super(sequence(fields, false), sequence(fields, true));
            this.isTuple = isTuple;
            this.names = names;
            this.fields = fields;
            this.offsets32 = offsets(fields, false);
            this.offsets64 = offsets(fields, true);
        }

        private static int[] offsets(List<InterfaceType> fields, boolean is64) {
            int[] offsets = new int[fields.size()];
            long at = 0;
            for (int field = 0; field < offsets.length; field++) {
                Abi abi = fields.get(field).abi(is64);
                at = Abi.alignUp(at, abi.align());
                offsets[field] = (int) at;
                at += abi.size();
            }
            return offsets;
        }

        /// Whether fields have no names.
        ///
        /// @return true for tuples
        public boolean isTuple() {
            return isTuple;
        }

        /// The names of the fields.
        ///
        /// @return the names, none for tuples
        public List<String> names() {
            return names;
        }

        /// The fields.
        ///
        /// @return their types, in order
        public List<InterfaceType> fields() {
            return fields;
        }

        /// Where a field lies.
        ///
        /// @param field its number
        /// @param is64  whether for memories with 64-bit addresses
        /// @return bytes from the start of the record
        public int offset(int field, boolean is64) {
            return (is64 ? offsets64 : offsets32)[field];
        }

        @Override
        public List<InterfaceType> parts() {
            return fields;
        }

        @Override
        public String toString() {
            if (isTuple) {
                return "tuple<" + join(fields) + ">";
            }
            List<String> texts = new ArrayList<>();
            for (int field = 0; field < names.size(); field++) {
                texts.add(names.get(field) + ": " + fields.get(field));
            }
            return "record {" + String.join(", ", texts) + "}";
        }
    }

    /// One out of several cases: variants, enums, options and results.
    public static final class Variant extends InterfaceType {
        /// How it is written.
        public enum VariantKind {
            /// Named cases, each with or without a payload.
            VARIANT,
            /// Named cases without payloads.
            ENUM,
            /// `none` and `some`.
            OPTION,
            /// `ok` and `error`.
            RESULT
        }

        private final VariantKind kind;
        private final List<String> names;
        private final List<@Nullable InterfaceType> payloads;
        private final int discriminantSize;
        private final int payloadOffset32;
        private final int payloadOffset64;

        Variant(VariantKind kind, List<String> names, List<@Nullable InterfaceType> payloads) {
            super(cases(payloads, false), cases(payloads, true));
            this.kind = kind;
            this.names = names;
            this.payloads = payloads;
            this.discriminantSize = discriminantSize(payloads.size());
            this.payloadOffset32 = payloadOffset(payloads, false);
            this.payloadOffset64 = payloadOffset(payloads, true);
        }

        /// How many bytes tell so many cases apart (R61).
        static int discriminantSize(int cases) {
            return cases <= 1 << 8 ? 1 : cases <= 1 << 16 ? 2 : 4;
        }

        private static int maxAlign(List<@Nullable InterfaceType> payloads, boolean is64) {
            int align = 1;
            for (InterfaceType payload : payloads) {
                if (payload != null) {
                    align = Math.max(align, payload.abi(is64).align());
                }
            }
            return align;
        }

        private static int payloadOffset(List<@Nullable InterfaceType> payloads, boolean is64) {
            return (int) Abi.alignUp(discriminantSize(payloads.size()), maxAlign(payloads, is64));
        }

        private static Abi cases(List<@Nullable InterfaceType> payloads, boolean is64) {
            int discriminant = discriminantSize(payloads.size());
            long size = 0;
            List<NumType> joined = new ArrayList<>();
            boolean isFlat = true;
            for (InterfaceType payload : payloads) {
                if (payload != null) {
                    Abi abi = payload.abi(is64);
                    size = Math.max(size, abi.size());
                    isFlat &= join(joined, abi.flat());
                }
            }
            int align = Math.max(discriminant, maxAlign(payloads, is64));
            joined.addFirst(NumType.I32);
            return InterfaceType.abi(
                    Abi.alignUp(payloadOffset(payloads, is64) + size, align), align, isFlat ? joined : null);
        }

        private static boolean join(List<NumType> joined, @Nullable List<NumType> payload) {
            if (payload == null) {
                return false;
            }
            for (int slot = 0; slot < payload.size(); slot++) {
                if (slot == joined.size()) {
                    joined.add(payload.get(slot));
                } else {
                    joined.set(slot, join(joined.get(slot), payload.get(slot)));
                }
            }
            return true;
        }

        private static NumType join(NumType one, NumType other) {
            if (one == other) {
                return one;
            }
            boolean isNarrow = is32(one) && is32(other);
            return isNarrow ? NumType.I32 : NumType.I64;
        }

        private static boolean is32(NumType type) {
            return type == NumType.I32 || type == NumType.F32;
        }

        /// How it is written.
        ///
        /// @return the kind
        public VariantKind kind() {
            return kind;
        }

        /// The names of the cases.
        ///
        /// @return the names, in order
        public List<String> names() {
            return names;
        }

        /// The payloads of the cases.
        ///
        /// @return a type or null for each case
        public List<@Nullable InterfaceType> payloads() {
            return payloads;
        }

        /// How many bytes the number of the case takes in memory.
        ///
        /// @return 1, 2 or 4
        public int discriminantSize() {
            return discriminantSize;
        }

        /// Where payloads lie.
        ///
        /// @param is64 whether for memories with 64-bit addresses
        /// @return bytes from the start of the value
        public int payloadOffset(boolean is64) {
            return is64 ? payloadOffset64 : payloadOffset32;
        }

        @Override
        public List<InterfaceType> parts() {
            List<InterfaceType> parts = new ArrayList<>();
            for (InterfaceType payload : payloads) {
                if (payload != null) {
                    parts.add(payload);
                }
            }
            return parts;
        }

        @Override
        public String toString() {
            return switch (kind) {
                case OPTION -> "option<" + payloads.get(1) + ">";
                case RESULT -> "result<" + payload(0) + ", " + payload(1) + ">";
                case ENUM -> "enum {" + String.join(", ", names) + "}";
                case VARIANT -> {
                    List<String> texts = new ArrayList<>();
                    for (int at = 0; at < names.size(); at++) {
                        InterfaceType payload = payloads.get(at);
                        texts.add(names.get(at) + (payload == null ? "" : "(" + payload + ")"));
                    }
                    yield "variant {" + String.join(", ", texts) + "}";
                }
            };
        }

        private String payload(int at) {
            InterfaceType payload = payloads.get(at);
            return payload == null ? "_" : payload.toString();
        }
    }

    /// A set of named flags, one bit each.
    public static final class Flags extends InterfaceType {
        private final List<String> names;

        Flags(List<String> names) {
            super(bits(names.size()), bits(names.size()));
            this.names = names;
        }

        private static Abi bits(int count) {
            if (count == 0) {
                return Abi.EMPTY; // R63
            }
            int size = count <= 8 ? 1 : count <= 16 ? 2 : 4 * words(count);
            List<NumType> flat = new ArrayList<>();
            for (int word = 0; word < words(count); word++) {
                flat.add(NumType.I32);
            }
            return InterfaceType.abi(size, Math.min(size, 4), flat);
        }

        private static int words(int count) {
            return (count + Integer.SIZE - 1) / Integer.SIZE;
        }

        /// The names of the flags.
        ///
        /// @return the names, the one of the lowest bit first
        public List<String> names() {
            return names;
        }

        /// How many core values they are.
        ///
        /// @return the number
        public int words() {
            return words(names.size());
        }

        /// The bits that a word may have; others are ignored.
        ///
        /// @param word its number
        /// @return the mask
        public int mask(int word) {
            int bits = names.size() - Integer.SIZE * word;
            return bits >= Integer.SIZE ? -1 : (1 << bits) - 1;
        }

        @Override
        public List<InterfaceType> parts() {
            return List.of();
        }

        @Override
        public String toString() {
            return "flags {" + String.join(", ", names) + "}";
        }
    }

    /// A list of any length, or a map, which is a list of pairs.
    public static final class Sequence extends InterfaceType {
        private final boolean isMap;
        private final InterfaceType element;

        Sequence(boolean isMap, InterfaceType element) {
            super(pointerAndLength(false), pointerAndLength(true));
            this.isMap = isMap;
            this.element = element;
        }

        /// Whether it is a map.
        ///
        /// @return true if elements are pairs of key and value
        public boolean isMap() {
            return isMap;
        }

        /// What is in it.
        ///
        /// @return the type of the elements; of a map a tuple of two
        public InterfaceType element() {
            return element;
        }

        @Override
        public List<InterfaceType> parts() {
            return List.of(element);
        }

        @Override
        public String toString() {
            return isMap ? "map<" + join(element.parts()) + ">" : "list<" + element + ">";
        }
    }

    /// A list of a length that the type tells, stored in place.
    public static final class FixedList extends InterfaceType {
        private final InterfaceType element;
        private final int length;

        FixedList(InterfaceType element, int length) {
            super(repeated(element, length, false), repeated(element, length, true));
            this.element = element;
            this.length = length;
        }

        private static Abi repeated(InterfaceType element, int length, boolean is64) {
            Abi abi = element.abi(is64);
            List<NumType> flat = null;
            List<NumType> one = abi.flat();
            if (one != null && (long) one.size() * Integer.toUnsignedLong(length) <= Abi.MAX_FLAT) {
                flat = new ArrayList<>();
                for (int at = 0; at < length && !one.isEmpty(); at++) {
                    flat.addAll(one);
                }
            }
            return InterfaceType.abi(abi.size() * Integer.toUnsignedLong(length), abi.align(), flat);
        }

        /// What is in it.
        ///
        /// @return the type of the elements
        public InterfaceType element() {
            return element;
        }

        /// How many elements there are.
        ///
        /// @return the number
        public int length() {
            return length;
        }

        @Override
        public List<InterfaceType> parts() {
            return List.of(element);
        }

        @Override
        public String toString() {
            return "list<" + element + ", " + length + ">";
        }
    }

    /// A handle to a resource.
    public static final class Handle extends InterfaceType {
        private final boolean isOwn;
        private final int resource;

        Handle(boolean isOwn, int resource) {
            super(Abi.scalar(4, NumType.I32), Abi.scalar(4, NumType.I32));
            this.isOwn = isOwn;
            this.resource = resource;
        }

        /// Whether the handle owns the resource.
        ///
        /// @return false if it borrows
        public boolean isOwn() {
            return isOwn;
        }

        /// The resource.
        ///
        /// @return its number in the component's list
        public int resource() {
            return resource;
        }

        @Override
        public List<InterfaceType> parts() {
            return List.of();
        }

        @Override
        public String toString() {
            return (isOwn ? "own" : "borrow") + "<resource" + resource + ">";
        }
    }

    /// The readable end of a stream or a future.
    public static final class Channel extends InterfaceType {
        private final boolean isStream;
        private final @Nullable InterfaceType payload;

        Channel(boolean isStream, @Nullable InterfaceType payload) {
            super(Abi.scalar(4, NumType.I32), Abi.scalar(4, NumType.I32));
            this.isStream = isStream;
            this.payload = payload;
        }

        /// Whether it is a stream.
        ///
        /// @return false for futures
        public boolean isStream() {
            return isStream;
        }

        /// What comes through it.
        ///
        /// @return the type, or null if nothing but the news
        public @Nullable InterfaceType payload() {
            return payload;
        }

        @Override
        public List<InterfaceType> parts() {
            return payload == null ? List.of() : List.of(payload);
        }

        @Override
        public String toString() {
            return (isStream ? "stream" : "future") + (payload == null ? "" : "<" + payload + ">");
        }
    }

    private static String join(List<InterfaceType> types) {
        return types.stream().map(InterfaceType::toString).collect(Collectors.joining(", "));
    }

    private static Abi pointerAndLength(boolean is64) {
        NumType address = is64 ? NumType.I64 : NumType.I32;
        return new Abi(is64 ? 16 : 8, is64 ? 8 : 4, List.of(address, address));
    }

    static Abi sequence(List<InterfaceType> fields, boolean is64) {
        long size = 0;
        int align = 1;
        List<NumType> flat = new ArrayList<>();
        boolean isFlat = true;
        for (InterfaceType field : fields) {
            Abi abi = field.abi(is64);
            size = Abi.alignUp(size, abi.align()) + abi.size();
            align = Math.max(align, abi.align());
            List<NumType> part = abi.flat();
            isFlat = isFlat && part != null && flat.size() + part.size() <= Abi.MAX_FLAT;
            if (isFlat && part != null) {
                flat.addAll(part);
            }
        }
        return abi(Abi.alignUp(size, align), align, isFlat ? flat : null);
    }

    private static Abi abi(long size, int align, @Nullable List<NumType> flat) {
        if (size > Integer.MAX_VALUE) {
            throw new UnsupportedException("parameters of 2^31 bytes or more");
        }
        return new Abi((int) size, align, flat == null || flat.size() > Abi.MAX_FLAT ? null : List.copyOf(flat));
    }
}
