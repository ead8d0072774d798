package dev.gantry.wast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An argument or result of a component's function in a script.
public sealed interface ComponentValue {
    /// A truth value.
    ///
    /// @param value the value
    record Bool(boolean value) implements ComponentValue {}

    /// An integer.
    ///
    /// @param type  its width and whether it has a sign
    /// @param value the value; `u64` as its bits
    record Int(IntType type, long value) implements ComponentValue {}

    /// A 32-bit float.
    ///
    /// @param bits its bits
    record F32(int bits) implements ComponentValue {}

    /// A 64-bit float.
    ///
    /// @param bits its bits
    record F64(long bits) implements ComponentValue {}

    /// A Unicode scalar value.
    ///
    /// @param codePoint the value
    record Char(int codePoint) implements ComponentValue {}

    /// A string.
    ///
    /// @param value its characters
    record Str(String value) implements ComponentValue {}

    /// A list; a map is a list of tuples of key and value.
    ///
    /// @param elements the elements
    record ListOf(List<ComponentValue> elements) implements ComponentValue {}

    /// A record.
    ///
    /// @param fields the fields, in order
    record RecordOf(List<Field> fields) implements ComponentValue {}

    /// A field of a record.
    ///
    /// @param name  its name
    /// @param value its value
    record Field(String name, ComponentValue value) {}

    /// A tuple.
    ///
    /// @param elements the elements
    record Tuple(List<ComponentValue> elements) implements ComponentValue {}

    /// A case of a variant.
    ///
    /// @param name    the case
    /// @param payload its payload, or null if the case has none
    record Variant(String name, @Nullable ComponentValue payload) implements ComponentValue {}

    /// A case of an enum.
    ///
    /// @param name the case
    record EnumCase(String name) implements ComponentValue {}

    /// An option.
    ///
    /// @param value what it holds, or null for none
    record OptionOf(@Nullable ComponentValue value) implements ComponentValue {}

    /// A result.
    ///
    /// @param isOk    whether it is a success
    /// @param payload its payload, or null if there is none
    record ResultOf(boolean isOk, @Nullable ComponentValue payload) implements ComponentValue {}

    /// Flags that are set.
    ///
    /// @param names the names, in any order
    record Flags(List<String> names) implements ComponentValue {}

    /// The types of integers.
    enum IntType {
        /// 8 bits with sign.
        S8(8, true),
        /// 8 bits without sign.
        U8(8, false),
        /// 16 bits with sign.
        S16(16, true),
        /// 16 bits without sign.
        U16(16, false),
        /// 32 bits with sign.
        S32(32, true),
        /// 32 bits without sign.
        U32(32, false),
        /// 64 bits with sign.
        S64(64, true),
        /// 64 bits without sign.
        U64(64, false);

        private final int bits;
        private final boolean isSigned;

        IntType(int bits, boolean isSigned) {
            this.bits = bits;
            this.isSigned = isSigned;
        }

        /// The width.
        ///
        /// @return 8, 16, 32 or 64 bits
        public int bits() {
            return bits;
        }

        /// Whether there are negative numbers.
        ///
        /// @return true if so
        public boolean isSigned() {
            return isSigned;
        }
    }
}
