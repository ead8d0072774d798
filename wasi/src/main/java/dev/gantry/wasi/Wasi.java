package dev.gantry.wasi;

import dev.gantry.Caller;
import dev.gantry.Extern;
import dev.gantry.Linker;
import dev.gantry.Memory;
import dev.gantry.wasi.internal.HostFunction;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Gives guests the functions of WASI preview 1, under the module names `wasi_snapshot_preview1` and `wasi_unstable`.
///
/// ```java
/// var config = WasiConfig.builder().args("prog").inheritStdio().preopen(Path.of("data"), "/data").build();
/// try (var context = WasiContext.of(config); var store = new Store<>(engine, context)) {
///   var linker = Wasi.addTo(new Linker<WasiContext>(engine), context -> context);
///   linker.instantiate(store, module).func("_start").call();
/// } catch (ExitException e) {
///   System.exit(e.code());
/// }
/// ```
///
/// The functions work on the memory that the calling instance exports as `memory`; without one every pointer is a
/// `fault`. A guest that waits (`poll_oneoff`, sockets) is stopped by interrupting its thread, which traps.
///
/// Threading: *thread-safe* as the linker is; the contexts are confined to their stores.
public final class Wasi {
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Wasi() {}

    /// Defines all functions.
    ///
    /// @param <T>    the type of the store's data
    /// @param linker where to define them
    /// @param state  finds the context in the store's data, at each call
    /// @return the linker
    public static <T> Linker<T> addTo(Linker<T> linker, Function<? super T, WasiContext> state) {
        for (HostFunction function : HostFunction.all()) {
            linker.func(
                    function.module(),
                    function.name(),
                    type(function),
                    (caller, args, results) -> call(function, state.apply(caller.data()), caller, args, results));
        }
        return linker;
    }

    private static FuncType type(HostFunction function) {
        List<ValType> params = new ArrayList<>();
        for (char letter : function.params().toCharArray()) {
            params.add(letter == 'I' ? NumType.I64 : NumType.I32);
        }
        return new FuncType(params, function.hasResult() ? List.of(NumType.I32) : List.of());
    }

    private static void call(
            HostFunction function, WasiContext context, Caller<?> caller, MemorySegment args, MemorySegment results) {
        int errno;
        try {
            errno = context.call(function, memory(caller), args);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Trap(Failure.INTERRUPT, caller.backtrace());
        }
        if (function.hasResult()) {
            results.set(I32, 0, errno);
        }
    }

    private static MemorySegment memory(Caller<?> caller) {
        Extern memory = caller.export("memory").orElse(null);
        return memory instanceof Memory found ? found.asSegment() : MemorySegment.NULL;
    }
}
