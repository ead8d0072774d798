package dev.gantry.jmh;

import dev.gantry.Collector;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Store;
import java.util.List;
import java.util.function.IntConsumer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// What benchmarks of collectors start from: a module in an engine with the collector, and a store that is replaced
/// now and then, because there are collectors that free nothing.
public abstract class CollectedState extends EngineState {
    /// After so many objects there is a new store.
    private static final int OBJECTS_PER_STORE = 4_000_000;

    /// The name of the collector; [BenchmarkRun] sets all that are on the class path.
    @Param({"copying", "drc", "null"})
    public String heap;

    Engine engine;
    Store<Void> store;
    private Module module;
    private int objects;

    /// The module in text form.
    abstract String text();

    /// Called when there is a new instance.
    abstract void instantiated(Instance instance);

    /// Compiles the module and makes the first store.
    @Setup(Level.Trial)
    public void prepare() {
        engine = new Engine(config().collector(Collector.named(heap)));
        module = Module.ofText(engine, text());
        open();
    }

    private void open() {
        store = Store.of(engine);
        objects = 0;
        instantiated(Instance.of(store, module, List.of()));
    }

    /// Closes the last store.
    @TearDown(Level.Trial)
    public void close() {
        store.close();
    }

    /// Called at the start of a benchmark that allocates.
    final void allocating(int count) {
        objects += count;
        if (objects > OBJECTS_PER_STORE) {
            store.close();
            open();
        }
    }

    static IntConsumer function(Instance instance, String name) {
        return instance.func(name).as(IntConsumer.class);
    }
}
