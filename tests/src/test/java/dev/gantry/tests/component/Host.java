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
