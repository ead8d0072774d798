package dev.gantry.tests.api;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.UnsupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// A guest whose calls go through the host and back, and trap. What is printed: the strategy, why it is not a better
/// one, what becomes of machine code by name, then the frames.
final class OtherPlatforms {
    private static final String TEXT = """
            (module $deep
              (import "host" "call" (func $host (param i32)))
              (func $inner (param i32) (call $host (local.get 0)))
              (func $outer (export "outer") (param i32)
                (if (local.get 0)
                  (then (call $inner (i32.sub (local.get 0) (i32.const 1))))
                  (else (unreachable)))))""";

    private OtherPlatforms() {}

    public static void main(String[] args) {
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            System.out.println(engine.strategy() + " " + engine.passedOver().values());
            System.out.println(byName());
            Linker<Void> linker = new Linker<>(engine);
            List<Instance> made = new ArrayList<>();
            linker.func(
                    "host",
                    "call",
                    IntConsumer.class,
                    left -> made.getFirst().func("outer").call(Val.i32(left)));
            made.add(linker.instantiate(store, Module.ofText(engine, TEXT)));
            made.getFirst().func("outer").call(Val.i32(2));
        } catch (Trap trap) {
            trap.backtrace().frames().forEach(System.out::println);
        }
    }

    private static String byName() {
        try (Engine engine = new Engine(new Config().strategy(Strategy.WINCH))) {
            return engine.strategy().toString();
        } catch (UnsupportedException e) {
            return e.getMessage();
        }
    }
}
