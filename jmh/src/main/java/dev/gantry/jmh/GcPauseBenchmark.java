package dev.gantry.jmh;

import dev.gantry.Instance;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

/// How collections depend on what is live: one collection with a list of so many objects, and one struct allocated
/// while a table holds so many references, which a collection looks at one by one.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class GcPauseBenchmark {
    private static final int OBJECTS = 20_000;

    /// A store with a list.
    public static class Live extends CollectedState {
        /// The length of the list.
        @Param({"1000", "30000", "1000000"})
        public int live;

        @Override
        String text() {
            return """
                    (module
                      (type $node (struct (field (ref null $node)) (field i64)))
                      (global $list (mut (ref null $node)) (ref.null $node))
                      (func (export "fill") (param $left i32)
                        (loop $again
                          (global.set $list (struct.new $node (global.get $list) (i64.const 1)))
                          (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))""";
        }

        @Override
        void instantiated(Instance instance) {
            function(instance, "fill").accept(live);
        }
    }

    /// A store with a table.
    public static class Rooted extends CollectedState {
        /// The size of the table; all its elements are the same object.
        @Param({"1000", "1000000"})
        public int roots;

        private IntConsumer newStruct;

        @Override
        String text() {
            return """
                    (module
                      (type $node (struct (field i64)))
                      (table $roots 0 (ref null $node))
                      (func (export "fill") (param $size i32)
                        (drop (table.grow $roots (struct.new_default $node) (local.get $size))))
                      (func (export "new struct") (param $left i32)
                        (loop $again
                          (drop (struct.new_default $node))
                          (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))""";
        }

        @Override
        void instantiated(Instance instance) {
            function(instance, "fill").accept(roots);
            newStruct = function(instance, "new struct");
        }
    }

    @Benchmark
    public void pause(Live state) {
        state.store.gc();
    }

    @Benchmark
    @OperationsPerInvocation(OBJECTS)
    public void newStruct(Rooted state) {
        state.allocating(OBJECTS);
        state.newStruct.accept(OBJECTS);
    }
}
