package dev.gantry.tests.stress;

import static dev.gantry.tests.faults.ChildProgram.check;
import static dev.gantry.tests.faults.ChildProgram.expectTrap;
import static dev.gantry.tests.faults.ChildProgram.joinAll;

import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// Many threads do everything at once, with stores of their own and modules that they share, until the time is over.
/// What is not expected ends the run with a failure; so does growth. Run in a JVM of its own with the strategy, the
/// number of seconds and the seed.
final class MixedStress {
    private static final int THREADS = 6;
    private static final int SHARED_MODULES = 6;
    private static final int ACTIONS = 12;
    private static final int SAMPLES = 10;
    private static final long MARGIN_KIB = 64 << 10;
    private static final int MARGIN_MAPPINGS = 300;
    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private final List<Shared> engines;
    private final ScheduledExecutorService helper =
            Executors.newScheduledThreadPool(2, Thread.ofPlatform().daemon().factory());
    private final Map<String, LongAdder> done = new ConcurrentHashMap<>();

    /// Held for reading while a guest lives, for writing while the footprint is taken.
    private final ReentrantReadWriteLock pause = new ReentrantReadWriteLock(true);

    private volatile boolean isOver;
    private volatile @Nullable Throwable failure;

    /// An engine, and the modules that threads take from and put to; what `answer` answers is the module's own.
    private record Shared(Engine engine, AtomicReferenceArray<Module> modules) implements AutoCloseable {
        static Shared of(Config config) {
            Engine engine = new Engine(config.epochInterruption(true).gcHeapMaxSize(16 << 20));
            AtomicReferenceArray<Module> modules = new AtomicReferenceArray<>(SHARED_MODULES);
            for (int slot = 0; slot < SHARED_MODULES; slot++) {
                modules.set(slot, Module.ofText(engine, StressGuest.text(slot)));
            }
            return new Shared(engine, modules);
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    private MixedStress(Strategy strategy) {
        engines = List.of(
                Shared.of(new Config().strategy(strategy).collector(Collector.COPYING)),
                Shared.of(
                        new Config().strategy(strategy).collector(Collector.DRC).signalsBasedTraps(false)),
                Shared.of(new Config()
                        .strategy(strategy)
                        .collector(Collector.COPYING)
                        .consumeFuel(true)
                        .gcZeal(50)));
    }

    public static void main(String[] args) throws Exception {
        MixedStress stress = new MixedStress(Strategy.named(args[0]));
        stress.run(Integer.parseInt(args[1]), Long.parseLong(args[2]));
        System.out.println(new TreeMap<>(stress.done));
        System.out.println("done " + args[1] + " s");
        System.exit(0); // a helper that hangs is found by the checks before, not by the end of the JVM
    }

    private void run(int seconds, long seed) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < THREADS; number++) {
            RandomGenerator random = GENERATORS.create(seed + number);
            Runnable body = () -> work(random);
            threads.add(
                    number % 2 == 0
                            ? Thread.ofPlatform().daemon().start(body)
                            : Thread.ofVirtual().start(body));
        }
        for (Shared shared : engines) {
            var _ = helper.scheduleAtFixedRate(shared.engine::incrementEpoch, 1, 1, TimeUnit.MILLISECONDS);
        }
        Footprint before = null;
        for (int sample = 1; sample <= SAMPLES && failure == null; sample++) {
            Thread.sleep(1000L * seconds / SAMPLES);
            pause.writeLock().lock();
            try {
                Footprint now = Footprint.now();
                System.out.println(sample + ": " + now);
                if (sample == SAMPLES / 3) { // by then code is compiled, and pools are full
                    before = now;
                } else if (sample == SAMPLES) {
                    now.checkAgainst(Objects.requireNonNull(before), MARGIN_KIB, MARGIN_MAPPINGS);
                }
            } finally {
                pause.writeLock().unlock();
            }
        }
        isOver = true;
        joinAll(threads);
        Throwable thrown = failure;
        if (thrown != null) {
            throw new AssertionError("seed " + seed, thrown);
        }
        engines.forEach(Shared::close);
    }

    private void work(RandomGenerator random) {
        try {
            while (!isOver && failure == null) {
                pause.readLock().lock();
                try {
                    guestLives(random);
                } finally {
                    pause.readLock().unlock();
                }
            }
        } catch (Throwable e) { // whatever it is, it was not expected
            failure = e;
        }
    }

    private void count(String what) {
        done.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    private static int sumTo(int count) {
        return count * (count + 1) / 2;
    }

    // a guest

    private void guestLives(RandomGenerator random) {
        Shared shared = engines.get(random.nextInt(engines.size()));
        int slot = random.nextInt(SHARED_MODULES);
        try (StressGuest guest = new StressGuest(shared.engine, shared.modules.get(slot), helper)) {
            for (int step = random.nextInt(8); step >= 0; step--) {
                act(guest, shared, random);
            }
            check(guest.call("answer", 0) == slot, "the module's own answer");
        } catch (IllegalStateException e) {
            if (!"the module is closed".equals(e.getMessage())) {
                throw e;
            }
            count("module closed by another thread");
        }
        if (random.nextInt(4) == 0) {
            closedElsewhere(shared, slot, random);
        }
    }

    private void act(StressGuest guest, Shared shared, RandomGenerator random) {
        switch (random.nextInt(ACTIONS)) {
            case 0 -> traps(guest);
            case 1 -> collects(guest, random);
            case 2 -> grows(guest, random);
            case 3 -> waits(guest, random);
            case 4 -> isCancelled(guest, random);
            case 5 -> isInterrupted(guest);
            case 6 -> reachesItsDeadline(guest);
            case 7 -> nests(guest, random);
            case 8 -> throwsExceptions(guest, random);
            case 9 -> calls(guest, random);
            case 10 -> replaces(shared, random);
            case 11 -> overflows(guest, random);
            default -> throw new AssertionError("an action without a method");
        }
    }

    private static void traps(StressGuest guest, String function, int argument, Failure failure) {
        Trap trap = expectTrap(failure, () -> guest.call(function, argument));
        check(!trap.backtrace().frames().isEmpty(), "a backtrace");
    }

    private void traps(StressGuest guest) {
        traps(guest, "load", -1, Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
        traps(guest, "divide", 0, Failure.INTEGER_DIVIDE_BY_ZERO);
        traps(guest, "indirect", 3, Failure.UNINITIALIZED_ELEMENT);
        check(guest.call("divide", 2) == 42, "a division");
        count("traps");
    }

    private void overflows(StressGuest guest, RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            traps(guest, "recurse", 0, Failure.CALL_STACK_EXHAUSTED);
            count("overflows");
        }
    }

    private void collects(StressGuest guest, RandomGenerator random) {
        int cells = random.nextInt(2000);
        check(guest.call("list", cells) == sumTo(cells), "the sum of a list");
        if (random.nextInt(4) == 0) {
            guest.store.gc();
        }
        count("lists");
    }

    private void grows(StressGuest guest, RandomGenerator random) {
        int pages = guest.call("grow", random.nextInt(8));
        check(pages == -1 || (pages >= 1 && pages <= 40), "a size of the memory");
        int size = guest.call("grow", 0);
        check(guest.call("load", (size << 16) - 4) == 0, "a load at the end");
        traps(guest, "load", size << 16, Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
        check(Math.abs(guest.call("growTable", random.nextInt(4))) <= 20, "a size of the table");
        count("growth");
    }

    private void calls(StressGuest guest, RandomGenerator random) {
        int argument = random.nextInt(1000) << 2;
        check(guest.call("indirect", argument) == argument + 1, "the first function");
        check(guest.call("indirect", argument + 1) == (argument + 1) * (argument + 1), "the second function");
        count("calls");
    }

    private void nests(StressGuest guest, RandomGenerator random) {
        int depth = random.nextInt(60);
        check(guest.call("nest", depth) == depth, "the depth of nested calls");
        count("nesting");
    }

    private void throwsExceptions(StressGuest guest, RandomGenerator random) {
        int payload = random.nextInt();
        check(guest.call("catch", payload) == payload, "the payload of an exception");
        try {
            throw new AssertionError("expected an exception, found " + guest.call("throw", payload));
        } catch (GuestException e) {
            check(!e.backtrace().frames().isEmpty(), "a backtrace");
        }
        count("exceptions");
    }

    // asynchronous calls

    private void waits(StressGuest guest, RandomGenerator random) {
        int argument = random.nextInt(1000);
        Val[] results = guest.func("later").callAsync(Val.i32(argument)).join();
        check(results[0].asI32() == 2 * argument + 2, "an answer that came later");
        count("asynchronous calls");
    }

    /// The call is in a loop, waits, or is over.
    private void isCancelled(StressGuest guest, RandomGenerator random) {
        boolean spins = random.nextBoolean();
        CompletableFuture<Val[]> call = guest.func(spins ? "spin" : "later").callAsync(Val.i32(1));
        if (random.nextBoolean()) {
            boolean _ = call.cancel(true);
        } else {
            var _ = call.orTimeout(spins ? 2 : 0, TimeUnit.MILLISECONDS);
        }
        try {
            check(call.join()[0].asI32() == 4 && !spins, "an answer that came in time");
        } catch (CancellationException _) {
            count("cancelled");
        } catch (CompletionException e) {
            check(e.getCause() instanceof TimeoutException, "a timeout, found " + e.getCause());
            count("timed out");
        }
        check(guest.call("divide", 42) == 2, "a store that is free again");
    }

    // interruption of loops that call nothing

    private void isInterrupted(StressGuest guest) {
        var _ = helper.schedule(guest.store::interrupt, 1, TimeUnit.MILLISECONDS);
        traps(guest, "spin", 0, Failure.INTERRUPT);
        guest.store.epochDeadline(StressGuest.FAR);
        count("interrupted");
    }

    private void reachesItsDeadline(StressGuest guest) {
        guest.store.epochDeadline(1);
        traps(guest, "spin", 0, Failure.INTERRUPT);
        guest.store.epochDeadline(StressGuest.FAR);
        count("deadlines");
    }

    // modules and stores that others close

    /// Compiles a module, or loads it from its artifact, and closes the one whose place it takes.
    private void replaces(Shared shared, RandomGenerator random) {
        int slot = random.nextInt(SHARED_MODULES);
        Module former;
        if (random.nextInt(4) == 0) {
            former = shared.modules.getAndSet(slot, Module.ofText(shared.engine, StressGuest.text(slot)));
            count("compiled");
        } else {
            byte[] artifact;
            artifact = shared.modules.get(slot).serialize();
            former = shared.modules.getAndSet(slot, Module.deserialize(shared.engine, artifact));
            count("loaded");
        }
        former.close();
    }

    /// A store is closed by another thread: before a call, which is refused then, or while one runs, when closing is.
    private void closedElsewhere(Shared shared, int slot, RandomGenerator random) {
        StressGuest guest;
        try {
            guest = new StressGuest(shared.engine, shared.modules.get(slot), helper);
        } catch (IllegalStateException e) {
            check("the module is closed".equals(e.getMessage()), "an open engine");
            return;
        }
        try (guest) {
            CompletableFuture<@Nullable Throwable> closing = CompletableFuture.supplyAsync(
                    () -> thrown(() -> {
                        guest.close();
                        return "closed";
                    }),
                    helper);
            Throwable calling = thrown(() -> guest.call("list", random.nextInt(4_000)));
            Throwable refused = closing.join();
            if (refused == null) {
                count(calling == null ? "closed after a call" : "closed before a call");
            } else {
                check(calling == null, "a call that goes on, found " + calling);
                count("not closed during a call");
            }
            expectMisuse(calling);
            expectMisuse(refused);
        }
    }

    private static @Nullable Throwable thrown(Supplier<Object> action) {
        try {
            Objects.requireNonNull(action.get());
            return null;
        } catch (RuntimeException | Error e) { // looked at by the caller
            return e;
        }
    }

    private static void expectMisuse(@Nullable Throwable thrown) {
        if (thrown != null && !(thrown instanceof IllegalStateException)) {
            throw new AssertionError("expected a misuse", thrown);
        }
    }
}
