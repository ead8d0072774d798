package dev.gantry.jmh;

import dev.gantry.Collector;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Store;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What objects of the collected heap cost, for each collector: one struct, one array of 8 elements, one reference
/// written to a field (with the collector's barrier), one read and cast. The loop in wasm is part of the figure.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class GcBenchmark {
    private static final int OBJECTS = 20_000;

    private static final String TEXT = """
            (module
              (type $node (struct (field $next (mut (ref null $node))) (field $value (mut i64))))
              (type $bytes (array (mut i64)))
              (global $root (mut (ref null $node)) (ref.null $node))
              (func (export "new struct") (param $left i32)
                (loop $again
                  (global.set $root (struct.new $node (ref.null $node) (i64.const 1)))
                  (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
              (func (export "new array") (param $left i32)
                (loop $again
                  (drop (array.new $bytes (i64.const 1) (i32.const 8)))
                  (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
              (func (export "write reference") (param $left i32) (local $node (ref null $node))
                (local.set $node (struct.new $node (ref.null $node) (i64.const 1)))
                (loop $again
                  (struct.set $node $next (local.get $node) (local.get $node))
                  (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
              (func (export "read and cast") (param $left i32) (local $node (ref null $node))
                (local.set $node (struct.new $node (ref.null $node) (i64.const 1)))
                (struct.set $node $next (local.get $node) (local.get $node))
                (loop $again
                  (local.set $node (ref.cast (ref $node) (struct.get $node $next (local.get $node))))
                  (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))""";

    /// A module with an engine for a collector.
    public abstract static class Heap extends EngineState {
        /// The name of the collector; [BenchmarkRun] sets all that are on the class path.
        @Param("null")
        public String heap;

        Engine engine;
        Module module;

        void compile() {
            engine = new Engine(config().collector(Collector.named(heap)));
            module = Module.ofText(engine, TEXT);
        }

        static IntConsumer function(Instance instance, String name) {
            return instance.func(name).as(IntConsumer.class);
        }
    }

    /// A new store for each invocation, because there are collectors that free nothing.
    public static class Fresh extends Heap {
        private Store<Void> store;
        private IntConsumer newStruct;
        private IntConsumer newArray;

        @Setup(Level.Trial)
        public void prepare() {
            compile();
        }

        @Setup(Level.Invocation)
        public void instantiate() {
            store = Store.of(engine);
            Instance instance = Instance.of(store, module, List.of());
            newStruct = function(instance, "new struct");
            newArray = function(instance, "new array");
        }

        @TearDown(Level.Invocation)
        public void close() {
            store.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(OBJECTS)
    public void newStruct(Fresh state) {
        state.newStruct.accept(OBJECTS);
    }

    @Benchmark
    @OperationsPerInvocation(OBJECTS)
    public void newArray(Fresh state) {
        state.newArray.accept(OBJECTS);
    }

    /// Objects that are there already.
    public static class Kept extends Heap {
        private Store<Void> store;
        private IntConsumer writeReference;
        private IntConsumer readAndCast;

        @Setup(Level.Iteration)
        public void instantiate() {
            compile();
            store = Store.of(engine);
            Instance instance = Instance.of(store, module, List.of());
            writeReference = function(instance, "write reference");
            readAndCast = function(instance, "read and cast");
        }

        @TearDown(Level.Iteration)
        public void close() {
            store.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(OBJECTS)
    public void writeReference(Kept state) {
        state.writeReference.accept(OBJECTS);
    }

    @Benchmark
    @OperationsPerInvocation(OBJECTS)
    public void readAndCast(Kept state) {
        state.readAndCast.accept(OBJECTS);
    }
}
