package dev.gantry.jmh;

import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
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

/// A call that traps, seen by the host as a [Trap] with its wasm frames: beside other threads that do the same,
/// with many modules registered in the engine, below many frames, and below wasm and host frames in turn (R86).
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class TrapBenchmark {
    /// The depth of the call chain where depth is not what is measured.
    private static final int DEPTH = 10;

    /// Functions that call each other in a chain; the last one traps.
    ///
    /// @param frames the length of the chain
    /// @return the module's text; export `f` is the first function
    static String chain(int frames) {
        StringBuilder text = new StringBuilder("(module (export \"f\" (func 0))\n");
        for (int func = 1; func < frames; func++) {
            text.append("(func call ").append(func).append(")\n");
        }
        return text.append("(func unreachable))").toString();
    }

    private static Trap trapOf(Runnable guest) {
        try {
            guest.run();
        } catch (Trap trap) {
            return trap;
        }
        throw new AssertionError("expected a trap");
    }

    /// Background threads that trap without end, each in a store of its own.
    public static class Threads extends EngineState {
        /// How many.
        @Param({"0", "1", "2", "4", "8", "16"})
        public int threads;

        private Store<Void> store;
        private Runnable guest;
        private final List<Thread> background = new ArrayList<>();
        private volatile boolean isDone;

        @Setup(Level.Trial)
        public void start() throws InterruptedException {
            Engine engine = engine();
            Module module = Module.ofText(engine, chain(DEPTH));
            CountDownLatch running = new CountDownLatch(threads);
            isDone = false;
            for (int number = 0; number < threads; number++) {
                background.add(Thread.ofPlatform().daemon().start(() -> trapUntilDone(engine, module, running)));
            }
            running.await();
            store = Store.of(engine);
            guest = Instance.of(store, module, List.of()).func("f").as(Runnable.class);
        }

        private void trapUntilDone(Engine engine, Module module, CountDownLatch running) {
            try (Store<Void> own = Store.of(engine)) {
                Runnable call = Instance.of(own, module, List.of()).func("f").as(Runnable.class);
                running.countDown();
                while (!isDone) {
                    trapOf(call);
                }
            }
        }

        @TearDown(Level.Trial)
        public void stop() throws InterruptedException {
            isDone = true;
            for (Thread thread : background) {
                thread.join();
            }
            background.clear();
            store.close();
        }
    }

    /// One trap while others trap.
    @Benchmark
    public Trap multiThreadedTraps(Threads state) {
        return trapOf(state.guest);
    }

    /// Modules of one text registered in one engine; the last one traps.
    public abstract static class Registered extends EngineState {
        /// How many.
        @Param({"1", "8", "64", "512", "4096"})
        public int modules;

        private final List<Module> registered = new ArrayList<>();
        private Store<Void> store;
        private Runnable guest;

        /// The text of each module; its export `f` traps.
        abstract String text();

        @Setup(Level.Trial)
        public void register() {
            Engine engine = engine();
            registered.clear();
            for (int number = 0; number < modules; number++) {
                registered.add(Module.ofText(engine, text()));
            }
            store = Store.of(engine);
            guest = Instance.of(store, registered.getLast(), List.of())
                    .func("f")
                    .as(Runnable.class);
        }

        @TearDown(Level.Trial)
        public void close() {
            store.close();
        }

        final Trap trap() {
            return trapOf(guest);
        }
    }

    /// Modules with a chain of calls.
    public static class Chains extends Registered {
        @Override
        String text() {
            return chain(DEPTH);
        }
    }

    /// One trap with many modules registered.
    @Benchmark
    public Trap manyModulesRegisteredTraps(Chains state) {
        return state.trap();
    }

    /// Modules whose one function loads from beyond the end of its memory: machine code does not check, it faults.
    public static class Faults extends Registered {
        @Override
        String text() {
            return """
                    (module
                      (memory 1)
                      (func (export "f") (drop (i32.load (i32.const 65536)))))""";
        }
    }

    /// One access out of bounds.
    @Benchmark
    public Trap signalTraps(Faults state) {
        return state.trap();
    }

    /// A chain of calls inside one module.
    public static class Frames extends EngineState {
        /// The number of wasm frames at the trap.
        @Param({"1", "8", "64", "512"})
        public int frames;

        private Store<Void> store;
        private Runnable guest;

        @Setup(Level.Trial)
        public void instantiate() {
            Engine engine = engine();
            store = Store.of(engine);
            guest = Instance.of(store, Module.ofText(engine, chain(frames)), List.of())
                    .func("f")
                    .as(Runnable.class);
        }

        @TearDown(Level.Trial)
        public void close() {
            store.close();
        }
    }

    /// One trap below many frames.
    @Benchmark
    public Trap manyStackFramesTraps(Frames state) {
        return trapOf(state.guest);
    }

    /// Wasm calls the host, which calls wasm, and so on.
    public static class HostFrames extends EngineState {
        private static final String TEXT = """
                (module
                  (func $host (import "host" "again") (param i32))
                  (func (export "f") (param $left i32)
                    (if (i32.eqz (local.get $left)) (then (unreachable)))
                    (call $host (i32.sub (local.get $left) (i32.const 1)))))""";

        /// How often wasm calls the host before it traps.
        @Param({"20", "100", "200"})
        public int frames;

        private Store<Void> store;
        private Runnable guest;

        @Setup(Level.Trial)
        public void instantiate() {
            Engine engine = engine();
            store = Store.of(engine);
            Linker<Void> linker = new Linker<>(engine);
            linker.funcDynamic(
                    "host",
                    "again",
                    new FuncType(List.of(NumType.I32), List.of()),
                    (caller, args) -> caller.func("f").call(args));
            IntConsumer f = linker.instantiate(store, Module.ofText(engine, TEXT))
                    .func("f")
                    .as(IntConsumer.class);
            guest = () -> f.accept(frames);
        }

        @TearDown(Level.Trial)
        public void close() {
            store.close();
        }
    }

    /// One trap below wasm and host frames in turn.
    @Benchmark
    public Trap hostWasmFramesTraps(HostFrames state) {
        return trapOf(state.guest);
    }
}
