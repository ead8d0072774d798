package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.Caller;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.types.FuncType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What asynchronous host functions may do with their caller, and when (R72).
@Timeout(60)
class AsyncCallerTest {
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());
    private static final String GUEST = """
            (module
              (import "host" "wait" (func $wait))
              (import "host" "sync" (func $sync))
              (memory (export "memory") 1)
              (global $depth (mut i32) (i32.const 0))
              (func $go (export "go") (result i32)
                (call $wait)
                (i32.load (i32.const 0)))
              (func $again (export "again") (result i32)
                (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
                (call $wait)
                (global.get $depth))
              (func (export "sync") (call $sync))
              (func (export "add") (param i32)
                (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (local.get 0))))
              (func $boom (export "boom") (unreachable)))""";

    private final Guests guests = new Guests();
    private final CompletableFuture<Caller<String>> called = new CompletableFuture<>();
    private final CompletableFuture<Val[]> answer = new CompletableFuture<>();

    @AfterEach
    void close() {
        guests.close();
    }

    private Instance instance() {
        guests.linker.allowShadowing(true);
        if (guests.linker.get(guests.store, "host", "wait").isEmpty()) {
            guests.linker.funcAsync("host", "wait", NOTHING, (caller, _) -> {
                called.complete(caller);
                return answer;
            });
        }
        if (guests.linker.get(guests.store, "host", "sync").isEmpty()) {
            guests.linker.func("host", "sync", NOTHING, (_, _, _) -> {});
        }
        return guests.instance(GUEST);
    }

    @Test
    @DisplayName("R72: tasks of the caller's executor use the guest while it is suspended")
    void tasksUseTheSuspendedGuest() {
        guests.linker.funcAsync("host", "wait", NOTHING, (caller, _) -> {
            assertThat(caller.data()).isEqualTo("host data");
            return answer.thenApplyAsync(
                    _ -> {
                        caller.memory("memory").write(0, new byte[] {40, 0, 0, 0});
                        caller.func("add").call(Val.i32(2));
                        assertThat(caller.backtrace().frames())
                                .extracting(WasmBacktrace.Frame::funcName)
                                .containsExactly("go");
                        return new Val[0];
                    },
                    caller.executor());
        });
        CompletableFuture<Val[]> call = instance().func("go").callAsync();
        Thread.ofPlatform().start(() -> answer.complete(new Val[0]));
        assertThat(call.join()).containsExactly(Val.i32(42));
    }

    @Test
    void tasksRunInOrderOnTheThreadOfTheCall() {
        CompletableFuture<Val[]> call = instance().func("go").callAsync();
        Caller<String> caller = called.join();
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        for (int number = 0; number < 100; number++) {
            int task = number;
            caller.executor().execute(() -> {
                seen.add(task);
                threads.add(Thread.currentThread());
                caller.func("add").call(Val.i32(1));
            });
        }
        answer.complete(new Val[0]);
        assertThat(call.join()).containsExactly(Val.i32(100));
        assertThat(seen).hasSize(100).isSorted();
        assertThat(threads).containsOnly(threads.getFirst()).doesNotContain(Thread.currentThread());
    }

    @Test
    void theCallerIsOfNoUseElsewhere() {
        CompletableFuture<Val[]> call = instance().func("go").callAsync();
        Caller<String> caller = called.join();
        assertThat(caller.data()).isEqualTo("host data");
        List<Runnable> uses = List.of(
                () -> caller.memory("memory"),
                () -> caller.func("go"),
                () -> caller.export("go"),
                () -> caller.backtrace(),
                () -> caller.externId("x"),
                () -> caller.externObject(2),
                () -> caller.funcId(null),
                () -> caller.funcObject(1));
        for (Runnable use : uses) {
            assertThat(catchThrowable(use::run))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("asynchronous host function");
        }
        answer.complete(new Val[0]);
        call.join();
        assertThat(catchThrowable(uses.getFirst()::run)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> caller.executor().execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void synchronousHostFunctionsHaveNoExecutor() {
        guests.linker.func(
                "host", "sync", NOTHING, (caller, _, _) -> caller.executor().execute(() -> {}));
        assertThatThrownBy(() -> instance().func("sync").call())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asynchronous host function");
    }

    @Test
    void whatATaskThrowsEndsTheHostFunction() {
        CompletableFuture<Val[]> call = instance().func("go").callAsync();
        ArithmeticException failure = new ArithmeticException("in a task");
        called.join().executor().execute(() -> {
            throw failure;
        });
        assertThat(failure(call)).isSameAs(failure);
        assertThat(answer).isCancelled();
    }

    @Test
    void tasksThatAreLeftAreRunAndFindTheCallerGone() {
        CompletableFuture<Val[]> call = instance().func("go").callAsync();
        Caller<String> caller = called.join();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        CompletableFuture<byte[]> late = new CompletableFuture<>();
        caller.executor().execute(() -> {
            gate.join();
            throw new ArithmeticException("first");
        });
        CompletableFuture<byte[]> second =
                CompletableFuture.supplyAsync(() -> caller.memory("memory").read(0, 1), caller.executor());
        caller.executor().execute(() -> {
            throw new ArithmeticException("second");
        });
        caller.executor().execute(() -> late.complete(new byte[0]));
        gate.complete(null);
        assertThat(failure(call)).isInstanceOf(ArithmeticException.class).hasMessage("first");
        assertThat(failure(second)).isInstanceOf(IllegalStateException.class);
        assertThat(late).isDone();
    }

    @Test
    @DisplayName("R72: an asynchronous host function calls the guest back, which is suspended again")
    void suspensionsNest() {
        List<CompletableFuture<Val[]>> answers = Collections.synchronizedList(new ArrayList<>());
        guests.linker.funcAsync("host", "wait", NOTHING, (caller, _) -> {
            CompletableFuture<Val[]> mine = new CompletableFuture<>();
            answers.add(mine);
            if (answers.size() == 3) {
                answers.get(0).complete(new Val[0]); // the outer ones go on after the inner ones
                answers.get(1).complete(new Val[0]);
                return mine.completeOnTimeout(new Val[0], 20, TimeUnit.MILLISECONDS);
            }
            return caller.func("again").callAsync().thenCombine(mine, (_, _) -> new Val[0]);
        });
        assertThat(instance().func("again").callAsync().join()).containsExactly(Val.i32(3));
        assertThat(answers).hasSize(3);
    }

    @Test
    void nestedCallsTrapForThemselves() {
        guests.linker.funcAsync(
                "host",
                "wait",
                NOTHING,
                (caller, _) -> caller.func("boom").callAsync().handle((_, thrown) -> {
                    assertThat(thrown).isInstanceOfSatisfying(Trap.class, trap -> {
                        assertThat(trap.failure()).isEqualTo(Failure.UNREACHABLE);
                        assertThat(trap.backtrace().frames())
                                .extracting(WasmBacktrace.Frame::funcName)
                                .containsExactly("boom", "go");
                    });
                    return new Val[0];
                }));
        assertThat(instance().func("go").callAsync().join()).containsExactly(Val.i32(0));
    }

    @Test
    void nestedCallsAreAbandonedByCancellingThem() {
        guests.linker.funcAsync("host", "wait", NOTHING, (caller, _) -> {
            CompletableFuture<Val[]> nested = caller.func("add").callAsync(Val.i32(5));
            assertThat(nested.cancel(true)).isTrue();
            return caller.func("add").callAsync(Val.i32(6));
        });
        assertThat(instance().func("go").callAsync().join()).containsExactly(Val.i32(6));
    }

    @Test
    void nestedInstantiationWaitsForItsTurn() {
        guests.linker.funcAsync(
                "host",
                "wait",
                NOTHING,
                (caller, _) -> guests.linker
                        .instantiateAsync(
                                guests.store,
                                guests.module("(module (func (export \"f\") (result i32) (i32.const 3)))"))
                        .thenApplyAsync(
                                made -> {
                                    caller.func("add").call(made.func("f").call());
                                    return new Val[0];
                                },
                                caller.executor()));
        assertThat(instance().func("go").callAsync().join()).containsExactly(Val.i32(3));
    }

    @Test
    void synchronousHostFunctionsCannotStartCallsOfTheirStore() {
        guests.linker.func("host", "sync", NOTHING, (caller, _, _) -> {
            var _ = caller.func("go").callAsync();
        });
        Func sync = instance().func("sync");
        for (Throwable thrown : List.of(catchThrowable(sync::call), failure(sync.callAsync()))) {
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by the calling thread");
        }
    }

    @Test
    void referencesMayMoveBeforeANestedCallBegins() {
        guests.linker.funcAsync("host", "wait", NOTHING, (caller, _) -> {
            var boxes = guests.instance("""
                    (module
                      (type $box (struct (field i32)))
                      (func (export "box") (param i32) (result (ref $box)) (struct.new $box (local.get 0)))
                      (func (export "churn") (param i32)
                        (loop $l
                          (drop (struct.new $box (i32.const 0)))
                          (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
                      (func (export "unbox") (param (ref $box)) (result i32)
                        (struct.get $box 0 (local.get 0))))""");
            Val garbage = boxes.func("box").call(Val.i32(-1))[0];
            Val box = boxes.func("box").call(Val.i32(77))[0];
            assertThat(garbage).isNotEqualTo(box);
            CompletableFuture<Val[]> churn = boxes.func("churn").callAsync(Val.i32(100_000));
            CompletableFuture<Val[]> unbox = boxes.func("unbox").callAsync(box);
            return churn.thenCombineAsync(
                    unbox,
                    (_, unboxed) -> {
                        caller.func("add").call(unboxed);
                        return new Val[0];
                    },
                    caller.executor());
        });
        assertThat(instance().func("go").callAsync().join()).containsExactly(Val.i32(77));
    }

    private static Throwable failure(CompletableFuture<?> future) {
        return catchThrowableOfType(ExecutionException.class, future::get).getCause();
    }
}
