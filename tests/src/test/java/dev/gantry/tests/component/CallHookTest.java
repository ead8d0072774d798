package dev.gantry.tests.component;

import static dev.gantry.CallHook.Transition.CALLING_HOST;
import static dev.gantry.CallHook.Transition.CALLING_WASM;
import static dev.gantry.CallHook.Transition.RETURNING_FROM_HOST;
import static dev.gantry.CallHook.Transition.RETURNING_FROM_WASM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.CallHook;
import dev.gantry.CallHook.Transition;
import dev.gantry.component.Func;
import dev.gantry.component.Instance;
import dev.gantry.component.Lease;
import dev.gantry.component.Val;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a call hook sees of the calls of components (R83): every passage, those for `realloc` and `post-return`
/// included.
///
/// Scenarios of upstream's file `call_hook`. Left out: `concurrent_behavior_balanced`, which needs functions that are
/// asynchronous in the component model.
@EachStrategy
class CallHookTest {
    private static final String CALLER = """
            (import "f" (func $f (param "x" u32)))
            (core func $f' (canon lower (func $f)))
            (core module $m
              (import "" "f" (func $f (param i32)))
              (func (export "once") (param i32) (call $f (local.get 0)))
              (func (export "for-ever") (loop $again (call $f (i32.const 0)) (br $again))))
            (core instance $i (instantiate $m (with "" (instance (export "f" (func $f'))))))
            (func (export "once") (param "x" u32) (canon lift (core func $i "once")))
            (func (export "for-ever") (canon lift (core func $i "for-ever")))
            """;

    private final Host host;
    private final List<Transition> seen = Collections.synchronizedList(new ArrayList<>());

    CallHookTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private long count(Transition transition) {
        return seen.stream().filter(one -> one == transition).count();
    }

    private void assertBalanced() {
        assertThat(count(RETURNING_FROM_WASM)).isEqualTo(count(CALLING_WASM));
        assertThat(count(RETURNING_FROM_HOST)).isEqualTo(count(CALLING_HOST));
    }

    /// R83
    @Test
    void reallocIsACallOfItsOwn() {
        Func func = host.instance("""
                (core module $m
                  (memory (export "memory") 1)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
                  (func (export "f") (param i32 i32) (result i32)
                    (i32.store (i32.const 8) (local.get 0)) (i32.store (i32.const 12) (local.get 1)) (i32.const 8)))
                (core instance $i (instantiate $m))
                (func (export "f") (param "bytes" (list u8)) (result string)
                  (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc"))))
                """).func("f");
        host.store.callHook(seen::add);
        assertThat(func.call(Val.list(Val.u8('h'), Val.u8('i')))).contains(Val.string("hi"));
        assertThat(seen).containsExactly(CALLING_WASM, RETURNING_FROM_WASM, CALLING_WASM, RETURNING_FROM_WASM);
    }

    /// R83
    @Test
    void postReturnIsACallOfItsOwn() {
        Func func = host.instance("""
                (core module $m (func (export "f")) (func (export "post")))
                (core instance $i (instantiate $m))
                (func (export "f") (canon lift (core func $i "f") (post-return (func $i "post"))))
                """).func("f");
        host.store.callHook(seen::add);
        try (Lease<Optional<Val>> lease = func.callLeased()) {
            assertThat(lease.value()).isEmpty();
            assertThat(seen).containsExactly(CALLING_WASM, RETURNING_FROM_WASM);
        }
        assertThat(seen).containsExactly(CALLING_WASM, RETURNING_FROM_WASM, CALLING_WASM, RETURNING_FROM_WASM);
    }

    /// R72, R83
    @Test
    void asynchronousCallsPassAsOthersDo() throws Exception {
        CompletableFuture<Val> later = new CompletableFuture<>();
        host.linker.root().funcAsync("f", (_, _) -> later);
        Func func = host.instance(CALLER).func("once");
        host.store.callHook(seen::add);
        CompletableFuture<Optional<Val>> call = func.callAsync(Val.u32(1));
        later.complete(null);
        assertThat(call.get(20, TimeUnit.SECONDS)).isEmpty();
        assertThat(seen).containsExactly(CALLING_WASM, CALLING_HOST, RETURNING_FROM_HOST, RETURNING_FROM_WASM);
    }

    /// R83: whatever passage it is, the call fails with the object that the hook threw; and the instance is left (R70).
    @Test
    void hooksCanEndACallAtEachPassage() {
        for (Transition end : Transition.values()) {
            for (int after : new int[] {0, 1}) {
                seen.clear();
                host.linker.allowShadowing(true).root().func("f", (_, _) -> null);
                Instance instance = host.instance(CALLER);
                IllegalStateException thrown = new IllegalStateException(end.toString());
                CallHook hook = transition -> {
                    seen.add(transition);
                    if (transition == end && count(end) == after + 1) {
                        throw thrown;
                    }
                };
                host.store.callHook(hook);
                for (int call = 0; call < after; call++) {
                    assertThat(instance.func("once").call(Val.u32(1))).isEmpty();
                }
                assertThatThrownBy(() -> instance.func("once").call(Val.u32(1)))
                        .as("%s after %d", end, after)
                        .isSameAs(thrown);
                assertBalanced();
                host.store.callHook(null);
                assertThatThrownBy(() -> instance.func("once").call(Val.u32(1)))
                        .hasMessage("cannot enter component instance");
            }
        }
    }

    /// R79, R83: what a host function throws passes the hook, too.
    @Test
    void failuresOfTheHostAreBalanced() {
        IllegalStateException thrown = new IllegalStateException("no");
        host.linker.root().func("f", (_, _) -> {
            throw thrown;
        });
        Func func = host.instance(CALLER).func("once");
        host.store.callHook(seen::add);
        assertThatThrownBy(() -> func.call(Val.u32(1))).isSameAs(thrown);
        assertThat(seen).containsExactly(CALLING_WASM, CALLING_HOST, RETURNING_FROM_HOST, RETURNING_FROM_WASM);
    }

    /// R72, R83
    @Test
    void hooksCanEndAnAsynchronousCallThatNeverEnds() {
        host.linker.root().funcAsync("f", (_, _) -> CompletableFuture.completedFuture(null));
        Func func = host.instance(CALLER).func("for-ever");
        IllegalStateException thrown = new IllegalStateException("timeout");
        host.store.callHook(transition -> {
            seen.add(transition);
            if (count(CALLING_HOST) > 200) {
                throw thrown;
            }
        });
        assertThatThrownBy(() -> func.callAsync().get(20, TimeUnit.SECONDS)).hasRootCause(thrown);
        assertThat(count(CALLING_WASM)).isEqualTo(1);
        assertThat(count(CALLING_HOST)).isEqualTo(201);
    }

    /// R72, R83: a call that is cancelled while it is suspended leaves wasm and host.
    @Test
    void cancelledCallsAreBalanced() throws Exception {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        host.linker.root().funcAsync("f", (_, _) -> {
            reached.complete(null);
            return new CompletableFuture<>();
        });
        Func func = host.instance(CALLER).func("once");
        host.store.callHook(seen::add);
        CompletableFuture<Optional<Val>> call = func.callAsync(Val.u32(1));
        reached.get(20, TimeUnit.SECONDS);
        assertThat(call.cancel(true)).isTrue();
        host.store.callHook(null); // waits until the call has left the store
        assertThat(seen).containsExactly(CALLING_WASM, CALLING_HOST, RETURNING_FROM_HOST, RETURNING_FROM_WASM);
        assertThatThrownBy(() -> func.call(Val.u32(1))).hasMessage("cannot enter component instance");
    }
}
