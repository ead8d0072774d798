package dev.gantry.fuzz.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Global;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Table;
import dev.gantry.Tag;
import dev.gantry.Val;
import dev.gantry.fuzz.generate.Choice;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Runs a pair of [StackModules] and compares every backtrace there is with the stack that the functions keep.
///
/// Threading: confined to one thread.
public final class ShadowRun implements AutoCloseable {
    private static final int FUEL = 60;
    private static final int CALLS = 6;
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());
    private static final FuncType NUMBER = FuncType.of(List.of(NumType.I32), List.of());

    private final Store<Void> store;
    private final Memory memory;
    private final Table table;
    private final Global sp;
    private final Global fuel;
    private final List<Instance> instances = new ArrayList<>();
    private final int maxFrames;
    private int checked;

    /// What the host function `boom` throws.
    private static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// Makes and instantiates a pair.
    public ShadowRun(Engine engine, Choice choice) {
        maxFrames = engine.config().maxBacktraceFrames();
        store = Store.of(engine);
        memory = Memory.of(store, MemoryType.of(Limits.atLeast(1)));
        TableType tableType = new TableType(false, Limits.atLeast(16), RefType.FUNCREF);
        table = Table.of(store, tableType, Val.funcref(null));
        sp = Global.of(store, new GlobalType(NumType.I32, true), Val.i32(0));
        fuel = Global.of(store, new GlobalType(NumType.I32, true), Val.i32(FUEL));
        Linker<Void> linker = new Linker<Void>(engine)
                .define("env", "mem", memory)
                .define("env", "t", table)
                .define("env", "sp", sp)
                .define("env", "fuel", fuel)
                .define("env", "tag", Tag.of(store, NUMBER))
                .func("env", "capture", NOTHING, (caller, _, _) -> check(caller.backtrace()))
                .funcDynamic("env", "reenter", NUMBER, (caller, args) -> {
                    check(caller.backtrace());
                    reenter(args[0].asI32());
                    check(caller.backtrace());
                    return new Val[0];
                })
                .funcDynamic("env", "recover", NUMBER, (caller, args) -> {
                    Val before = sp.get();
                    try {
                        reenter(args[0].asI32());
                    } catch (Trap | GuestException | Boom e) {
                        checkThrown(e);
                        sp.set(before);
                    }
                    check(caller.backtrace());
                    return new Val[0];
                })
                .func("env", "boom", NOTHING, (caller, _, _) -> {
                    check(caller.backtrace());
                    throw new Boom();
                });
        for (int module = 0; module < 2; module++) {
            String text = StackModules.make(choice, module);
            instances.add(linker.instantiate(store, Module.ofText(engine, text)));
            linker.instance("m" + module, instances.get(module));
        }
    }

    private void reenter(int slot) {
        Func func = table.get(slot).asFunc();
        if (func == null) {
            throw new AssertionError("no function in slot " + slot);
        }
        func.call(Val.i32(slot));
    }

    /// The stack that the functions keep, innermost first, as far as backtraces go.
    private List<Integer> shadow() {
        List<Integer> numbers = new ArrayList<>();
        for (int at = sp.get().asI32() - Integer.BYTES; at >= 0 && numbers.size() < maxFrames; at -= Integer.BYTES) {
            numbers.add(memory.asSegment().get(ValueLayout.JAVA_INT_UNALIGNED, at));
        }
        return numbers;
    }

    private static List<Integer> numbers(WasmBacktrace backtrace) {
        List<Integer> numbers = new ArrayList<>();
        for (WasmBacktrace.Frame frame : backtrace.frames()) {
            assertThat(frame.module()).as("module of a frame").isIn("m0", "m1");
            assertThat(frame.moduleOffset()).as("offset of a frame").isPositive();
            numbers.add(("m1".equals(frame.module()) ? 100 : 0) + frame.funcIndex());
        }
        return numbers;
    }

    private void check(WasmBacktrace backtrace) {
        checked++;
        assertThat(numbers(backtrace)).as("captured frames").isEqualTo(shadow());
    }

    /// Checks the frames of what came out of a call. What was pushed below the place where it was thrown is still
    /// there.
    private void checkThrown(RuntimeException thrown) {
        checked++;
        switch (thrown) {
            case Trap trap ->
                assertThat(numbers(trap.backtrace()))
                        .as("frames of %s", trap.failure())
                        .isEqualTo(shadow());
            case GuestException exception ->
                assertThat(numbers(exception.backtrace()))
                        .as("frames of an exception")
                        .isEqualTo(shadow());
            case Boom boom ->
                assertThat(WasmBacktrace.attachedTo(boom).map(ShadowRun::numbers))
                        .as("frames of an exception of the host")
                        .contains(shadow());
            default -> throw thrown;
        }
    }

    /// Calls functions of both instances.
    ///
    /// @return how many backtraces there were
    public int perform(Choice choice) {
        for (int call = 0; call < CALLS; call++) {
            sp.set(Val.i32(0));
            fuel.set(Val.i32(choice.between(1, FUEL)));
            try {
                choice.of(instances)
                        .func("f" + choice.below(StackModules.FUNCS))
                        .call(Val.i32(0));
                assertThat(sp.get().asI32()).as("what a call leaves behind").isZero();
            } catch (Trap | GuestException | Boom e) {
                checkThrown(e);
            }
            assertThat(store.backtrace().frames()).as("frames after a call").isEmpty();
        }
        return checked;
    }

    @Override
    public void close() {
        store.close();
    }
}
