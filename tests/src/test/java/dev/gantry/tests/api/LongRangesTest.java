package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Config;
import dev.gantry.Instance;
import dev.gantry.Memory;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where epochs can interrupt code, they interrupt `memory.fill` and `memory.copy` of long ranges too: after each 16
/// MiB.
@Timeout(120)
class LongRangesTest {
    private static final int PIECE = 16 << 20;
    private static final int SIZE = 2 * PIECE + (1 << 16);
    private static final long SEED = 4_294_967_291L;

    /// Operands and locals are in registers meanwhile; what is called gives six times its last argument.
    private static final String TEXT = """
            (module
              (memory (export "memory") A 513)
              (func (export "fill") (param $to A) (param $count A) (param $x i64) (result i64)
                (i64.mul (local.get $x) (i64.const 5))
                (memory.fill (local.get $to) (i32.const 0x107) (local.get $count))
                (i64.add (local.get $x)))
              (func (export "copy") (param $to A) (param $from A) (param $count A) (param $x i64) (result i64)
                (i64.mul (local.get $x) (i64.const 5))
                (memory.copy (local.get $to) (local.get $from) (local.get $count))
                (i64.add (local.get $x))))""";

    private final byte[] model = new byte[SIZE];
    private int looks;

    private Guests guests(String strategy, boolean signals) {
        MachineCode.assume(strategy);
        Guests guests = new Guests(new Config()
                .strategy(Strategy.named(strategy))
                .signalsBasedTraps(signals)
                .epochInterruption(true));
        count(guests);
        guests.store.epochDeadline(0);
        new Random(SEED).nextBytes(model);
        return guests;
    }

    private void count(Guests guests) {
        guests.store.epochCallback(_ -> {
            looks++;
            return 0;
        });
    }

    /// Calls a function, and expects as many looks at the epoch as given beside the one at its start.
    private void call(Instance instance, int looksInside, String function, String address, long... operands) {
        Val[] arguments = new Val[operands.length + 1];
        for (int at = 0; at < operands.length; at++) {
            arguments[at] = address.equals("i64") ? Val.i64(operands[at]) : Val.i32((int) operands[at]);
        }
        arguments[operands.length] = Val.i64(7);
        looks = 0;
        assertThat(instance.func(function).call(arguments)).containsExactly(Val.i64(42));
        assertThat(looks).as("%s %s", function, Arrays.toString(operands)).isEqualTo(1 + looksInside);
    }

    private void isAsExpected(Memory memory) {
        assertThat(memory.asSegment().mismatch(MemorySegment.ofArray(model))).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "interpreter, false, i32",
        "interpreter, false, i64",
        "winch, true, i32",
        "winch, true, i64",
        "winch, false, i32"
    })
    void theEpochIsLookedAtInBetween(String strategy, boolean signals, String address) {
        try (Guests guests = guests(strategy, signals)) {
            Instance instance = guests.instance(TEXT.replace("A", address));
            Memory memory = instance.memory("memory");
            memory.write(0, model);

            call(instance, 2, "copy", address, 3, 0, SIZE - 10);
            System.arraycopy(model, 0, model, 3, SIZE - 10);
            isAsExpected(memory);
            call(instance, 1, "copy", address, 0, PIECE - 5, SIZE - PIECE + 5);
            System.arraycopy(model, PIECE - 5, model, 0, SIZE - PIECE + 5);
            isAsExpected(memory);
            call(instance, 0, "copy", address, 77, 0, PIECE);
            System.arraycopy(model, 0, model, 77, PIECE);
            isAsExpected(memory);
            call(instance, 1, "fill", address, 11, PIECE + 1);
            Arrays.fill(model, 11, PIECE + 12, (byte) 7);
            isAsExpected(memory);
            call(instance, 0, "fill", address, SIZE - PIECE, PIECE);
            Arrays.fill(model, SIZE - PIECE, SIZE, (byte) 7);
            isAsExpected(memory);
            assertThatThrownBy(() -> call(instance, 0, "fill", address, 1, SIZE))
                    .isInstanceOfSatisfying(
                            Trap.class,
                            trap -> assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS));
            isAsExpected(memory);
        }
    }

    @ParameterizedTest
    @CsvSource({"interpreter, false", "winch, true", "winch, false"})
    void aCallThatIsInterruptedLeavesTheRest(String strategy, boolean signals) {
        try (Guests guests = guests(strategy, signals)) {
            Instance instance = guests.instance(TEXT.replace("A", "i32"));
            guests.store.epochCallback(_ -> {
                if (++looks == 3) { // the second one inside
                    guests.store.interrupt();
                }
                return 0;
            });
            assertThatThrownBy(() -> call(instance, 0, "fill", "i32", 0, SIZE))
                    .isInstanceOfSatisfying(Trap.class, trap -> {
                        assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT);
                        assertThat(trap.backtrace().frames()).hasSize(1);
                    });
            byte[] bytes = instance.memory("memory").read(0, SIZE);
            assertThat(bytes[2 * PIECE - 1]).isEqualTo((byte) 7);
            assertThat(bytes[2 * PIECE]).isZero();
            count(guests);
            guests.store.epochDeadline(0);
            call(instance, 2, "fill", "i32", 0, SIZE);
        }
    }
}
