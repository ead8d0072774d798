package dev.gantry.jmh;

import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Calls that are suspended in a host function, all at once, and resumed by another thread, one after the other.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class AsyncBenchmark {
    /// How many calls are suspended at once.
    static final int CALLS = 100;

    private static final String TEXT = """
            (module
              (import "host" "ask" (func $ask (param i32) (result i32)))
              (func (export "f") (param i32) (result i32) (call $ask (local.get 0))))""";

    private static final Val[] ANSWER = {Val.i32(42)};

    /// Stores with an instance each.
    public static class Guests extends EngineState {
        private final List<Store<Void>> stores = new ArrayList<>();
        private final List<Func> guests = new ArrayList<>();
        private final BlockingQueue<CompletableFuture<Val[]>> asked = new LinkedBlockingQueue<>();

        @Setup(Level.Trial)
        public void instantiate() {
            Engine engine = engine();
            Linker<Void> linker = new Linker<>(engine);
            FuncType type = FuncType.of(List.of(NumType.I32), List.of(NumType.I32));
            linker.funcAsync("host", "ask", type, (_, _) -> {
                CompletableFuture<Val[]> answer = new CompletableFuture<>();
                asked.add(answer);
                return answer;
            });
            Module module = Module.ofText(engine, TEXT);
            for (int number = 0; number < CALLS; number++) {
                Store<Void> store = Store.of(engine);
                stores.add(store);
                guests.add(linker.instantiate(store, module).func("f"));
            }
        }

        @TearDown(Level.Trial)
        public void close() {
            stores.forEach(Store::close);
            stores.clear();
            guests.clear();
        }
    }

    /// One call: started, suspended, resumed, ended.
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int suspendedCalls(Guests state) throws InterruptedException {
        List<CompletableFuture<Val[]>> calls = new ArrayList<>();
        for (Func guest : state.guests) {
            calls.add(guest.callAsync(Val.i32(1)));
        }
        List<CompletableFuture<Val[]>> answers = new ArrayList<>();
        while (answers.size() < CALLS) {
            answers.add(state.asked.take());
        }
        answers.forEach(answer -> answer.complete(ANSWER));
        int sum = 0;
        for (CompletableFuture<Val[]> call : calls) {
            sum += call.join()[0].asI32();
        }
        return sum;
    }
}
