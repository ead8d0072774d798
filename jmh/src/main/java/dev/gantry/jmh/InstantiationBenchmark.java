package dev.gantry.jmh;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.InstancePre;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

/// One instance of a compiled module, with the store it lives in made and closed: alone, and while other threads do
/// the same. One compiled module from its artifact, in memory or in a file.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class InstantiationBenchmark {
    private static final int SEGMENTS = 64;
    private static final int SEGMENT_BYTES = 1_024;

    /// A module to be instantiated.
    public abstract static class Guest extends EngineState {
        /// What the module has.
        @Param({"empty", "small memory", "data segments"})
        public String module;

        Engine engine;
        InstancePre<Void> pre;

        void compile() {
            engine = engine();
            pre = new Linker<Void>(engine).instantiatePre(Module.ofText(engine, text()));
        }

        private String text() {
            return switch (module) {
                case "empty" -> "(module)";
                case "small memory" -> "(module (memory 1))";
                case "data segments" -> dataSegments();
                default -> throw new IllegalArgumentException(module);
            };
        }

        private static String dataSegments() {
            StringBuilder text = new StringBuilder("(module (memory 4)\n");
            for (int segment = 0; segment < SEGMENTS; segment++) {
                text.append("(data (i32.const ")
                        .append(2 * segment * SEGMENT_BYTES)
                        .append(") \"")
                        .append("x".repeat(SEGMENT_BYTES))
                        .append("\")\n");
            }
            return text.append(')').toString();
        }

        Instance instantiate() {
            try (Store<Void> store = Store.of(engine)) {
                return pre.instantiate(store);
            }
        }
    }

    /// Nothing else runs.
    public static class Sequential extends Guest {
        @Setup(Level.Trial)
        public void prepare() {
            compile();
        }
    }

    @Benchmark
    public Instance sequential(Sequential state) {
        return state.instantiate();
    }

    /// Other threads instantiate the same module without end.
    public static class Parallel extends Guest {
        /// All threads, the measured one included.
        @Param({"1", "2", "4"})
        public int threads;

        private final List<Thread> background = new ArrayList<>();
        private volatile boolean isDone;

        @Setup(Level.Trial)
        public void start() throws InterruptedException {
            compile();
            isDone = false;
            CountDownLatch running = new CountDownLatch(threads - 1);
            for (int number = 1; number < threads; number++) {
                background.add(Thread.ofPlatform().daemon().start(() -> instantiateUntilDone(running)));
            }
            running.await();
        }

        private void instantiateUntilDone(CountDownLatch running) {
            running.countDown();
            while (!isDone) {
                instantiate();
            }
        }

        @TearDown(Level.Trial)
        public void stop() throws InterruptedException {
            isDone = true;
            for (Thread thread : background) {
                thread.join();
            }
            background.clear();
        }
    }

    @Benchmark
    public Instance parallel(Parallel state) {
        return state.instantiate();
    }

    /// The module compiled ahead.
    public static class Compiled extends Guest {
        private byte[] artifact;
        private FileSystem files;
        private Path file;

        @Setup(Level.Trial)
        public void serialize() throws IOException {
            compile();
            artifact = pre.module().serialize();
            files = Jimfs.newFileSystem(Configuration.unix());
            file = Files.write(files.getPath("/artifact"), artifact);
        }

        @TearDown(Level.Trial)
        public void close() throws IOException {
            files.close();
        }
    }

    @Benchmark
    public Module deserialize(Compiled state) {
        return Module.deserialize(state.engine, state.artifact);
    }

    @Benchmark
    public Module deserializeFile(Compiled state) throws IOException {
        return Module.deserializeFile(state.engine, state.file);
    }
}
