package dev.gantry.component;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the type variables of a generic record stand for where it is used (R59).
///
/// @param known the types by variable
record TypeVariables(Map<TypeVariable<?>, Type> known) {
    /// A generic class with its arguments.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Applied(Class<?> raw, Type[] arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.clone();
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return raw.getDeclaringClass();
        }

        @Override
        public String getTypeName() {
            return raw.getName() + Arrays.toString(arguments);
        }
    }

    /// Those of a class, as a type names it.
    static TypeVariables of(Type type) {
        Map<TypeVariable<?>, Type> known = new HashMap<>();
        if (type instanceof ParameterizedType applied && applied.getRawType() instanceof Class<?> raw) {
            TypeVariable<?>[] variables = raw.getTypeParameters();
            for (int at = 0; at < variables.length; at++) {
                known.put(variables[at], applied.getActualTypeArguments()[at]);
            }
        }
        return new TypeVariables(known);
    }

    /// Those of a class that implements an interface of which these are.
    TypeVariables below(Class<?> face, Class<?> implementation) {
        Map<TypeVariable<?>, Type> below = new HashMap<>();
        for (Type implemented : implementation.getGenericInterfaces()) {
            if (implemented instanceof ParameterizedType applied && applied.getRawType() == face) {
                TypeVariable<?>[] variables = face.getTypeParameters();
                for (int at = 0; at < variables.length; at++) {
                    Type meant = known.get(variables[at]);
                    if (applied.getActualTypeArguments()[at] instanceof TypeVariable<?> own && meant != null) {
                        below.put(own, meant);
                    }
                }
            }
        }
        return new TypeVariables(below);
    }

    /// A type with what is known in the place of its variables.
    Type in(Type type) {
        return switch (type) {
            case TypeVariable<?> variable -> known.getOrDefault(variable, variable);
            case ParameterizedType applied
            when applied.getRawType() instanceof Class<?> raw ->
                new Applied(
                        raw,
                        Arrays.stream(applied.getActualTypeArguments())
                                .map(this::in)
                                .toArray(Type[]::new));
            case GenericArrayType array
            when in(array.getGenericComponentType()) instanceof Class<?> element -> element.arrayType();
            default -> type;
        };
    }
}
