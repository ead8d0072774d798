package dev.gantry.component;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A type of values of components. Types with the same structure are equal, whatever component they come from
/// (R66).
///
/// Threading: immutable.
public sealed interface Type {
    /// A type without parts.
    enum Primitive implements Type {
        /// Truth values.
        BOOL,
        /// Signed 8-bit integers.
        S8,
        /// Unsigned 8-bit integers.
        U8,
        /// Signed 16-bit integers.
        S16,
        /// Unsigned 16-bit integers.
        U16,
        /// Signed 32-bit integers.
        S32,
        /// Unsigned 32-bit integers.
        U32,
        /// Signed 64-bit integers.
        S64,
        /// Unsigned 64-bit integers.
        U64,
        /// 32-bit floats.
        F32,
        /// 64-bit floats.
        F64,
        /// Unicode scalar values.
        CHAR,
        /// Strings.
        STRING,
        /// Descriptions of errors.
        ERROR_CONTEXT;

        /// The text form, for example `u32`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// A list.
    ///
    /// @param element what is in it
    record ListType(Type element) implements Type {}

    /// A list of fixed length.
    ///
    /// @param element what is in it
    /// @param length  how many elements
    record FixedListType(Type element, int length) implements Type {}

    /// A map.
    ///
    /// @param key   the keys
    /// @param value the values
    record MapType(Type key, Type value) implements Type {}

    /// A record.
    ///
    /// @param fields the fields, in order
    record RecordType(List<Field> fields) implements Type {}

    /// A field of a record, or a parameter of a function.
    ///
    /// @param name its name
    /// @param type its type
    record Field(String name, Type type) {}

    /// A tuple.
    ///
    /// @param elements the elements
    record TupleType(List<Type> elements) implements Type {}

    /// A variant.
    ///
    /// @param cases the cases, in order
    record VariantType(List<Case> cases) implements Type {}

    /// A case of a variant.
    ///
    /// @param name    its name
    /// @param payload what it carries
    record Case(String name, Optional<Type> payload) {}

    /// An enum.
    ///
    /// @param names the names of the cases
    record EnumType(List<String> names) implements Type {}

    /// An option.
    ///
    /// @param some what may be there
    record OptionType(Type some) implements Type {}

    /// A result.
    ///
    /// @param ok    what success carries
    /// @param error what failure carries
    record ResultType(Optional<Type> ok, Optional<Type> error) implements Type {}

    /// A set of flags.
    ///
    /// @param names the names of the flags
    record FlagsType(List<String> names) implements Type {}

    /// A handle that owns.
    ///
    /// @param resource what it refers to
    record OwnType(ResourceType resource) implements Type {}

    /// A handle that borrows.
    ///
    /// @param resource what it refers to
    record BorrowType(ResourceType resource) implements Type {}

    /// A stream.
    ///
    /// @param payload what comes through it
    record StreamType(Optional<Type> payload) implements Type {}

    /// A future.
    ///
    /// @param payload what comes through it
    record FutureType(Optional<Type> payload) implements Type {}
}
