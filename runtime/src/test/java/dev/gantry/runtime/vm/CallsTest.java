package dev.gantry.runtime.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.types.ValType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The border between host and wasm: what crosses it, and what it does to exceptions.
class CallsTest {
    private static final String CALLER = """
            (module $m
              (import "" "" (func $host (param i32) (result i32)))
              (func $run (export "run") (param i32) (result i32) (call $host (local.get 0))))
            """;

    private final TestModules engine = new TestModules();
    private final VmStore store = engine.store();

    private HostFunc host(HostCode code) {
        return engine.host(store, List.of(ValType.I32), List.of(ValType.I32), code);
    }

    /// A wasm function that calls the host function.
    private VmFunc caller(HostFunc host) {
        VmModule module = engine.module(
                CALLER, (instance, _, slots, base) -> instance.func(0).call(slots, base));
        VmInstance instance = Instantiator.instantiate(store, module, new VmExtern[] {host});
        return TestModules.export(instance, "run", VmFunc.class);
    }

    /// A wasm function that runs Java code.
    private VmFunc wasm(Runnable body) {
        VmModule module = engine.module("(module $w (func $f (export \"run\")))", (_, _, _, _) -> body.run());
        return TestModules.export(Instantiator.instantiate(store, module, new VmExtern[0]), "run", VmFunc.class);
    }

    /// R88, R128, R154: host functions need no module and no compiler.
    @Test
    void hostFunctionsWorkWithoutAnyCompiler() {
        HostFunc func = host((caller, slots, base) -> {
            assertThat(caller.store()).isSameAs(store);
            assertThat(caller.instance()).isNull();
            slots[base] = 2 * slots[base];
        });
        long[] slots = {0, 21};
        func.call(slots, 1);
        assertThat(slots).containsExactly(0, 42);
        int id = store.register(func);
        assertThat(store.register(func)).isEqualTo(id);
        assertThat(store.func(id)).isSameAs(func);
        assertThat(store.func(0)).isNull();
    }

    /// R93: a host function sees the instance that calls it, with all of its exports.
    @Test
    void hostFunctionsSeeTheirCaller() {
        var seen = new ArrayList<@Nullable VmInstance>();
        VmFunc run = caller(host((caller, _, _) -> seen.add(caller.instance())));
        run.call(new long[1], 0);
        assertThat(seen).containsExactly(((WasmFunc) run).instance);
        assertThat(store.activation).isNull();
    }

    /// R79, R81.
    @Test
    void hostExceptionsComeOutAsTheSameObjectWithTheWasmFrames() {
        var thrown = new IOException("disk");
        VmFunc run = caller(host((_, _, _) -> {
            throw thrown;
        }));
        assertThatThrownBy(() -> run.call(new long[1], 0)).isSameAs(thrown);
        WasmBacktrace backtrace = WasmBacktrace.attachedTo(thrown).orElseThrow();
        assertThat(backtrace.frames()).hasSize(1);
        WasmBacktrace.Frame frame = backtrace.frames().getFirst();
        assertThat(frame.module()).isEqualTo("m");
        assertThat(frame.funcName()).isEqualTo("run");
        assertThat(frame.funcIndex()).isEqualTo(1);
        assertThat(frame.funcOffset()).isZero();
        assertThat(backtrace.toString()).contains("m!run");
    }

    @Test
    void anExceptionThatIsThrownAgainCarriesTheNewFramesOnly() {
        var thrown = new IllegalStateException("always the same");
        VmFunc run = caller(host((_, _, _) -> {
            throw thrown;
        }));
        VmFunc outer = caller(host((_, slots, base) -> run.call(slots, base)));
        for (VmFunc func : List.of(run, outer, run)) {
            assertThatThrownBy(() -> func.call(new long[1], 0)).isSameAs(thrown);
            int frames = func.equals(run) ? 1 : 2;
            assertThat(WasmBacktrace.attachedTo(thrown).orElseThrow().frames()).hasSize(frames);
            assertThat(thrown.getSuppressed()).hasSize(1);
        }
    }

    /// R81, R84: not only what host functions throw carries the frames.
    @Test
    void errorsInsideOfWasmCarryTheFramesToo() {
        var refusal = new ArithmeticException("no");
        VmFunc run = wasm(() -> {
            throw refusal;
        });
        assertThatThrownBy(() -> run.call(new long[0], 0)).isSameAs(refusal);
        assertThat(WasmBacktrace.attachedTo(refusal).orElseThrow().frames()).hasSize(1);
    }

    @Test
    void recursionThroughTheHostEndsInATrapAndTheStoreStaysUsable() {
        var deeper = new VmFunc[1];
        deeper[0] = wasm(() -> deeper[0].call(new long[0], 0));
        assertThatThrownBy(() -> deeper[0].call(new long[0], 0))
                .isInstanceOfSatisfying(
                        Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.CALL_STACK_EXHAUSTED));
        assertThat(store.activation).isNull();
        store.close();
    }

    /// R95: the failure is found once, by the signal, and carried to the trap.
    @Test
    void signalsBecomeTrapsWithFrames() {
        VmFunc run = wasm(() -> {
            throw TrapSignal.of(Failure.UNREACHABLE);
        });
        assertThatThrownBy(() -> run.call(new long[0], 0)).isInstanceOfSatisfying(Trap.class, trap -> {
            assertThat(trap.failure()).isEqualTo(Failure.UNREACHABLE);
            assertThat(trap.backtrace().frames()).hasSize(1);
            assertThat(trap.getStackTrace()[0].getMethodName()).isEqualTo("f");
        });
    }

    @Test
    void hostFramesBetweenWasmFramesAreLeftOut() {
        VmFunc inner = wasm(() -> {
            throw TrapSignal.of(Failure.UNREACHABLE);
        });
        VmFunc outer = caller(host((_, _, _) -> inner.call(new long[0], 0)));
        assertThatThrownBy(() -> outer.call(new long[1], 0))
                .isInstanceOfSatisfying(
                        Trap.class,
                        trap -> assertThat(trap.backtrace().frames())
                                .extracting(WasmBacktrace.Frame::funcName)
                                .containsExactly("f", "run"));
    }

    @Test
    void longBacktracesAreCut() {
        store.limit(VmStore.DEFAULT_STACK_BYTES, 3);
        var deeper = new VmFunc[1];
        HostFunc host = host((_, slots, base) -> {
            if (slots[base]-- == 0) {
                throw TrapSignal.of(Failure.UNREACHABLE);
            }
            deeper[0].call(slots, base);
        });
        deeper[0] = caller(host);
        assertThatThrownBy(() -> deeper[0].call(new long[] {10}, 0))
                .isInstanceOfSatisfying(
                        Trap.class,
                        trap -> assertThat(trap.backtrace().frames()).hasSize(3));
    }

    private static int recurse(int depth) {
        return depth == Integer.MIN_VALUE ? 0 : recurse(depth + 1) + 1;
    }

    @Test
    void overflowInWasmIsATrapAndTheStoreStaysUsable() {
        VmFunc run = wasm(() -> {
            store.depth = 1000;
            store.stacks.enter(100_000);
            var _ = recurse(0);
        });
        for (int round = 0; round < 3; round++) {
            assertThatThrownBy(() -> run.call(new long[0], 0))
                    .isInstanceOfSatisfying(
                            Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.CALL_STACK_EXHAUSTED));
            assertThat(store.depth).isZero();
            assertThat(store.activation).isNull();
            assertThat(store.stacks.mark()).isZero();
        }
    }

    @Test
    void overflowInTheHostComesOutAsTheSameError() {
        var seen = new StackOverflowError[1];
        VmFunc run = caller(host((_, _, _) -> {
            try {
                var _ = recurse(0);
            } catch (StackOverflowError e) { // to compare
                seen[0] = e;
                throw e;
            }
        }));
        assertThatThrownBy(() -> run.call(new long[1], 0))
                .isInstanceOf(StackOverflowError.class)
                .satisfies(thrown -> assertThat(thrown).isSameAs(seen[0]));
    }

    @Test
    void overflowInTheHostThatManyWasmFramesCallIsATrap() {
        VmFunc run = caller(host((_, _, _) -> {
            store.depth = 1000;
            var _ = recurse(0);
        }));
        assertThatThrownBy(() -> run.call(new long[1], 0))
                .isInstanceOfSatisfying(
                        Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.CALL_STACK_EXHAUSTED));
        assertThat(store.depth).isZero();
    }

    /// R83.
    @Test
    void callHooksSeePassagesAndMayFail() {
        List<CallHook.Passage> passages = new ArrayList<>();
        VmFunc run = caller(host((_, _, _) -> {}));
        store.callHook = passages::add;
        run.call(new long[1], 0);
        assertThat(passages)
                .containsExactly(
                        CallHook.Passage.CALLING_WASM,
                        CallHook.Passage.CALLING_HOST,
                        CallHook.Passage.RETURNING_FROM_HOST,
                        CallHook.Passage.RETURNING_FROM_WASM);
        for (CallHook.Passage failing : CallHook.Passage.values()) {
            var refusal = new ArithmeticException("no");
            store.callHook = passage -> {
                if (passage == failing) {
                    throw refusal;
                }
            };
            assertThatThrownBy(() -> run.call(new long[1], 0)).isSameAs(refusal);
            assertThat(store.activation).isNull();
        }
    }

    @Test
    void anotherThreadMayNotEnterWhileCodeRuns() {
        VmFunc run = wasm(() -> {});
        VmFunc busy = wasm(() -> {
            var other = CompletableFuture.runAsync(() -> run.call(new long[0], 0));
            assertThatThrownBy(other::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(store::close).isInstanceOf(IllegalStateException.class);
        });
        busy.call(new long[0], 0);
        CompletableFuture.runAsync(() -> run.call(new long[0], 0)).join();
    }

    @Test
    void calledAfterCloseIsAnError() {
        VmFunc run = wasm(() -> {});
        store.close();
        store.close();
        assertThatThrownBy(() -> run.call(new long[0], 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store is closed");
    }

    @Test
    void theDeadlineTrapsUnlessTheCallbackGoesOn() {
        VmFunc run = wasm(() -> {
            if (store.epoch.now() >= store.deadline()) {
                store.epochReached();
            }
        });
        store.setEpochDeadline(1);
        run.call(new long[0], 0);
        engine.epoch.increment();
        assertThatThrownBy(() -> run.call(new long[0], 0))
                .isInstanceOfSatisfying(
                        Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT));
        store.epochCallback = () -> 5;
        run.call(new long[0], 0);
        assertThat(store.deadline()).isEqualTo(6);
        var refusal = new ArithmeticException("no");
        store.setEpochDeadline(0);
        store.epochCallback = () -> {
            throw refusal;
        };
        assertThatThrownBy(() -> run.call(new long[0], 0)).isSameAs(refusal);
        store.interrupt();
        store.epochCallback = () -> 5;
        assertThatThrownBy(() -> run.call(new long[0], 0)).isInstanceOf(Trap.class);
        run.call(new long[0], 0);
    }
}
