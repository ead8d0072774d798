package dev.gantry.tests.faults;

import dev.gantry.Config;
import dev.gantry.Instance;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What programs that run in a [ChildJvm] have in common. They fail by an exception, since a test library is not on
/// their class path.
public final class ChildProgram {
    private static final long HANGS_AFTER_SECONDS = 60;

    private ChildProgram() {}

    /// Fails unless something holds.
    ///
    /// @param what what should be
    public static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    static Config winch() {
        return new Config().strategy(Strategy.WINCH);
    }

    /// Calls a function from `i32` to `i32`.
    static int call(Instance instance, String function, int argument) {
        return instance.func(function).call(Val.i32(argument))[0].asI32();
    }

    /// Fails unless there is a trap.
    ///
    /// @param action what has to trap; what it gives else is told
    /// @param failure why it has to
    /// @return the trap
    public static Trap expectTrap(Failure failure, Supplier<?> action) {
        Object found;
        try {
            found = action.get();
        } catch (Trap trap) {
            if (trap.failure() != failure) {
                throw new AssertionError("expected " + failure, trap);
            }
            return trap;
        }
        throw new AssertionError("expected " + failure + ", found " + found);
    }

    /// Waits for the ends of threads.
    ///
    /// @throws AssertionError if one of them takes more than a minute, with what it does
    public static void joinAll(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(HANGS_AFTER_SECONDS));
            if (thread.isAlive()) {
                throw new AssertionError("a thread hangs in " + List.of(thread.getStackTrace()));
            }
        }
    }
}
