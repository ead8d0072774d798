package dev.gantry.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.component.Codecs;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sealed interfaces that stand for variants: each case is a record named like it, with one component if the
/// case carries something, else with none.
///
/// @param type     the type
/// @param numbers  the case of each class
/// @param makers   makes a case
/// @param getters  reads the payload of a case; null if it has none
/// @param payloads the types of the payloads
record VariantView(
        InterfaceType.Variant type,
        Map<Class<?>, Integer> numbers,
        List<MethodHandle> makers,
        List<@Nullable MethodHandle> getters,
        List<Type> payloads)
        implements Codecs.Cases {
    static VariantView of(InterfaceType.Variant type, Class<?> java, TypeVariables variables) {
        Class<?>[] permitted = java.getPermittedSubclasses();
        if (!java.isInterface()
                || permitted == null
                || permitted.length != type.names().size()) {
            throw JavaCodecs.mismatch(type, java);
        }
        Map<String, Class<?>> byName = new HashMap<>();
        for (Class<?> one : permitted) {
            byName.put(one.getSimpleName(), one);
        }
        Map<Class<?>, Integer> numbers = new HashMap<>();
        List<MethodHandle> makers = new ArrayList<>();
        List<@Nullable MethodHandle> getters = new ArrayList<>();
        List<Type> payloads = new ArrayList<>();
        for (int number = 0; number < permitted.length; number++) {
            Class<?> one = byName.get(Names.type(type.names().get(number)));
            RecordComponent[] components = one == null ? null : one.getRecordComponents();
            int wanted = type.payloads().get(number) == null ? 0 : 1;
            if (one == null || components == null || components.length != wanted) {
                throw new IllegalArgumentException("expected a record "
                        + Names.type(type.names().get(number)) + " of " + wanted + " components in "
                        + java.getName() + ", found " + byName.keySet());
            }
            numbers.put(one, number);
            makers.add(RecordView.maker(one, components));
            getters.add(wanted == 0 ? null : RecordView.getter(components[0]));
            payloads.add(wanted == 0 ? Void.class : variables.below(java, one).in(components[0].getGenericType()));
        }
        return new VariantView(type, numbers, makers, getters, payloads);
    }

    Type payloadType(int number) {
        return payloads.get(number);
    }

    @Override
    public Object make(int number, @Nullable Object payload) {
        @Nullable Object[] args = getters.get(number) == null ? new Object[0] : new Object[] {payload};
        return RecordView.call(makers.get(number), args);
    }

    @Override
    public int number(@Nullable Object value) {
        Integer number = value == null ? null : numbers.get(value.getClass());
        if (number == null) {
            throw JavaCodecs.wrong(type, value);
        }
        return number;
    }

    @Override
    public @Nullable Object payload(@Nullable Object value) {
        MethodHandle getter = getters.get(number(value));
        return getter == null ? null : RecordView.get(getter, value);
    }
}
