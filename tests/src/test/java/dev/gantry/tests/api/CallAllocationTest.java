package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gantry.Caller;
import dev.gantry.Config;
import dev.gantry.Instance;
import dev.gantry.Strategy;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What typed calls between host and guest allocate on the Java heap: nothing.
class CallAllocationTest {
    private static final int CALLS = 200_000;

    /// Less than a byte a call: there is room for what the JVM allocates when it replaces compiled code.
    private static final long MOST_BYTES = CALLS / 4;

    private static final String GUEST = """
            (module
              (import "host" "nop" (func $nop))
              (import "host" "values" (func $values (param i32 i64 f32 f64) (result f64)))
              (import "host" "caller" (func $caller (param i32) (result i32)))
              (func (export "nop"))
              (func (export "values") (param i32 i64 f32 f64) (result f64) (local.get 3))
              (func (export "call nop") (param $left i64)
                (loop $again
                  (call $nop)
                  (local.tee $left (i64.sub (local.get $left) (i64.const 1)))
                  (br_if $again (i64.ne (i64.const 0)))))
              (func (export "call values") (param $left i64)
                (loop $again
                  (drop (call $values (i32.const 1) (i64.const 2) (f32.const 3) (f64.const 4)))
                  (local.tee $left (i64.sub (local.get $left) (i64.const 1)))
                  (br_if $again (i64.ne (i64.const 0)))))
              (func (export "call caller") (param $left i64)
                (loop $again
                  (drop (call $caller (i32.const 1)))
                  (local.tee $left (i64.sub (local.get $left) (i64.const 1)))
                  (br_if $again (i64.ne (i64.const 0))))))""";

    /// Four parameters and a result.
    @FunctionalInterface
    public interface Values {
        /// Calls it.
        double call(int first, long second, float third, double fourth);
    }

    @Test
    void typedCallsOfMachineCodeAllocateNothing() throws ReflectiveOperationException {
        MachineCode.assume("winch");
        try (Guests guests = new Guests(new Config().strategy(Strategy.named("winch")))) {
            Instance instance = instance(guests);
            Runnable nop = instance.func("nop").as(Runnable.class);
            Values values = instance.func("values").as(Values.class);
            long nops = bytesOf(calls -> {
                for (long call = 0; call < calls; call++) {
                    nop.run();
                }
            });
            double[] sum = new double[1];
            long valueCalls = bytesOf(calls -> {
                for (long call = 0; call < calls; call++) {
                    sum[0] += values.call(1, 2, 3, 4);
                }
            });
            assertThat(sum[0]).isEqualTo(4.0 * 2 * CALLS);
            assertThat(nops).isLessThan(MOST_BYTES);
            assertThat(valueCalls).isLessThan(MOST_BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void callsOfTypedHostFunctionsAllocateNothing(String strategy) throws ReflectiveOperationException {
        MachineCode.assume(strategy);
        try (Guests guests = new Guests(new Config().strategy(Strategy.named(strategy)))) {
            Instance instance = instance(guests);
            for (String name : new String[] {"call nop", "call values", "call caller"}) {
                assertThat(bytesOf(instance.func(name).as(LongConsumer.class)))
                        .as(name)
                        .isLessThan(MOST_BYTES);
            }
        }
    }

    private static Instance instance(Guests guests) throws ReflectiveOperationException {
        guests.linker.func("host", "nop", Runnable.class, () -> {});
        guests.linker.func("host", "values", Values.class, (_, _, _, last) -> last);
        MethodHandle caller = MethodHandles.lookup()
                .findStatic(
                        CallAllocationTest.class,
                        "lengthOfData",
                        MethodType.methodType(int.class, Caller.class, int.class));
        guests.linker.func("host", "caller", caller);
        return guests.instance(GUEST);
    }

    @SuppressWarnings("UnusedMethod") // found by name
    private static int lengthOfData(Caller<?> caller, int plus) {
        return ((String) caller.data()).length() + plus;
    }

    /// What the current thread allocates in many calls, when they have become fast.
    private static long bytesOf(LongConsumer guest) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        guest.accept(CALLS);
        long before = threads.getCurrentThreadAllocatedBytes();
        guest.accept(CALLS);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
