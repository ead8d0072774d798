package dev.gantry.component;

import dev.gantry.Store;
import dev.gantry.component.JavaCodecs.Passage;
import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.component.Codec;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The one method of a functional interface, as a function of a component sees it.
///
/// @param method     the method
/// @param params     one codec for each parameter of the function
/// @param result     the codec of the result, or null
/// @param isAsync    whether the method gives a stage with the result
/// @param isLeased   whether the result is under a [Lease]
/// @param takesStore whether the method's first parameter is the store
record Signatures(
        Method method,
        List<Codec> params,
        @Nullable Codec result,
        boolean isAsync,
        boolean isLeased,
        boolean takesStore) {
    /// Checks that an interface fits a function of a guest, once (R48).
    ///
    /// @throws IllegalArgumentException if it is not functional or does not fit
    static Signatures ofGuest(Class<?> java, ComponentFuncType type) {
        Method method = functional(java);
        Type result = method.getGenericReturnType();
        boolean isAsync = isApplied(result, CompletableFuture.class) || isApplied(result, CompletionStage.class);
        if (isAsync) {
            result = argument(result);
        }
        boolean isLeased = isApplied(result, Lease.class);
        if (isLeased) {
            result = argument(result);
        }
        return new Signatures(
                method,
                params(method, 0, type, Passage.TO_GUEST),
                result(method, result, type, isLeased ? Passage.FROM_GUEST : Passage.LEFT_BY_GUEST),
                isAsync,
                isLeased,
                false);
    }

    /// Checks that an interface fits a function of the host, once (R48).
    ///
    /// @throws IllegalArgumentException if it is not functional or does not fit
    static Signatures ofHost(Class<?> java, ComponentFuncType type, boolean isAsync) {
        Method method = functional(java);
        Type result = method.getGenericReturnType();
        if (isAsync) {
            if (!isApplied(result, CompletableFuture.class) && !isApplied(result, CompletionStage.class)) {
                throw new IllegalArgumentException(
                        "expected a method that gives a CompletionStage, found " + method.toGenericString());
            }
            result = argument(result);
        }
        boolean takesStore = method.getParameterCount() > 0 && method.getParameterTypes()[0] == Store.class;
        return new Signatures(
                method,
                params(method, takesStore ? 1 : 0, type, Passage.FROM_GUEST),
                result(method, result, type, Passage.TO_GUEST),
                isAsync,
                false,
                takesStore);
    }

    private static List<Codec> params(Method method, int first, ComponentFuncType type, Passage passage) {
        Type[] given = method.getGenericParameterTypes();
        List<InterfaceType> wanted = type.params().fields();
        if (given.length - first != wanted.size()) {
            throw mismatch(type, method);
        }
        List<Codec> params = new ArrayList<>();
        for (int at = 0; at < wanted.size(); at++) {
            params.add(JavaCodecs.of(wanted.get(at), given[first + at], passage));
        }
        return params;
    }

    /// What stands for no result is `void`, or [Void] where Java needs a class (R56).
    private static @Nullable Codec result(Method method, Type given, ComponentFuncType type, Passage passage) {
        InterfaceType wanted = type.result();
        boolean givesNothing = given == void.class || given == Void.class;
        if (givesNothing != (wanted == null)) {
            throw mismatch(type, method);
        }
        return wanted == null ? null : JavaCodecs.of(wanted, given, passage);
    }

    private static IllegalArgumentException mismatch(ComponentFuncType type, Method method) {
        return new IllegalArgumentException("expected a method for " + type + ", found " + method.toGenericString());
    }

    private static boolean isApplied(Type type, Class<?> generic) {
        return type instanceof ParameterizedType applied && applied.getRawType() == generic;
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
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

    /// A handle `(Store, Object[])Object` on the method of an object.
    MethodHandle on(Object body) {
        try {
            MethodHandle handle = MethodHandles.publicLookup().unreflect(method).bindTo(body);
            handle = handle.asType(handle.type().generic());
            if (!takesStore) {
                handle = MethodHandles.dropArguments(handle, 0, Object.class);
            }
            handle = handle.asSpreader(Object[].class, params.size());
            return handle.asType(handle.type().changeParameterType(0, Store.class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("expected an accessible interface, found " + method, e);
        }
    }
}
