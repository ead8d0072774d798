package dev.gantry.jmh;

import dev.gantry.Store;
import dev.gantry.component.Instance;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A `list<u8>` as an array of bytes, to a component and out of it.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class ListLowerBenchmark {
    /// Functions of lists.
    public static class Lists extends EngineState {
        /// The length of the list.
        @Param("" + ComponentGuest.LIST_BYTES)
        public int bytes;

        private Store<Void> store;
        private ComponentGuest.TakesBytes in;
        private ComponentGuest.GivesBytes out;
        private byte[] list;

        @Setup(Level.Trial)
        public void find() {
            Instance instance = ComponentGuest.instantiate(engine(), "utf8", "typed", made -> store = made);
            in = instance.func("list-in").as(ComponentGuest.TakesBytes.class);
            out = instance.func("list-out").as(ComponentGuest.GivesBytes.class);
            list = new byte[bytes];
        }

        @TearDown(Level.Trial)
        public void close() {
            store.close();
        }
    }

    @Benchmark
    public int in(Lists state) {
        return state.in.call(state.list);
    }

    @Benchmark
    public byte[] out(Lists state) {
        return state.out.call();
    }
}
