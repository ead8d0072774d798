package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.Config;
import dev.gantry.Func;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Busy guests give other threads a chance to run (R72).
@Timeout(60)
class AsyncYieldTest {
    private static final String SPIN = "(module (func (export \"spin\") (loop $l (br $l))))";
    private static final String COUNT = """
            (module (func (export "count") (param i32)
              (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))""";

    /// Keeps every carrier busy with guests that never end; another virtual thread must get its turn nevertheless.
    private static void othersRunBeside(Guests guests, Consumer<Store<String>> setUp) {
        int count = 2 * Runtime.getRuntime().availableProcessors() + 2;
        Module module = guests.module(SPIN);
        List<CompletableFuture<Val[]>> spinning = new ArrayList<>();
        List<Store<String>> stores = new ArrayList<>();
        for (int guest = 0; guest < count; guest++) {
            Store<String> store = new Store<>(guests.engine, "");
            setUp.accept(store);
            stores.add(store);
            Func spin =
                    new Linker<String>(guests.engine).instantiate(store, module).func("spin");
            spinning.add(spin.callAsync());
        }
        try {
            for (int turn = 0; turn < 10; turn++) {
                CompletableFuture<Boolean> ran = new CompletableFuture<>();
                Thread.startVirtualThread(() -> ran.complete(true));
                assertThat(ran.orTimeout(30, TimeUnit.SECONDS).join()).isTrue();
            }
            assertThat(spinning).noneMatch(CompletableFuture::isDone);
        } finally {
            spinning.forEach(call -> call.cancel(true));
            stores.forEach(Store::close);
        }
    }

    @Test
    @DisplayName("R72: guests yield at each epoch")
    void guestsYieldAtEachEpoch() throws InterruptedException {
        try (Guests guests = new Guests(new Config().epochInterruption(true))) {
            AtomicBoolean isOver = new AtomicBoolean();
            Thread ticker = Thread.ofPlatform().start(() -> {
                while (!isOver.get()) {
                    guests.engine.incrementEpoch();
                    Thread.onSpinWait();
                }
            });
            try {
                othersRunBeside(guests, store -> {
                    store.epochDeadline(1);
                    store.epochDeadlineAsyncYieldAndUpdate(1);
                });
            } finally {
                isOver.set(true);
                ticker.join();
            }
        }
    }

    @Test
    @DisplayName("R72: guests yield whenever some fuel is used up")
    void guestsYieldForFuel() {
        try (Guests guests = new Guests(new Config().consumeFuel(true))) {
            othersRunBeside(guests, store -> {
                store.fuel(Long.MAX_VALUE);
                store.fuelAsyncYieldInterval(100_000);
            });
        }
    }

    @Test
    @DisplayName("R84: an interval changes nothing about how much fuel there is")
    void intervalsDoNotChangeTheSum() throws InterruptedException {
        try (Guests guests = new Guests(new Config().consumeFuel(true))) {
            Func count = guests.instance(COUNT).func("count");
            guests.store.fuel(100_000);
            count.call(Val.i32(1000));
            long used = 100_000 - guests.store.fuel();
            for (long interval : new long[] {1, 7, 1000, 99_999, 1_000_000}) {
                guests.store.fuel(100_000);
                guests.store.fuelAsyncYieldInterval(interval);
                assertThat(guests.store.fuel()).isEqualTo(100_000);
                count.callAsync(Val.i32(1000)).join();
                assertThat(100_000 - guests.store.fuel())
                        .as("interval " + interval)
                        .isEqualTo(used);
                count.call(Val.i32(1000));
                assertThat(100_000 - guests.store.fuel()).isEqualTo(2 * used);
                Throwable thrown = catchThrowableOfType(
                                ExecutionException.class,
                                () -> count.callAsync(Val.i32(1_000_000)).get())
                        .getCause();
                assertThat(thrown)
                        .isInstanceOfSatisfying(
                                Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_FUEL));
                assertThat(guests.store.fuel()).isZero();
            }
        }
    }

    @Test
    void synchronousCallsGoOnAtTheDeadline() {
        try (Guests guests = new Guests(new Config().epochInterruption(true))) {
            guests.store.epochDeadline(0);
            guests.store.epochDeadlineAsyncYieldAndUpdate(0);
            assertThat(guests.instance(COUNT).func("count").call(Val.i32(1000))).isEmpty();
        }
    }

    @Test
    void yieldsNeedTheirSettings() {
        try (Guests guests = new Guests()) {
            assertThatThrownBy(() -> guests.store.fuelAsyncYieldInterval(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> guests.store.epochDeadlineAsyncYieldAndUpdate(1))
                    .isInstanceOf(IllegalStateException.class);
        }
        try (Guests guests = new Guests(new Config().consumeFuel(true))) {
            assertThatThrownBy(() -> guests.store.fuelAsyncYieldInterval(0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
