package dev.gantry.tests.api;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;

/// Engine, store and linker of one test, and instances from text.
final class Guests implements AutoCloseable {
    final Engine engine;
    final Store<String> store;
    final Linker<String> linker;

    Guests(Config config) {
        this.engine = new Engine(config);
        this.store = new Store<>(engine, "host data");
        this.linker = new Linker<>(engine);
    }

    Guests() {
        this(new Config());
    }

    Module module(String text) {
        return Module.ofText(engine, text);
    }

    Instance instance(String text) {
        return linker.instantiate(store, module(text));
    }

    @Override
    public void close() {
        store.close();
        engine.close();
    }
}
