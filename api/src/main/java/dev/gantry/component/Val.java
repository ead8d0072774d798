package dev.gantry.component;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A value of a component. Values do not know their types: cases, fields and flags are told by name, and
/// whether a value fits is found out when it is handed to a function (R67).
///
/// Threading: immutable, but for what a [ResourceVal] refers to.
public sealed interface Val {
    /// A `bool`.
    ///
    /// @param value the value
    record Bool(boolean value) implements Val {}

    /// An `s8`.
    ///
    /// @param value the value
    record S8(byte value) implements Val {}

    /// A `u8`.
    ///
    /// @param value 0 to 255
    record U8(int value) implements Val {
        /// Checks the range.
        public U8 {
            checkRange(value, 0xFF, "u8");
        }
    }

    /// An `s16`.
    ///
    /// @param value the value
    record S16(short value) implements Val {}

    /// A `u16`.
    ///
    /// @param value 0 to 65,535
    record U16(int value) implements Val {
        /// Checks the range.
        public U16 {
            checkRange(value, 0xFFFF, "u16");
        }
    }

    /// An `s32`.
    ///
    /// @param value the value
    record S32(int value) implements Val {}

    /// A `u32`.
    ///
    /// @param value 0 to 4,294,967,295
    record U32(long value) implements Val {
        /// Checks the range.
        public U32 {
            checkRange(value, 0xFFFF_FFFFL, "u32");
        }
    }

    /// An `s64`.
    ///
    /// @param value the value
    record S64(long value) implements Val {}

    /// A `u64`.
    ///
    /// @param value the value, to be taken as unsigned
    record U64(long value) implements Val {
        @Override
        public String toString() {
            return "U64[value=" + Long.toUnsignedString(value) + "]";
        }
    }

    /// An `f32`. All NaNs are equal.
    ///
    /// @param value the value
    record F32(float value) implements Val {}

    /// An `f64`. All NaNs are equal.
    ///
    /// @param value the value
    record F64(double value) implements Val {}

    /// A `char`.
    ///
    /// @param codePoint a Unicode scalar value
    record Char(int codePoint) implements Val {
        /// Checks the range.
        public Char {
            boolean isSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            if (!Character.isValidCodePoint(codePoint) || isSurrogate) {
                throw new IllegalArgumentException("expected a unicode scalar value, found " + codePoint);
            }
        }
    }

    /// A `string`.
    ///
    /// @param value the value
    record Str(String value) implements Val {}

    /// A `list`, of any or of fixed length.
    ///
    /// @param elements the elements
    record ListVal(List<Val> elements) implements Val {
        /// Copies the elements.
        public ListVal {
            elements = List.copyOf(elements);
        }
    }

    /// A `map`. If a guest gives a key twice, the last entry counts.
    ///
    /// @param entries the entries, in order
    record MapVal(Map<Val, Val> entries) implements Val {
        /// Copies the entries.
        public MapVal {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /// A `record`.
    ///
    /// @param fields the values by name; their order does not matter
    record RecordVal(Map<String, Val> fields) implements Val {
        /// Copies the fields.
        public RecordVal {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /// A `tuple`.
    ///
    /// @param elements the values
    record TupleVal(List<Val> elements) implements Val {
        /// Copies the values.
        public TupleVal {
            elements = List.copyOf(elements);
        }
    }

    /// A `variant`.
    ///
    /// @param name    the name of the case
    /// @param payload what the case carries, if it carries something
    record VariantVal(String name, @Nullable Val payload) implements Val {}

    /// An `enum`.
    ///
    /// @param name the name of the case
    record EnumVal(String name) implements Val {}

    /// An `option`.
    ///
    /// @param value what there is, or null
    record OptionVal(@Nullable Val value) implements Val {}

    /// A `result`.
    ///
    /// @param isOk    whether it tells success
    /// @param payload what it carries, if it carries something
    record ResultVal(boolean isOk, @Nullable Val payload) implements Val {}

    /// A set of `flags`.
    ///
    /// @param names the names of those that are set; their order does not matter
    record FlagsVal(Set<String> names) implements Val {
        /// Copies the names.
        public FlagsVal {
            names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
        }
    }

    /// An `own` or `borrow`.
    ///
    /// @param resource the handle
    record ResourceVal(Resource resource) implements Val {}

    private static void checkRange(long value, long max, String type) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException("expected a " + type + ", found " + value);
        }
    }

    /// A `bool`.
    ///
    /// @param value the value
    /// @return the value
    static Val bool(boolean value) {
        return new Bool(value);
    }

    /// An `s8`.
    ///
    /// @param value the value
    /// @return the value
    static Val s8(int value) {
        if (value != (byte) value) {
            throw new IllegalArgumentException("expected a s8, found " + value);
        }
        return new S8((byte) value);
    }

    /// A `u8`.
    ///
    /// @param value the value
    /// @return the value
    static Val u8(int value) {
        return new U8(value);
    }

    /// An `s16`.
    ///
    /// @param value the value
    /// @return the value
    static Val s16(int value) {
        if (value != (short) value) {
            throw new IllegalArgumentException("expected a s16, found " + value);
        }
        return new S16((short) value);
    }

    /// A `u16`.
    ///
    /// @param value the value
    /// @return the value
    static Val u16(int value) {
        return new U16(value);
    }

    /// An `s32`.
    ///
    /// @param value the value
    /// @return the value
    static Val s32(int value) {
        return new S32(value);
    }

    /// A `u32`.
    ///
    /// @param value the value
    /// @return the value
    static Val u32(long value) {
        return new U32(value);
    }

    /// An `s64`.
    ///
    /// @param value the value
    /// @return the value
    static Val s64(long value) {
        return new S64(value);
    }

    /// A `u64`.
    ///
    /// @param value the value, taken as unsigned
    /// @return the value
    static Val u64(long value) {
        return new U64(value);
    }

    /// An `f32`.
    ///
    /// @param value the value
    /// @return the value
    static Val f32(float value) {
        return new F32(value);
    }

    /// An `f64`.
    ///
    /// @param value the value
    /// @return the value
    static Val f64(double value) {
        return new F64(value);
    }

    /// A `char`.
    ///
    /// @param codePoint a Unicode scalar value
    /// @return the value
    static Val character(int codePoint) {
        return new Char(codePoint);
    }

    /// A `string`.
    ///
    /// @param value the value
    /// @return the value
    static Val string(String value) {
        return new Str(value);
    }

    /// A `list`.
    ///
    /// @param elements the elements
    /// @return the value
    static Val list(Val... elements) {
        return new ListVal(Arrays.asList(elements));
    }

    /// A `map`.
    ///
    /// @param entries the entries
    /// @return the value
    static Val map(Map<Val, Val> entries) {
        return new MapVal(entries);
    }

    /// A `record`.
    ///
    /// @param fields the fields by name
    /// @return the value
    static Val record(Map<String, Val> fields) {
        return new RecordVal(fields);
    }

    /// A `tuple`.
    ///
    /// @param elements the values
    /// @return the value
    static Val tuple(Val... elements) {
        return new TupleVal(Arrays.asList(elements));
    }

    /// A `variant` without a payload.
    ///
    /// @param name the name of the case
    /// @return the value
    static Val variant(String name) {
        return new VariantVal(name, null);
    }

    /// A `variant` with a payload.
    ///
    /// @param name    the name of the case
    /// @param payload the payload
    /// @return the value
    static Val variant(String name, Val payload) {
        return new VariantVal(name, payload);
    }

    /// An `enum`.
    ///
    /// @param name the name of the case
    /// @return the value
    static Val enumeration(String name) {
        return new EnumVal(name);
    }

    /// The `option` that is empty.
    ///
    /// @return the value
    static Val none() {
        return new OptionVal(null);
    }

    /// An `option` that is not empty.
    ///
    /// @param value what there is
    /// @return the value
    static Val some(Val value) {
        return new OptionVal(value);
    }

    /// A `result` of success without a payload.
    ///
    /// @return the value
    static Val ok() {
        return new ResultVal(true, null);
    }

    /// A `result` of success.
    ///
    /// @param payload the payload
    /// @return the value
    static Val ok(Val payload) {
        return new ResultVal(true, payload);
    }

    /// A `result` of failure without a payload.
    ///
    /// @return the value
    static Val error() {
        return new ResultVal(false, null);
    }

    /// A `result` of failure.
    ///
    /// @param payload the payload
    /// @return the value
    static Val error(Val payload) {
        return new ResultVal(false, payload);
    }

    /// A set of `flags`.
    ///
    /// @param names the names of those that are set
    /// @return the value
    static Val flags(String... names) {
        return new FlagsVal(new LinkedHashSet<>(Arrays.asList(names)));
    }

    /// A handle.
    ///
    /// @param resource the handle
    /// @return the value
    static Val resource(Resource resource) {
        return new ResourceVal(resource);
    }
}
