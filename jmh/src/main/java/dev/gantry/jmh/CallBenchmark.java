package dev.gantry.jmh;

import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

/// One crossing between host and wasm, in both directions, in each of the ways the API has: typed (a functional
/// interface),
/// untyped ([Val]s) and unchecked (raw values in a segment); with and without a call hook.
///
/// The two functions are `nop`, of type `[] -> []`, and `nop-params-and-results`, of type `[i32 i64] -> [f32]`.
/// Calls of the host from wasm are made by a loop in wasm, whose cost is part of the figure.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class CallBenchmark {
    /// How often wasm calls the host in one invocation of a benchmark.
    static final int CALLS = 1_000;

    private static final String TEXT = """
            (module
              (func $nop (import "host" "nop"))
              (func $values (import "host" "nop-params-and-results") (param i32 i64) (result f32))
              (func (export "nop"))
              (func (export "nop-params-and-results") (param i32 i64) (result f32) (f32.const 0))
              (func (export "call nop") (param $left i64)
                (loop $again
                  (call $nop)
                  (local.tee $left (i64.sub (local.get $left) (i64.const 1)))
                  (br_if $again (i64.ne (i64.const 0)))))
              (func (export "call nop-params-and-results") (param $left i64)
                (loop $again
                  (drop (call $values (i32.const 0) (i64.const 0)))
                  (local.tee $left (i64.sub (local.get $left) (i64.const 1)))
                  (br_if $again (i64.ne (i64.const 0))))))""";

    private static final FuncType NOP = new FuncType(List.of(), List.of());
    private static final FuncType VALUES = new FuncType(List.of(NumType.I32, NumType.I64), List.of(NumType.F32));

    /// A function with parameters and a result.
    @FunctionalInterface
    public interface Values {
        /// Calls it.
        ///
        /// @param first  an `i32`
        /// @param second an `i64`
        /// @return an `f32`
        float call(int first, long second);
    }

    /// A store with an instance of the module, whose imports are of one style.
    public abstract static class CallState extends EngineState {
        /// Whether a hook is told of each crossing.
        @Param({"no-hook", "hook-sync"})
        public String hook;

        Store<Void> store;
        Instance instance;
        long crossings;

        void instantiate(String style) {
            Engine engine = engine();
            store = Store.of(engine);
            if (hook.equals("hook-sync")) {
                store.callHook(_ -> crossings++);
            }
            Linker<Void> linker = new Linker<>(engine);
            switch (style) {
                case "typed" -> {
                    linker.func("host", "nop", Runnable.class, () -> {});
                    linker.func("host", "nop-params-and-results", Values.class, (_, _) -> 0);
                }
                case "untyped" -> {
                    linker.funcDynamic("host", "nop", NOP, (_, _) -> new Val[0]);
                    linker.funcDynamic("host", "nop-params-and-results", VALUES, (_, _) -> new Val[] {Val.f32(0)});
                }
                case "unchecked" -> {
                    linker.func("host", "nop", NOP, (_, _, _) -> {});
                    linker.func(
                            "host",
                            "nop-params-and-results",
                            VALUES,
                            (_, _, results) -> results.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, 0));
                }
                default -> throw new IllegalArgumentException(style);
            }
            instance = linker.instantiate(store, Module.ofText(engine, TEXT));
        }

        @TearDown(Level.Trial)
        public void close() {
            store.close();
        }
    }

    /// Exports, in the three styles.
    public static class Exports extends CallState {
        private Runnable typedNop;
        private Values typedValues;
        private Func nop;
        private Func values;
        private MemorySegment slots;
        private int first;
        private long second;

        @Setup(Level.Trial)
        public void find() {
            instantiate("typed");
            nop = instance.func("nop");
            values = instance.func("nop-params-and-results");
            typedNop = nop.as(Runnable.class);
            typedValues = values.as(Values.class);
            slots = Arena.ofAuto().allocate(32, 16);
        }
    }

    @Benchmark
    public void hostToWasmTypedNop(Exports state) {
        state.typedNop.run();
    }

    @Benchmark
    public float hostToWasmTypedNopParamsAndResults(Exports state) {
        return state.typedValues.call(state.first, state.second);
    }

    @Benchmark
    public Val[] hostToWasmUntypedNop(Exports state) {
        return state.nop.call();
    }

    @Benchmark
    public Val[] hostToWasmUntypedNopParamsAndResults(Exports state) {
        return state.values.call(Val.i32(state.first), Val.i64(state.second));
    }

    @Benchmark
    public void hostToWasmUncheckedNop(Exports state) {
        state.nop.callRaw(state.slots);
    }

    @Benchmark
    public float hostToWasmUncheckedNopParamsAndResults(Exports state) {
        state.slots.set(ValueLayout.JAVA_LONG, 0, state.first);
        state.slots.set(ValueLayout.JAVA_LONG, 16, state.second);
        state.values.callRaw(state.slots);
        return state.slots.get(ValueLayout.JAVA_FLOAT, 0);
    }

    /// Imports, in one of the three styles.
    public static class Imports extends CallState {
        /// How the host function is made.
        @Param({"typed", "untyped", "unchecked"})
        public String style;

        private LongConsumer callNop;
        private LongConsumer callValues;

        @Setup(Level.Trial)
        public void find() {
            instantiate(style);
            callNop = instance.func("call nop").as(LongConsumer.class);
            callValues = instance.func("call nop-params-and-results").as(LongConsumer.class);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void wasmToHostNop(Imports state) {
        state.callNop.accept(CALLS);
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void wasmToHostNopParamsAndResults(Imports state) {
        state.callValues.accept(CALLS);
    }
}
