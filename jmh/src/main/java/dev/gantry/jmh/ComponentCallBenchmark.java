package dev.gantry.jmh;

import dev.gantry.Store;
import dev.gantry.component.Func;
import dev.gantry.component.Instance;
import dev.gantry.component.Val;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

/// One crossing between host and component, in both directions, typed (a functional interface) and untyped ([Val]s):
/// nothing, `[u32 u64] -> [f32]`, a record there and back, a string of 32 characters there and back.
///
/// Calls of the host from wasm are made by a loop in wasm, whose cost is part of the figure.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class ComponentCallBenchmark {
    private static final String TEXT = "a string of thirty-two character";

    /// Exports, in both styles.
    public static class Exports extends EngineState {
        private Store<Void> store;
        private Runnable typedNop;
        private ComponentGuest.Values typedValues;
        private ComponentGuest.Records typedRecord;
        private ComponentGuest.Strings typedString;
        private Func nop;
        private Func values;
        private Func record;
        private Func string;
        private final int first = 1;
        private final long second = 2;
        private final Val point = Val.record(new LinkedHashMap<>(Map.of("x", Val.s32(1), "y", Val.f64(2))));
        private final Val text = Val.string(TEXT);

        @Setup(Level.Trial)
        public void find() {
            Instance instance = ComponentGuest.instantiate(engine(), "utf8", "typed", made -> store = made);
            nop = instance.func("nop");
            values = instance.func("nop-params-and-results");
            record = instance.func("record");
            string = instance.func("string");
            typedNop = nop.as(Runnable.class);
            typedValues = values.as(ComponentGuest.Values.class);
            typedRecord = record.as(ComponentGuest.Records.class);
            typedString = string.as(ComponentGuest.Strings.class);
        }

        @TearDown(Level.Trial)
        public void close() {
            store.close();
        }
    }

    @Benchmark
    public void hostToWasmTypedNop(Exports state) {
        state.typedNop.run();
    }

    @Benchmark
    public Optional<Val> hostToWasmUntypedNop(Exports state) {
        return state.nop.call();
    }

    @Benchmark
    public float hostToWasmTypedNopParamsAndResults(Exports state) {
        return state.typedValues.call(state.first, state.second);
    }

    @Benchmark
    public Optional<Val> hostToWasmUntypedNopParamsAndResults(Exports state) {
        return state.values.call(Val.u32(state.first), Val.u64(state.second));
    }

    @Benchmark
    public ComponentGuest.Point hostToWasmTypedRecord(Exports state) {
        return state.typedRecord.call(new ComponentGuest.Point(state.first, state.second));
    }

    @Benchmark
    public Optional<Val> hostToWasmUntypedRecord(Exports state) {
        return state.record.call(state.point);
    }

    @Benchmark
    public String hostToWasmTypedString(Exports state) {
        return state.typedString.call(TEXT);
    }

    @Benchmark
    public Optional<Val> hostToWasmUntypedString(Exports state) {
        return state.string.call(state.text);
    }

    /// Loops of calls of the host.
    public static class Imports extends EngineState {
        /// How the host's functions are made.
        @Param({"typed", "untyped"})
        public String style;

        private Store<Void> store;
        private ComponentGuest.Loop nop;
        private ComponentGuest.Loop values;
        private ComponentGuest.Loop record;
        private ComponentGuest.Loop string;

        @Setup(Level.Trial)
        public void find() {
            Instance instance = ComponentGuest.instantiate(engine(), "utf8", style, made -> store = made);
            nop = instance.func("call-nop").as(ComponentGuest.Loop.class);
            values = instance.func("call-values").as(ComponentGuest.Loop.class);
            record = instance.func("call-record").as(ComponentGuest.Loop.class);
            string = instance.func("call-string").as(ComponentGuest.Loop.class);
        }

        @TearDown(Level.Trial)
        public void close() {
            store.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(ComponentGuest.CALLS)
    public void wasmToHostNop(Imports state) {
        state.nop.run(ComponentGuest.CALLS);
    }

    @Benchmark
    @OperationsPerInvocation(ComponentGuest.CALLS)
    public void wasmToHostNopParamsAndResults(Imports state) {
        state.values.run(ComponentGuest.CALLS);
    }

    @Benchmark
    @OperationsPerInvocation(ComponentGuest.CALLS)
    public void wasmToHostRecord(Imports state) {
        state.record.run(ComponentGuest.CALLS);
    }

    @Benchmark
    @OperationsPerInvocation(ComponentGuest.CALLS)
    public void wasmToHostString(Imports state) {
        state.string.run(ComponentGuest.CALLS);
    }
}
