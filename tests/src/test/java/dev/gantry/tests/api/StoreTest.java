package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.CallHook.Transition;
import dev.gantry.Config;
import dev.gantry.Func;
import dev.gantry.Global;
import dev.gantry.Instance;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.ResourceLimitException;
import dev.gantry.Store;
import dev.gantry.StoreLimits;
import dev.gantry.Table;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoreTest {
    private static final String LOOP = "(module (func $spin (export \"spin\") (loop $l (br $l))))";
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());

    @Test
    @DisplayName("R84: running out of fuel traps with a backtrace")
    void fuelEndsLoops() {
        try (Guests guests = new Guests(new Config().consumeFuel(true))) {
            Instance instance = guests.instance(LOOP);
            guests.store.fuel(10_000);
            Trap trap =
                    catchThrowableOfType(Trap.class, () -> instance.func("spin").call());
            assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_FUEL);
            assertThat(trap.backtrace().frames()).hasSize(1);
            assertThat(guests.store.fuel()).isZero();
        }
    }

    /// What ends there is where fuel is taken, not the dead code before it.
    @Test
    void fuelRunsOutAtTheEndBehindDeadCode() {
        try (Guests guests = new Guests(new Config().consumeFuel(true))) {
            Instance instance = guests.instance("(module (func (export \"f\") (param i32)"
                    + " (if (local.get 0) (then (unreachable))) (drop (i32.const 1)) (drop (i32.const 2))))");
            guests.store.fuel(3);
            Trap trap =
                    catchThrowableOfType(Trap.class, () -> instance.func("f").call(Val.i32(0)));
            assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_FUEL);
            // local declarations, local.get, if, unreachable
            assertThat(trap.backtrace().frames().getFirst().funcOffset()).isEqualTo(1 + 2 + 2 + 1);
        }
    }

    @Test
    void fuelIsTakenForWorkDone() {
        try (Guests guests = new Guests(new Config().consumeFuel(true))) {
            Func count = guests.instance("""
                    (module (func (export "count") (param i32)
                      (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))""").func("count");
            guests.store.fuel(1_000_000);
            count.call(Val.i32(1000));
            long used = 1_000_000 - guests.store.fuel();
            guests.store.fuel(1_000_000);
            count.call(Val.i32(2000));
            assertThat(used).isBetween(1_000L, 20_000L);
            assertThat(1_000_000 - guests.store.fuel()).isBetween(2 * used - 100, 2 * used + 100);
        }
    }

    @Test
    void fuelNeedsItsSetting() {
        try (Guests guests = new Guests()) {
            assertThatThrownBy(() -> guests.store.fuel(1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void epochDeadlinesEndLoops() throws InterruptedException {
        try (Guests guests = new Guests(new Config().epochInterruption(true))) {
            Instance instance = guests.instance(LOOP);
            guests.store.epochDeadline(1);
            Thread ticker = Thread.ofPlatform().start(guests.engine::incrementEpoch);
            Trap trap =
                    catchThrowableOfType(Trap.class, () -> instance.func("spin").call());
            ticker.join();
            assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT);
        }
    }

    @Test
    void epochCallbacksGoOnOrThrow() {
        try (Guests guests = new Guests(new Config().epochInterruption(true))) {
            Instance instance = guests.instance(LOOP);
            List<String> seen = new ArrayList<>();
            guests.store.epochCallback(store -> {
                seen.add(store.data());
                if (seen.size() == 3) {
                    throw new IllegalStateException("enough");
                }
                return 0;
            });
            guests.store.epochDeadline(0);
            assertThatThrownBy(() -> instance.func("spin").call())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("enough");
            assertThat(seen).hasSize(3);
        }
    }

    @Test
    void anotherThreadInterrupts() throws InterruptedException {
        try (Guests guests = new Guests(new Config().epochInterruption(true))) {
            Instance instance = guests.instance(LOOP);
            CountDownLatch started = new CountDownLatch(1);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread guest = Thread.ofPlatform().start(() -> {
                started.countDown();
                thrown.set(catchThrowable(() -> instance.func("spin").call()));
            });
            started.await();
            guests.store.interrupt();
            guest.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(thrown.get()).isInstanceOf(Trap.class).hasMessage(Failure.INTERRUPT.text());
        }
    }

    @Test
    void limitersBoundMemoriesAndTables() {
        try (Guests guests = new Guests()) {
            guests.store.limiter(StoreLimits.defaults().withMaxMemoryBytes(2 << 16));
            Instance instance = guests.instance("""
                    (module (memory 1) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))""");
            assertThat(instance.func("grow").call(Val.i32(1))).containsExactly(Val.i32(1));
            assertThat(instance.func("grow").call(Val.i32(1))).containsExactly(Val.i32(-1));
            assertThatThrownBy(() -> guests.instance("(module (memory 3))"))
                    .isInstanceOf(RuntimeException.class)
                    .hasMessageContaining("memory");
        }
    }

    @Test
    @DisplayName("R83: errors of limiters and call hooks come out as the same object")
    void limiterErrorsComeOut() {
        try (Guests guests = new Guests()) {
            guests.store.limiter(
                    StoreLimits.defaults().withMaxMemoryBytes(1 << 16).withTrapOnGrowFailure(true));
            Instance instance =
                    guests.instance("(module (memory 1) (func (export \"grow\") (drop (memory.grow (i32.const 1)))))");
            assertThatThrownBy(() -> instance.func("grow").call()).isInstanceOf(ResourceLimitException.class);
            IllegalStateException refusal = new IllegalStateException("no");
            guests.store.callHook(_ -> {
                throw refusal;
            });
            assertThat(catchThrowable(() -> instance.func("grow").call())).isSameAs(refusal);
        }
    }

    @Test
    @DisplayName("R83: call hooks see every passage between host and wasm")
    void callHooksSeeEveryPassage() {
        try (Guests guests = new Guests()) {
            guests.linker.func("host", "f", NOTHING, (_, _, _) -> {});
            Instance instance =
                    guests.instance("(module (import \"host\" \"f\" (func $f)) (func (export \"go\") (call $f)))");
            List<Transition> seen = new ArrayList<>();
            guests.store.callHook(seen::add);
            instance.func("go").call();
            assertThat(seen)
                    .containsExactly(
                            Transition.CALLING_WASM,
                            Transition.CALLING_HOST,
                            Transition.RETURNING_FROM_HOST,
                            Transition.RETURNING_FROM_WASM);
        }
    }

    @Test
    @DisplayName("R153: what a fresh instance holds is zero and null, never left over")
    void freshInstancesAreZero() {
        try (Guests guests = new Guests()) {
            Instance instance = guests.instance("""
                    (module (memory (export "m") 1) (table (export "t") 3 externref)
                      (global (export "g") (mut i64) (i64.const 0)))""");
            assertThat(instance.memory("m").read(0, 65_536)).containsOnly(0);
            assertThat(instance.table("t").get(2)).isEqualTo(Val.externref(null));
            assertThat(instance.global("g").get()).isEqualTo(Val.i64(0));
        }
    }

    @Test
    void useAfterCloseIsAnException() {
        Guests guests = new Guests();
        Instance instance = guests.instance("(module (memory (export \"m\") 1) (func (export \"f\")))");
        Func func = instance.func("f");
        Memory memory = Memory.of(guests.store, new MemoryType(true, false, Limits.of(1, 100_000), 16));
        guests.store.close();
        assertThatThrownBy(func::call).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.grow(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> guests.linker.instantiate(guests.store, guests.module("(module)")))
                .isInstanceOf(IllegalStateException.class);
        Module module = guests.module("(module)");
        module.close();
        assertThatThrownBy(() -> guests.linker.instantiate(new Store<>(guests.engine, ""), module))
                .isInstanceOf(IllegalStateException.class);
        guests.engine.close();
        assertThatThrownBy(() -> guests.module("(module)")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void entitiesOfOtherStoresAreRefused() {
        try (Guests guests = new Guests();
                Store<String> other = new Store<>(guests.engine, "other")) {
            Func foreign = guests.instance("(module (func (export \"f\")))").func("f");
            guests.linker.define("m", "f", foreign);
            Module module = guests.module("(module (import \"m\" \"f\" (func)))");
            assertThatThrownBy(() -> guests.linker.instantiate(other, module))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another store");
        }
    }

    @Test
    void storesAreUsedByOneThreadAtATime() throws InterruptedException {
        try (Guests guests = new Guests(new Config().epochInterruption(true))) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            guests.linker.func("host", "f", NOTHING, (_, _, _) -> {
                inside.countDown();
                leave.await();
            });
            Instance instance =
                    guests.instance("(module (import \"host\" \"f\" (func $f)) (func (export \"go\") (call $f)))");
            guests.store.epochDeadline(1_000_000);
            Func go = instance.func("go");
            Thread owner = Thread.ofPlatform().start(go::call);
            inside.await();
            assertThatThrownBy(go::call).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(guests.store::close).isInstanceOf(IllegalStateException.class);
            leave.countDown();
            owner.join();
            assertThat(go.type()).isEqualTo(NOTHING);
        }
    }

    /// Found by `ApiFuzzTest`: an `externref` in a global of a closed store named nothing any more.
    @Test
    void whatBelongsToAClosedStoreIsRefused() {
        try (Guests guests = new Guests(new Config())) {
            Store<Void> store = Store.of(guests.engine);
            Memory memory = Memory.of(store, MemoryType.of(Limits.atLeast(1)));
            Table table = Table.of(
                    store, new TableType(false, Limits.atLeast(1), ValType.EXTERNREF), Val.externref("object"));
            Global global = Global.of(store, new GlobalType(ValType.EXTERNREF, true), Val.externref("object"));
            store.close();
            assertThatThrownBy(memory::byteSize).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> memory.grow(0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> table.get(0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(table::size).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(global::get).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> global.set(Val.externref("object"))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Func.ofDynamic(store, NOTHING, (_, _) -> new Val[0]))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /// Found by `ApiFuzzTest`: the limiter was asked for sizes that no memory or table can have.
    @Test
    void typesThatNoMemoryOrTableCanHaveAreRefused() {
        try (Guests guests = new Guests(new Config())) {
            for (MemoryType type : List.of(
                    MemoryType.of(Limits.of(2, 1)),
                    MemoryType.of(Limits.atLeast(65_537)),
                    new MemoryType(false, true, Limits.atLeast(1), 16),
                    new MemoryType(false, false, Limits.atLeast(1), 3))) {
                assertThatThrownBy(() -> Memory.of(guests.store, type)).isInstanceOf(IllegalArgumentException.class);
            }
            for (Limits limits : List.of(Limits.of(2, 1), Limits.of(0, 1L << 32))) {
                TableType type = new TableType(false, limits, ValType.EXTERNREF);
                assertThatThrownBy(() -> Table.of(guests.store, type, Val.externref(null)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }
}
