package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.ExnRef;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Tag;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrapTest {
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());
    private static final String NESTED = """
            (module $nested
              (import "host" "f" (func $f))
              (func $inner (call $f))
              (func $outer (export "outer") (nop) (call $inner)))""";

    private final Guests guests = new Guests();

    @AfterEach
    void close() {
        guests.close();
    }

    private static final class CheckedFailure extends Exception {
        private static final long serialVersionUID = 1L;
    }

    @Test
    @DisplayName("R80: a trap is told by its code alone")
    void trapsCarryTheirCode() {
        Func divide = guests.instance(
                        "(module (func (export \"div\") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1))))")
                .func("div");
        assertThat(trap(divide, Val.i32(1), Val.i32(0)).failure()).isEqualTo(Failure.INTEGER_DIVIDE_BY_ZERO);
        assertThat(trap(divide, Val.i32(Integer.MIN_VALUE), Val.i32(-1)).failure())
                .isEqualTo(Failure.INTEGER_OVERFLOW);
    }

    private static Trap trap(Func func, Val... args) {
        return catchThrowableOfType(Trap.class, () -> func.call(args));
    }

    @Test
    @DisplayName("R85: the text of a trap and of its backtrace end without a new line")
    void backtracesNameFunctionsAndOffsets() {
        Trap trap = trap(guests.instance("""
                (module $m (func $a unreachable) (func $b (call $a)) (func (export "go") (call $b)))""").func("go"));
        assertThat(trap).hasMessage("unreachable");
        assertThat(trap.backtrace().frames())
                .extracting(WasmBacktrace.Frame::funcName)
                .containsExactly("a", "b", null);
        assertThat(trap.backtrace().frames()).allMatch(frame -> frame.moduleOffset() > 0);
        assertThat(trap.backtrace().toString()).contains("m!a").doesNotEndWith("\n");
        assertThat(trap.getStackTrace()[0].getMethodName()).isEqualTo("a");
    }

    @Test
    @DisplayName("R79: an exception of a host function comes out as the same object")
    void hostExceptionsKeepTheirIdentity() {
        CheckedFailure failure = new CheckedFailure();
        guests.linker.func("host", "f", NOTHING, (_, _, _) -> {
            throw failure;
        });
        Instance instance = guests.instance(NESTED);
        Throwable thrown = catchThrowable(() -> instance.func("outer").call());
        assertThat(thrown).isSameAs(failure);
    }

    @Test
    @DisplayName("R81: every exception that crosses wasm carries the wasm backtrace")
    void hostExceptionsCarryTheBacktrace() {
        guests.linker.func("host", "f", NOTHING, (_, _, _) -> {
            throw new IOException("disk");
        });
        Instance instance = guests.instance(NESTED);
        Throwable thrown = catchThrowable(() -> instance.func("outer").call());
        WasmBacktrace trace = WasmBacktrace.attachedTo(thrown).orElseThrow();
        assertThat(trace.frames()).extracting(WasmBacktrace.Frame::funcName).containsExactly("inner", "outer");
    }

    @Test
    void hostErrorsComeOutToo() {
        StackOverflowError error = new StackOverflowError("host");
        guests.linker.func("host", "f", NOTHING, (_, _, _) -> {
            throw error;
        });
        Instance instance = guests.instance(NESTED);
        assertThat(catchThrowable(() -> instance.func("outer").call())).isSameAs(error);
    }

    @Test
    @DisplayName("R86: host functions can ask for the wasm frames that are active")
    void backtracesCanBeCapturedInHostFunctions() {
        AtomicReference<WasmBacktrace> seen = new AtomicReference<>();
        guests.linker.func("host", "f", NOTHING, (caller, _, _) -> seen.set(caller.backtrace()));
        guests.instance(NESTED).func("outer").call();
        assertThat(seen.get().frames())
                .extracting(WasmBacktrace.Frame::funcName)
                .containsExactly("inner", "outer");
    }

    @Test
    @DisplayName("R86, R91: frames of nested calls through the host are all there, innermost first")
    void backtracesSpanHostFrames() {
        AtomicReference<Func> inner = new AtomicReference<>();
        guests.linker.func("host", "f", NOTHING, (_, _, _) -> inner.get().call());
        Instance instance = guests.instance(NESTED);
        inner.set(guests.instance("(module $other (func $boom (export \"boom\") unreachable))")
                .func("boom"));
        assertThat(trap(instance.func("outer")).backtrace().frames())
                .extracting(WasmBacktrace.Frame::funcName)
                .containsExactly("boom", "inner", "outer");
    }

    @Test
    @DisplayName("R89: a trap caught by the host leaves the outer call usable")
    void hostMayCatchTrapsAndGoOn() {
        AtomicReference<Func> inner = new AtomicReference<>();
        guests.linker.func(
                "host",
                "f",
                NOTHING,
                (_, _, _) -> assertThatThrownBy(() -> inner.get().call()).isInstanceOf(Trap.class));
        Instance instance = guests.instance(NESTED);
        inner.set(
                guests.instance("(module (func (export \"boom\") unreachable))").func("boom"));
        assertThat(instance.func("outer").call()).isEmpty();
        assertThat(instance.func("outer").call()).isEmpty();
    }

    @Test
    void runawayRecursionTrapsAndTheStoreStaysUsable() {
        Instance instance = guests.instance("""
                (module (func $f (export "f") (result i32) (i32.add (call $f) (i32.const 1)))
                  (func (export "ok") (result i32) i32.const 1))""");
        for (int round = 0; round < 3; round++) {
            assertThat(trap(instance.func("f")).failure()).isEqualTo(Failure.CALL_STACK_EXHAUSTED);
            assertThat(instance.func("ok").call()).containsExactly(Val.i32(1));
        }
    }

    @Test
    void runawayRecursionThroughTheHostTraps() {
        AtomicReference<Func> self = new AtomicReference<>();
        guests.linker.func("host", "f", NOTHING, (_, _, _) -> self.get().call());
        Instance instance = guests.instance(NESTED);
        self.set(instance.func("outer"));
        Throwable thrown = catchThrowable(() -> instance.func("outer").call());
        assertThat(thrown).isInstanceOfAny(Trap.class, StackOverflowError.class);
        self.set(guests.instance("(module (func (export \"ok\")))").func("ok"));
        assertThat(instance.func("outer").call()).isEmpty();
    }

    @Test
    void uncaughtExceptionsAreGuestExceptions() {
        Instance instance = guests.instance("""
                (module (tag $e (export "e") (param i32 i64))
                  (func $thrower (export "go") (throw $e (i32.const 1) (i64.const 2))))""");
        GuestException thrown = catchThrowableOfType(
                GuestException.class, () -> instance.func("go").call());
        ExnRef exn = (ExnRef) thrown.exception();
        assertThat(exn.tag()).isEqualTo(instance.tag("e"));
        assertThat(exn.payload()).containsExactly(Val.i32(1), Val.i64(2));
        assertThat(thrown.backtrace().frames())
                .extracting(WasmBacktrace.Frame::funcName)
                .containsExactly("thrower");
    }

    @Test
    void wasmCatchesExceptionsThrownByTheHost() {
        Tag tag = Tag.of(guests.store, FuncType.of(List.of(ValType.I32), List.of()));
        guests.linker.define("host", "tag", tag);
        guests.linker.func("host", "f", NOTHING, (_, _, _) -> {
            throw ExnRef.of(guests.store, tag, Val.i32(42)).exception();
        });
        Instance instance = guests.instance("""
                (module (import "host" "tag" (tag $e (param i32))) (import "host" "f" (func $f))
                  (func (export "go") (result i32)
                    (block $caught (result i32) (try_table (catch $e $caught) (call $f)) (i32.const 0))))""");
        assertThat(instance.func("go").call()).containsExactly(Val.i32(42));
    }
}
