package dev.gantry.wast;

import dev.gantry.Global;
import dev.gantry.Linker;
import dev.gantry.Memory;
import dev.gantry.Store;
import dev.gantry.Table;
import dev.gantry.Val;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.ValType;
import java.util.List;

/// The modules that scripts import without defining them: `spectest` of the official suite, and `wasmtime`.
final class HostModules {
    private static final String SPECTEST = "spectest";

    private HostModules() {}

    /// Defines both modules.
    static void define(Linker<Void> linker, Store<Void> store) {
        for (List<ValType> params : List.<List<ValType>>of(
                List.of(),
                List.of(ValType.I32),
                List.of(ValType.I64),
                List.of(ValType.F32),
                List.of(ValType.F64),
                List.of(ValType.I32, ValType.F32),
                List.of(ValType.F64, ValType.F64))) {
            StringBuilder name = new StringBuilder("print");
            params.forEach(param -> name.append('_').append(param));
            linker.func(SPECTEST, name.toString(), FuncType.of(params, List.of()), (_, _, _) -> {});
        }
        global(linker, store, NumType.I32, Val.i32(666));
        global(linker, store, NumType.I64, Val.i64(666));
        global(linker, store, NumType.F32, Val.f32(666.6f));
        global(linker, store, NumType.F64, Val.f64(666.6));
        linker.define(SPECTEST, "table", table(store, false));
        linker.define(SPECTEST, "table64", table(store, true));
        linker.define(SPECTEST, "memory", Memory.of(store, MemoryType.of(Limits.of(1, 2))));
        if (store.engine().config().features().contains(WasmFeature.THREADS)) {
            MemoryType shared = new MemoryType(false, true, Limits.of(1, 2), MemoryType.DEFAULT_PAGE_SIZE_LOG2);
            linker.define(SPECTEST, "shared_memory", Memory.of(store, shared));
        }
        linker.func("wasmtime", "gc", FuncType.of(List.of(), List.of()), (_, _, _) -> store.gc());
    }

    private static void global(Linker<Void> linker, Store<Void> store, NumType type, Val value) {
        linker.define(SPECTEST, "global_" + type, Global.of(store, new GlobalType(type, false), value));
    }

    private static Table table(Store<Void> store, boolean is64) {
        return Table.of(store, new TableType(is64, Limits.of(10, 20), RefType.FUNCREF), Val.funcref(null));
    }
}
