package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.Config;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How asynchronous calls end before their time; afterwards the store is as good as ever (R72).
@Timeout(120)
class AsyncCancelTest {
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());
    private static final FuncType I32_TO_I32 = FuncType.of(List.of(NumType.I32), List.of(NumType.I32));
    private static final String GUEST = """
            (module
              (import "host" "wait" (func $wait))
              (import "host" "block" (func $block))
              (import "host" "back" (func $back))
              (memory 1 1 shared)
              (global $count (mut i32) (i32.const 0))
              (func (export "wait") (call $wait) (call $count))
              (func (export "block") (call $block) (call $count))
              (func (export "back") (call $back) (call $count))
              (func (export "spin") (loop $l (br $l)))
              (func (export "spinHost") (loop $l (call $block) (br $l)))
              (func (export "atomic")
                (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
              (func $count (global.set $count (i32.add (global.get $count) (i32.const 1))))
              (func (export "count") (result i32) (global.get $count)))""";

    private final CompletableFuture<Val[]> answer = new CompletableFuture<>();
    private final CountDownLatch inside = new CountDownLatch(1);

    /// Engine and store, and an instance whose host functions signal when they are reached.
    private final class Setting implements AutoCloseable {
        final Guests guests;
        final AtomicReference<Throwable> seen = new AtomicReference<>();
        final Instance instance;

        Setting(Config config) {
            guests = new Guests(config.feature(WasmFeature.THREADS, true));
            guests.linker
                    .funcAsync("host", "wait", NOTHING, (_, _) -> {
                        inside.countDown();
                        return answer;
                    })
                    .func("host", "block", NOTHING, (_, _, _) -> {
                        inside.countDown();
                        try {
                            Thread.sleep(TimeUnit.HOURS.toMillis(1));
                        } catch (InterruptedException e) {
                            seen.set(e);
                        }
                    })
                    .func("host", "back", NOTHING, (caller, _, _) -> {
                        try {
                            caller.func("wait").call();
                        } catch (RuntimeException e) {
                            seen.set(e);
                            throw e;
                        }
                    });
            instance = guests.instance(GUEST);
        }

        CompletableFuture<Val[]> start(String name) {
            return instance.func(name).callAsync();
        }

        /// Waits, as every use of the store does, until the cancelled call has left.
        int count() {
            return instance.func("count").call()[0].asI32();
        }

        @Override
        public void close() {
            guests.close();
        }
    }

    @Test
    @DisplayName("R72: cancelling a suspended call cancels its stage and frees the store")
    void cancelOfASuspendedCall() throws InterruptedException {
        try (Setting setting = new Setting(new Config())) {
            CompletableFuture<Val[]> call = setting.start("wait");
            inside.await();
            assertThat(call.cancel(true)).isTrue();
            assertThat(setting.count()).isZero();
            assertThat(answer).isCancelled();
            assertThatThrownBy(call::join).isInstanceOf(CancellationException.class);
            assertThat(setting.guests.store.backtrace().frames()).isEmpty();
        }
    }

    @Test
    void closingTheStoreWaitsForACancelledCall() throws InterruptedException {
        try (Setting setting = new Setting(new Config())) {
            CompletableFuture<Val[]> call = setting.start("wait");
            inside.await();
            call.cancel(true);
        }
        assertThat(answer).isCancelled();
    }

    /// What depends on the future may hear of its end before the call does.
    @Test
    void whoeverHearsOfACancellationFirstWaitsForTheStore() throws InterruptedException {
        try (Setting setting = new Setting(new Config())) {
            CompletableFuture<Val[]> call = setting.start("wait");
            inside.await();
            CompletableFuture<Integer> heard = call.handle((_, _) -> setting.count());
            assertThat(call.cancel(true)).isTrue();
            assertThat(heard.join()).isZero();
            assertThat(answer).isCancelled();
        }
    }

    @Test
    @DisplayName("R72: a time limit cancels the call")
    void timeLimitsCancel() {
        try (Setting setting = new Setting(new Config())) {
            CompletableFuture<Val[]> call = setting.start("wait").orTimeout(20, TimeUnit.MILLISECONDS);
            assertThat(failure(call)).isInstanceOf(TimeoutException.class);
            assertThat(setting.count()).isZero();
            assertThat(answer).isCancelled();
        }
    }

    @Test
    void anyOtherCompletionCancels() throws InterruptedException {
        try (Setting setting = new Setting(new Config())) {
            CompletableFuture<Val[]> call = setting.start("wait");
            inside.await();
            call.complete(new Val[] {Val.i32(5)});
            assertThat(setting.count()).isZero();
            assertThat(answer).isCancelled();
            assertThat(call.join()).containsExactly(Val.i32(5));
        }
    }

    @Test
    @DisplayName("R72: host functions see a cancellation come out of the wasm they called")
    void hostFramesAreUnwound() throws InterruptedException {
        try (Setting setting = new Setting(new Config())) {
            CompletableFuture<Val[]> call = setting.start("back");
            inside.await();
            call.cancel(true);
            assertThat(setting.count()).isZero();
            assertThat(setting.seen.get()).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void blockedHostFunctionsAreInterruptedAndTheGuestDoesNotGoOn() throws InterruptedException {
        try (Setting setting = new Setting(new Config())) {
            CompletableFuture<Val[]> call = setting.start("block");
            inside.await();
            call.cancel(true);
            assertThat(setting.count()).isZero();
            assertThat(setting.seen.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void loopsThatCallTheHostAreLeft() throws InterruptedException {
        try (Setting setting = new Setting(new Config())) {
            CompletableFuture<Val[]> call = setting.start("spinHost");
            inside.await();
            call.cancel(true);
            assertThat(setting.count()).isZero();
        }
    }

    @Test
    @DisplayName("R72: loops that watch epochs are left; the deadline is as it was")
    void loopsThatWatchEpochsAreLeft() {
        try (Setting setting = new Setting(new Config().epochInterruption(true))) {
            setting.guests.store.epochDeadline(2);
            CompletableFuture<Val[]> call = setting.start("spin").orTimeout(20, TimeUnit.MILLISECONDS);
            assertThat(failure(call)).isInstanceOf(TimeoutException.class);
            assertThat(setting.count()).isZero();
            setting.guests.engine.incrementEpoch();
            assertThat(setting.count()).isZero();
            setting.guests.engine.incrementEpoch();
            assertThat(catchThrowable(setting::count))
                    .isInstanceOfSatisfying(
                            Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT));
        }
    }

    @Test
    @DisplayName("R72: loops that yield when fuel is used up are left")
    void loopsThatYieldForFuelAreLeft() {
        try (Setting setting = new Setting(new Config().consumeFuel(true))) {
            setting.guests.store.fuel(Long.MAX_VALUE);
            setting.guests.store.fuelAsyncYieldInterval(10_000);
            CompletableFuture<Val[]> call = setting.start("spin").orTimeout(20, TimeUnit.MILLISECONDS);
            assertThat(failure(call)).isInstanceOf(TimeoutException.class);
            assertThat(setting.count()).isZero();
        }
    }

    @Test
    void atomicWaitsAreLeft() {
        try (Setting setting = new Setting(new Config())) {
            CompletableFuture<Val[]> call = setting.start("atomic").orTimeout(20, TimeUnit.MILLISECONDS);
            assertThat(failure(call)).isInstanceOf(TimeoutException.class);
            assertThat(setting.count()).isZero();
        }
    }

    @Test
    @DisplayName("R72: an interruption ends a suspended call with a trap")
    void interruptionOfASuspendedCall() throws InterruptedException {
        try (Setting setting = new Setting(new Config().epochInterruption(true))) {
            setting.guests.store.epochDeadline(1000);
            CompletableFuture<Val[]> call = setting.start("back");
            inside.await();
            setting.guests.store.interrupt();
            assertThat(failure(call)).isInstanceOfSatisfying(Trap.class, trap -> {
                assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT);
                assertThat(trap.backtrace().frames()).hasSize(2);
            });
            assertThat(answer).isCancelled();
            assertThat(setting.count()).isZero();
        }
    }

    @Test
    void interruptionOfARunningCall() {
        try (Setting setting = new Setting(new Config().epochInterruption(true))) {
            setting.guests.store.epochDeadline(1000);
            CompletableFuture<Val[]> call = setting.start("spin");
            setting.guests.store.interrupt();
            assertThat(failure(call))
                    .isInstanceOfSatisfying(
                            Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT));
            assertThat(setting.count()).isZero();
        }
    }

    @Test
    void epochsDoNotMatterToASuspendedCall() throws InterruptedException {
        try (Setting setting = new Setting(new Config().epochInterruption(true))) {
            setting.guests.store.epochDeadline(1);
            CompletableFuture<Val[]> call = setting.start("wait");
            inside.await();
            setting.guests.engine.incrementEpoch();
            answer.complete(new Val[0]);
            assertThat(failure(call))
                    .isInstanceOfSatisfying(
                            Trap.class,
                            trap -> assertThat(trap.backtrace().frames())
                                    .extracting(frame -> frame.funcIndex())
                                    .containsExactly(9, 3)); // at the next function entry
        }
    }

    @Test
    void anInterruptedHostThreadIsAnInterruptedHostFunction() throws InterruptedException {
        try (Setting setting = new Setting(new Config())) {
            AtomicReference<Thread> thread = new AtomicReference<>();
            Func wait = Func.ofAsync(setting.guests.store, NOTHING, (_, _) -> {
                thread.set(Thread.currentThread());
                inside.countDown();
                return answer;
            });
            CompletableFuture<Val[]> call = wait.callAsync();
            inside.await();
            thread.get().interrupt();
            assertThat(failure(call)).isInstanceOf(InterruptedException.class);
            assertThat(answer).isCancelled();
        }
    }

    @Test
    void stagesThatCannotBeCancelledAreLeftAlone() throws InterruptedException {
        try (Setting setting = new Setting(new Config())) {
            Func wait = Func.ofAsync(setting.guests.store, NOTHING, (_, _) -> {
                inside.countDown();
                return uncancellable(answer);
            });
            CompletableFuture<Val[]> call = wait.callAsync();
            inside.await();
            call.cancel(true);
            assertThat(setting.count()).isZero();
            assertThat(answer).isNotDone();
            answer.complete(new Val[0]); // nobody listens any more
        }
    }

    private static <T> CompletionStage<T> uncancellable(CompletableFuture<T> source) {
        CompletableFuture<T> closed = new CompletableFuture<>() {
            @Override
            public CompletableFuture<T> toCompletableFuture() {
                throw new UnsupportedOperationException();
            }
        };
        var _ = source.whenComplete((value, _) -> closed.complete(value));
        return closed;
    }

    @Test
    void aWaitForACancelledCallCanBeInterrupted() throws InterruptedException {
        try (Setting setting = new Setting(new Config())) {
            CountDownLatch release = new CountDownLatch(1);
            Func stubborn = Func.of(setting.guests.store, NOTHING, (_, _, _) -> {
                inside.countDown();
                boolean isReleased = false;
                while (!isReleased) {
                    try {
                        release.await();
                        isReleased = true;
                    } catch (InterruptedException _) {
                        assertThat(Thread.currentThread().isVirtual()).isTrue();
                    }
                }
            });
            CompletableFuture<Val[]> call = stubborn.callAsync();
            inside.await();
            call.cancel(true);
            Thread.currentThread().interrupt();
            assertThatThrownBy(setting::count)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cancelled call");
            assertThat(Thread.interrupted()).isTrue();
            release.countDown();
            assertThat(setting.count()).isZero();
        }
    }

    @Test
    @DisplayName("R72: a thousand calls cancelled at random moments leave store, stage and results consistent")
    void cancellationRaces() throws Exception {
        long seed = Long.getLong("seed", 20_261_121);
        System.out.println("AsyncCancelTest: -Dseed=" + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try (Guests guests = new Guests(new Config().epochInterruption(true))) {
            guests.store.epochDeadline(Long.MAX_VALUE / 2);
            AtomicReference<CompletableFuture<Val[]>> stage = new AtomicReference<>(new CompletableFuture<>());
            AtomicInteger open = new AtomicInteger();
            guests.linker.funcAsync("host", "ask", I32_TO_I32, (_, _) -> stage.get());
            guests.linker.func("host", "through", I32_TO_I32, (caller, args, results) -> {
                open.incrementAndGet();
                try {
                    caller.func("ask").callRaw(args);
                    results.copyFrom(args);
                } finally {
                    open.decrementAndGet();
                }
            });
            Func go = guests.instance("""
                    (module
                      (import "host" "ask" (func $ask (param i32) (result i32)))
                      (import "host" "through" (func $through (param i32) (result i32)))
                      (func (export "ask") (param i32) (result i32) (call $ask (local.get 0)))
                      (func (export "go") (param i32) (result i32)
                        (local $i i32)
                        (loop $l
                          (local.set $i (i32.add (local.get $i) (i32.const 1)))
                          (br_if $l (i32.lt_u (local.get $i) (local.get 0))))
                        (call $through (local.get 0))))""").func("go");
            int results = 0;
            for (int round = 0; round < 1000; round++) {
                CompletableFuture<Val[]> answer = new CompletableFuture<>();
                stage.set(answer);
                CompletableFuture<Val[]> call = go.callAsync(Val.i32(random.nextInt(2000)));
                int number = round;
                Thread completer = Thread.startVirtualThread(() -> answer.complete(new Val[] {Val.i32(number)}));
                for (int spin = random.nextInt(3000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                if (call.cancel(random.nextBoolean())) {
                    assertThat(call).isCancelled();
                } else {
                    assertThat(call.get()).containsExactly(Val.i32(number));
                    results++;
                }
                stage.set(CompletableFuture.completedFuture(new Val[] {Val.i32(-1)}));
                assertThat(guests.store.backtrace().frames()).isEmpty();
                assertThat(open.get()).isZero();
                assertThat(go.callAsync(Val.i32(1)).get()).containsExactly(Val.i32(-1));
                completer.join();
            }
            System.out.println("AsyncCancelTest: " + results + " of 1000 calls were over before they were cancelled");
        }
    }

    private static Throwable failure(CompletableFuture<?> future) {
        Throwable thrown =
                catchThrowableOfType(ExecutionException.class, future::get).getCause();
        return thrown instanceof CompletionException wrapper && wrapper.getCause() != null
                ? wrapper.getCause()
                : thrown;
    }
}
