package dev.gantry.wasm.component.types;

import dev.gantry.wasm.component.PrimType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The type of a value. Factories compute the facts; the canonical constructors are for them.
public sealed interface ResolvedValueType extends ResolvedType {
    /// A primitive type.
    ///
    /// @param type  which one
    /// @param facts what is known of it
    record Prim(PrimType type, TypeFacts facts) implements ResolvedValueType {
        /// A primitive type.
        ///
        /// @param type which one
        /// @return the type
        public static Prim of(PrimType type) {
            TypeFacts leaf = TypeFacts.LEAF;
            return new Prim(
                    type,
                    switch (type) {
                        case BOOL, S8, U8 -> leaf.withBytes(1, 1);
                        case S16, U16 -> leaf.withBytes(2, 2);
                        case S32, U32, F32, CHAR, ERROR_CONTEXT -> leaf.withBytes(4, 4);
                        case S64, U64, F64 -> leaf.withBytes(8, 8);
                        case STRING -> leaf.withPointer();
                    });
        }
    }

    /// A field of a record, or a parameter.
    ///
    /// @param label its name
    /// @param type  its type
    record Field(String label, ResolvedValueType type) {}

    /// Named fields.
    ///
    /// @param fields the fields, at least one
    /// @param facts  what is known of it
    record RecordOf(List<Field> fields, TypeFacts facts) implements ResolvedValueType {
        /// A record type.
        ///
        /// @param fields the fields, at least one
        /// @return the type
        public static RecordOf of(List<Field> fields) {
            List<ResolvedValueType> types = new ArrayList<>(fields.size());
            fields.forEach(field -> types.add(field.type()));
            return new RecordOf(List.copyOf(fields), sequence(types));
        }
    }

    /// A case of a variant.
    ///
    /// @param label its name
    /// @param type  the type of what it carries, or null
    record Case(String label, @Nullable ResolvedValueType type) {}

    /// One of several cases.
    ///
    /// @param cases the cases, at least one
    /// @param facts what is known of it
    record Variant(List<Case> cases, TypeFacts facts) implements ResolvedValueType {
        /// A variant type.
        ///
        /// @param cases the cases, at least one
        /// @return the type
        public static Variant of(List<Case> cases) {
            List<ResolvedValueType> payloads = new ArrayList<>(cases.size());
            for (Case entry : cases) {
                if (entry.type() != null) {
                    payloads.add(entry.type());
                }
            }
            return new Variant(List.copyOf(cases), choice(cases.size(), payloads));
        }
    }

    /// A list of any length.
    ///
    /// @param element the type of its elements
    /// @param facts   what is known of it
    record ListOf(ResolvedValueType element, TypeFacts facts) implements ResolvedValueType {
        /// A list type.
        ///
        /// @param element the type of its elements
        /// @return the type
        public static ListOf of(ResolvedValueType element) {
            return new ListOf(element, TypeFacts.LEAF.with(element.facts()).withPointer());
        }
    }

    /// A list of fixed length.
    ///
    /// @param element the type of its elements
    /// @param length  how many there are, from 1 to 2^30
    /// @param facts   what is known of it
    record FixedList(ResolvedValueType element, int length, TypeFacts facts) implements ResolvedValueType {
        /// A list type.
        ///
        /// @param element the type of its elements
        /// @param length  how many there are, from 1 to 2^30
        /// @return the type
        public static FixedList of(ResolvedValueType element, int length) {
            TypeFacts facts = element.facts();
            return new FixedList(
                    element, length, TypeFacts.LEAF.with(facts).withBytes(facts.bytes64() * length, facts.align64()));
        }
    }

    /// Fields without names.
    ///
    /// @param types their types, at least one
    /// @param facts what is known of it
    record Tuple(List<ResolvedValueType> types, TypeFacts facts) implements ResolvedValueType {
        /// A tuple type.
        ///
        /// @param types the types of the fields, at least one
        /// @return the type
        public static Tuple of(List<ResolvedValueType> types) {
            return new Tuple(List.copyOf(types), sequence(types));
        }
    }

    /// Named bits.
    ///
    /// @param labels their names, 1 to 32
    /// @param facts  what is known of it
    record Flags(List<String> labels, TypeFacts facts) implements ResolvedValueType {
        /// A flags type.
        ///
        /// @param labels the names, 1 to 32
        /// @return the type
        public static Flags of(List<String> labels) {
            int bytes = labels.size() <= 8 ? 1 : labels.size() <= 16 ? 2 : 4;
            return new Flags(List.copyOf(labels), TypeFacts.LEAF.withBytes(bytes, bytes));
        }
    }

    /// One of several names (`enum` in the text form).
    ///
    /// @param labels the names, at least one
    /// @param facts  what is known of it
    record Enumeration(List<String> labels, TypeFacts facts) implements ResolvedValueType {
        /// An enumeration type.
        ///
        /// @param labels the names, at least one
        /// @return the type
        public static Enumeration of(List<String> labels) {
            return new Enumeration(List.copyOf(labels), choice(labels.size(), List.of()));
        }

        @Override
        public String description() {
            return "enum";
        }
    }

    /// A value or nothing.
    ///
    /// @param type  the type of the value
    /// @param facts what is known of it
    record Option(ResolvedValueType type, TypeFacts facts) implements ResolvedValueType {
        /// An option type.
        ///
        /// @param type the type of the value
        /// @return the type
        public static Option of(ResolvedValueType type) {
            return new Option(type, choice(2, List.of(type)));
        }
    }

    /// What came of something that may fail.
    ///
    /// @param ok    what success carries, or null
    /// @param error what failure carries, or null
    /// @param facts what is known of it
    record Result(@Nullable ResolvedValueType ok, @Nullable ResolvedValueType error, TypeFacts facts)
            implements ResolvedValueType {
        /// A result type.
        ///
        /// @param ok    what success carries, or null
        /// @param error what failure carries, or null
        /// @return the type
        public static Result of(@Nullable ResolvedValueType ok, @Nullable ResolvedValueType error) {
            List<ResolvedValueType> payloads = new ArrayList<>(2);
            if (ok != null) {
                payloads.add(ok);
            }
            if (error != null) {
                payloads.add(error);
            }
            return new Result(ok, error, choice(2, payloads));
        }
    }

    /// A handle that owns a resource.
    ///
    /// @param resource which one
    /// @param facts    what is known of it
    record Own(ResolvedType.Resource resource, TypeFacts facts) implements ResolvedValueType {
        /// A handle type.
        ///
        /// @param resource which one
        /// @return the type
        public static Own of(ResolvedType.Resource resource) {
            return new Own(resource, TypeFacts.LEAF.withResource(false));
        }
    }

    /// A handle that borrows a resource.
    ///
    /// @param resource which one
    /// @param facts    what is known of it
    record Borrow(ResolvedType.Resource resource, TypeFacts facts) implements ResolvedValueType {
        /// A handle type.
        ///
        /// @param resource which one
        /// @return the type
        public static Borrow of(ResolvedType.Resource resource) {
            return new Borrow(resource, TypeFacts.LEAF.withResource(true));
        }
    }

    /// The end of a stream.
    ///
    /// @param element the type of its elements, or null
    /// @param facts   what is known of it
    record Stream(@Nullable ResolvedValueType element, TypeFacts facts) implements ResolvedValueType {
        /// A stream type.
        ///
        /// @param element the type of its elements, or null
        /// @return the type
        public static Stream of(@Nullable ResolvedValueType element) {
            return new Stream(element, handleOf(element));
        }
    }

    /// The end of a future.
    ///
    /// @param type  the type of its value, or null
    /// @param facts what is known of it
    record Future(@Nullable ResolvedValueType type, TypeFacts facts) implements ResolvedValueType {
        /// A future type.
        ///
        /// @param type the type of its value, or null
        /// @return the type
        public static Future of(@Nullable ResolvedValueType type) {
            return new Future(type, handleOf(type));
        }
    }

    /// A map.
    ///
    /// @param key   the type of its keys
    /// @param value the type of its values
    /// @param facts what is known of it
    record MapOf(ResolvedValueType key, ResolvedValueType value, TypeFacts facts) implements ResolvedValueType {
        /// A map type.
        ///
        /// @param key   the type of its keys
        /// @param value the type of its values
        /// @return the type
        public static MapOf of(ResolvedValueType key, ResolvedValueType value) {
            return new MapOf(
                    key,
                    value,
                    TypeFacts.LEAF.with(key.facts()).with(value.facts()).withPointer());
        }
    }

    @Override
    default String description() {
        return switch (this) {
            case Prim prim -> prim.type().toString();
            case ListOf _, FixedList _ -> "list";
            case MapOf _ -> "map";
            case RecordOf _ -> "record";
            default -> getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    private static TypeFacts sequence(List<ResolvedValueType> types) {
        TypeFacts facts = TypeFacts.LEAF;
        long bytes = 0;
        int align = 1;
        for (ResolvedValueType type : types) {
            facts = facts.with(type.facts());
            align = Math.max(align, type.facts().align64());
            bytes = TypeFacts.alignUp(bytes, type.facts().align64())
                    + type.facts().bytes64();
        }
        return facts.withBytes(TypeFacts.alignUp(bytes, align), align);
    }

    private static TypeFacts choice(int cases, List<ResolvedValueType> payloads) {
        int discriminant = cases <= 1 << 8 ? 1 : cases <= 1 << 16 ? 2 : 4;
        TypeFacts facts = TypeFacts.LEAF;
        long bytes = 0;
        int payloadAlign = 1;
        for (ResolvedValueType type : payloads) {
            facts = facts.with(type.facts());
            payloadAlign = Math.max(payloadAlign, type.facts().align64());
            bytes = Math.max(bytes, type.facts().bytes64());
        }
        int align = Math.max(discriminant, payloadAlign);
        return facts.withBytes(TypeFacts.alignUp(TypeFacts.alignUp(discriminant, payloadAlign) + bytes, align), align);
    }

    /// A stream or future of values that point to memory is itself a number.
    private static TypeFacts handleOf(@Nullable ResolvedValueType content) {
        TypeFacts facts = content == null ? TypeFacts.LEAF : TypeFacts.LEAF.with(content.facts());
        return new TypeFacts(facts.size(), facts.depth(), facts.hasBorrow(), false, facts.hasResource(), 4, 4);
    }
}
