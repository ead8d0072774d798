package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.CallHook.Transition;
import dev.gantry.Caller;
import dev.gantry.Config;
import dev.gantry.ExnRef;
import dev.gantry.Func;
import dev.gantry.Global;
import dev.gantry.Instance;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Table;
import dev.gantry.Tag;
import dev.gantry.V128;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Asynchronous calls: what comes out, who may use the store, and who may wait (R72).
@Timeout(60)
class AsyncCallTest {
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());
    private static final FuncType I32_TO_I32 = FuncType.of(List.of(NumType.I32), List.of(NumType.I32));
    private static final String ASK = """
            (module $m
              (import "host" "ask" (func $ask (param i32) (result i32)))
              (memory (export "memory") 1)
              (table (export "table") 1 funcref)
              (global (export "global") (mut i32) (i32.const 5))
              (func $go (export "go") (param i32) (result i32)
                (i32.add (call $inner (local.get 0)) (i32.const 1)))
              (func $inner (param i32) (result i32)
                (call $ask (local.get 0)))
              (func (export "divide") (param i32) (result i32)
                (i32.div_u (i32.const 100) (call $inner (local.get 0))))
              (func (export "seven") (result i32) (i32.const 7)))""";

    private static final String RECURSE = """
            (module (func $f (export "go") (param i32) (result i32)
              (if (result i32) (local.get 0)
                (then (i32.add (i32.const 1) (call $f (i32.sub (local.get 0) (i32.const 1)))))
                (else (i32.const 0)))))""";

    private final Guests guests = new Guests();
    private CompletableFuture<Val[]> answer = new CompletableFuture<>();
    private final CompletableFuture<Integer> question = new CompletableFuture<>();

    @AfterEach
    void close() {
        guests.close();
    }

    /// An instance whose host function answers later.
    private Instance asking() {
        guests.linker.funcAsync("host", "ask", I32_TO_I32, (_, args) -> {
            question.complete(args[0].asI32());
            return answer;
        });
        return guests.instance(ASK);
    }

    private void answerWith(int value) {
        question.join();
        answer.complete(new Val[] {Val.i32(value)});
    }

    @Test
    @DisplayName("R72: a call waits for the stage of its host function, nobody waits for the call")
    void guestsWaitForStages() {
        CompletableFuture<Val[]> call = asking().func("go").callAsync(Val.i32(20));
        assertThat(question.join()).isEqualTo(20);
        assertThat(call).isNotDone();
        Thread.ofPlatform().start(() -> answerWith(41));
        assertThat(call.join()).containsExactly(Val.i32(42));
        assertThat(guests.store.backtrace().frames()).isEmpty();
    }

    @Test
    void stagesMayBeCompleteAtOnce() {
        answer = CompletableFuture.completedFuture(new Val[] {Val.i32(1)});
        assertThat(asking().func("go").callAsync(Val.i32(0)).join()).containsExactly(Val.i32(2));
    }

    @Test
    void callsRunOnVirtualThreads() {
        AtomicReference<Thread> seen = new AtomicReference<>();
        guests.linker.func("host", "look", NOTHING, (_, _, _) -> seen.set(Thread.currentThread()));
        Func go = guests.instance("(module (import \"host\" \"look\" (func $f)) (func (export \"go\") (call $f)))")
                .func("go");
        go.callAsync().join();
        assertThat(seen.get()).isNotSameAs(Thread.currentThread());
        assertThat(seen.get().isVirtual()).isTrue();
    }

    @Test
    void callsRunOnThreadsOfTheConfiguredFactory() {
        try (Guests own = new Guests(new Config()
                .asyncThreads(Thread.ofPlatform().daemon().name("mine").factory()))) {
            own.linker.func("host", "look", NOTHING, (_, _, _) -> {
                throw new IllegalStateException(Thread.currentThread().getName());
            });
            Func go = own.instance("(module (import \"host\" \"look\" (func $f)) (func (export \"go\") (call $f)))")
                    .func("go");
            assertThat(go.callAsync())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("mine");
            assertThat(own.engine.config().asyncThreads()).isPresent();
        }
    }

    @Test
    @DisplayName("R72: a synchronous call that reaches an asynchronous host function says which, and what to use")
    void synchronousCallsAreRefused() {
        Instance instance = asking();
        assertThatThrownBy(() -> instance.func("go").call(Val.i32(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("host.ask")
                .hasMessageContaining("callAsync")
                .satisfies(thrown -> assertThat(
                                WasmBacktrace.attachedTo(thrown).orElseThrow().frames())
                        .hasSize(2));
        assertThat(question).isNotDone();
        assertThat(instance.func("seven").call()).containsExactly(Val.i32(7));
        answer = CompletableFuture.completedFuture(new Val[] {Val.i32(1)});
        assertThat(instance.func("go").callAsync(Val.i32(1)).join()).containsExactly(Val.i32(2));
    }

    @Test
    @DisplayName("R72: start functions may be suspended")
    void startFunctionsMayBeSuspended() {
        guests.linker.funcAsync("host", "get", FuncType.of(List.of(), List.of(NumType.I32)), (_, _) -> answer);
        Module module = guests.module("""
                (module (import "host" "get" (func $get (result i32)))
                  (global $g (export "g") (mut i32) (i32.const 0))
                  (func $start (global.set $g (call $get)))
                  (start $start))""");
        assertThatThrownBy(() -> guests.linker.instantiate(guests.store, module))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("host.get");
        CompletableFuture<Instance> instance = guests.linker.instantiateAsync(guests.store, module);
        assertThat(instance).isNotDone();
        answer.complete(new Val[] {Val.i32(9)});
        assertThat(instance.join().global("g").get()).isEqualTo(Val.i32(9));
        assertThat(guests.linker
                        .instantiatePre(module)
                        .instantiateAsync(guests.store)
                        .join()
                        .global("g")
                        .get())
                .isEqualTo(Val.i32(9));
    }

    @Test
    void linkErrorsComeOutOfTheFuture() {
        Module module = guests.module("(module (import \"host\" \"ask\" (func)))");
        asking();
        assertThat(failure(guests.linker.instantiateAsync(guests.store, module)))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("ask");
        Module unknown = guests.module("(module (import \"host\" \"nothing\" (func)))");
        assertThatThrownBy(() -> guests.linker.instantiateAsync(guests.store, unknown))
                .isInstanceOf(LinkException.class);
    }

    @Test
    @DisplayName("R79, R81: what a stage fails with comes out as the same object, with the wasm frames")
    void failuresOfStagesComeOut() {
        IOException failure = new IOException("no answer");
        CompletableFuture<Val[]> call = asking().func("go").callAsync(Val.i32(1));
        question.join();
        answer.completeExceptionally(failure);
        assertThat(failure(call)).isSameAs(failure);
        assertThat(WasmBacktrace.attachedTo(failure).orElseThrow().frames())
                .extracting(WasmBacktrace.Frame::funcName)
                .containsExactly("inner", "go");
    }

    @Test
    void wrappersOfFailuresAreTakenOff() {
        IOException failure = new IOException("no answer");
        CompletableFuture<Val[]> source = new CompletableFuture<>();
        answer = source.thenApply(_ -> {
            throw new CompletionException(new CompletionException(failure));
        });
        CompletableFuture<Val[]> call = asking().func("go").callAsync(Val.i32(1));
        question.join();
        source.complete(new Val[0]);
        assertThat(failure(call)).isSameAs(failure);
    }

    @Test
    void whatTheHostFunctionThrowsAtOnceComesOut() {
        IOException failure = new IOException("not even a stage");
        guests.linker.funcAsync("host", "ask", I32_TO_I32, (_, _) -> {
            throw failure;
        });
        assertThat(failure(guests.instance(ASK).func("go").callAsync(Val.i32(1))))
                .isSameAs(failure);
    }

    @Test
    void missingStagesAndWrongResultsAreErrors() {
        guests.linker.allowShadowing(true);
        guests.linker.funcAsync("host", "ask", I32_TO_I32, (_, _) -> nothing());
        assertThat(failure(guests.instance(ASK).func("go").callAsync(Val.i32(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("host.ask");
        for (CompletableFuture<Val[]> wrong : List.of(
                CompletableFuture.completedFuture(new Val[] {Val.i64(1)}),
                CompletableFuture.completedFuture(new Val[0]),
                CompletableFuture.<Val[]>completedFuture(nothing()))) {
            guests.linker.funcAsync("host", "ask", I32_TO_I32, (_, _) -> wrong);
            assertThat(failure(guests.instance(ASK).func("go").callAsync(Val.i32(1))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a careless host does
    private static <T> T nothing() {
        return null;
    }

    @Test
    @DisplayName("R80: a trap after the guest went on has all frames")
    void trapsAfterResumptionHaveAllFrames() {
        Instance instance = asking();
        CompletableFuture<Val[]> call = instance.func("divide").callAsync(Val.i32(1));
        answerWith(0);
        assertThat(failure(call)).isInstanceOfSatisfying(Trap.class, trap -> {
            assertThat(trap.failure()).isEqualTo(Failure.INTEGER_DIVIDE_BY_ZERO);
            assertThat(trap.backtrace().frames())
                    .extracting(WasmBacktrace.Frame::funcIndex)
                    .containsExactly(3);
        });
        assertThat(instance.func("seven").call()).containsExactly(Val.i32(7));
    }

    @Test
    void guestsCatchExceptionsOfStages() {
        Tag tag = Tag.of(guests.store, FuncType.of(List.of(NumType.I32), List.of()));
        guests.linker.define("host", "tag", tag);
        guests.linker.funcAsync("host", "fail", NOTHING, (_, _) -> answer);
        Instance instance = guests.instance("""
                (module
                  (import "host" "tag" (tag $t (param i32)))
                  (import "host" "fail" (func $fail))
                  (func (export "go") (result i32)
                    (block $h (result i32)
                      (try_table (catch $t $h) (call $fail))
                      (i32.const -1))))""");
        CompletableFuture<Val[]> call = instance.func("go").callAsync();
        answer.completeExceptionally(onOwnThread(() -> {
            try (Store<String> other = new Store<>(guests.engine, "")) {
                Tag foreign = Tag.of(other, FuncType.of(List.of(), List.of()));
                return ExnRef.of(other, foreign).exception();
            }
        }));
        assertThat(failure(call)).isInstanceOf(GuestException.class);
        answer = CompletableFuture.failedFuture(
                ExnRef.of(guests.store, tag, Val.i32(12)).exception());
        assertThat(instance.func("go").callAsync().join()).containsExactly(Val.i32(12));
    }

    private static <R> R onOwnThread(Supplier<R> body) {
        return CompletableFuture.supplyAsync(body).join();
    }

    @Test
    @DisplayName("R72: a store belongs to its call until that is over")
    void storesBelongToTheirCall() {
        Instance instance = asking();
        Func seven = instance.func("seven");
        Memory memory = instance.memory("memory");
        Table table = instance.table("table");
        Global global = instance.global("global");
        MemorySegment raw = MemorySegment.ofArray(new long[2]);
        CompletableFuture<Val[]> call = instance.func("go").callAsync(Val.i32(1));
        question.join();
        List<Runnable> uses = List.of(
                () -> seven.call(),
                () -> seven.callRaw(raw),
                () -> {
                    var _ = seven.callAsync();
                },
                () -> {
                    var _ = seven.callRawAsync(raw);
                },
                () -> memory.read(0, 1),
                () -> memory.write(0, new byte[1]),
                () -> memory.size(),
                () -> memory.grow(1),
                () -> table.get(0),
                () -> table.set(0, Val.funcref(null)),
                () -> table.grow(1, Val.funcref(null)),
                () -> global.get(),
                () -> global.set(Val.i32(1)),
                () -> instance.func("seven"),
                () -> Global.of(guests.store, global.type(), Val.i32(1)),
                () -> Table.of(guests.store, table.type(), Val.funcref(null)),
                () -> Memory.of(guests.store, new MemoryType(false, false, Limits.of(1, 1), 16)),
                () -> guests.instance("(module)"),
                () -> {
                    var _ = guests.linker.instantiateAsync(guests.store, guests.module("(module)"));
                },
                () -> guests.store.backtrace(),
                () -> guests.store.callHook(null),
                () -> guests.store.close());
        for (int use = 0; use < uses.size(); use++) {
            assertThat(catchThrowable(uses.get(use)::run))
                    .as("use " + use)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by an asynchronous call");
        }
        answerWith(1);
        assertThat(call.join()).containsExactly(Val.i32(2));
        assertThat(seven.call()).containsExactly(Val.i32(7));
        assertThat(memory.read(0, 1)).containsExactly(0);
        assertThat(global.get()).isEqualTo(Val.i32(5));
    }

    @Test
    void theStoreIsFreeWhenTheFutureCompletes() {
        Instance instance = asking();
        CompletableFuture<Val[]> second = instance.func("go")
                .callAsync(Val.i32(1))
                .thenApply(_ -> instance.func("seven").call());
        CompletableFuture<Val[]> third =
                second.thenCompose(_ -> instance.func("seven").callAsync());
        answerWith(3);
        assertThat(third.join()).containsExactly(Val.i32(7));
    }

    @Test
    void wrongArgumentsAreRefusedAtOnce() {
        Instance instance = asking();
        assertThatThrownBy(() -> instance.func("go").callAsync()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> instance.func("go").callAsync(Val.i64(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> instance.func("go").callRawAsync(MemorySegment.NULL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(instance.func("seven").call()).containsExactly(Val.i32(7));
        guests.store.close();
        assertThatThrownBy(() -> instance.func("seven").callAsync()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void synchronousCallsInsideOfAnAsynchronousOneMayWait() {
        guests.linker.func(
                "host",
                "through",
                NOTHING,
                (caller, _, _) -> caller.func("inner").call());
        guests.linker.funcAsync("host", "wait", NOTHING, (_, _) -> answer);
        Instance instance = guests.instance("""
                (module
                  (import "host" "through" (func $through))
                  (import "host" "wait" (func $wait))
                  (func $outer (export "outer") (call $through))
                  (func $inner (export "inner") (call $wait) (unreachable)))""");
        CompletableFuture<Val[]> call = instance.func("outer").callAsync();
        answer.complete(new Val[0]);
        assertThat(failure(call))
                .isInstanceOfSatisfying(
                        Trap.class,
                        trap -> assertThat(trap.backtrace().frames())
                                .extracting(WasmBacktrace.Frame::funcName)
                                .containsExactly("inner", "outer"));
    }

    @Test
    void callsOfOtherStoresAreSynchronousAsEver() {
        Instance asking = asking();
        try (Store<String> other = new Store<>(guests.engine, "other")) {
            Func elsewhere =
                    guests.linker.instantiate(other, guests.module(ASK)).func("go");
            Func host = Func.of(guests.store, NOTHING, (_, _, _) -> elsewhere.call(Val.i32(1)));
            assertThat(failure(host.callAsync()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("host.ask");
        }
        assertThat(asking.func("seven").call()).containsExactly(Val.i32(7));
    }

    @Test
    void hostFunctionsAreCalledAsynchronouslyToo() {
        Func later = Func.ofAsync(guests.store, I32_TO_I32, (_, args) -> answer.thenApply(_ -> args));
        assertThatThrownBy(() -> later.call(Val.i32(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("callAsync");
        CompletableFuture<Val[]> call = later.callAsync(Val.i32(3));
        answer.complete(new Val[0]);
        assertThat(call.join()).containsExactly(Val.i32(3));
    }

    @Test
    void rawValuesPassBothWays() {
        guests.linker.funcAsyncRaw(
                "host",
                "swap",
                FuncType.of(List.of(NumType.I32, NumType.I64), List.of(NumType.I64, NumType.I32)),
                (_, args, results) -> answer.thenRun(() -> {
                    results.set(ValueLayout.JAVA_LONG, 0, args.get(ValueLayout.JAVA_LONG, 16));
                    results.set(ValueLayout.JAVA_INT, 16, args.get(ValueLayout.JAVA_INT, 0));
                }));
        Func swap = guests.instance("""
                (module (import "host" "swap" (func $f (param i32 i64) (result i64 i32)))
                  (func (export "go") (param i32 i64) (result i64 i32) (call $f (local.get 0) (local.get 1))))""").func("go");
        MemorySegment slots = MemorySegment.ofArray(new long[] {-3, 0, 1L << 40, 0});
        CompletableFuture<MemorySegment> call = swap.callRawAsync(slots);
        answer.complete(new Val[0]);
        assertThat(call.join()).isSameAs(slots);
        assertThat(slots.toArray(ValueLayout.JAVA_LONG)).containsExactly(1L << 40, 0, 0xFFFF_FFFDL, 0);
    }

    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // found by name
    private static CompletionStage<Long> typed(Caller<?> caller, int a, double b, V128 c, Object d) {
        return CompletableFuture.supplyAsync(() -> a + (long) b + c.low() + ((String) d).length());
    }

    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // found by name
    private static CompletableFuture<Void> typedNothing(Caller<?> caller) {
        return CompletableFuture.runAsync(() -> {});
    }

    @SuppressWarnings("UnusedMethod") // found by name
    private static CompletableFuture<Val[]> typedSeveral(float a) {
        return CompletableFuture.supplyAsync(() -> new Val[] {Val.f32(a), Val.externref("x")});
    }

    @Test
    void methodHandlesThatGiveStagesAreHostFunctions() throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodType typed = MethodType.methodType(
                CompletionStage.class, Caller.class, int.class, double.class, V128.class, Object.class);
        List<ValType> several = List.of(NumType.F32, RefType.EXTERNREF);
        guests.linker
                .funcAsync("host", "a", List.of(NumType.I64), lookup.findStatic(AsyncCallTest.class, "typed", typed))
                .funcAsync(
                        "host",
                        "b",
                        List.of(),
                        lookup.findStatic(
                                AsyncCallTest.class,
                                "typedNothing",
                                MethodType.methodType(CompletableFuture.class, Caller.class)))
                .funcAsync(
                        "host",
                        "c",
                        several,
                        lookup.findStatic(
                                AsyncCallTest.class,
                                "typedSeveral",
                                MethodType.methodType(CompletableFuture.class, float.class)));
        Instance instance = guests.instance("""
                (module
                  (import "host" "a" (func $a (param i32 f64 v128 externref) (result i64)))
                  (import "host" "b" (func $b))
                  (import "host" "c" (func $c (param f32) (result f32 externref)))
                  (func (export "a") (param externref) (result i64)
                    (call $b)
                    (call $a (i32.const 1) (f64.const 20) (v128.const i64x2 300 0) (local.get 0)))
                  (func (export "c") (result f32 externref) (call $c (f32.const 1.5))))""");
        assertThat(instance.func("a").callAsync(Val.externref("four")).join()).containsExactly(Val.i64(325));
        assertThat(instance.func("c").callAsync().join()).containsExactly(Val.f32(1.5f), Val.externref("x"));
        assertThatThrownBy(() -> guests.linker.funcAsync(
                        "host",
                        "d",
                        List.of(),
                        lookup.findVirtual(String.class, "length", MethodType.methodType(int.class))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CompletionStage");
    }

    /// A function that gives a stage.
    public interface LaterInt {
        /// Calls it.
        CompletionStage<Integer> apply(int a);
    }

    /// A function that gives a stage of something that does not fit.
    public interface LaterOfLong {
        /// Calls it.
        CompletableFuture<Integer> apply(long a);
    }

    /// Several results.
    public interface LaterSeveral {
        /// Calls it.
        CompletableFuture<Val[]> apply();
    }

    /// No results.
    public interface LaterNothing {
        /// Calls it.
        CompletableFuture<@Nullable Object> apply(Object ref);
    }

    @Test
    void functionalInterfacesStartCalls() {
        Instance instance = asking();
        LaterInt go = instance.func("go").asAsync(LaterInt.class);
        CompletionStage<Integer> sum = go.apply(5);
        answerWith(6);
        assertThat(sum.toCompletableFuture().join()).isEqualTo(7);
        assertThatThrownBy(() -> instance.func("go").asAsync(LaterOfLong.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> instance.func("go").asAsync(IntUnaryOperator.class))
                .isInstanceOf(IllegalArgumentException.class);
        Instance other = guests.instance("""
                (module
                  (func (export "several") (result i32 i64) (i32.const 1) (i64.const 2))
                  (func (export "none") (param externref)))""");
        assertThat(other.func("several").asAsync(LaterSeveral.class).apply().join())
                .containsExactly(Val.i32(1), Val.i64(2));
        assertThat(other.func("none").asAsync(LaterNothing.class).apply("x").join())
                .isNull();
    }

    @Test
    @DisplayName("R83: call hooks see the passages of asynchronous calls as those of others")
    void callHooksSeeEveryPassage() {
        List<Transition> seen = new ArrayList<>();
        Instance instance = asking();
        guests.store.callHook(seen::add);
        CompletableFuture<Val[]> call = instance.func("go").callAsync(Val.i32(1));
        answerWith(1);
        call.join();
        assertThat(seen)
                .containsExactly(
                        Transition.CALLING_WASM,
                        Transition.CALLING_HOST,
                        Transition.RETURNING_FROM_HOST,
                        Transition.RETURNING_FROM_WASM);
    }

    @Test
    void deepRecursionTrapsAndLeavesTheStoreUsable() {
        Func recurse = guests.instance(RECURSE).func("go");
        Trap trap = (Trap) failure(recurse.callAsync(Val.i32(1_000_000)));
        assertThat(trap.failure()).isEqualTo(Failure.CALL_STACK_EXHAUSTED);
        assertThat(trap.backtrace().frames()).hasSize(200);
        assertThat(recurse.callAsync(Val.i32(500)).join()).containsExactly(Val.i32(500));
        assertThat(recurse.call(Val.i32(500))).containsExactly(Val.i32(500));
    }

    @Test
    void threadsWithLargeStacksAreForDeepGuests() {
        Config config = new Config()
                .maxWasmStack(16 << 20)
                .asyncThreads(task ->
                        Thread.ofPlatform().stackSize(256L << 20).daemon().unstarted(task));
        try (Guests own = new Guests(config)) {
            Func recurse = own.instance(RECURSE).func("go");
            assertThat(recurse.callAsync(Val.i32(25_000)).join()).containsExactly(Val.i32(25_000));
        }
    }

    @Test
    void deepFramesAreSuspendedAndGoOn() {
        guests.linker.funcAsync("host", "get", FuncType.of(List.of(), List.of(NumType.I32)), (_, _) -> answer);
        Func recurse = guests.instance("""
                (module
                  (import "host" "get" (func $get (result i32)))
                  (func $f (export "go") (param i32) (result i32)
                    (if (result i32) (local.get 0)
                      (then (i32.add (i32.const 1) (call $f (i32.sub (local.get 0) (i32.const 1)))))
                      (else (call $get)))))""").func("go");
        CompletableFuture<Val[]> call = recurse.callAsync(Val.i32(800));
        System.gc();
        answer.complete(new Val[] {Val.i32(10)});
        assertThat(call.join()).containsExactly(Val.i32(810));
    }

    @Test
    void referencesSurviveSuspension() {
        guests.linker.funcAsync(
                "host",
                "get",
                FuncType.of(List.of(RefType.EXTERNREF), List.of(RefType.EXTERNREF)),
                (_, args) ->
                        answer.thenApply(_ -> new Val[] {Val.externref(((Val.ExternRef) args[0]).object() + "!")}));
        Func go = guests.instance("""
                (module
                  (import "host" "get" (func $get (param externref) (result externref)))
                  (func (export "go") (param externref) (result externref externref)
                    (local.get 0) (call $get (local.get 0))))""").func("go");
        CompletableFuture<Val[]> call = go.callAsync(Val.externref("x"));
        answer.complete(new Val[0]);
        assertThat(call.join()).containsExactly(Val.externref("x"), Val.externref("x!"));
    }

    private static Throwable failure(CompletableFuture<?> future) {
        return catchThrowableOfType(ExecutionException.class, future::get).getCause();
    }
}
