package dev.gantry.tests.stress;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.io.IOException;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/// Traps and calls of the host by the million in one store, after which the process is as large as before. Run in a
/// JVM of its own with the strategy and the number of traps, which is also that of calls.
final class ManyPassages {
    private static final String TEXT = """
            (module
              (import "host" "next" (func $next (param i32) (result i32)))
              (memory 1 2)
              (func (export "fault") (param i32 i32) (result i32)
                (block $load (block $divide (block $unreachable
                  (br_table $load $divide $unreachable (local.get 0)))
                  (unreachable))
                  (return (i32.div_s (i32.const 7) (local.get 1))))
                (i32.load (i32.sub (local.get 1) (i32.const 4))))
              (func (export "calls") (param i32) (result i32)
                (local $sum i32)
                (loop $again
                  (local.set $sum (i32.add (local.get $sum) (call $next (local.get 0))))
                  (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
                (local.get $sum)))""";

    private static final Failure[] FAILURES = {
        Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, Failure.INTEGER_DIVIDE_BY_ZERO, Failure.UNREACHABLE
    };

    /// Calls of the host in one call of the guest, which many traps come between.
    private static final int CALLS = 1000;

    /// The part of a run that warms up, when code is compiled and stacks are made.
    private static final int WARM_UP = 5;

    private static final long MARGIN_KIB = 32 << 10;

    private ManyPassages() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int count = Integer.parseInt(args[1]) / CALLS;
        long called = 0;
        long startNanos = System.nanoTime();
        try (Engine engine = new Engine(new Config().strategy(Strategy.named(args[0])));
                Module module = Module.ofText(engine, TEXT);
                Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            linker.func("host", "next", IntUnaryOperator.class, value -> value ^ 1);
            Instance instance = linker.instantiate(store, module);
            IntUnaryOperator calls = instance.func("calls").as(IntUnaryOperator.class);
            IntBinaryOperator fault = instance.func("fault").as(IntBinaryOperator.class);
            Footprint before = Footprint.now();
            for (int round = 0; round < count; round++) {
                if (round == count / WARM_UP) {
                    before = Footprint.now();
                }
                called += calls.applyAsInt(CALLS);
                for (int trap = 0; trap < CALLS; trap++) {
                    traps(fault, trap % FAILURES.length);
                }
            }
            Footprint.now().checkAgainst(before, MARGIN_KIB, 20);
        }
        long sum = CALLS * (CALLS + 1L) / 2; // 1 becomes 0, 1,000 becomes 1,001, others change places
        if (called != count * sum) {
            throw new AssertionError("expected " + count * sum + ", found " + called);
        }
        System.out.println("done " + count * CALLS + " traps and as many calls of the host in "
                + (System.nanoTime() - startNanos) / 1_000_000_000 + " s");
    }

    private static void traps(IntBinaryOperator fault, int kind) {
        try {
            throw new AssertionError("expected a trap, found " + fault.applyAsInt(kind, 0));
        } catch (Trap trap) {
            if (trap.failure() != FAILURES[kind]) {
                throw new AssertionError("expected " + FAILURES[kind], trap);
            }
        }
    }
}
