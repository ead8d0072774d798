package dev.gantry;

import dev.gantry.runtime.vm.DirectHostCode;
import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.HostCode;
import dev.gantry.runtime.vm.HostFunc;
import dev.gantry.runtime.vm.Suspension;
import dev.gantry.runtime.vm.VmCaller;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Host functions before they belong to a store: a type, and code on packed slots. No compiler is involved (R154).
///
/// @param type   the function's type
/// @param code   what it does
/// @param direct what it does, instead, if it has few values
record HostFuncs(
        FuncType type, @Nullable HostCode code, @Nullable DirectHostCode direct) {
    private HostFuncs(FuncType type, HostCode code) {
        this(type, code, null);
    }

    private static HostFuncs direct(FuncType type, DirectHostCode code) {
        return new HostFuncs(type, null, code);
    }

    static <T> HostFuncs raw(FuncType type, dev.gantry.HostFunc<T> body) {
        int params = type.params().size();
        int results = type.results().size();
        return new HostFuncs(type, (caller, slots, base) -> {
            MemorySegment args = MemorySegment.ofArray(new long[2 * params]);
            MemorySegment out = MemorySegment.ofArray(new long[2 * results]);
            RawSlots.unpack(type.params(), slots, base, args);
            guarded(() -> body.call(callerOf(caller), args, out));
            RawSlots.pack(type.results(), out, slots, base);
        });
    }

    static <T> HostFuncs dynamic(FuncType type, HostFuncDynamic<T> body) {
        return new HostFuncs(type, (caller, slots, base) -> {
            Caller<T> seen = callerOf(caller);
            Val[] args = Vals.read(seen.store(), type.params(), slots, base);
            Val[][] out = new Val[1][];
            guarded(() -> out[0] = body.call(seen, args));
            writeResults(seen.store(), type, out[0], slots, base);
        });
    }

    /// As [#guarded]: written out because it is on the way of each call of a typed host function.
    private static void run(MethodHandle adapter, Caller<?> caller, long[] slots, int base) throws Throwable {
        try {
            adapter.invokeExact(caller, slots, base);
        } catch (GuestException e) {
            throw asGuestThrow(e);
        }
    }

    private static void writeResults(Store<?> store, FuncType type, Val[] results, long[] slots, int base) {
        if (results.length != type.results().size()) {
            throw new IllegalArgumentException("expected " + type.results().size()
                    + " results of a host function, found " + Arrays.toString(results));
        }
        Vals.write(store, type.results(), results, slots, base);
    }

    static HostFuncs typed(MethodHandle body) {
        FuncType type = SlotHandles.funcType(body.type());
        if (SlotHandles.fitsDirectly(type)) {
            return directTyped(type, body);
        }
        MethodHandle adapter = SlotHandles.host(body, type);
        if (SlotHandles.hasCaller(body.type())) {
            return new HostFuncs(
                    type, (caller, slots, base) -> run(adapter, HostFuncs.<Object>callerOf(caller), slots, base));
        }
        return new HostFuncs(
                type,
                (caller, slots, base) -> run(adapter, Store.of(caller.store()).nobody(), slots, base));
    }

    private static HostFuncs directTyped(FuncType type, MethodHandle body) {
        MethodHandle adapter = SlotHandles.directHost(body, type);
        if (SlotHandles.hasCaller(body.type())) {
            return direct(type, (caller, first, second, third, fourth) -> {
                Caller<?> seen = Store.of(caller.store()).caller(caller.instance());
                try {
                    return (long) adapter.invokeExact(seen, first, second, third, fourth);
                } catch (GuestException e) {
                    throw asGuestThrow(e);
                }
            });
        }
        return direct(type, (_, first, second, third, fourth) -> {
            try {
                return (long) adapter.invokeExact(first, second, third, fourth);
            } catch (GuestException e) {
                throw asGuestThrow(e);
            }
        });
    }

    static HostFuncs plain(MethodType type, PlainViews.Body body) {
        return direct(SlotHandles.funcType(type), (_, first, second, _, _) -> {
            try {
                return body.run(first, second);
            } catch (GuestException e) {
                throw asGuestThrow(e);
            }
        });
    }

    // asynchronous ones; each takes a name for the message to those that cannot wait

    static <T> HostFuncs async(String name, FuncType type, HostFuncAsync<T> body) {
        return new HostFuncs(type, (caller, slots, base) -> {
            Store<T> store = Store.of(caller.store());
            Object results = HostFuncs.<T>await(name, caller, seen -> {
                return body.call(seen, Vals.read(store, type.params(), slots, base));
            });
            if (!(results instanceof Val[] vals)) {
                throw new IllegalArgumentException("expected results of a host function, found none");
            }
            writeResults(store, type, vals, slots, base);
        });
    }

    static <T> HostFuncs asyncRaw(String name, FuncType type, HostFuncAsyncRaw<T> body) {
        int params = type.params().size();
        int results = type.results().size();
        return new HostFuncs(type, (caller, slots, base) -> {
            MemorySegment args = MemorySegment.ofArray(new long[2 * params]);
            MemorySegment out = MemorySegment.ofArray(new long[2 * results]);
            RawSlots.unpack(type.params(), slots, base, args);
            HostFuncs.<T>await(name, caller, seen -> body.call(seen, args, out));
            RawSlots.pack(type.results(), out, slots, base);
        });
    }

    static HostFuncs asyncTyped(String name, List<ValType> results, MethodHandle body) {
        if (!CompletionStage.class.isAssignableFrom(body.type().returnType())) {
            throw new IllegalArgumentException("expected a method that gives a CompletionStage, found " + body.type());
        }
        FuncType type = FuncType.of(SlotHandles.funcType(body.type()).params(), results);
        MethodHandle starter = SlotHandles.starter(body, type);
        return new HostFuncs(type, (caller, slots, base) -> {
            Store<Object> store = Store.of(caller.store());
            @Nullable
            Object given = HostFuncs.<Object>await(
                    name, caller, seen -> (CompletionStage<?>) starter.invokeExact((Caller<?>) seen, slots, base));
            writeResults(store, type, Vals.ofObjects(store, results, given), slots, base);
        });
    }

    private interface AsyncBody<T> {
        @Nullable
        CompletionStage<?> start(Caller<T> caller) throws Throwable;
    }

    private static <T> @Nullable Object await(String name, VmCaller caller, AsyncBody<T> body) throws Throwable {
        Suspension suspension = Suspension.begin(caller.store());
        if (suspension == null) {
            throw new IllegalStateException(
                    "asynchronous host function " + name + ": expected Func.callAsync, found a synchronous call");
        }
        try {
            CompletionStage<?> stage =
                    body.start(new Caller<>(Store.of(caller.store()), caller.instance(), suspension));
            if (stage == null) {
                throw new IllegalStateException(
                        "asynchronous host function " + name + ": expected a stage, found none");
            }
            return suspension.await(stage);
        } catch (GuestException e) {
            throw asGuestThrow(e);
        } finally {
            suspension.end();
        }
    }

    /// Puts the function into a store.
    HostFunc instantiate(VmStore store) {
        store.checkOwner();
        return HostCalls.withRoom(() -> make(store, store.types.register(type)));
    }

    private HostFunc make(VmStore store, int typeId) {
        return direct != null
                ? new HostFunc(store, typeId, direct)
                : new HostFunc(store, typeId, Objects.requireNonNull(code));
    }

    private static <T> Caller<T> callerOf(VmCaller caller) {
        return Store.<T>of(caller.store()).caller(caller.instance());
    }

    private interface Body {
        void run() throws Throwable;
    }

    /// A [GuestException] thrown by a host function is the wasm exception itself.
    private static void guarded(Body body) throws Throwable {
        try {
            body.run();
        } catch (GuestException e) {
            throw asGuestThrow(e);
        }
    }

    private static RuntimeException asGuestThrow(GuestException e) {
        return e.exception() instanceof ExnRef exn ? new GuestThrow(exn.vm()) : e;
    }
}
