package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gantry.fuzz.generate.Choice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/// A run over many mutants: makes each, checks it and bounds its time and its allocation.
///
/// Each mutant depends on the seed and its number alone, so the number of threads does not matter. What goes wrong
/// is kept once for each place in the engine where it does, with the input in `target/fuzz`, and fails the test at
/// the end. A mutant that does not end fails the test too; its thread is left behind.
final class Campaign {
    private static final long MAX_NANOS = 5_000_000_000L;
    private static final long MAX_BYTES = 1L << 30;
    /// How long a mutant may run before the campaign gives up.
    private static final long HANG_NANOS = 12 * MAX_NANOS;

    private static final int MAX_FINDS = 20;
    private static final int POLL_MILLIS = 50;
    private static final Path FOLDER = Path.of("target", "fuzz");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// An input and how to call it.
    ///
    /// @param name    the module it was made from
    /// @param content the input
    record Input(String name, byte[] content) {}

    /// Makes the input of a mutant.
    interface Source {
        Input make(RandomGenerator random);
    }

    /// Checks an input; what it throws is a find.
    interface Check {
        /// The verdict, to be counted.
        String check(byte[] input) throws IOException;
    }

    private final String name;
    private final String extension;
    private final int count;
    private final AtomicInteger next = new AtomicInteger(FuzzSettings.FIRST);
    private final Map<String, String> finds = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> verdicts = new ConcurrentHashMap<>();
    private final LongAccumulator mostNanos = new LongAccumulator(Long::max, 0);
    private final LongAccumulator mostBytes = new LongAccumulator(Long::max, 0);

    Campaign(String name, String extension, int count) {
        this.name = name;
        this.extension = extension;
        this.count = count;
    }

    /// A thread that takes mutants until there are none left.
    private final class Worker extends Thread {
        private final Source source;
        private final Check check;
        private volatile int mutant = -1;
        private volatile long startNanos = System.nanoTime();
        private volatile Input input = new Input("nothing", new byte[0]);

        Worker(Source source, Check check) {
            super(name);
            this.source = source;
            this.check = check;
            setDaemon(true);
        }

        @Override
        public void run() {
            int end = FuzzSettings.FIRST + count;
            for (int taken = next.getAndIncrement(); taken < end; taken = next.getAndIncrement()) {
                mutant = taken;
                startNanos = System.nanoTime();
                try {
                    input = source.make(FuzzSettings.random(taken));
                    examine();
                } catch (Throwable e) { // whatever comes is what we look for
                    report(e);
                }
                if (finds.size() >= MAX_FINDS) {
                    return;
                }
            }
        }

        private void examine() throws IOException {
            startNanos = System.nanoTime();
            long cpuBefore = THREADS.getCurrentThreadCpuTime();
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            String verdict = check.check(input.content);
            // other processes may take the machine for themselves: what counts is the time of this thread
            long nanos = THREADS.getCurrentThreadCpuTime() - cpuBefore;
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
            verdicts.computeIfAbsent(verdict, _ -> new LongAdder()).increment();
            mostNanos.accumulate(nanos);
            mostBytes.accumulate(bytes);
            if (nanos > MAX_NANOS || bytes > MAX_BYTES) {
                throw new AssertionError("took " + nanos / 1_000_000 + " ms and " + (bytes >> 20) + " MiB");
            }
        }

        private void report(Throwable e) {
            String key = key(e);
            if (finds.putIfAbsent(key, "") != null) {
                return;
            }
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            finds.put(key, describe(trace.toString()));
        }

        private String describe(String problem) {
            Path file = FOLDER.resolve(name + "-" + mutant + "." + extension);
            try {
                Files.createDirectories(FOLDER);
                Files.write(file, input.content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return "seed " + FuzzSettings.SEED + ", mutant " + mutant + " of " + input.name + " (" + file + "):\n"
                    + problem.lines().limit(40).reduce("", (all, line) -> all + line + "\n");
        }

        private boolean hangs() {
            return isAlive() && System.nanoTime() - startNanos > HANG_NANOS;
        }

        private String stack() {
            StringBuilder text = new StringBuilder("does not end:\n");
            for (StackTraceElement frame : getStackTrace()) {
                text.append("\tat ").append(frame).append('\n');
            }
            return text.toString();
        }
    }

    /// What makes two finds the same: the exception and the innermost place in the engine or the check.
    private static String key(Throwable thrown) {
        Throwable e = thrown;
        while (e.getCause() != null) {
            e = e.getCause();
        }
        for (StackTraceElement frame : e.getStackTrace()) {
            if (frame.getClassName().startsWith("dev.gantry")) {
                return e.getClass().getSimpleName() + " at " + frame.getClassName() + "." + frame.getMethodName() + ":"
                        + frame.getLineNumber();
            }
        }
        return e.toString();
    }

    /// Checks what one sequence of decisions leads to.
    interface Act {
        /// The verdict, to be counted.
        String act(Choice choice) throws IOException;
    }

    /// Runs a campaign whose inputs are seeds of random decisions.
    static void ofSeeds(String name, int count, Act act) throws InterruptedException {
        new Campaign(name, "seed", count).run(Campaign::seed, seed -> act.act(new Choice(random(seed))));
    }

    /// An input that stands for random decisions.
    static Input seed(RandomGenerator random) {
        byte[] seed = new byte[Integer.BYTES];
        random.nextBytes(seed);
        return new Input("decisions", seed);
    }

    /// The numbers of such an input.
    static RandomGenerator random(byte[] seed) {
        return FuzzSettings.random(Arrays.hashCode(seed));
    }

    /// Runs all mutants.
    ///
    /// @throws AssertionError if there is a find, with all finds
    void run(Source source, Check check) throws InterruptedException {
        long startNanos = System.nanoTime();
        int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
        Worker[] workers = new Worker[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Worker(source, check);
            workers[i].start();
        }
        for (Worker worker : workers) {
            while (worker.isAlive() && !worker.hangs()) {
                worker.join(POLL_MILLIS);
            }
            if (worker.isAlive()) {
                finds.put("hang " + worker.mutant, worker.describe(worker.stack()));
            }
        }
        System.out.printf(
                "%s: %d mutants, seed %d, %s, slowest %d ms, largest %d KiB, %d s%n",
                name,
                count,
                FuzzSettings.SEED,
                new TreeMap<>(verdicts),
                mostNanos.get() / 1_000_000,
                mostBytes.get() >> 10,
                (System.nanoTime() - startNanos) / 1_000_000_000);
        assertThat(String.join("\n", finds.values())).as("finds").isEmpty();
    }
}
