package dev.gantry.tests.component;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.component.Component;
import dev.gantry.component.Instance;
import dev.gantry.component.Linker;

/// Engine, store and linker of one test, and instances from text.
final class Host implements AutoCloseable {
    /// A core module with a memory and an allocator that never frees.
    static final String LIBC = """
            (core module $libc
              (memory (export "memory") 1)
              (global $next (mut i32) (i32.const 1024))
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
                (local.set $at (i32.and
                  (i32.add (global.get $next) (i32.sub (local.get 2) (i32.const 1)))
                  (i32.sub (i32.const 0) (local.get 2))))
                (global.set $next (i32.add (local.get $at) (local.get 3)))
                (local.get $at)))
            (core instance $libc (instantiate $libc))
            """;

    final Engine engine;
    final Store<Void> store;
    final Linker<Void> linker;

    Host(String strategy) {
        this(new Config().strategy(Strategy.named(strategy)));
    }

    Host(Config config) {
        this.engine = new Engine(config);
        this.store = Store.of(engine);
        this.linker = new Linker<>(engine);
    }

    Component component(String fields) {
        return Component.ofText(engine, "(component " + fields + ")");
    }

    Instance instance(String fields) {
        return linker.instantiate(store, component(fields));
    }

    /// A component whose function `f` of a type gives back its one argument, which core code sees as one
    /// value.
    Instance identity(String type, String core) {
        return instance("""
                (core module $m (func (export "f") (param %1$s) (result %1$s) local.get 0))
                (core instance $i (instantiate $m))
                (func (export "f") (param "x" %2$s) (result %2$s) (canon lift (core func $i "f")))
                """.formatted(core, type));
    }

    @Override
    public void close() {
        store.close();
        engine.close();
    }
}
