package dev.gantry.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.component.Codecs;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Java's lists, arrays and maps, element by element.
final class ListViews {
    private ListViews() {}

    /// What a Java type says about a list.
    ///
    /// @param element the type of the elements
    /// @param view    how lists are taken apart and put together
    record Shape(Type element, Codecs.Elements view) {}

    static Shape shape(InterfaceType type, Type java) {
        Class<?> raw = JavaCodecs.raw(type, java);
        if (raw == List.class || raw == Collection.class) {
            return new Shape(JavaCodecs.arguments(type, java, 1)[0], new Lists(type));
        }
        if (raw.isArray()) {
            Type element =
                    java instanceof GenericArrayType generic ? generic.getGenericComponentType() : raw.componentType();
            return new Shape(element, new Arrayed(type, raw.componentType()));
        }
        throw JavaCodecs.mismatch(type, java);
    }

    /// Lists.
    record Lists(InterfaceType type) implements Codecs.Elements {
        @Override
        public Object make(@Nullable Object[] elements) {
            return Collections.unmodifiableList(Arrays.asList(elements));
        }

        @Override
        public int size(@Nullable Object value) {
            return elements(value).size();
        }

        @Override
        public Iterator<? extends @Nullable Object> iterator(@Nullable Object value) {
            return elements(value).iterator();
        }

        private Collection<? extends @Nullable Object> elements(@Nullable Object value) {
            if (value instanceof Collection<?> list) {
                return list;
            }
            throw JavaCodecs.wrong(type, value);
        }
    }

    private record Arrayed(InterfaceType type, Class<?> element) implements Codecs.Elements {
        @Override
        public Object make(@Nullable Object[] elements) {
            Object array = Array.newInstance(element, elements.length);
            for (int at = 0; at < elements.length; at++) {
                Array.set(array, at, elements[at]);
            }
            return array;
        }

        @Override
        public int size(@Nullable Object value) {
            return Array.getLength(array(value));
        }

        @Override
        public Iterator<? extends @Nullable Object> iterator(@Nullable Object value) {
            Object array = array(value);
            return IntStream.range(0, Array.getLength(array))
                    .mapToObj(at -> Array.get(array, at))
                    .iterator();
        }

        private Object array(@Nullable Object value) {
            if (value == null
                    || !value.getClass().isArray()
                    || !element.isAssignableFrom(value.getClass().componentType())) {
                throw JavaCodecs.wrong(type, value);
            }
            return value;
        }
    }

    /// The pairs of a map.
    record Entries(InterfaceType type) implements Codecs.Fields {
        @Override
        public Object make(@Nullable Object[] fields) {
            return new AbstractMap.SimpleImmutableEntry<>(fields[0], fields[1]);
        }

        @Override
        public @Nullable Object[] take(@Nullable Object value) {
            if (value instanceof Map.Entry<?, ?> entry) {
                return new Object[] {entry.getKey(), entry.getValue()};
            }
            throw JavaCodecs.wrong(type, value);
        }
    }

    /// Maps.
    record Maps(InterfaceType type) implements Codecs.Elements {
        @Override
        public Object make(@Nullable Object[] elements) {
            Map<@Nullable Object, @Nullable Object> map = LinkedHashMap.newLinkedHashMap(elements.length);
            for (Object element : elements) {
                if (element instanceof Map.Entry<?, ?> entry) {
                    map.put(entry.getKey(), entry.getValue());
                }
            }
            return Collections.unmodifiableMap(map);
        }

        @Override
        public int size(@Nullable Object value) {
            return map(value).size();
        }

        @Override
        public Iterator<? extends @Nullable Object> iterator(@Nullable Object value) {
            return map(value).entrySet().iterator();
        }

        private Map<?, ?> map(@Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                return map;
            }
            throw JavaCodecs.wrong(type, value);
        }
    }
}
