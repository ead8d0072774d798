package dev.gantry;

import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Method handles between Java signatures and packed slots, built once per function: no boxing of numbers, no
/// lookup of types per call.
///
/// ```
/// host:   (Caller, long[] slots, int base)void  =  read parameters → body → write result
/// guest:  (P…)R                                 =  new slots → write parameters → call → read result
/// ```
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // the parts are found by name, and share one shape
final class SlotHandles {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private SlotHandles() {}

    // ---- signatures

    /// The WebAssembly type of a Java signature.
    static FuncType funcType(MethodType type) {
        List<ValType> params = new ArrayList<>();
        for (int index = hasCaller(type) ? 1 : 0; index < type.parameterCount(); index++) {
            params.add(valType(type.parameterType(index)));
        }
        Class<?> result = type.returnType();
        return FuncType.of(params, result == void.class ? List.of() : List.of(valType(result)));
    }

    /// Whether a host function wants to know who calls.
    static boolean hasCaller(MethodType type) {
        return type.parameterCount() > 0 && type.parameterType(0) == Caller.class;
    }

    private static ValType valType(Class<?> type) {
        if (type == int.class) {
            return NumType.I32;
        } else if (type == long.class) {
            return NumType.I64;
        } else if (type == float.class) {
            return NumType.F32;
        } else if (type == double.class) {
            return NumType.F64;
        } else if (type == V128.class) {
            return VecType.V128;
        } else if (type == Func.class) {
            return RefType.FUNCREF;
        } else if (type == ExnRef.class) {
            return RefType.EXNREF;
        } else if (AnyRef.class.isAssignableFrom(type)) {
            return RefType.ANYREF;
        } else if (type.isPrimitive()) {
            throw new IllegalArgumentException("expected a class with a WebAssembly type, found " + type);
        }
        return RefType.EXTERNREF;
    }

    /// The Java class of a WebAssembly type.
    private static Class<?> javaType(Store<?> store, ValType type) {
        return switch (type) {
            case NumType num ->
                switch (num) {
                    case I32 -> int.class;
                    case I64 -> long.class;
                    case F32 -> float.class;
                    case F64 -> double.class;
                };
            case VecType _ -> V128.class;
            case RefType ref -> refClass(store.engine().types().top(ref.heap()));
        };
    }

    private static Class<?> refClass(AbsHeapType top) {
        return switch (top) {
            case FUNC -> Func.class;
            case EXTERN -> Object.class;
            case ANY -> AnyRef.class;
            case EXN -> ExnRef.class;
            case NOFUNC, NOEXTERN, EQ, I31, STRUCT, ARRAY, NONE, NOEXN -> throw Bug.unreachable(top + " is no top");
        };
    }

    /// The signature of the one abstract method of an interface.
    static MethodType functionalType(Class<?> type) {
        List<Method> methods = !type.isInterface()
                ? List.of()
                : Arrays.stream(type.getMethods())
                        .filter(method -> Modifier.isAbstract(method.getModifiers()))
                        .filter(method -> !isObjectMethod(method))
                        .toList();
        if (methods.size() != 1) {
            throw new IllegalArgumentException("expected a functional interface, found " + type.getName());
        }
        Method method = methods.getFirst();
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    }

    private static boolean isObjectMethod(Method method) {
        try {
            return Modifier.isPublic(Object.class
                    .getMethod(method.getName(), method.getParameterTypes())
                    .getModifiers());
        } catch (NoSuchMethodException _) {
            return false; // an ordinary method of the interface
        }
    }

    /// Whether a function of one signature can stand for another: the same numbers, references up or down the class
    /// hierarchy, boxes and generic `Object`s for numbers.
    static boolean fits(MethodType found, MethodType wanted) {
        if (found.parameterCount() != wanted.parameterCount()) {
            return false;
        }
        for (int index = 0; index < found.parameterCount(); index++) {
            if (!fits(found.parameterType(index), wanted.parameterType(index))) {
                return false;
            }
        }
        return wanted.returnType() == void.class
                ? found.returnType() == void.class
                : found.returnType() != void.class && fits(found.returnType(), wanted.returnType());
    }

    private static boolean fits(Class<?> found, Class<?> wanted) {
        if (found == wanted || wanted == Object.class) {
            return true;
        }
        if (found.isPrimitive()) {
            return MethodType.methodType(found).wrap().returnType() == wanted;
        }
        return !wanted.isPrimitive();
    }

    // ---- slots

    /// A handle `(Caller, long[], int)CompletionStage` that starts an asynchronous host function.
    static MethodHandle starter(MethodHandle body, FuncType type) {
        MethodHandle read = reader(body, type);
        return read.asType(read.type().changeReturnType(CompletionStage.class));
    }

    /// A handle `(Caller, long[], int)R` that runs a host function.
    private static MethodHandle reader(MethodHandle body, FuncType type) {
        boolean hasCaller = hasCaller(body.type());
        MethodHandle handle = hasCaller ? body : MethodHandles.dropArguments(body, 0, Caller.class);
        int slot = 0;
        List<Integer> reorder = new ArrayList<>(List.of(0));
        for (int index = 0; index < type.params().size(); index++) {
            ValType param = type.params().get(index);
            int position = 1 + 3 * index;
            MethodHandle getter = MethodHandles.insertArguments(getter(param), 0, slot)
                    .asType(MethodType.methodType(
                            handle.type().parameterType(position), Caller.class, long[].class, int.class));
            handle = MethodHandles.collectArguments(handle, position, getter);
            reorder.addAll(List.of(0, 1, 2));
            slot += param.slots();
        }
        return MethodHandles.permuteArguments(
                handle,
                MethodType.methodType(handle.type().returnType(), Caller.class, long[].class, int.class),
                reorder.stream().mapToInt(Integer::intValue).toArray());
    }

    /// A handle `(Caller, long[], int)void` that runs a host function.
    static MethodHandle host(MethodHandle body, FuncType type) {
        MethodHandle read = reader(body, type);
        if (type.results().isEmpty()) {
            return read;
        }
        MethodHandle setter = setter(type.results().getFirst());
        setter = setter.asType(setter.type().changeParameterType(3, read.type().returnType()));
        return MethodHandles.permuteArguments(
                MethodHandles.collectArguments(setter, 3, read),
                read.type().changeReturnType(void.class),
                0,
                1,
                2,
                0,
                1,
                2);
    }

    /// Whether the values are few, and numbers: what [dev.gantry.runtime.vm.DirectHostCode] takes.
    static boolean fitsDirectly(FuncType type) {
        return type.results().size() <= 1
                && type.params().size() <= VmFunc.MOST_DIRECT_SLOTS
                && type.params().stream().allMatch(NumType.class::isInstance)
                && type.results().stream().allMatch(NumType.class::isInstance);
    }

    /// A handle `(long, long, long, long)long`, with a [Caller] in front if the host function has one, that runs a
    /// host function on slots.
    static MethodHandle directHost(MethodHandle body, FuncType type) {
        MethodHandle handle = body;
        int first = hasCaller(body.type()) ? 1 : 0;
        for (int index = 0; index < type.params().size(); index++) {
            if (isFloat(type.params().get(index))) {
                handle = MethodHandles.filterArguments(
                        handle, first + index, fromSlot(type.params().get(index)));
            }
        }
        if (!type.results().isEmpty() && isFloat(type.results().getFirst())) {
            handle = MethodHandles.filterReturnValue(
                    handle, toSlot(type.results().getFirst()));
        }
        MethodType slots = MethodType.methodType(
                long.class, Collections.nCopies(type.params().size(), long.class));
        handle = MethodHandles.explicitCastArguments(
                handle, first == 0 ? slots : slots.insertParameterTypes(0, Caller.class));
        int more = VmFunc.MOST_DIRECT_SLOTS - type.params().size();
        return MethodHandles.dropArguments(
                handle, handle.type().parameterCount(), Collections.nCopies(more, long.class));
    }

    private static boolean isFloat(ValType type) {
        return type == NumType.F32 || type == NumType.F64;
    }

    /// `(V)long` for a floating-point type: what a slot holds.
    private static MethodHandle toSlot(ValType type) {
        return type == NumType.F32
                ? find("slotOfF32", long.class, float.class)
                : find("slotOfF64", long.class, double.class);
    }

    /// `(long)V` for a floating-point type.
    private static MethodHandle fromSlot(ValType type) {
        return type == NumType.F32
                ? find("f32OfSlot", float.class, long.class)
                : find("f64OfSlot", double.class, long.class);
    }

    /// A function's natural type.
    static MethodType guestType(Store<?> store, FuncType type) {
        Class<?> result = switch (type.results().size()) {
            case 0 -> void.class;
            case 1 -> javaType(store, type.results().getFirst());
            default -> Val[].class;
        };
        return MethodType.methodType(
                result,
                type.params().stream()
                        .<Class<?>>map(param -> javaType(store, param))
                        .toList());
    }

    /// A handle of a function's natural type.
    static MethodHandle guest(Func func) {
        return fitsDirectly(func.vm()) ? directGuest(func) : guestThroughArray(func);
    }

    /// Whether each value takes one slot, and there are few.
    private static boolean fitsDirectly(VmFunc func) {
        FuncType type = func.type;
        return type.results().size() <= 1
                && func.resultSlots == type.results().size()
                && func.paramSlots == type.params().size()
                && func.paramSlots <= VmFunc.MOST_DIRECT_SLOTS;
    }

    /// Parameters become `long`s, which [#callDirectly] takes: nothing is allocated.
    private static MethodHandle directGuest(Func func) {
        FuncType type = func.type();
        Store<?> store = func.store();
        MethodHandle handle = find(
                        "callDirectly", long.class, Func.class, long.class, long.class, long.class, long.class)
                .bindTo(func);
        int params = type.params().size();
        for (int index = VmFunc.MOST_DIRECT_SLOTS - 1; index >= params; index--) {
            handle = MethodHandles.insertArguments(handle, index, 0L);
        }
        for (int index = 0; index < params; index++) {
            handle = MethodHandles.filterArguments(
                    handle, index, toSlot(store, type.params().get(index)));
        }
        return type.results().isEmpty()
                ? MethodHandles.dropReturn(handle)
                : MethodHandles.filterReturnValue(
                        handle, fromSlot(store, type.results().getFirst()));
    }

    private static long callDirectly(Func func, long first, long second, long third, long fourth) {
        return HostCalls.enter(func.store(), func.vm(), first, second, third, fourth);
    }

    /// `(V)long` for a type: what a slot holds.
    private static MethodHandle toSlot(Store<?> store, ValType type) {
        Class<?> from = javaType(store, type);
        return switch (type) {
            case NumType num ->
                switch (num) {
                    case I32, I64 ->
                        MethodHandles.explicitCastArguments(
                                MethodHandles.identity(long.class), MethodType.methodType(long.class, from));
                    case F32, F64 -> toSlot(type);
                };
            case VecType _ -> throw Bug.unreachable("a vector in one slot");
            case RefType ref ->
                MethodHandles.insertArguments(
                                find("slotOfRef", long.class, RefType.class, Store.class, Object.class), 0, ref, store)
                        .asType(MethodType.methodType(long.class, from));
        };
    }

    /// `(long)V` for a type.
    private static MethodHandle fromSlot(Store<?> store, ValType type) {
        Class<?> to = javaType(store, type);
        return switch (type) {
            case NumType num ->
                switch (num) {
                    case I32, I64 ->
                        MethodHandles.explicitCastArguments(
                                MethodHandles.identity(long.class), MethodType.methodType(to, long.class));
                    case F32, F64 -> fromSlot(type);
                };
            case VecType _ -> throw Bug.unreachable("a vector in one slot");
            case RefType ref ->
                MethodHandles.insertArguments(
                                find("refOfSlot", Object.class, RefType.class, Store.class, long.class), 0, ref, store)
                        .asType(MethodType.methodType(to, long.class));
        };
    }

    private static MethodHandle guestThroughArray(Func func) {
        FuncType type = func.type();
        Store<?> store = func.store();
        List<Class<?>> params = type.params().stream()
                .<Class<?>>map(param -> javaType(store, param))
                .toList();
        Caller<?> caller = store.nobody();
        MethodHandle sequence = MethodHandles.foldArguments(
                resultGetter(store, type, caller),
                MethodHandles.insertArguments(find("call", void.class, Func.class, long[].class), 0, func));
        sequence = MethodHandles.dropArguments(sequence, 1, params);
        int slot = type.params().stream().mapToInt(ValType::slots).sum();
        for (int index = params.size() - 1; index >= 0; index--) {
            slot -= type.params().get(index).slots();
            MethodHandle setter =
                    MethodHandles.insertArguments(setter(type.params().get(index)), 0, caller);
            setter = MethodHandles.insertArguments(setter, 1, slot)
                    .asType(MethodType.methodType(void.class, long[].class, params.get(index)));
            setter = MethodHandles.dropArguments(setter, 1, params.subList(0, index));
            sequence = MethodHandles.foldArguments(sequence, setter);
        }
        MethodHandle fresh = MethodHandles.insertArguments(find("fresh", long[].class, VmFunc.class), 0, func.vm());
        return MethodHandles.collectArguments(sequence, 0, fresh);
    }

    /// A handle that starts an asynchronous call of a function; values are boxed.
    static MethodHandle asyncGuest(Func func) {
        return find("startBoxed", CompletableFuture.class, Func.class, Object[].class)
                .bindTo(func)
                .asCollector(Object[].class, func.type().params().size());
    }

    @SuppressWarnings("NullAway") // a future may give null
    private static CompletableFuture<?> startBoxed(Func func, @Nullable Object[] args) {
        List<ValType> results = func.type().results();
        Val[] vals = Vals.ofArguments(func.store(), func.type().params(), args);
        return func.startAsync(vals, values -> Vals.toObject(results, values));
    }

    private static MethodHandle resultGetter(Store<?> store, FuncType type, Caller<?> caller) {
        if (type.results().isEmpty()) {
            return MethodHandles.empty(MethodType.methodType(void.class, long[].class));
        }
        if (type.results().size() > 1) {
            return MethodHandles.insertArguments(
                    MethodHandles.insertArguments(
                            find("several", Val[].class, Store.class, List.class, long[].class), 0, store),
                    0,
                    type.results());
        }
        ValType result = type.results().getFirst();
        MethodHandle getter = MethodHandles.insertArguments(getter(result), 0, 0, caller);
        return MethodHandles.insertArguments(getter, 1, 0)
                .asType(MethodType.methodType(javaType(store, result), long[].class));
    }

    /// `(int slot, Caller, long[], int base)V` for a type.
    private static MethodHandle getter(ValType type) {
        return switch (type) {
            case NumType num ->
                switch (num) {
                    case I32 -> getter("getI32", int.class);
                    case I64 -> getter("getI64", long.class);
                    case F32 -> getter("getF32", float.class);
                    case F64 -> getter("getF64", double.class);
                };
            case VecType _ -> getter("getV128", V128.class);
            case RefType ref ->
                MethodHandles.insertArguments(
                        find("getRef", Object.class, RefType.class, int.class, Caller.class, long[].class, int.class),
                        0,
                        ref);
        };
    }

    /// `(Caller, long[], int slot, V)void` for a type.
    private static MethodHandle setter(ValType type) {
        return switch (type) {
            case NumType num ->
                switch (num) {
                    case I32 -> setter("setI32", int.class);
                    case I64 -> setter("setI64", long.class);
                    case F32 -> setter("setF32", float.class);
                    case F64 -> setter("setF64", double.class);
                };
            case VecType _ -> setter("setV128", V128.class);
            case RefType ref ->
                MethodHandles.insertArguments(
                        find("setRef", void.class, RefType.class, Caller.class, long[].class, int.class, Object.class),
                        0,
                        ref);
        };
    }

    private static MethodHandle getter(String name, Class<?> type) {
        return find(name, type, int.class, Caller.class, long[].class, int.class);
    }

    private static MethodHandle setter(String name, Class<?> type) {
        return find(name, void.class, Caller.class, long[].class, int.class, type);
    }

    private static MethodHandle find(String name, Class<?> result, Class<?>... params) {
        try {
            return LOOKUP.findStatic(SlotHandles.class, name, MethodType.methodType(result, params));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(name, e);
        }
    }

    private static void call(Func func, long[] slots) {
        func.invoke(slots);
    }

    private static long[] fresh(VmFunc func) {
        return new long[Math.max(func.paramSlots, func.resultSlots)];
    }

    private static Val[] several(Store<?> store, List<ValType> types, long[] slots) {
        return Vals.read(store, types, slots, 0);
    }

    private static int getI32(int slot, Caller<?> caller, long[] slots, int base) {
        return (int) slots[base + slot];
    }

    private static long getI64(int slot, Caller<?> caller, long[] slots, int base) {
        return slots[base + slot];
    }

    private static float getF32(int slot, Caller<?> caller, long[] slots, int base) {
        return Float.intBitsToFloat((int) slots[base + slot]);
    }

    private static double getF64(int slot, Caller<?> caller, long[] slots, int base) {
        return Double.longBitsToDouble(slots[base + slot]);
    }

    private static V128 getV128(int slot, Caller<?> caller, long[] slots, int base) {
        return new V128(slots[base + slot], slots[base + slot + 1]);
    }

    private static @Nullable Object getRef(RefType type, int slot, Caller<?> caller, long[] slots, int base) {
        return refOfSlot(type, caller.store(), slots[base + slot]);
    }

    private static @Nullable Object refOfSlot(RefType type, Store<?> store, long slot) {
        return switch (Vals.fromRef(store, type, (int) slot)) {
            case Val.FuncRef val -> val.func();
            case Val.ExternRef val -> val.object();
            case Val.AnyRefVal val -> val.ref();
            case Val.ExnRefVal val -> val.exn();
            case Val.I32 _, Val.I64 _, Val.F32 _, Val.F64 _, Val.Vec _ -> throw Bug.unreachable("a number as " + type);
        };
    }

    private static void setI32(Caller<?> caller, long[] slots, int slot, int value) {
        slots[slot] = value;
    }

    private static void setI64(Caller<?> caller, long[] slots, int slot, long value) {
        slots[slot] = value;
    }

    private static void setF32(Caller<?> caller, long[] slots, int slot, float value) {
        slots[slot] = Float.floatToRawIntBits(value);
    }

    private static void setF64(Caller<?> caller, long[] slots, int slot, double value) {
        slots[slot] = Double.doubleToRawLongBits(value);
    }

    private static void setV128(Caller<?> caller, long[] slots, int slot, V128 value) {
        slots[slot] = value.low();
        slots[slot + 1] = value.high();
    }

    private static void setRef(RefType type, Caller<?> caller, long[] slots, int slot, @Nullable Object value) {
        slots[slot] = slotOfRef(type, caller.store(), value);
    }

    private static long slotOfRef(RefType type, Store<?> store, @Nullable Object value) {
        Val val = switch (store.engine().types().top(type.heap())) {
            case FUNC -> new Val.FuncRef((Func) value);
            case EXTERN -> new Val.ExternRef(value);
            case ANY -> new Val.AnyRefVal((AnyRef) value);
            case EXN -> new Val.ExnRefVal((ExnRef) value);
            case NOFUNC, NOEXTERN, EQ, I31, STRUCT, ARRAY, NONE, NOEXN -> throw Bug.unreachable(type + " has no top");
        };
        return Vals.toRef(store, type, val) & 0xFFFF_FFFFL;
    }

    private static long slotOfF32(float value) {
        return Float.floatToRawIntBits(value);
    }

    private static long slotOfF64(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static float f32OfSlot(long slot) {
        return Float.intBitsToFloat((int) slot);
    }

    private static double f64OfSlot(long slot) {
        return Double.longBitsToDouble(slot);
    }
}
