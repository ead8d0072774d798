package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.component.Func;
import dev.gantry.component.Instance;
import dev.gantry.component.Lease;
import dev.gantry.component.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What guests clean up after their results have been read (R71).
///
/// Scenarios of upstream's file `post_return`; that of strings is in [ComponentViewTest]. Left out: those that call the
/// host from `post-return`, which the present specification forbids ([BrokenAbiTest] has the trap), and
/// `invoke_post_return_concurrent`, which needs functions that are asynchronous in the component model.
@EachStrategy
class PostReturnTest {
    private static final String NUMBERS = """
            (core module $m
              (global $cleaned (mut i32) (i32.const 0))
              (func $clean (global.set $cleaned (i32.add (global.get $cleaned) (i32.const 1))))
              (func (export "cleaned") (result i32) (global.get $cleaned))
              (func (export "nothing"))
              (func (export "u32") (result i32) (i32.const 1))
              (func (export "u64") (result i64) (i64.const 2))
              (func (export "f32") (result f32) (f32.const 3))
              (func (export "f64") (result f64) (f64.const 4))
              (func (export "after-nothing") (call $clean))
              (func (export "after-u32") (param i32)
                (if (i32.ne (local.get 0) (i32.const 1)) (then unreachable)) (call $clean))
              (func (export "after-u64") (param i64)
                (if (i64.ne (local.get 0) (i64.const 2)) (then unreachable)) (call $clean))
              (func (export "after-f32") (param f32)
                (if (f32.ne (local.get 0) (f32.const 3)) (then unreachable)) (call $clean))
              (func (export "after-f64") (param f64)
                (if (f64.ne (local.get 0) (f64.const 4)) (then unreachable)) (call $clean)))
            (core instance $i (instantiate $m))
            (func (export "cleaned") (result u32) (canon lift (core func $i "cleaned")))
            (func (export "nothing") (canon lift (core func $i "nothing") (post-return (func $i "after-nothing"))))
            (func (export "u32") (result u32) (canon lift (core func $i "u32") (post-return (func $i "after-u32"))))
            (func (export "u64") (result u64) (canon lift (core func $i "u64") (post-return (func $i "after-u64"))))
            (func (export "f32") (result f32) (canon lift (core func $i "f32") (post-return (func $i "after-f32"))))
            (func (export "f64") (result f64) (canon lift (core func $i "f64") (post-return (func $i "after-f64"))))
            """;

    private static final Map<String, Optional<Val>> RESULTS = Map.of(
            "nothing",
            Optional.empty(),
            "u32",
            Optional.of(Val.u32(1)),
            "u64",
            Optional.of(Val.u64(2)),
            "f32",
            Optional.of(Val.f32(3)),
            "f64",
            Optional.of(Val.f64(4)));

    private final Host host;

    PostReturnTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    /// R71: it gets the core result, in calls of all kinds.
    @Test
    void itGetsTheCoreResultOfEachType() throws Exception {
        Instance instance = host.instance(NUMBERS);
        long calls = 0;
        for (Map.Entry<String, Optional<Val>> row : RESULTS.entrySet()) {
            Func func = instance.func(row.getKey());
            assertThat(func.call()).as(row.getKey()).isEqualTo(row.getValue());
            assertThat(func.callAsync().get(20, TimeUnit.SECONDS)).isEqualTo(row.getValue());
            try (Lease<Optional<Val>> lease = func.callLeased()) {
                assertThat(lease.value()).isEqualTo(row.getValue());
            }
            calls += 3;
            assertThat(instance.func("cleaned").call()).contains(Val.u32(calls));
        }
    }

    /// R71: whether or not there is something to clean up, nobody enters between the two steps.
    @Test
    void nobodyEntersBetweenTheSteps() {
        Instance instance = host.instance("""
                (core module $m (func (export "f")))
                (core instance $i (instantiate $m))
                (func (export "f") (canon lift (core func $i "f")))
                (func (export "g") (canon lift (core func $i "f")))
                """);
        Instance other = host.instance(NUMBERS);
        try (Lease<Optional<Val>> lease = instance.func("f").callLeased()) {
            assertThat(lease.value()).isEmpty();
            for (String name : List.of("f", "g")) {
                assertThatThrownBy(() -> instance.func(name).call()).hasMessage("cannot enter component instance");
            }
            assertThat(other.func("u32").call()).contains(Val.u32(1)); // in the same store
        }
        assertThat(instance.func("g").call()).isEmpty();
    }

    /// R70, R71
    @Test
    void aTrapWhileCleaningUpEndsTheInstance() {
        String fields = """
                (core module $m (func (export "f")) (func (export "post") unreachable))
                (core instance $i (instantiate $m))
                (func (export "f") (canon lift (core func $i "f") (post-return (func $i "post"))))
                """;
        Func func = host.instance(fields).func("f");
        assertThatThrownBy(func::call)
                .isInstanceOfSatisfying(
                        Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.UNREACHABLE));
        assertThatThrownBy(func::call).hasMessage("cannot enter component instance");
        Func leased = host.instance(fields).func("f");
        Lease<Optional<Val>> lease = leased.callLeased();
        assertThatThrownBy(lease::close).isInstanceOf(Trap.class).hasMessage("unreachable");
        lease.close(); // it has had its chance
        assertThatThrownBy(leased::call).hasMessage("cannot enter component instance");
    }

    /// R71: a lease outlives its store as little as anything else.
    @Test
    void leasesEndWithTheStore() {
        Lease<Optional<Val>> lease = host.instance(NUMBERS).func("u32").callLeased();
        host.store.close();
        assertThatThrownBy(lease::close).isInstanceOf(IllegalStateException.class);
    }
}
