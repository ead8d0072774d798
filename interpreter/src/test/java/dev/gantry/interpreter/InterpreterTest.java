package dev.gantry.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.vm.Backtraces;
import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.HostFunc;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.types.ValType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class InterpreterTest {
    private static Failure failure(Runnable call) {
        try {
            call.run();
        } catch (Trap trap) {
            return trap.failure();
        }
        throw new AssertionError("expected a trap");
    }

    private static List<Integer> frames(WasmBacktrace backtrace) {
        return backtrace.frames().stream().map(WasmBacktrace.Frame::funcIndex).toList();
    }

    /// The module's `provides` and the files for users of the class path say the same.
    @Test
    void providersAreFoundBothWays() throws IOException {
        ModuleDescriptor descriptor = InterpreterProvider.class.getModule().getDescriptor();
        assertThat(descriptor.provides()).hasSize(2);
        for (ModuleDescriptor.Provides provides : descriptor.provides()) {
            String file = "/META-INF/services/" + provides.service();
            try (InputStream in = Objects.requireNonNull(InterpreterProvider.class.getResourceAsStream(file))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                        .containsExactlyElementsOf(provides.providers());
            }
        }
        assertThat(new InterpreterProvider().name()).isEqualTo("interpreter");
    }

    @Test
    void recursionGivesResults() {
        VmInstance instance = new Wat().instance("""
                (module (func $fib (export "fib") (param i32) (result i32)
                  (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
                    (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                                   (call $fib (i32.sub (local.get 0) (i32.const 2))))))))
                """);
        assertThat(Wat.call(instance, "fib", 20)).containsExactly(6765);
    }

    @Test
    void resultsMayExchangePlaces() {
        VmInstance instance = new Wat().instance("""
                (module (func (export "swap") (param i32 v128 i64) (result i64 v128 i32)
                  (local.get 2) (local.get 1) (local.get 0)))
                """);
        assertThat(Wat.call(instance, "swap", 1, 2, 3, 4)).containsExactly(4, 2, 3, 1);
    }

    @Test
    void unboundedRecursionIsExhaustionAndTheStoreGoesOn() {
        Wat wat = new Wat();
        VmInstance instance = wat.instance("""
                (module
                  (func $f (export "f") (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.const 1)))
                  (func (export "g") (result i32) (i32.const 7)))
                """);
        for (int round = 0; round < 3; round++) {
            assertThat(failure(() -> Wat.call(instance, "f", 1))).isEqualTo(Failure.CALL_STACK_EXHAUSTED);
            assertThat(Wat.call(instance, "g")).containsExactly(7);
        }
        assertThat(wat.store.depth).isZero();
        assertThat(wat.store.activation).isNull();
    }

    @Test
    void depthIsBoundedByTheStore() {
        Wat wat = new Wat();
        wat.store.maxDepth = 100;
        VmInstance instance = wat.instance("""
                (module (func $f (export "f") (param i32) (result i32)
                  (if (result i32) (local.get 0)
                    (then (i32.add (call $f (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
                    (else (i32.const 0)))))
                """);
        assertThat(Wat.call(instance, "f", 99)).containsExactly(99);
        assertThat(failure(() -> Wat.call(instance, "f", 100))).isEqualTo(Failure.CALL_STACK_EXHAUSTED);
    }

    @Test
    void overflowOfTheJavaStackIsExhaustion() {
        Wat wat = new Wat();
        wat.store.maxDepth = Integer.MAX_VALUE;
        wat.store.limit(1L << 30, 64);
        VmInstance instance = wat.instance("(module (func $f (export \"f\") (call $f)) (func (export \"g\")))");
        assertThatThrownBy(() -> Wat.call(instance, "f")).isInstanceOfSatisfying(Trap.class, trap -> {
            assertThat(trap.failure()).isEqualTo(Failure.CALL_STACK_EXHAUSTED);
            assertThat(trap.backtrace().frames()).hasSize(64);
        });
        Wat.call(instance, "g");
    }

    /// Frames of 1,000 slots fill chunk after chunk; arguments and results cross from one to the next.
    @Test
    void framesGoOnInTheNextChunk() {
        String locals = "(local" + " i64".repeat(1000) + ")";
        VmInstance instance = new Wat().instance("""
                (module (func $f (export "f") (param i64 i64) (result i64 i64) %s
                  (local.set 500 (i64.mul (local.get 0) (i64.const 3)))
                  (if (i64.eqz (local.get 0)) (then (return (i64.const 1000) (local.get 1))))
                  (call $f (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 1) (local.get 500)))))
                """.formatted(locals));
        assertThat(Wat.call(instance, "f", 500, 1)).containsExactly(1000, 1 + 3 * 500 * 501 / 2);
    }

    @Test
    void tailCallsNeedNoStack() {
        Wat wat = new Wat();
        wat.store.maxDepth = 10;
        VmInstance even = wat.instance("""
                (module (type $t (func (param i32) (result i32)))
                  (table (export "t") 2 2 funcref)
                  (func (export "even") (type $t)
                    (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
                    (return_call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i32.const 1)))
                  (elem (i32.const 0) func 0))
                """);
        wat.instance("""
                (module (type $t (func (param i32) (result i32)))
                  (import "m" "even" (func $even (type $t))) (import "m" "t" (table 2 2 funcref))
                  (func $odd (type $t)
                    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
                    (return_call $even (i32.sub (local.get 0) (i32.const 1))))
                  (elem (i32.const 1) func $odd))
                """, Objects.requireNonNull(even.export("even")), Objects.requireNonNull(even.export("t")));
        assertThat(Wat.call(even, "even", 1_000_001)).containsExactly(0);
        assertThat(Wat.call(even, "even", 1_000_000)).containsExactly(1);
    }

    @Test
    void tailCallsMayHaveMoreArgumentsAndReachTheHost() {
        Wat wat = new Wat();
        HostFunc sum = wat.host(
                List.of(ValType.I64, ValType.I64, ValType.I64),
                List.of(ValType.I64),
                (_, slots, base) -> slots[base] = slots[base] + 10 * slots[base + 1] + 100 * slots[base + 2]);
        VmInstance instance = wat.instance("""
                (module (type $t (func (param i64 i64 i64) (result i64))) (import "h" "sum" (func $sum (type $t)))
                  (func $g (param i64 i64) (result i64) (local i64)
                    (return_call $sum (local.get 1) (local.get 0) (i64.const 3)))
                  (func (export "f") (result i64) (i64.add (i64.const 1) (call $h)))
                  (func $h (result i64) (return_call $g (i64.const 1) (i64.const 2))))
                """, sum);
        assertThat(Wat.call(instance, "f")).containsExactly(1 + 312);
    }

    @Test
    void trapsNameTheFramesWithOffsets() {
        Wat wat = new Wat();
        VmInstance instance = wat.instance("""
                (module (memory 1)
                  (func $a (export "a") (call $b))
                  (func $b (drop (call $c (i32.const -1))))
                  (func $c (param i32) (result i32) (i32.load (local.get 0))))
                """);
        for (int round = 0; round < 3; round++) {
            assertThatThrownBy(() -> Wat.call(instance, "a")).isInstanceOfSatisfying(Trap.class, trap -> {
                assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
                assertThat(frames(trap.backtrace())).containsExactly(2, 1, 0);
                // 1 byte of locals, then local.get 0 in two bytes
                assertThat(trap.backtrace().frames().getFirst().funcOffset()).isEqualTo(3);
            });
        }
    }

    @Test
    void framesAreWalkedFromAHostCallAcrossTailCallsAndChunks() {
        Wat wat = new Wat();
        List<List<Integer>> seen = new ArrayList<>();
        HostFunc look = wat.host(List.of(), List.of(), (_, _, _) -> seen.add(frames(Backtraces.capture(wat.store))));
        String locals = "(local" + " i64".repeat(20_000) + ")";
        VmInstance instance = wat.instance("""
                (module (import "h" "look" (func $look))
                  (func $a (export "a") (call $b (i32.const 1)))
                  (func $b (param i32) (return_call $c (i32.const 1) (i32.const 2)))
                  (func $c (param i32 i32) %s (call $d))
                  (func $d %s (call $look)))
                """.formatted(locals, locals), look);
        Wat.call(instance, "a");
        assertThat(seen).containsExactly(List.of(4, 3, 1));
    }

    @Test
    void hostAndWasmNest() {
        Wat wat = new Wat();
        List<VmFunc> self = new ArrayList<>();
        HostFunc back = wat.host(
                List.of(ValType.I32),
                List.of(ValType.I32),
                (_, slots, base) -> self.getFirst().call(slots, base));
        VmInstance instance = wat.instance("""
                (module (import "h" "back" (func $back (param i32) (result i32)))
                  (func (export "f") (param i32) (result i32) (local i32)
                    (local.set 1 (i32.const 5))
                    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
                    (i32.add (local.get 1) (call $back (i32.sub (local.get 0) (i32.const 1))))))
                """, back);
        self.add(Wat.func(instance, "f"));
        assertThat(Wat.call(instance, "f", 200)).containsExactly(1000);
    }

    /// R79: what a host function throws comes out as the same object.
    @Test
    void hostExceptionsPassThrough() {
        Wat wat = new Wat();
        IllegalStateException thrown = new IllegalStateException("mine");
        HostFunc fail = wat.host(List.of(), List.of(), (_, _, _) -> {
            throw thrown;
        });
        VmInstance instance = wat.instance("""
                (module (import "h" "fail" (func $fail)) (tag)
                  (func (export "f") (block (try_table (catch_all 0) (call $fail)))))
                """, fail);
        assertThatThrownBy(() -> Wat.call(instance, "f")).isSameAs(thrown);
        assertThat(frames(WasmBacktrace.attachedTo(thrown).orElseThrow())).containsExactly(1);
    }

    @Test
    void exceptionsAreCaughtByTag() {
        VmInstance instance = new Wat().instance("""
                (module (tag $a (param i32 i64)) (tag $b)
                  (func $throw (param i32)
                    (if (local.get 0) (then (throw $a (i32.const 3) (i64.const 4))))
                    (throw $b))
                  (func (export "f") (param i32) (result i32 i64)
                    (block $h (result i32 i64)
                      (block $any
                        (try_table (catch $a $h) (catch_all $any) (call $throw (local.get 0)))
                        (unreachable))
                      (i32.const 1) (i64.const 2)))
                  (func (export "g") (throw $b)))
                """);
        assertThat(Wat.call(instance, "f", 1)).containsExactly(3, 4);
        assertThat(Wat.call(instance, "f", 0)).containsExactly(1, 2);
        assertThatThrownBy(() -> Wat.call(instance, "g")).isInstanceOf(GuestThrow.class);
    }

    @Test
    void exceptionReferencesAreThrownAgain() {
        VmInstance instance = new Wat().instance("""
                (module (tag $a (param i32))
                  (func (export "f") (result i32)
                    (block $h (result i32)
                      (try_table (catch $a $h)
                        (block $r (result exnref)
                          (try_table (catch_all_ref $r) (throw $a (i32.const 9)))
                          (unreachable))
                        (throw_ref))
                      (unreachable)))
                  (func (export "null") (throw_ref (ref.null exn))))
                """);
        assertThat(Wat.call(instance, "f")).containsExactly(9);
        assertThat(failure(() -> Wat.call(instance, "null"))).isEqualTo(Failure.NULL_EXCEPTION_REFERENCE);
    }

    /// The frames between throw and handler ran on other chunks.
    @Test
    void exceptionsComeBackFromOtherChunks() {
        String locals = "(local" + " i64".repeat(20_000) + ")";
        VmInstance instance = new Wat().instance("""
                (module (tag $a (param i32))
                  (func $deep (param i32) %s
                    (if (i32.eqz (local.get 0)) (then (throw $a (i32.const 11))))
                    (call $deep (i32.sub (local.get 0) (i32.const 1))))
                  (func $catch (export "f") (result i32)
                    (block $h (result i32) (try_table (catch $a $h) (call $deep (i32.const 20))) (i32.const 0)))
                  (func (export "twice") (result i32) (i32.add (call $catch) (call $catch))))
                """.formatted(locals));
        for (int round = 0; round < 5; round++) {
            assertThat(Wat.call(instance, "twice")).containsExactly(22);
        }
    }

    @Test
    void fuelRunsOutExactly() {
        Wat wat = new Wat(Wat.tunables(true, false, false));
        VmInstance instance = wat.instance("""
                (module (func (export "f") (param i32)
                  (loop (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if 0 (local.get 0)))))
                """);
        wat.store.fuel = 1 + 6 * 10;
        Wat.call(instance, "f", 10);
        assertThat(wat.store.fuel).isZero();
        wat.store.fuel = 6 * 10;
        assertThat(failure(() -> Wat.call(instance, "f", 10))).isEqualTo(Failure.OUT_OF_FUEL);
    }

    @Test
    void epochsInterruptLoops() {
        Wat wat = new Wat(Wat.tunables(false, true, false));
        VmInstance instance = wat.instance("(module (func (export \"f\") (loop (br 0))))");
        wat.store.setEpochDeadline(0);
        assertThat(failure(() -> Wat.call(instance, "f"))).isEqualTo(Failure.INTERRUPT);
    }

    @Test
    void naNsAreCanonicalOnRequest() {
        String text = """
                (module (func (export "f") (param f32) (result i32)
                  (local f32)
                  (local.set 1 (f32.add (local.get 0) (f32.const 1)))
                  (i32.reinterpret_f32 (local.get 1))))
                """;
        long nan = 0x7FC0_1234;
        assertThat(Wat.call(new Wat(Wat.tunables(false, false, true)).instance(text), "f", nan))
                .containsExactly(0x7FC0_0000);
        assertThat(Wat.call(new Wat().instance(text), "f", nan)).containsExactly(nan);
    }

    @Test
    void memoryIsReadAgainAfterItGrew() {
        VmInstance instance = new Wat().instance("""
                (module (memory 1)
                  (func $grow (drop (memory.grow (i32.const 1))))
                  (func (export "f") (result i32)
                    (call $grow)
                    (i32.store (i32.const 65536) (i32.const 5))
                    (drop (memory.grow (i32.const 1)))
                    (i32.store (i32.const 131072) (i32.const 6))
                    (i32.add (i32.load (i32.const 65536)) (i32.load (i32.const 131072)))))
                """);
        assertThat(Wat.call(instance, "f")).containsExactly(11);
    }

    @Test
    void castsToFunctionTypesLookAtTheFunction() {
        VmInstance instance = new Wat().instance("""
                (module (type $a (sub (func))) (type $b (sub $a (func))) (type $c (sub final $a (func)))
                  (func $f (type $b)) (elem declare func $f)
                  (func (export "f") (result i32 i32 i32)
                    (ref.test (ref $a) (ref.func $f)) (ref.test (ref $b) (ref.func $f))
                    (ref.test (ref $c) (ref.func $f)))
                  (func (export "cast") (param i32) (drop (ref.cast (ref i31)
                    (select (result anyref) (ref.i31 (i32.const 1)) (ref.null any) (local.get 0))))))
                """);
        assertThat(Wat.call(instance, "f")).containsExactly(1, 1, 0);
        Wat.call(instance, "cast", 1);
        assertThat(failure(() -> Wat.call(instance, "cast", 0))).isEqualTo(Failure.CAST_FAILURE);
    }

    @Test
    void instancesNeedNoMemory() {
        VmInstance instance = new Wat().instance("(module (func (export \"f\") (result i32) (i32.const 1)))");
        assertThat(Wat.call(instance, "f")).containsExactly(1);
    }
}
