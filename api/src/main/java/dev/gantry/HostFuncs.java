package dev.gantry;

import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.HostCode;
import dev.gantry.runtime.vm.HostFunc;
import dev.gantry.runtime.vm.VmCaller;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.types.FuncType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/// Host functions before they belong to a store: a type, and code on packed slots. No compiler is involved (R154).
///
/// @param type the function's type
/// @param code what it does
record HostFuncs(FuncType type, HostCode code) {
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
            if (out[0].length != type.results().size()) {
                throw new IllegalArgumentException("expected " + type.results().size()
                        + " results of a host function, found " + Arrays.toString(out[0]));
            }
            Vals.write(seen.store(), type.results(), out[0], slots, base);
        });
    }

    static HostFuncs typed(MethodHandle body) {
        FuncType type = SlotHandles.funcType(body.type());
        MethodHandle adapter = SlotHandles.host(body, type);
        return new HostFuncs(type, (caller, slots, base) -> {
            Caller<?> seen = callerOf(caller);
            guarded(() -> {
                adapter.invokeExact(seen, slots, base);
            });
        });
    }

    /// Puts the function into a store.
    HostFunc instantiate(VmStore store) {
        return new HostFunc(store, store.types.register(type), code);
    }

    private static <T> Caller<T> callerOf(VmCaller caller) {
        return new Caller<>(Store.of(caller.store()), caller.instance());
    }

    private interface Body {
        void run() throws Throwable;
    }

    /// A [GuestException] thrown by a host function is the wasm exception itself.
    private static void guarded(Body body) throws Throwable {
        try {
            body.run();
        } catch (GuestException e) {
            if (e.exception() instanceof ExnRef exn) {
                throw new GuestThrow(exn.vm());
            }
            throw e;
        }
    }
}
