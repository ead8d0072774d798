package dev.gantry.tests.core;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.util.List;
import java.util.stream.Collectors;

/// A program that [BareCoreTest] runs in a JVM with nothing but `java.base` and the engine's own modules.
final class BareCore {
    private static final String GUEST = """
            (module
              (import "host" "twice" (func $twice (param i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "run") (param i32) (result i32)
                (i32.store (i32.const 64) (call $twice (local.get 0)))
                (drop (memory.grow (i32.const 1)))
                (i32.add (i32.load (i32.const 64)) (memory.size))))
            """;

    private BareCore() {}

    /// Runs a module with a host function, then prints the result and the modules of this JVM.
    public static void main(String[] args) {
        try (Engine engine = new Engine(new Config().strategy(Strategy.INTERPRETER));
                Module module = Module.ofText(engine, GUEST);
                Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            FuncType type = FuncType.of(List.of(NumType.I32), List.of(NumType.I32));
            linker.funcDynamic("host", "twice", type, (_, values) -> new Val[] {Val.i32(2 * values[0].asI32())});
            Instance instance = linker.instantiate(store, module);
            System.out.println(
                    "result " + instance.func("run").call(Val.i32(20))[0].asI32());
        }
        System.out.println("modules "
                + ModuleLayer.boot().modules().stream()
                        .map(java.lang.Module::getName)
                        .filter(name -> !name.startsWith("dev.gantry"))
                        .collect(Collectors.joining(",")));
    }
}
