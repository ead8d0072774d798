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
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
/// interface), untyped ([Val]s) and unchecked (raw values in a segment); with and without a call hook, synchronous
/// and asynchronous (started and waited for by the host; inside an asynchronous call).
///
/// The two functions are `nop`, of type `[] -> []`, and `nop-params-and-results`, of type `[i32 i64] -> [f32]`.
/// Calls of the host from wasm are made by a loop in wasm, whose cost is part of the figure.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
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

    private static final Val[] NO_VALUES = {};
    private static final FuncType NOP = new FuncType(List.of(), List.of());
    private static final MethodHandle COMPLETE_NOP =
            MethodHandles.constant(CompletionStage.class, CompletableFuture.completedStage(null));
    private static final MethodHandle COMPLETE_VALUES = MethodHandles.dropArguments(
            MethodHandles.constant(CompletionStage.class, CompletableFuture.completedStage(0f)),
            0,
            int.class,
            long.class);
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

    /// An asynchronous call without values.
    @FunctionalInterface
    public interface AsyncNop {
        /// Starts it.
        ///
        /// @return completes with null
        CompletableFuture<?> start();
    }

    /// An asynchronous call with parameters and a result.
    @FunctionalInterface
    public interface AsyncValues {
        /// Starts it.
        ///
        /// @param first  an `i32`
        /// @param second an `i64`
        /// @return completes with an `f32`
        CompletableFuture<Float> start(int first, long second);
    }

    /// A raw call.
    private interface RawCall {
        void run(MemorySegment slots);
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
                case "async-typed" -> {
                    linker.funcAsync("host", "nop", List.of(), COMPLETE_NOP);
                    linker.funcAsync("host", "nop-params-and-results", List.of(NumType.F32), COMPLETE_VALUES);
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
        /// Whether the host waits for a call or for its future.
        @Param({"sync", "async"})
        public String call;

        private Runnable typedNop;
        private Values typedValues;
        private Function<Val[], Val[]> nop;
        private Function<Val[], Val[]> values;
        private RawCall rawNop;
        private RawCall rawValues;
        private MemorySegment slots;
        private int first;
        private long second;

        @Setup(Level.Trial)
        public void find() {
            instantiate("typed");
            Func nopFunc = instance.func("nop");
            Func valuesFunc = instance.func("nop-params-and-results");
            if (call.equals("sync")) {
                typedNop = nopFunc.as(Runnable.class);
                typedValues = valuesFunc.as(Values.class);
                nop = nopFunc::call;
                values = valuesFunc::call;
                rawNop = nopFunc::callRaw;
                rawValues = valuesFunc::callRaw;
            } else {
                AsyncNop startNop = nopFunc.asAsync(AsyncNop.class);
                AsyncValues startValues = valuesFunc.asAsync(AsyncValues.class);
                typedNop = () -> startNop.start().join();
                typedValues = (x, y) -> startValues.start(x, y).join();
                nop = args -> nopFunc.callAsync(args).join();
                values = args -> valuesFunc.callAsync(args).join();
                rawNop = args -> nopFunc.callRawAsync(args).join();
                rawValues = args -> valuesFunc.callRawAsync(args).join();
            }
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
        return state.nop.apply(NO_VALUES);
    }

    @Benchmark
    public Val[] hostToWasmUntypedNopParamsAndResults(Exports state) {
        return state.values.apply(new Val[] {Val.i32(state.first), Val.i64(state.second)});
    }

    @Benchmark
    public void hostToWasmUncheckedNop(Exports state) {
        state.rawNop.run(state.slots);
    }

    @Benchmark
    public float hostToWasmUncheckedNopParamsAndResults(Exports state) {
        state.slots.set(ValueLayout.JAVA_LONG, 0, state.first);
        state.slots.set(ValueLayout.JAVA_LONG, 16, state.second);
        state.rawValues.run(state.slots);
        return state.slots.get(ValueLayout.JAVA_FLOAT, 0);
    }

    /// Loops in wasm that call imports.
    public abstract static class Loops extends CallState {
        LongConsumer callNop;
        LongConsumer callValues;

        void find(String style, boolean isAsync) {
            instantiate(style);
            callNop = loop("call nop", isAsync);
            callValues = loop("call nop-params-and-results", isAsync);
        }

        private LongConsumer loop(String name, boolean isAsync) {
            Func loop = instance.func(name);
            return isAsync ? calls -> loop.callAsync(Val.i64(calls)).join() : loop.as(LongConsumer.class);
        }
    }

    /// Imports that give their results at once, in one of the three styles.
    public static class Imports extends Loops {
        /// How the host function is made.
        @Param({"typed", "untyped", "unchecked"})
        public String style;

        /// Whether wasm was called synchronously.
        @Param({"sync", "async"})
        public String call;

        @Setup(Level.Trial)
        public void find() {
            find(style, call.equals("async"));
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

    /// Imports that give stages, which are complete.
    public static class AsyncImports extends Loops {
        @Setup(Level.Trial)
        public void find() {
            find("async-typed", true);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void wasmToHostNopAsyncTyped(AsyncImports state) {
        state.callNop.accept(CALLS);
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void wasmToHostNopParamsAndResultsAsyncTyped(AsyncImports state) {
        state.callValues.accept(CALLS);
    }
}
