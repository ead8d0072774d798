package dev.gantry.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.ResourceLimiter;
import dev.gantry.Store;
import dev.gantry.StoreLimits;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The code of `docs/limits.md`.
@Timeout(60)
class LimitsTest {
    private static final String SPIN = "(module (func (export \"spin\") (loop $l (br $l))))";
    private static final String GROW = """
            (module (memory 1)
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))""";

    private static Func func(Store<?> store, String text) {
        Instance instance = Instance.of(store, Module.ofText(store.engine(), text), List.of());
        return instance.func(instance.exportNames().getFirst());
    }

    @Test
    void fuel() {
        // @start region=fuel
        Config config = new Config().consumeFuel(true);
        // @end
        try (Engine engine = new Engine(config);
                Store<Void> store = Store.of(engine)) {
            Func func = func(store, SPIN);
            assertThat(store.fuel()).isZero();
            // @start region=fuel-call
            store.fuel(1_000_000);
            try {
                func.call();
            } catch (Trap e) {
                assertThat(e.failure()).isEqualTo(Failure.OUT_OF_FUEL);
            }
            long used = 1_000_000 - store.fuel();
            // @end
            assertThat(used).isEqualTo(1_000_000);
        }
    }

    @Test
    void epochs() {
        // @start region=epoch
        Config config = new Config().epochInterruption(true);
        // @end
        try (Engine engine = new Engine(config);
                Store<Void> store = Store.of(engine);
                ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor()) {
            Func func = func(store, SPIN);
            // @start region=epoch-call
            var _ = ticker.scheduleAtFixedRate(
                    engine::incrementEpoch, 10, 10, TimeUnit.MILLISECONDS); // one for all stores

            store.epochDeadline(5); // the fifth tick from now
            Trap trap = catchThrowableOfType(Trap.class, func::call);
            assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT);
            // @end
        }
    }

    @Test
    void callbacks() {
        AtomicBoolean isWanted = new AtomicBoolean(true);
        try (Engine engine = new Engine(new Config().epochInterruption(true));
                Store<AtomicBoolean> store = new Store<>(engine, isWanted)) {
            Func func = func(store, SPIN);
            engine.incrementEpoch();
            isWanted.set(false);
            // @start region=epoch-callback
            store.epochCallback(own -> {
                if (!own.data().get()) {
                    throw new CancellationException(); // comes out of the call
                }
                return 1; // go on for one more tick
            });
            // @end
            store.epochDeadline(0);
            assertThatThrownBy(func::call).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void interruption() {
        try (Engine engine = new Engine(new Config().epochInterruption(true));
                Store<Void> store = Store.of(engine)) {
            Func func = func(store, SPIN);
            // @start region=interrupt
            Thread.ofVirtual().start(store::interrupt); // any thread may
            Trap trap = catchThrowableOfType(Trap.class, func::call);
            assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT);
            // @end
        }
    }

    @Test
    void timeouts() {
        try (Engine engine = new Engine(new Config().epochInterruption(true));
                Store<Void> store = Store.of(engine)) {
            Func func = func(store, SPIN);
            // @start region=timeout
            CompletableFuture<Val[]> call = func.callAsync().orTimeout(100, TimeUnit.MILLISECONDS);
            // @end
            assertThat(catchThrowable(call::join))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void sizes() {
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            // @start region=sizes
            store.limiter(StoreLimits.defaults()
                    .withMaxMemoryBytes(16 << 20) // of one memory
                    .withMaxTableElements(10_000) // of one table
                    .withMaxInstances(10));
            // @end
            Func grow = func(store, GROW);
            assertThat(grow.call(Val.i32(255))).containsExactly(Val.i32(1));
            assertThat(grow.call(Val.i32(1))).containsExactly(Val.i32(-1));
        }
    }

    // @start region=budget
    /// Bounds what all stores of a tenant take together, closed ones included.
    static final class Budget implements ResourceLimiter {
        private static final int BYTES_PER_ELEMENT = 8;

        private long leftBytes;

        Budget(long bytes) {
            this.leftBytes = bytes;
        }

        private synchronized boolean take(long bytes) {
            if (bytes > leftBytes) {
                return false;
            }
            leftBytes -= bytes;
            return true;
        }

        @Override
        public boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maximumBytes) {
            return take(desiredBytes - currentBytes);
        }

        @Override
        public void memoryGrowFailed(long currentBytes, long desiredBytes) {
            take(currentBytes - desiredBytes); // gives it back
        }

        @Override
        public boolean tableGrowing(long current, long desired, OptionalLong maximum) {
            return take(BYTES_PER_ELEMENT * (desired - current));
        }

        @Override
        public void tableGrowFailed(long current, long desired) {
            take(BYTES_PER_ELEMENT * (current - desired));
        }
    }
    // @end

    @Test
    void budgets() {
        Budget budget = new Budget(5 << 16);
        try (Engine engine = new Engine();
                Store<Void> first = Store.of(engine);
                Store<Void> second = Store.of(engine)) {
            first.limiter(budget);
            second.limiter(budget);
            assertThat(func(first, GROW).call(Val.i32(2))).containsExactly(Val.i32(1));
            assertThat(func(second, GROW).call(Val.i32(2))).containsExactly(Val.i32(-1));
            assertThat(func(second, GROW).call(Val.i32(0))).containsExactly(Val.i32(1));
        }
    }

    @Test
    void stacks() {
        // @start region=stack
        Config config = new Config().maxWasmStack(64 << 10);
        // @end
        try (Engine engine = new Engine(config);
                Store<Void> store = Store.of(engine)) {
            Func func = func(store, "(module (func $f (export \"f\") (result i32) (i32.add (call $f) (i32.const 1))))");
            Trap trap = catchThrowableOfType(Trap.class, func::call);
            assertThat(trap.failure()).isEqualTo(Failure.CALL_STACK_EXHAUSTED);
        }
    }

    @Test
    void objects() {
        // @start region=objects
        Config config = new Config().gcHeapMaxSize(1 << 20);
        // @end
        try (Engine engine = new Engine(config);
                Store<Void> store = Store.of(engine)) {
            Func func = func(store, """
                    (module
                      (type $node (struct (field (ref null $node))))
                      (global $list (mut (ref null $node)) (ref.null $node))
                      (func (export "go")
                        (loop $more
                          (global.set $list (struct.new $node (global.get $list)))
                          (br $more))))""");
            Trap trap = catchThrowableOfType(Trap.class, func::call);
            assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_MEMORY);
        }
    }
}
