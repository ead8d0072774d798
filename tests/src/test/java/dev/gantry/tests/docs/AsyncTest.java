package dev.gantry.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The code of `docs/async.md`.
@Timeout(60)
class AsyncTest {
    private static CompletableFuture<Integer> priceOf(int article) {
        return CompletableFuture.supplyAsync(() -> 10 * article);
    }

    @Test
    void first() {
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            // @start region=first
            Linker<Void> linker = new Linker<>(engine);
            FuncType type = FuncType.of(List.of(NumType.I32), List.of(NumType.I32));
            linker.funcAsync(
                    "shop",
                    "price",
                    type,
                    (caller, args) -> priceOf(args[0].asI32()).thenApply(price -> new Val[] {Val.i32(price)}));
            Instance instance = linker.instantiate(store, Module.ofText(engine, """
                    (module
                      (import "shop" "price" (func $price (param i32) (result i32)))
                      (func (export "both") (param i32 i32) (result i32)
                        (i32.add (call $price (local.get 0)) (call $price (local.get 1)))))"""));
            CompletableFuture<Val[]> call = instance.func("both").callAsync(Val.i32(3), Val.i32(4));
            // @end
            assertThat(call.join()).containsExactly(Val.i32(70));
        }
    }

    @Test
    void memoryIsReachedThroughTheExecutor() {
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            CompletableFuture<String> page = CompletableFuture.supplyAsync(() -> "hello");
            // @start region=executor
            FuncType type = FuncType.of(List.of(NumType.I32), List.of(NumType.I32));
            linker.funcAsync(
                    "net",
                    "fetch",
                    type,
                    (caller, args) -> page.thenApplyAsync(
                            text -> {
                                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                                caller.memory("memory").write(args[0].asI32(), bytes);
                                return new Val[] {Val.i32(bytes.length)};
                            },
                            caller.executor()));
            // @end
            Instance instance = linker.instantiate(store, Module.ofText(engine, """
                    (module
                      (import "net" "fetch" (func $fetch (param i32) (result i32)))
                      (memory (export "memory") 1)
                      (func (export "go") (result i32) (call $fetch (i32.const 8))))"""));
            assertThat(instance.func("go").callAsync().join()).containsExactly(Val.i32(5));
            assertThat(instance.memory("memory").read(8, 5)).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void limits() {
        // @start region=limits
        Config config = new Config().epochInterruption(true); // so that loops of the guest can be left
        try (Engine engine = new Engine(config);
                Store<Void> store = Store.of(engine)) {
            store.epochDeadline(1);
            store.epochDeadlineAsyncYieldAndUpdate(1); // at each tick, others get their turn
            Func spin = new Linker<Void>(engine)
                    .instantiate(store, Module.ofText(engine, "(module (func (export \"spin\") (loop (br 0))))"))
                    .func("spin");
            CompletableFuture<Val[]> call = spin.callAsync().orTimeout(100, TimeUnit.MILLISECONDS);
            // @end
            engine.incrementEpoch();
            assertThat(catchThrowableOfType(ExecutionException.class, call::get))
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }
}
