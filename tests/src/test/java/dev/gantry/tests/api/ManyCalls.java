package dev.gantry.tests.api;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import jdk.jfr.consumer.RecordingStream;

/// A program that [ManyCallsTest] runs in JVMs of its own: very many suspended calls at once.
final class ManyCalls {
    private static final String GUEST = """
            (module
              (import "host" "ask" (func $ask (param i32) (result i32)))
              (memory (export "memory") %d)
              (func $deep (param i32 i32) (result i32)
                (if (result i32) (local.get 1)
                  (then (call $deep (local.get 0) (i32.sub (local.get 1) (i32.const 1))))
                  (else (call $ask (local.get 0)))))
              (func (export "go") (param i32) (result i32)
                (i32.div_u (i32.const 1000000) (call $deep (local.get 0) (i32.const 5)))))""";

    private record Asked(int question, CompletableFuture<Val[]> answer) {}

    private ManyCalls() {}

    /// Arguments: `suspend`, the strategy, the number of calls, and the pages of memory of each guest; or `drop`.
    public static void main(String[] args) throws Exception {
        if (args[0].equals("drop")) {
            drop();
        } else {
            suspend(Strategy.named(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        }
    }

    private static Linker<Void> linker(Engine engine, List<Asked> asked, CountDownLatch inside) {
        FuncType type = FuncType.of(List.of(NumType.I32), List.of(NumType.I32));
        return new Linker<Void>(engine).funcAsync("host", "ask", type, (_, values) -> {
            Asked question = new Asked(values[0].asI32(), new CompletableFuture<>());
            synchronized (asked) {
                asked.add(question);
            }
            inside.countDown();
            return question.answer();
        });
    }

    private static void suspend(Strategy strategy, int count, int pages) throws Exception {
        AtomicLong pinned = new AtomicLong();
        try (RecordingStream events = new RecordingStream()) {
            events.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
            events.onEvent("jdk.VirtualThreadPinned", event -> {
                System.out.println(event);
                pinned.incrementAndGet();
            });
            try (Engine engine = new Engine(new Config().strategy(strategy));
                    Module module = Module.ofText(engine, GUEST.formatted(pages))) {
                suspend(engine, module, 20); // a thread is pinned while the JVM loads a class for it
                events.startAsync();
                suspend(engine, module, count);
            }
            events.stop();
        }
        System.out.println("pinned " + pinned);
    }

    private static void suspend(Engine engine, Module module, int count) throws Exception {
        List<Asked> asked = new ArrayList<>();
        CountDownLatch inside = new CountDownLatch(count);
        Linker<Void> linker = linker(engine, asked, inside);
        long before = usedBytes();
        long start = System.nanoTime();
        List<Store<Void>> stores = new ArrayList<>();
        List<CompletableFuture<Val[]>> calls = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Store<Void> store = Store.of(engine);
            stores.add(store);
            calls.add(linker.instantiate(store, module).func("go").callAsync(Val.i32(number)));
        }
        inside.await();
        long suspended = System.nanoTime();
        long perCall = (usedBytes() - before) / count;
        long resume = System.nanoTime();
        List<Asked> answered;
        synchronized (asked) {
            answered = List.copyOf(asked);
        }
        try (ExecutorService others = Executors.newFixedThreadPool(4)) {
            IntStream.range(0, 4).forEach(part -> {
                var _ = others.submit(() -> {
                    for (int index = part; index < count; index += 4) {
                        Asked question = answered.get(index);
                        question.answer().complete(new Val[] {Val.i32(question.question())});
                    }
                });
            });
        }
        for (int number = 0; number < count; number++) {
            check(calls.get(number), number);
        }
        long end = System.nanoTime();
        stores.forEach(Store::close);
        System.out.println("calls " + count);
        System.out.println("bytes " + perCall);
        System.out.println("millis " + (suspended - start) / 1_000_000 + " to suspend, " + (end - resume) / 1_000_000
                + " to resume");
    }

    /// The answer to the first question makes its guest trap, all others have results.
    private static void check(CompletableFuture<Val[]> call, int number) throws InterruptedException {
        try {
            int result = call.get()[0].asI32();
            if (number == 0 || result != 1_000_000 / number) {
                throw new AssertionError("call " + number + " gave " + result);
            }
        } catch (ExecutionException e) {
            boolean isExpected = number == 0
                    && e.getCause() instanceof Trap trap
                    && trap.failure() == Failure.INTEGER_DIVIDE_BY_ZERO;
            if (!isExpected) {
                throw new AssertionError("call " + number, e);
            }
        }
    }

    private static long usedBytes() throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            System.gc();
            Thread.sleep(50); // memory is given back by the collector's own threads
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// A suspended call whose stage and future nobody has any more.
    private static void drop() throws InterruptedException {
        try (Engine engine = new Engine();
                Module module = Module.ofText(engine, GUEST.formatted(1))) {
            WeakReference<Store<Void>> store = abandoned(engine, module);
            for (int round = 0; round < 100 && store.get() != null; round++) {
                System.gc();
                Thread.sleep(10); // the collector clears references in its own time
            }
            System.out.println(store.get() == null ? "collected" : "leaked");
        }
    }

    private static WeakReference<Store<Void>> abandoned(Engine engine, Module module) throws InterruptedException {
        List<Asked> asked = new ArrayList<>();
        CountDownLatch inside = new CountDownLatch(1);
        Store<Void> store = Store.of(engine);
        var call = linker(engine, asked, inside)
                .instantiate(store, module)
                .func("go")
                .callAsync(Val.i32(1));
        inside.await();
        try {
            return new WeakReference<>(store);
        } finally {
            Reference.reachabilityFence(call);
        }
    }
}
