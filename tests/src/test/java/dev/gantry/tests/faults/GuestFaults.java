package dev.gantry.tests.faults;

import static dev.gantry.tests.faults.ChildProgram.check;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.runtime.platform.Signals;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Guests that fault in all ways, in several threads at once, while another thread lets Java itself fault. Run in a
/// JVM of its own with the strategy, whether traps use signals, the number of rounds, and how deep calls nest. If that
/// is not [#DEEP], no stack is filled: with a debugger's agent each throw takes as long as the stack is deep.
final class GuestFaults {
    private static final String TEXT = """
            (module
              (import "host" "call" (func $call (param i32)))
              (memory 1 2)
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "far") (param i32) (result i32) (i32.load offset=0xfffffff0 (local.get 0)))
              (func (export "store") (param i32) (i64.store (local.get 0) (i64.const -1)))
              (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
              (func (export "remainder") (param i64 i64) (result i64) (i64.rem_u (local.get 0) (local.get 1)))
              (func (export "truncate") (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
              (func (export "unreachable") unreachable)
              (func $recurse (export "recurse") (param i32) (result i32)
                (i32.add (call $recurse (i32.add (local.get 0) (i32.const 1))) (local.get 0)))
              (func (export "host") (param i32) (call $call (local.get 0)))
              (func (export "spin") (loop $again (br $again))))""";

    private static final int THROW = -1;
    private static final int RECURSE = -2;
    private static final int CLOSE = -3;
    private static final int NEST_FOREVER = -4;
    private static final int DEEP = 1000;

    /// Deadlines of epochs that never come.
    private static final long FAR = 1L << 40;

    private final Store<Void> store;
    private final Instance instance;
    private final Func host;
    private final int nestedCalls;
    private @Nullable Throwable toThrow;

    private GuestFaults(Engine engine, Module module, int nestedCalls) {
        this.nestedCalls = nestedCalls;
        this.store = Store.of(engine);
        store.epochDeadline(FAR);
        Linker<Void> linker = new Linker<>(engine);
        linker.func("host", "call", IntConsumer.class, this::called);
        this.instance = linker.instantiate(store, module);
        this.host = instance.func("host");
    }

    public static void main(String[] args) throws InterruptedException, ExecutionException {
        int rounds = Integer.parseInt(args[2]);
        int nestedCalls = Integer.parseInt(args[3]);
        Config config = new Config()
                .strategy(Strategy.named(args[0]))
                .signalsBasedTraps(args[1].equals("signals"))
                .epochInterruption(true);
        AtomicBoolean isOver = new AtomicBoolean();
        try (Engine engine = new Engine(config);
                ExecutorService platform = Executors.newFixedThreadPool(3);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            check(engine.strategy().equals(config.strategy()), "the strategy, found " + engine.strategy());
            Module module = Module.ofText(engine, TEXT);
            Future<?> provoker = platform.submit(() -> provokeJava(engine, nestedCalls == DEEP, isOver));
            List<Future<?>> guests = new ArrayList<>();
            for (ExecutorService threads : List.of(platform, platform, virtual, virtual)) {
                guests.add(threads.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        new GuestFaults(engine, module, nestedCalls).run();
                    }
                }));
            }
            try {
                for (Future<?> guest : guests) {
                    guest.get();
                }
            } finally {
                isOver.set(true);
            }
            provoker.get();
        }
        boolean isMachine = config.strategy().equals(Strategy.WINCH);
        check(Signals.isInstalled() == (isMachine && args[1].equals("signals")), "a handler exactly if it is used");
        System.out.println("done " + rounds);
    }

    private void run() {
        for (int round = 0; round < 20; round++) {
            trapsInWasm();
            exceptionsPassThrough();
        }
        System.gc();
        callsNest();
        if (nestedCalls == DEEP) {
            stacksEnd();
        }
        loopsEnd();
        storesInUseStayOpen();
        trapsInWasm();
        store.close();
    }

    private static Throwable thrown(Supplier<Object> action) {
        try {
            return new AssertionError("expected a throwable, found " + action.get());
        } catch (Throwable e) { // whatever it is, it is looked at
            return e;
        }
    }

    private void traps(Failure failure, String function, Val... arguments) {
        Throwable thrown = thrown(() -> instance.func(function).call(arguments));
        if (!(thrown instanceof Trap trap) || trap.failure() != failure) {
            throw new AssertionError(function + ": expected " + failure, thrown);
        }
        check(!trap.backtrace().frames().isEmpty(), "a backtrace");
    }

    private int load(int address) {
        return instance.func("load").as(IntUnaryOperator.class).applyAsInt(address);
    }

    private void trapsInWasm() {
        check(load(65532) == 0, "a load that fits");
        for (int address : new int[] {65533, 65536, 1 << 20, -4, -1, Integer.MIN_VALUE}) {
            traps(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, "load", Val.i32(address));
            traps(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, "store", Val.i32(address));
            traps(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, "far", Val.i32(address));
        }
        traps(Failure.INTEGER_DIVIDE_BY_ZERO, "divide", Val.i32(7), Val.i32(0));
        traps(Failure.INTEGER_OVERFLOW, "divide", Val.i32(Integer.MIN_VALUE), Val.i32(-1));
        traps(Failure.INTEGER_DIVIDE_BY_ZERO, "remainder", Val.i64(7), Val.i64(0));
        traps(Failure.INVALID_CONVERSION_TO_INTEGER, "truncate", Val.f64(Double.NaN));
        traps(Failure.INTEGER_OVERFLOW, "truncate", Val.f64(1e10));
        traps(Failure.UNREACHABLE, "unreachable");
    }

    /// The host function.
    private void called(int what) {
        if (what > 1) {
            host.call(Val.i32(what - 1));
            return;
        }
        switch (what) {
            case THROW -> throwSneakily(toThrow);
            case RECURSE -> check(recurse(1) > 0, "a recursion");
            case CLOSE -> closeElsewhere();
            case NEST_FOREVER -> host.call(Val.i32(NEST_FOREVER));
            default -> traps(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, "load", Val.i32(-1));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // unchecked for the compiler too
    private static <T extends Throwable> void throwSneakily(@Nullable Throwable thrown) throws T {
        throw (T) Objects.requireNonNull(thrown);
    }

    @SuppressWarnings("ReferenceEquality") // the same exception, not an equal one
    private void exceptionsPassThrough() {
        for (Throwable wanted :
                List.of(new IllegalStateException("host"), new OutOfMemoryError("host"), new StackOverflowError())) {
            toThrow = wanted;
            check(thrown(() -> host.call(Val.i32(THROW))) == wanted, "the same object");
        }
        check(
                nestedCalls < DEEP || thrown(() -> host.call(Val.i32(RECURSE))) instanceof StackOverflowError,
                "an overflow in the host");
        host.call(Val.i32(0));
    }

    private void callsNest() {
        host.call(Val.i32(nestedCalls));
        host.call(Val.i32(nestedCalls));
    }

    /// One of the two stacks ends first; either way both can be used again.
    private void stacksEnd() {
        traps(Failure.CALL_STACK_EXHAUSTED, "recurse", Val.i32(0));
        Throwable thrown = thrown(() -> host.call(Val.i32(NEST_FOREVER)));
        check(
                thrown instanceof StackOverflowError
                        || (thrown instanceof Trap trap && trap.failure() == Failure.CALL_STACK_EXHAUSTED),
                "an end of the stack, found " + thrown);
        traps(Failure.CALL_STACK_EXHAUSTED, "recurse", Val.i32(0));
    }

    private void loopsEnd() {
        store.epochDeadline(1);
        traps(Failure.INTERRUPT, "spin");
        store.epochDeadline(FAR);
    }

    private void storesInUseStayOpen() {
        host.call(Val.i32(CLOSE));
        check(load(0) == 0, "an open store");
    }

    private void closeElsewhere() {
        List<Throwable> refusal = new ArrayList<>();
        Thread other = Thread.ofPlatform()
                .start(() -> refusal.add(thrown(() -> {
                    store.close();
                    return "a closed store";
                })));
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        check(refusal.getFirst() instanceof IllegalStateException, "a refusal, found " + refusal);
    }

    private static int recurse(int depth) {
        return depth < 0 ? 0 : recurse(depth + 1) + depth;
    }

    /// Null pointers, divisions and overflows in Java; the epoch goes on meanwhile.
    private static void provokeJava(Engine engine, boolean isDeep, AtomicBoolean isOver) {
        long found = 0;
        while (!isOver.get()) {
            engine.incrementEpoch();
            for (int round = 0; round < 5000; round++) {
                found += fault(round & 0) ? 1 : 0;
            }
            check(!isDeep || thrown(() -> recurse(1)) instanceof StackOverflowError, "an overflow of Java");
        }
        check(found > 0 && found % 5000 == 0, "faults of Java");
    }

    @SuppressWarnings("NullAway") // the point of it
    private static boolean fault(int zero) {
        try {
            String none = zero == 0 ? null : "";
            return none.length() > 0;
        } catch (NullPointerException _) {
            try {
                return 1 / zero > 0;
            } catch (ArithmeticException _) {
                return true;
            }
        }
    }
}
