package dev.gantry.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.runtime.component.Codec;
import dev.gantry.runtime.component.Codecs;
import dev.gantry.runtime.component.ValueMismatch;
import dev.gantry.runtime.component.VmResource;
import dev.gantry.wasm.UnsupportedException;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes codecs whose Java side are the classes of a signature (R49, R59, R60). Whether the classes fit is
/// found out here, once; values are looked at when they pass (R48).
///
/// ```
/// u8 … u32: int or long (checked), or as many bits    list<T>:    List, Collection, T[]; byte[] and its like
/// s64, u64: long                                      map<K, V>:  Map
/// char:     int, a code point                         record:     record, components by name
/// string:   String, CharSequence                      tuple:      record, components in order
/// flags:    Set of an enum                            variant:    sealed interface of records, by name
/// enum:     enum, constants by name                   option<T>:  Optional
/// own, borrow: Resource                               result<T, E>: Result
/// ```
final class JavaCodecs {
    /// Which way values go.
    enum Passage {
        /// To a guest: arguments of its functions, results of the host's.
        TO_GUEST,
        /// From a guest, whose memory stays as it is until the host has done with them: arguments of the host's
        /// functions, results under a [Lease].
        FROM_GUEST,
        /// From a guest that has cleaned up when the host gets to see them: other results.
        LEFT_BY_GUEST
    }

    private final Passage passage;

    private JavaCodecs(Passage passage) {
        this.passage = passage;
    }

    /// The codec for values of a type that are seen as a class.
    ///
    /// @throws IllegalArgumentException if the class does not fit, or not for this way (R48)
    static Codec of(InterfaceType type, Type java, Passage passage) {
        return new JavaCodecs(passage).of(type, java);
    }

    private Codec of(InterfaceType type, Type java) {
        return switch (type) {
            case Primitive primitive -> of(primitive, java);
            case InterfaceType.RecordType record -> ofRecord(record, java);
            case InterfaceType.Variant variant -> of(variant, java);
            case InterfaceType.Flags flags -> of(flags, java);
            case InterfaceType.Sequence list -> of(list, java);
            case InterfaceType.FixedList list -> {
                ListViews.Shape shape = ListViews.shape(list, java);
                yield Codecs.fixedList(list, of(list.element(), shape.element()), shape.view());
            }
            case InterfaceType.Handle handle -> {
                if (java != Resource.class) {
                    throw mismatch(type, java);
                }
                yield Codecs.handle(handle, new ResourceView());
            }
            case InterfaceType.Channel _ -> throw new UnsupportedException("async");
        };
    }

    static IllegalArgumentException mismatch(InterfaceType type, Type java) {
        return new IllegalArgumentException("expected a class for " + type + ", found " + java.getTypeName());
    }

    static ValueMismatch wrong(InterfaceType type, @Nullable Object value) {
        return ValueMismatch.of(type, value);
    }

    /// The class of a type, without its arguments.
    static Class<?> raw(InterfaceType type, Type java) {
        return switch (java) {
            case Class<?> known -> known;
            case ParameterizedType applied when applied.getRawType() instanceof Class<?> known -> known;
            case GenericArrayType array ->
                raw(type, array.getGenericComponentType()).arrayType();
            default -> throw mismatch(type, java);
        };
    }

    /// The arguments of a generic class.
    static Type[] arguments(InterfaceType type, Type java, int count) {
        if (java instanceof ParameterizedType applied && applied.getActualTypeArguments().length == count) {
            return applied.getActualTypeArguments();
        }
        throw mismatch(type, java);
    }

    private Codec of(Primitive type, Type java) {
        return switch (type.kind()) {
            case STRING -> {
                if (java == GuestString.class) {
                    checkView(type, java);
                    yield Codecs.textView(type, GuestString::new);
                }
                if (java != String.class && java != CharSequence.class) {
                    throw mismatch(type, java);
                }
                yield Codecs.text(type, new TextView(type));
            }
            case ERROR_CONTEXT -> throw new UnsupportedException("error-context");
            case BOOL, S8, U8, S16, U16, S32, U32, S64, U64, F32, F64, CHAR ->
                Codecs.scalar(type, ScalarViews.of(type, java));
        };
    }

    private record TextView(InterfaceType type) implements Codecs.Texts {
        @Override
        public Object make(String text) {
            return text;
        }

        @Override
        public String text(@Nullable Object value) {
            if (value instanceof CharSequence text) {
                return text.toString();
            }
            throw wrong(type, value);
        }
    }

    private static final class ResourceView implements Codecs.Handles {
        @Override
        public Object make(VmResource resource) {
            return new Resource(resource);
        }

        @Override
        public VmResource resource(@Nullable Object value) {
            if (value instanceof Resource resource) {
                return resource.vm();
            }
            throw new ValueMismatch("expected a resource, found " + value);
        }
    }

    // records

    private Codec ofRecord(InterfaceType.RecordType type, Type java) {
        RecordView view = RecordView.of(type, raw(type, java), TypeVariables.of(java));
        List<Codec> fields = new ArrayList<>();
        for (int field = 0; field < type.fields().size(); field++) {
            fields.add(of(type.fields().get(field), view.fieldType(field)));
        }
        return Codecs.record(type, fields, view);
    }

    // cases

    private Codec of(InterfaceType.Variant type, Type java) {
        return switch (type.kind()) {
            case ENUM -> Codecs.cases(type, nothing(type), EnumViews.cases(type, raw(type, java)));
            case OPTION -> ofOption(type, java);
            case RESULT -> {
                if (raw(type, java) != Result.class) {
                    throw mismatch(type, java);
                }
                Type[] arguments = arguments(type, java, 2);
                List<@Nullable Codec> payloads = new ArrayList<>();
                for (int number = 0; number < 2; number++) {
                    InterfaceType payload = type.payloads().get(number);
                    if (payload == null && arguments[number] != Void.class) {
                        throw mismatch(type, java);
                    }
                    payloads.add(payload == null ? null : of(payload, arguments[number]));
                }
                yield Codecs.cases(type, payloads, new ResultView(type));
            }
            case VARIANT -> {
                VariantView view = VariantView.of(type, raw(type, java), TypeVariables.of(java));
                List<@Nullable Codec> payloads = new ArrayList<>();
                for (int number = 0; number < type.payloads().size(); number++) {
                    InterfaceType payload = type.payloads().get(number);
                    payloads.add(payload == null ? null : of(payload, view.payloadType(number)));
                }
                yield Codecs.cases(type, payloads, view);
            }
        };
    }

    private static List<@Nullable Codec> nothing(InterfaceType.Variant type) {
        List<@Nullable Codec> payloads = new ArrayList<>();
        type.payloads().forEach(_ -> payloads.add(null));
        return payloads;
    }

    private Codec ofOption(InterfaceType.Variant type, Type java) {
        InterfaceType some = type.payloads().get(1);
        if (some == null) {
            throw mismatch(type, java);
        }
        Class<?> raw = raw(type, java);
        Type element;
        if (raw == Optional.class) {
            element = arguments(type, java, 1)[0];
        } else if (raw == OptionalInt.class) {
            element = int.class;
        } else if (raw == OptionalLong.class) {
            element = long.class;
        } else if (raw == OptionalDouble.class) {
            element = double.class;
        } else {
            throw mismatch(type, java);
        }
        List<@Nullable Codec> payloads = nothing(type);
        payloads.set(1, of(some, element));
        return Codecs.cases(type, payloads, new OptionView(type, raw));
    }

    private record OptionView(InterfaceType.Variant type, Class<?> raw) implements Codecs.Cases {
        @Override
        public Object make(int number, @Nullable Object payload) {
            if (raw == OptionalInt.class) {
                return payload instanceof Integer some ? OptionalInt.of(some) : OptionalInt.empty();
            } else if (raw == OptionalLong.class) {
                return payload instanceof Long some ? OptionalLong.of(some) : OptionalLong.empty();
            } else if (raw == OptionalDouble.class) {
                return payload instanceof Double some ? OptionalDouble.of(some) : OptionalDouble.empty();
            }
            return Optional.ofNullable(payload);
        }

        @Override
        public int number(@Nullable Object value) {
            return payload(value) == null ? 0 : 1;
        }

        @Override
        public @Nullable Object payload(@Nullable Object value) {
            return switch (value) {
                case Optional<?> option -> option.orElse(null);
                case OptionalInt option -> option.isPresent() ? option.getAsInt() : null;
                case OptionalLong option -> option.isPresent() ? option.getAsLong() : null;
                case OptionalDouble option -> option.isPresent() ? option.getAsDouble() : null;
                case null, default -> throw wrong(type, value);
            };
        }
    }

    private record ResultView(InterfaceType.Variant type) implements Codecs.Cases {
        @Override
        public Object make(int number, @Nullable Object payload) {
            return number == 0 ? new Result.Ok<>(payload) : new Result.Err<>(payload);
        }

        @Override
        public int number(@Nullable Object value) {
            return switch (value) {
                case Result.Ok<?, ?> _ -> 0;
                case Result.Err<?, ?> _ -> 1;
                case null, default -> throw wrong(type, value);
            };
        }

        @Override
        public @Nullable Object payload(@Nullable Object value) {
            return switch (value) {
                case Result.Ok<?, ?> ok -> ok.value();
                case Result.Err<?, ?> err -> err.error();
                case null, default -> throw wrong(type, value);
            };
        }
    }

    // flags

    private static Codec of(InterfaceType.Flags type, Type java) {
        Class<?> raw = raw(type, java);
        if (raw != Set.class && raw != Collection.class) {
            throw mismatch(type, java);
        }
        return Codecs.flags(type, EnumViews.bits(type, raw(type, arguments(type, java, 1)[0])));
    }

    // views

    private void checkView(InterfaceType type, Type java) {
        switch (passage) {
            case FROM_GUEST -> {}
            case TO_GUEST ->
                throw new IllegalArgumentException(
                        "expected a class for " + type + " of the host's, found the view " + java.getTypeName());
            case LEFT_BY_GUEST ->
                throw new IllegalArgumentException("expected a class for " + type
                        + " that the guest has cleaned up, found the view " + java.getTypeName() + " without a Lease");
        }
    }

    private static boolean hasHandles(InterfaceType type) {
        return type instanceof InterfaceType.Handle
                || type.parts().stream().anyMatch(part -> part != null && hasHandles(part));
    }

    // lists

    private Codec of(InterfaceType.Sequence type, Type java) {
        if (type.isMap()) {
            if (raw(type, java) != Map.class) {
                throw mismatch(type, java);
            }
            Type[] arguments = arguments(type, java, 2);
            InterfaceType.RecordType pair = (InterfaceType.RecordType) type.element();
            List<Codec> fields = List.of(
                    of(pair.fields().get(0), arguments[0]), of(pair.fields().get(1), arguments[1]));
            return Codecs.list(
                    type, Codecs.record(pair, fields, new ListViews.Entries(type)), new ListViews.Maps(type));
        }
        if (raw(type, java) == GuestList.class) {
            checkView(type, java);
            Type element = arguments(type, java, 1)[0];
            if (hasHandles(type.element())) { // each would be taken out of the guest's table when it is looked at
                throw new IllegalArgumentException("expected elements without resources, found " + type);
            }
            return Codecs.listView(
                    type,
                    of(type.element(), element),
                    new ListViews.Lists(type),
                    view -> new GuestList<>(view, type.element()));
        }
        Codecs.Packed packed = PackedViews.of(type, raw(type, java));
        if (packed != null) {
            return Codecs.packed(type, packed);
        }
        ListViews.Shape shape = ListViews.shape(type, java);
        return Codecs.list(type, of(type.element(), shape.element()), shape.view());
    }
}
