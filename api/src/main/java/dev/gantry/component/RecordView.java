package dev.gantry.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.component.Codecs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Java records that stand for records and tuples: for tuples in order, for records by name.
///
/// @param type      the type
/// @param java      the class
/// @param maker     makes a record of an array of the fields in the order of its own components
/// @param getters   reads fields, in the order of the type
/// @param positions for each field of the type, the record's component
/// @param types     the types of the fields, in the order of the type
@SuppressWarnings("ArrayRecordComponent") // never compared
record RecordView(
        InterfaceType.RecordType type,
        Class<?> java,
        MethodHandle maker,
        List<MethodHandle> getters,
        int[] positions,
        List<Type> types)
        implements Codecs.Fields {
    static RecordView of(InterfaceType.RecordType type, Class<?> java, TypeVariables variables) {
        RecordComponent[] components = java.getRecordComponents();
        if (components == null || components.length != type.fields().size()) {
            throw JavaCodecs.mismatch(type, java);
        }
        List<MethodHandle> getters = new ArrayList<>();
        List<Type> types = new ArrayList<>();
        int[] positions = new int[components.length];
        for (int field = 0; field < components.length; field++) {
            int position = type.isTuple() ? field : position(components, type, java, field);
            positions[field] = position;
            types.add(variables.in(components[position].getGenericType()));
            getters.add(getter(components[position]));
        }
        return new RecordView(type, java, maker(java, components), getters, positions, types);
    }

    private static int position(RecordComponent[] components, InterfaceType.RecordType type, Class<?> java, int field) {
        String name = Names.member(type.names().get(field));
        for (int position = 0; position < components.length; position++) {
            if (components[position].getName().equals(name)) {
                return position;
            }
        }
        throw new IllegalArgumentException(
                "expected a component " + name + " of " + java.getName() + ", found " + Arrays.toString(components));
    }

    static MethodHandle getter(RecordComponent component) {
        try {
            MethodHandle getter = MethodHandles.publicLookup().unreflect(component.getAccessor());
            return getter.asType(MethodType.methodType(Object.class, Object.class));
        } catch (IllegalAccessException e) {
            throw notPublic(component.getDeclaringRecord(), e);
        }
    }

    /// A handle `(Object[])Object` on the canonical constructor.
    static MethodHandle maker(Class<?> java, RecordComponent[] components) {
        try {
            Class<?>[] params =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            MethodHandle constructor =
                    MethodHandles.publicLookup().findConstructor(java, MethodType.methodType(void.class, params));
            return constructor.asType(constructor.type().generic()).asSpreader(Object[].class, params.length);
        } catch (ReflectiveOperationException e) {
            throw notPublic(java, e);
        }
    }

    private static IllegalArgumentException notPublic(Class<?> java, ReflectiveOperationException cause) {
        return new IllegalArgumentException("expected a public record in an exported package, found " + java, cause);
    }

    Type fieldType(int field) {
        return types.get(field);
    }

    @Override
    public Object make(@Nullable Object[] fields) {
        @Nullable Object[] ordered = new Object[fields.length];
        for (int field = 0; field < fields.length; field++) {
            ordered[positions[field]] = fields[field];
        }
        return call(maker, ordered);
    }

    @Override
    public @Nullable Object[] take(@Nullable Object value) {
        if (!java.isInstance(value)) {
            throw JavaCodecs.wrong(type, value);
        }
        @Nullable Object[] fields = new Object[getters.size()];
        for (int field = 0; field < fields.length; field++) {
            fields[field] = get(getters.get(field), value);
        }
        return fields;
    }

    /// What constructors and accessors of the user's throw comes out as it is.
    @SuppressWarnings("CatchingThrowable")
    static Object call(MethodHandle maker, @Nullable Object[] args) {
        try {
            return maker.invokeExact(args);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("CatchingThrowable")
    static @Nullable Object get(MethodHandle getter, @Nullable Object value) {
        try {
            return getter.invokeExact(value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
