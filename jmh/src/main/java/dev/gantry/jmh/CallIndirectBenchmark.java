package dev.gantry.jmh;

import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Store;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
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

/// One `call_indirect` of an empty function from a loop in wasm: always the same index, or each index of a table in
/// turn; the table filled at instantiation or at first use (R133).
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class CallIndirectBenchmark {
    /// Entries of the table; a power of two.
    private static final int ENTRIES = 1_024;

    private static final int CALLS = 4 * ENTRIES;

    private static String text() {
        StringBuilder text = new StringBuilder("""
                (module
                  (type $nop (func))
                  (func (export "same index") (param $left i64)
                    (loop $again
                      (call_indirect (type $nop) (i32.const 7))
                      (local.tee $left (i64.sub (local.get $left) (i64.const 1)))
                      (br_if $again (i64.ne (i64.const 0)))))
                  (func (export "different indices") (param $left i64)
                    (loop $again
                      (call_indirect (type $nop) (i32.and (i32.wrap_i64 (local.get $left)) (i32.const %d)))
                      (local.tee $left (i64.sub (local.get $left) (i64.const 1)))
                      (br_if $again (i64.ne (i64.const 0)))))
                """.formatted(ENTRIES - 1));
        text.append("(table funcref (elem");
        for (int entry = 0; entry < ENTRIES; entry++) {
            text.append(" $f").append(entry);
        }
        text.append("))\n");
        for (int entry = 0; entry < ENTRIES; entry++) {
            text.append("(func $f").append(entry).append(" (type $nop))\n");
        }
        return text.append(')').toString();
    }

    /// An instance with a table.
    public static class Table extends EngineState {
        /// When the table is filled.
        @Param({"lazy", "eager"})
        public String table;

        private Store<Void> store;
        private LongConsumer same;
        private LongConsumer different;

        @Setup(Level.Trial)
        public void instantiate() {
            Engine engine = new Engine(config().tableLazyInit(table.equals("lazy")));
            store = Store.of(engine);
            Instance instance = Instance.of(store, Module.ofText(engine, text()), List.of());
            same = instance.func("same index").as(LongConsumer.class);
            different = instance.func("different indices").as(LongConsumer.class);
        }

        @TearDown(Level.Trial)
        public void close() {
            store.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void sameIndex(Table state) {
        state.same.accept(CALLS);
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void differentIndices(Table state) {
        state.different.accept(CALLS);
    }
}
