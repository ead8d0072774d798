package dev.gantry.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.runtime.platform.Platform;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Code that runs stays, whatever other threads close; loops that call nothing end when they shall.
@Timeout(120)
class LifetimeTest {
    private static final String TEXT = """
            (module
              (import "host" "inside" (func $inside))
              (memory 1)
              (func $loop (loop $again (br $again)))
              (func (export "spin") (call $inside) (call $loop))
              (func (export "answer") (result i32) (i32.const 42)))""";

    private final CountDownLatch inside = new CountDownLatch(1);

    /// A guest, and what came of its call of `spin` in a thread of its own.
    private final class Spinner implements AutoCloseable {
        final Engine engine;
        final Store<Void> store;
        final Func spin;
        final Func answer;
        Runnable duringCall = () -> {};

        @Nullable
        Module module;

        Spinner(String strategy) {
            assumeTrue(!strategy.equals("winch") || Platform.isAvailable(), "SKIPPED: no machine code here");
            engine = new Engine(new Config().strategy(Strategy.named(strategy)).epochInterruption(true));
            store = Store.of(engine);
            store.epochDeadline(1L << 40);
            module = Module.ofText(engine, TEXT);
            Linker<Void> linker = new Linker<>(engine);
            linker.func("host", "inside", Runnable.class, () -> {
                inside.countDown();
                duringCall.run();
            });
            var instance = linker.instantiate(store, module);
            spin = instance.func("spin");
            answer = instance.func("answer");
        }

        /// Lets the guest spin, and does something to it meanwhile.
        ///
        /// @return what ended it
        Throwable endedBy(Consumer<Thread> action) throws InterruptedException {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread runner = Thread.ofPlatform().start(() -> end.complete(catchThrowable(spin::call)));
            inside.await();
            action.accept(runner);
            runner.join();
            return end.join();
        }

        void isAsBefore() {
            assertThat(answer.call()).containsExactly(Val.i32(42));
        }

        @Override
        public void close() {
            store.close();
            engine.close();
        }
    }

    private static void isInterrupt(Throwable thrown) {
        assertThat(thrown).isInstanceOfSatisfying(Trap.class, trap -> {
            assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT);
            assertThat(trap.backtrace().frames()).hasSize(2);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void codeThatRunsStaysWhenItsModuleIsClosedAndForgotten(String strategy) throws InterruptedException {
        try (Spinner spinner = new Spinner(strategy)) {
            isInterrupt(spinner.endedBy(_ -> {
                if (spinner.module != null) {
                    spinner.module.close();
                    spinner.module = null;
                }
                for (int round = 0; round < 5; round++) {
                    System.gc();
                    Module.ofText(spinner.engine, TEXT).close(); // takes the place of code that is gone
                }
                spinner.engine.close();
                spinner.store.interrupt();
            }));
            spinner.store.epochDeadline(1L << 40);
            spinner.isAsBefore();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void aStoreIsNotClosedWhileItsCodeRuns(String strategy) throws InterruptedException {
        try (Spinner spinner = new Spinner(strategy)) {
            isInterrupt(spinner.endedBy(_ -> {
                assertThatThrownBy(spinner.store::close).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(spinner.answer::call).isInstanceOf(IllegalStateException.class);
                spinner.store.interrupt();
            }));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void aLoopEndsAtItsDeadline(String strategy) throws InterruptedException {
        try (Spinner spinner = new Spinner(strategy)) {
            spinner.store.epochDeadline(3);
            isInterrupt(spinner.endedBy(_ -> {
                for (int tick = 0; tick < 3; tick++) {
                    spinner.engine.incrementEpoch();
                }
            }));
        }
    }

    /// Interrupts of threads are for host functions; the loop goes on, and the thread stays interrupted.
    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void anInterruptOfTheThreadIsKeptForTheHost(String strategy) throws InterruptedException {
        try (Spinner spinner = new Spinner(strategy)) {
            isInterrupt(spinner.endedBy(runner -> {
                runner.interrupt();
                assertThat(runner.isInterrupted()).isTrue();
                assertThat(runner.isAlive()).isTrue();
                spinner.store.interrupt();
            }));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void aLoopIsLeftWhenItsCallIsCancelledOrTakesTooLong(String strategy) {
        try (Spinner spinner = new Spinner(strategy)) {
            CompletableFuture<Val[]> call = spinner.spin.callAsync().orTimeout(20, TimeUnit.MILLISECONDS);
            assertThatThrownBy(call::join).hasCauseInstanceOf(TimeoutException.class);
            spinner.isAsBefore(); // waits until the guest has left
            CompletableFuture<Val[]> other = spinner.spin.callAsync();
            assertThat(other.cancel(true)).isTrue();
            assertThatThrownBy(other::join).isInstanceOf(CancellationException.class);
            spinner.isAsBefore();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void anInterruptBeforeADeadlineIsSetIsNotLost(String strategy) {
        try (Spinner spinner = new Spinner(strategy)) {
            spinner.store.interrupt();
            spinner.store.epochDeadline(1L << 40);
            assertThatThrownBy(spinner.spin::call).hasMessage("interrupt");
            spinner.isAsBefore();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void aHostFunctionThatSetsADeadlineLosesNoInterrupt(String strategy) {
        try (Spinner spinner = new Spinner(strategy)) {
            spinner.duringCall = () -> {
                spinner.store.interrupt();
                spinner.store.epochDeadline(1L << 40);
            };
            isInterrupt(catchThrowable(spinner.spin::call));
            spinner.isAsBefore();
        }
    }

    /// Code compares epochs without sign: what is before the first one would never come.
    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void deadlinesInThePastAreReached(String strategy) {
        try (Spinner spinner = new Spinner(strategy)) {
            spinner.store.epochDeadline(-5);
            assertThatThrownBy(spinner.spin::call).hasMessage("interrupt");
            int[] calls = {0};
            spinner.store.epochCallback(_ -> {
                if (++calls[0] == 10) {
                    throw new IllegalStateException("enough");
                }
                return -5;
            });
            assertThatThrownBy(spinner.spin::call).hasMessage("enough");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void theLastDeadlineIsNeverReached(String strategy) {
        try (Spinner spinner = new Spinner(strategy)) {
            spinner.engine.incrementEpoch();
            spinner.store.epochDeadline(Long.MAX_VALUE);
            spinner.isAsBefore();
        }
    }
}
