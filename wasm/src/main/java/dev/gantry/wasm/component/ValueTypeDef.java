package dev.gantry.wasm.component;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A definition of a value type.
public sealed interface ValueTypeDef extends TypeDef.DefinedType
        permits PrimType,
                ValueTypeDef.RecordOf,
                ValueTypeDef.Variant,
                ValueTypeDef.ListOf,
                ValueTypeDef.FixedList,
                ValueTypeDef.Tuple,
                ValueTypeDef.Flags,
                ValueTypeDef.Enumeration,
                ValueTypeDef.Option,
                ValueTypeDef.Result,
                ValueTypeDef.Own,
                ValueTypeDef.Borrow,
                ValueTypeDef.Stream,
                ValueTypeDef.Future,
                ValueTypeDef.MapOf {

    /// Named fields.
    ///
    /// @param fields the fields, at least one in a valid component
    record RecordOf(List<TypeDef.Labelled> fields) implements ValueTypeDef {
        /// Copies the list.
        public RecordOf {
            fields = List.copyOf(fields);
        }
    }

    /// One of several cases.
    ///
    /// @param cases the cases, at least one in a valid component
    record Variant(List<Case> cases) implements ValueTypeDef {
        /// Copies the list.
        public Variant {
            cases = List.copyOf(cases);
        }
    }

    /// A case of a variant.
    ///
    /// @param label its name
    /// @param type  the type of what it carries, or null if it carries nothing
    record Case(String label, @Nullable ValueType type) {}

    /// A list of any length.
    ///
    /// @param element the type of its elements
    record ListOf(ValueType element) implements ValueTypeDef {}

    /// A list of a length that is part of the type.
    ///
    /// @param element the type of its elements
    /// @param length  how many there are, unsigned; not zero in a valid component
    record FixedList(ValueType element, int length) implements ValueTypeDef {}

    /// Fields without names.
    ///
    /// @param types their types, at least one in a valid component
    record Tuple(List<ValueType> types) implements ValueTypeDef {
        /// Copies the list.
        public Tuple {
            types = List.copyOf(types);
        }
    }

    /// Named bits.
    ///
    /// @param labels their names, from 1 to 32 in a valid component
    record Flags(List<String> labels) implements ValueTypeDef {
        /// Copies the list.
        public Flags {
            labels = List.copyOf(labels);
        }
    }

    /// One of several names (`enum` in the text form).
    ///
    /// @param labels the names, at least one in a valid component
    record Enumeration(List<String> labels) implements ValueTypeDef {
        /// Copies the list.
        public Enumeration {
            labels = List.copyOf(labels);
        }
    }

    /// A value or nothing.
    ///
    /// @param type the type of the value
    record Option(ValueType type) implements ValueTypeDef {}

    /// What came of something that may fail.
    ///
    /// @param ok    what success carries, or null
    /// @param error what failure carries, or null
    record Result(@Nullable ValueType ok, @Nullable ValueType error) implements ValueTypeDef {}

    /// A handle that owns a resource.
    ///
    /// @param resource the index of a resource type
    record Own(int resource) implements ValueTypeDef {}

    /// A handle that borrows a resource for the time of a call.
    ///
    /// @param resource the index of a resource type
    record Borrow(int resource) implements ValueTypeDef {}

    /// The end of a stream.
    ///
    /// @param element the type of its elements, or null
    record Stream(@Nullable ValueType element) implements ValueTypeDef {}

    /// The end of a future.
    ///
    /// @param type the type of its value, or null
    record Future(@Nullable ValueType type) implements ValueTypeDef {}

    /// A map.
    ///
    /// @param key   the type of its keys
    /// @param value the type of its values
    record MapOf(ValueType key, ValueType value) implements ValueTypeDef {}
}
