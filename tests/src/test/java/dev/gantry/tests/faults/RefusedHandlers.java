package dev.gantry.tests.faults;

import static dev.gantry.tests.faults.ChildProgram.call;
import static dev.gantry.tests.faults.ChildProgram.check;
import static dev.gantry.tests.faults.ChildProgram.expectTrap;
import static dev.gantry.tests.faults.ChildProgram.winch;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.UnsupportedException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// Engines in a process whose system refuses another handler of SIGSEGV, and of no other signal. What is refused is
/// printed.
final class RefusedHandlers {
    private static final int SET_NO_NEW_PRIVILEGES = 38;
    private static final int SET_SECCOMP = 22;
    private static final long SECCOMP_FILTER = 2;

    /// Instructions of filters of system calls, and where these find number and arguments.
    private static final short LOAD = 0x20;

    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;
    private static final int NUMBER = 0;
    private static final int FIRST_ARGUMENT = 16;
    private static final int SECOND_ARGUMENT = 24;
    private static final int ALLOW = 0x7FFF_0000;
    private static final int NOT_PERMITTED = 0x0005_0001;
    private static final int INSTRUCTION_BYTES = 8;

    private static final int SIGACTION = 13;
    private static final int SIGSEGV = 11;

    private static final String MODULE = """
            (module
              (memory 1)
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "divide") (param i32) (result i32) (i32.div_u (i32.const 6) (local.get 0))))""";

    private RefusedHandlers() {}

    /// Filters are those of the thread that asks for them, which makes all engines too.
    public static void main(String[] args) throws Throwable {
        if (!filter()) {
            System.out.println("no filters here");
            return;
        }
        for (int round = 0; round < 2; round++) {
            runs(new Config());
            runs(winch());
            refused(winch().signalsBasedTraps(true));
            refused(new Config().signalsBasedTraps(true));
        }
        System.out.println("done");
    }

    @SuppressWarnings("restricted") // what a sandbox does
    private static boolean filter() throws Throwable {
        MethodHandle prctl = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find("prctl").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG),
                        Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            int[][] instructions = {
                {LOAD, 0, 0, NUMBER},
                {JUMP_IF_EQUAL, 0, 5, SIGACTION},
                {LOAD, 0, 0, FIRST_ARGUMENT},
                {JUMP_IF_EQUAL, 0, 3, SIGSEGV},
                {LOAD, 0, 0, SECOND_ARGUMENT},
                {JUMP_IF_EQUAL, 1, 0, 0}, // who only asks
                {RETURN, 0, 0, NOT_PERMITTED},
                {RETURN, 0, 0, ALLOW}
            };
            MemorySegment code = arena.allocate((long) INSTRUCTION_BYTES * instructions.length, INSTRUCTION_BYTES);
            for (int number = 0; number < instructions.length; number++) {
                long at = (long) INSTRUCTION_BYTES * number;
                code.set(ValueLayout.JAVA_SHORT, at, (short) instructions[number][0]);
                code.set(ValueLayout.JAVA_BYTE, at + 2, (byte) instructions[number][1]);
                code.set(ValueLayout.JAVA_BYTE, at + 3, (byte) instructions[number][2]);
                code.set(ValueLayout.JAVA_INT, at + 4, instructions[number][3]);
            }
            MemorySegment program = arena.allocate(16, 8);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) instructions.length);
            program.set(ValueLayout.JAVA_LONG, 8, code.address());
            return (int) prctl.invokeExact(SET_NO_NEW_PRIVILEGES, 1L, 0L, 0L, 0L) == 0
                    && (int) prctl.invokeExact(SET_SECCOMP, SECCOMP_FILTER, program.address(), 0L, 0L) == 0;
        }
    }

    private static void runs(Config config) {
        try (Engine engine = new Engine(config);
                Module module = Module.ofText(engine, MODULE);
                Store<Void> store = Store.of(engine)) {
            check(engine.strategy().equals(Strategy.WINCH), "machine code, found " + engine.strategy());
            check(!engine.signalsBasedTraps(), "explicit checks");
            Instance instance = Instance.of(store, module, List.of());
            check(call(instance, "load", 0) == 0, "a load");
            expectTrap(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> call(instance, "load", -1));
            expectTrap(Failure.INTEGER_DIVIDE_BY_ZERO, () -> call(instance, "divide", 0));
        }
    }

    private static void refused(Config config) {
        try {
            new Engine(config).close();
            throw new AssertionError("expected a refusal");
        } catch (UnsupportedException e) {
            System.out.println(e.getMessage());
        }
    }
}
