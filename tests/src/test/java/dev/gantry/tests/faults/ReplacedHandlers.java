package dev.gantry.tests.faults;

import static dev.gantry.tests.faults.ChildProgram.call;
import static dev.gantry.tests.faults.ChildProgram.check;
import static dev.gantry.tests.faults.ChildProgram.expectTrap;
import static dev.gantry.tests.faults.ChildProgram.winch;

import dev.gantry.CacheConfig;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.ModuleCache;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.WasmException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Engines in a process where another library replaces the handler of a signal, and puts it back. The argument is a
/// folder for caches. What is refused is printed.
final class ReplacedHandlers {
    private static final int SIGSEGV = 11;
    private static final int SIGACTION_BYTES = 152;

    private static final String MODULE = """
            (module
              (memory 1)
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "divide") (param i32) (result i32) (i32.div_u (i32.const 6) (local.get 0))))""";

    private final CacheConfig cache;
    private final MethodHandle sigaction;
    private final MemorySegment theirs;
    private final MemorySegment found;

    @SuppressWarnings("restricted") // the other library is this class
    private ReplacedHandlers(Path folder, Arena arena) {
        cache = CacheConfig.of(folder).withMinModuleBytes(0);
        sigaction = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find("sigaction").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        theirs = arena.allocate(SIGACTION_BYTES);
        found = arena.allocate(SIGACTION_BYTES);
    }

    public static void main(String[] args) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            new ReplacedHandlers(Path.of(args[0]), arena).run();
        }
        System.out.println("done");
    }

    /// Makes an action the one of SIGSEGV.
    private void set(MemorySegment action) throws Throwable {
        check((int) sigaction.invokeExact(SIGSEGV, action, MemorySegment.NULL) == 0, "another handler");
    }

    /// The address of the function that handles SIGSEGV; the action is in `into` then.
    private long handler(MemorySegment into) throws Throwable {
        check((int) sigaction.invokeExact(SIGSEGV, MemorySegment.NULL, into) == 0, "the handler");
        return into.get(ValueLayout.JAVA_LONG, 0);
    }

    private void run() throws Throwable {
        long before = handler(theirs);
        expect(new Config().strategy(Strategy.INTERPRETER), Strategy.INTERPRETER, false);
        expect(new Config().strategy(Strategy.INTERPRETER).signalsBasedTraps(true), Strategy.INTERPRETER, false);
        expect(winch().signalsBasedTraps(false), Strategy.WINCH, false);
        check(handler(found) == before, "nothing is installed unless it is needed");

        check(cached(winch()).equals(new ModuleCache.Statistics(0, 1, 0)), "compiled");
        check(cached(winch()).equals(new ModuleCache.Statistics(1, 0, 0)), "found");
        check(handler(found) != before, "a handler is installed");
        try (Engine engine = new Engine(winch());
                Module module = Module.ofText(engine, MODULE);
                Store<Void> store = Store.of(engine)) {
            check(engine.signalsBasedTraps(), "signals are chosen");
            Instance instance = Instance.of(store, module, List.of());
            traps(instance);
            set(theirs);
            refused(() -> Store.of(engine).close());
            whileReplaced(module.serialize());
            set(found);
            traps(instance);
            try (Store<Void> later = Store.of(engine)) {
                traps(Instance.of(later, module, List.of()));
            }
        }
        expect(new Config(), Strategy.WINCH, true);
        expect(winch().signalsBasedTraps(true), Strategy.WINCH, true);
        check(cached(winch()).equals(new ModuleCache.Statistics(1, 0, 0)), "the first is still there");
    }

    private void whileReplaced(byte[] artifact) {
        refused(() -> new Engine(winch().signalsBasedTraps(true)).close());
        refused(() -> new Engine(new Config().signalsBasedTraps(true)).close());
        expect(winch(), Strategy.WINCH, false);
        expect(new Config(), Strategy.WINCH, false);
        expect(winch().signalsBasedTraps(false), Strategy.WINCH, false);
        try (Engine engine = new Engine(winch())) {
            refused(() -> Module.deserialize(engine, artifact).close());
        }
        check(cached(winch()).equals(new ModuleCache.Statistics(0, 1, 0)), "compiled with checks");
        check(cached(winch()).equals(new ModuleCache.Statistics(1, 0, 0)), "found with checks");
    }

    /// Makes an engine, looks what it chose, and runs guests that trap.
    private static void expect(Config config, Strategy strategy, boolean hasSignals) {
        try (Engine engine = new Engine(config);
                Module module = Module.ofText(engine, MODULE);
                Store<Void> store = Store.of(engine)) {
            check(engine.strategy().equals(strategy), strategy + ", found " + engine.strategy());
            check(engine.signalsBasedTraps() == hasSignals, "signals, expected " + hasSignals);
            check(engine.passedOver().equals(Map.of()), "nothing better, found " + engine.passedOver());
            traps(Instance.of(store, module, List.of()));
        }
    }

    private ModuleCache.Statistics cached(Config config) {
        try (Engine engine = new Engine(config.cache(cache));
                Module module = Module.ofText(engine, MODULE);
                Store<Void> store = Store.of(engine)) {
            traps(Instance.of(store, module, List.of()));
            return engine.cache().orElseThrow().statistics();
        }
    }

    private static void traps(Instance instance) {
        check(call(instance, "load", 0) == 0, "a load");
        check(call(instance, "divide", 2) == 3, "a division");
        expectTrap(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> call(instance, "load", -1));
        expectTrap(Failure.INTEGER_DIVIDE_BY_ZERO, () -> call(instance, "divide", 0));
    }

    private static void refused(Runnable action) {
        try {
            action.run();
            throw new AssertionError("expected a refusal");
        } catch (WasmException e) {
            System.out.println(e.getMessage());
        }
    }
}
