package dev.gantry.environ.component;

import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.environ.component.InterfaceType.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes interface types, the same object for the same structure (R66).
///
/// Threading: confined; the types are immutable.
public final class ComponentTypes {
    private enum Shape {
        RECORD,
        TUPLE,
        VARIANT,
        ENUM,
        OPTION,
        RESULT,
        FLAGS,
        LIST,
        MAP,
        FIXED_LIST,
        OWN,
        BORROW,
        STREAM,
        FUTURE
    }

    /// What a type is made of; types in it are compared by identity.
    private record Key(Shape shape, List<String> names, List<@Nullable InterfaceType> parts, int number) {}

    private final Map<Primitive.PrimitiveKind, InterfaceType> primitives = new EnumMap<>(Primitive.PrimitiveKind.class);
    private final Map<Key, InterfaceType> interned = new HashMap<>();

    /// An empty collection.
    public ComponentTypes() {}

    private InterfaceType intern(
            Shape shape,
            List<String> names,
            List<@Nullable InterfaceType> parts,
            int number,
            Supplier<InterfaceType> maker) {
        Key key = new Key(shape, names, parts, number);
        InterfaceType known = interned.get(key);
        if (known == null) {
            known = maker.get();
            interned.put(key, known);
        }
        return known;
    }

    private static List<@Nullable InterfaceType> unmodifiable(List<? extends @Nullable InterfaceType> types) {
        return Collections.unmodifiableList(new ArrayList<@Nullable InterfaceType>(types));
    }

    /// A type without parts.
    ///
    /// @param kind which one
    /// @return the type
    public InterfaceType primitive(Primitive.PrimitiveKind kind) {
        return primitives.computeIfAbsent(kind, Primitive::new);
    }

    /// A record.
    ///
    /// @param names  the names of its fields
    /// @param fields the types of its fields
    /// @return the type
    public InterfaceType record(List<String> names, List<InterfaceType> fields) {
        List<String> ownNames = List.copyOf(names);
        List<InterfaceType> ownFields = List.copyOf(fields);
        return intern(
                Shape.RECORD,
                ownNames,
                unmodifiable(ownFields),
                0,
                () -> new InterfaceType.RecordType(false, ownNames, ownFields));
    }

    /// A tuple.
    ///
    /// @param fields the types of its fields; none for the empty tuple, which is also what functions without
    ///     parameters take (R56)
    /// @return the type
    public InterfaceType.RecordType tuple(List<InterfaceType> fields) {
        List<InterfaceType> own = List.copyOf(fields);
        return (InterfaceType.RecordType) intern(
                Shape.TUPLE, List.of(), unmodifiable(own), 0, () -> new InterfaceType.RecordType(true, List.of(), own));
    }

    /// A variant.
    ///
    /// @param names    the names of its cases
    /// @param payloads a type or null for each case
    /// @return the type
    public InterfaceType variant(List<String> names, List<? extends @Nullable InterfaceType> payloads) {
        return cases(Shape.VARIANT, Variant.VariantKind.VARIANT, names, payloads);
    }

    /// An enum.
    ///
    /// @param names the names of its cases
    /// @return the type
    public InterfaceType enumeration(List<String> names) {
        return cases(Shape.ENUM, Variant.VariantKind.ENUM, names, Collections.nCopies(names.size(), null));
    }

    /// An option.
    ///
    /// @param some what may be there
    /// @return the type
    public InterfaceType option(InterfaceType some) {
        return cases(Shape.OPTION, Variant.VariantKind.OPTION, List.of("none", "some"), Arrays.asList(null, some));
    }

    /// A result.
    ///
    /// @param ok    what success gives, or null
    /// @param error what failure gives, or null
    /// @return the type
    public InterfaceType result(@Nullable InterfaceType ok, @Nullable InterfaceType error) {
        return cases(Shape.RESULT, Variant.VariantKind.RESULT, List.of("ok", "error"), Arrays.asList(ok, error));
    }

    private InterfaceType cases(
            Shape shape,
            Variant.VariantKind kind,
            List<String> names,
            List<? extends @Nullable InterfaceType> payloads) {
        List<String> ownNames = List.copyOf(names);
        List<@Nullable InterfaceType> own = unmodifiable(payloads);
        return intern(shape, ownNames, own, 0, () -> new Variant(kind, ownNames, own));
    }

    /// A set of flags.
    ///
    /// @param names the names of the flags
    /// @return the type
    public InterfaceType flags(List<String> names) {
        List<String> own = List.copyOf(names);
        return intern(Shape.FLAGS, own, List.of(), 0, () -> new InterfaceType.Flags(own));
    }

    /// A list.
    ///
    /// @param element what is in it
    /// @return the type
    public InterfaceType list(InterfaceType element) {
        return intern(Shape.LIST, List.of(), List.of(element), 0, () -> new InterfaceType.Sequence(false, element));
    }

    /// A map.
    ///
    /// @param key   the keys
    /// @param value the values
    /// @return the type
    public InterfaceType map(InterfaceType key, InterfaceType value) {
        InterfaceType pair = tuple(List.of(key, value));
        return intern(Shape.MAP, List.of(), List.of(pair), 0, () -> new InterfaceType.Sequence(true, pair));
    }

    /// A list of fixed length.
    ///
    /// @param element what is in it
    /// @param length  how many elements
    /// @return the type
    public InterfaceType fixedList(InterfaceType element, int length) {
        return intern(
                Shape.FIXED_LIST,
                List.of(),
                List.of(element),
                length,
                () -> new InterfaceType.FixedList(element, length));
    }

    /// A handle that owns.
    ///
    /// @param resource the number of the resource
    /// @return the type
    public InterfaceType own(int resource) {
        return intern(Shape.OWN, List.of(), List.of(), resource, () -> new InterfaceType.Handle(true, resource));
    }

    /// A handle that borrows.
    ///
    /// @param resource the number of the resource
    /// @return the type
    public InterfaceType borrow(int resource) {
        return intern(Shape.BORROW, List.of(), List.of(), resource, () -> new InterfaceType.Handle(false, resource));
    }

    /// A stream.
    ///
    /// @param payload what comes through it, or null
    /// @return the type
    public InterfaceType stream(@Nullable InterfaceType payload) {
        return intern(
                Shape.STREAM,
                List.of(),
                unmodifiable(Arrays.asList(payload)),
                0,
                () -> new InterfaceType.Channel(true, payload));
    }

    /// A future.
    ///
    /// @param payload what comes through it, or null
    /// @return the type
    public InterfaceType future(@Nullable InterfaceType payload) {
        return intern(
                Shape.FUTURE,
                List.of(),
                unmodifiable(Arrays.asList(payload)),
                0,
                () -> new InterfaceType.Channel(false, payload));
    }
}
