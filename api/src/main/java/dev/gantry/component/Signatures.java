package dev.gantry.component;

import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.component.Codec;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one method of a functional interface, as a function of a component sees it.
///
/// @param method the method
/// @param params one codec for each parameter
/// @param result the codec of the result, or null
record Signatures(
        Method method, List<Codec> params, @Nullable Codec result) {
    /// Checks that an interface fits, once (R48).
    ///
    /// @throws IllegalArgumentException if it is not functional or does not fit
    static Signatures of(Class<?> java, ComponentFuncType type) {
        Method method = functional(java);
        Type[] given = method.getGenericParameterTypes();
        List<InterfaceType> wanted = type.params().fields();
        InterfaceType wantedResult = type.result();
        boolean givesNothing = method.getReturnType() == void.class;
        if (given.length != wanted.size() || givesNothing != (wantedResult == null)) {
            throw new IllegalArgumentException("expected a method for " + type + ", found " + method.toGenericString());
        }
        List<Codec> params = new ArrayList<>();
        for (int at = 0; at < given.length; at++) {
            params.add(JavaCodecs.of(wanted.get(at), given[at]));
        }
        return new Signatures(
                method,
                params,
                wantedResult == null ? null : JavaCodecs.of(wantedResult, method.getGenericReturnType()));
    }

    private static Method functional(Class<?> java) {
        List<Method> methods = !java.isInterface()
                ? List.of()
                : Arrays.stream(java.getMethods())
                        .filter(method -> Modifier.isAbstract(method.getModifiers()))
                        .filter(method -> !isObjectMethod(method))
                        .toList();
        if (methods.size() != 1) {
            throw new IllegalArgumentException("expected a functional interface, found " + java.getName());
        }
        return methods.getFirst();
    }

    private static boolean isObjectMethod(Method method) {
        return Arrays.stream(Object.class.getMethods())
                .anyMatch(known -> known.getName().equals(method.getName())
                        && Arrays.equals(known.getParameterTypes(), method.getParameterTypes()));
    }

    /// A handle `(Object[])Object` on the method of an object.
    MethodHandle on(Object body) {
        try {
            MethodHandle handle = MethodHandles.publicLookup().unreflect(method).bindTo(body);
            return handle.asType(handle.type().generic()).asSpreader(Object[].class, params.size());
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("expected an accessible interface, found " + method, e);
        }
    }
}
