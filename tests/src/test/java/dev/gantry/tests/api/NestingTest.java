package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Config;
import dev.gantry.Strategy;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The guest calls the host, which calls the guest, and so on: each level takes a piece of the Java stack.
class NestingTest {
    private static final int LEVELS = 1_000;

    /// Enough for 1,000 levels before the JVM has compiled anything, and for an exception on its way out of them.
    private static final long STACK_BYTES = 8 << 20;

    private static final String GUEST = """
            (module
              (import "host" "again" (func $again (param i32) (result i32)))
              (func (export "f") (param i32) (result i32)
                (if (result i32) (i32.eqz (local.get 0))
                  (then (i32.const 0))
                  (else (i32.add (i32.const 1) (call $again (i32.sub (local.get 0) (i32.const 1))))))))""";

    /// Levels under way, the deepest so far, and at which level the host fails.
    private static final class Host implements IntUnaryOperator {
        private IntUnaryOperator guest = _ -> 0;
        private int level;
        private int deepest;
        private int failsAt = Integer.MAX_VALUE;
        private final IllegalStateException failure = new IllegalStateException("of the host");

        @Override
        public int applyAsInt(int left) {
            level++;
            try {
                deepest = Math.max(deepest, level);
                if (level == failsAt) {
                    throw failure;
                }
                return guest.applyAsInt(left);
            } finally {
                level--;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void aThousandLevelsNestInEightMebibytes(String strategy) throws InterruptedException {
        MachineCode.assume(strategy);
        try (Guests guests = new Guests(new Config().strategy(Strategy.named(strategy)))) {
            Host host = host(guests);
            int[] result = new int[1];
            assertThat(thrownBy(() -> result[0] = host.guest.applyAsInt(LEVELS)))
                    .isNull();
            assertThat(result[0]).isEqualTo(LEVELS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    @DisplayName("R79: an exception passes a thousand levels as the same object")
    void exceptionsPassAllLevels(String strategy) throws InterruptedException {
        MachineCode.assume(strategy);
        try (Guests guests = new Guests(new Config().strategy(Strategy.named(strategy)))) {
            Host host = host(guests);
            host.failsAt = LEVELS;
            assertThat(thrownBy(() -> {
                        int _ = host.guest.applyAsInt(LEVELS + 1);
                    }))
                    .isSameAs(host.failure);
        }
    }

    /// Whichever side is on top when the Java stack ends: all levels are left, and the store goes on.
    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void endlessNestingTraps(String strategy) throws InterruptedException {
        MachineCode.assume(strategy);
        try (Guests guests = new Guests(new Config().strategy(Strategy.named(strategy)))) {
            Host host = host(guests);
            for (int round = 0; round < 20; round++) {
                Throwable thrown = thrownBy(() -> {
                    int _ = host.guest.applyAsInt(Integer.MAX_VALUE);
                });
                assertThat(thrown)
                        .isInstanceOfSatisfying(
                                Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.CALL_STACK_EXHAUSTED));
                assertThat(host.guest.applyAsInt(10)).isEqualTo(10);
            }
            System.out.println("NestingTest: " + strategy + ", " + host.deepest + " levels in 8 MiB");
        }
    }

    private static Host host(Guests guests) {
        Host host = new Host();
        guests.linker.func("host", "again", IntUnaryOperator.class, host);
        host.guest = guests.instance(GUEST).func("f").as(IntUnaryOperator.class);
        return host;
    }

    private static Throwable thrownBy(Runnable body) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(null, body, "nesting", STACK_BYTES);
        thread.setUncaughtExceptionHandler((_, throwable) -> thrown.set(throwable));
        thread.start();
        thread.join();
        return thrown.get();
    }
}
