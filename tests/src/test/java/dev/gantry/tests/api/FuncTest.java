package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Caller;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Extern;
import dev.gantry.Func;
import dev.gantry.Global;
import dev.gantry.Instance;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.ResourceLimitException;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Table;
import dev.gantry.Tag;
import dev.gantry.V128;
import dev.gantry.Val;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FuncTest {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final String ADD =
            "(module (func (export \"add\") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))";

    private final Guests guests = new Guests();

    @AfterEach
    void close() {
        guests.close();
    }

    @Test
    void dynamicCallsTakeAndGiveValues() {
        Func add = guests.instance(ADD).func("add");
        assertThat(add.call(Val.i32(1), Val.i32(2))).containsExactly(Val.i32(3));
    }

    @Test
    void functionalInterfacesAreCheckedOnce() {
        Func add = guests.instance(ADD).func("add");
        assertThat(add.as(IntBinaryOperator.class).applyAsInt(40, 2)).isEqualTo(42);
        assertThatThrownBy(() -> add.as(LongBinaryOperator.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> add.as(IntUnaryOperator.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> add.as(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("functional interface");
    }

    /// R145: a store takes the stack of its machine code at the first call, of whatever kind that is.
    @Test
    void noRoomForAStackIsTheSameErrorInEachKindOfCall() {
        MachineCode.assume("winch");
        try (Engine engine =
                new Engine(new Config().strategy(Strategy.named("winch")).maxWasmStack(1L << 60))) {
            Module module = Module.ofText(engine, "(module (func (export \"f\")))");
            List<ThrowingConsumer<Func>> kinds = List.of(
                    Func::call,
                    func -> func.as(Runnable.class).run(),
                    func -> {
                        func.handle().invokeExact();
                    },
                    func -> func.callRaw(MemorySegment.ofArray(new long[2])));
            for (ThrowingConsumer<Func> kind : kinds) {
                try (Store<Void> store = Store.of(engine)) {
                    Func func = Instance.of(store, module, List.of()).func("f");
                    assertThatThrownBy(() -> kind.accept(func))
                            .isInstanceOf(ResourceLimitException.class)
                            .hasMessageContaining("no room for a stack");
                }
            }
        }
    }

    @Test
    void handlesInvokeExactly() throws Throwable {
        MethodHandle add = guests.instance(ADD).func("add").handle();
        int sum = (int) add.invokeExact(-5, 3);
        assertThat(sum).isEqualTo(-2);
    }

    @Test
    void allNumberTypesPassThroughHandles() throws Throwable {
        Instance instance = guests.instance("""
                (module (func (export "mix") (param f32 v128 i64 f64) (result f64)
                  (f64.add (f64.add (f64.promote_f32 (local.get 0)) (f64.convert_i64_s (local.get 2)))
                           (f64.add (local.get 3) (f64x2.extract_lane 1 (local.get 1))))))""");
        double sum = (double) instance.func("mix")
                .handle()
                .invokeExact(1.5f, new V128(0, Double.doubleToRawLongBits(0.25)), 100L, 1000.0);
        assertThat(sum).isEqualTo(1101.75);
    }

    @Test
    void severalResultsComeAsValues() throws Throwable {
        Func swap = guests.instance(
                        "(module (func (export \"swap\") (param i32 i64) (result i64 i32) local.get 1 local.get 0))")
                .func("swap");
        assertThat((Val[]) swap.handle().invokeExact(1, 2L)).containsExactly(Val.i64(2), Val.i32(1));
    }

    @Test
    void rawCallsReadAndWriteSlotsOfSixteenBytes() {
        MemorySegment slots = MemorySegment.ofArray(new long[4]);
        slots.set(INT, 0, 7);
        slots.set(INT, 16, -9);
        guests.instance(ADD).func("add").callRaw(slots);
        assertThat(slots.get(INT, 0)).isEqualTo(-2);
    }

    @Test
    void wrongArgumentsAreRefused() {
        Func add = guests.instance(ADD).func("add");
        assertThatThrownBy(() -> add.call(Val.i32(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 2 arguments, found 1");
        assertThatThrownBy(() -> add.call(Val.i32(1), Val.i64(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a value of type i32");
    }

    @Test
    void missingExportsAreNamedWithWhatThereIs() {
        Instance instance = guests.instance(ADD);
        assertThatThrownBy(() -> instance.func("sub"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("expected a function named sub, found [add]");
        assertThatThrownBy(() -> instance.memory("add")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @DisplayName("R128, R154: host functions of every form work without a compiler")
    void hostFunctionsOfEveryForm() throws Throwable {
        guests.linker.func(
                "host",
                "raw",
                FuncType.of(List.of(ValType.I32), List.of(ValType.I32)),
                (_, args, results) -> results.set(INT, 0, args.get(INT, 0) + 1));
        guests.linker.funcDynamic(
                "host", "dynamic", FuncType.of(List.of(ValType.I32), List.of(ValType.I32)), (_, args) ->
                        new Val[] {Val.i32(args[0].asI32() * 2)});
        guests.linker.func("host", "operator", IntUnaryOperator.class, value -> value - 3);
        MethodHandle concat = MethodHandles.lookup()
                .findStatic(
                        FuncTest.class,
                        "describe",
                        MethodType.methodType(int.class, Caller.class, int.class, Object.class));
        guests.linker.func("host", "handle", concat);
        Instance instance = guests.instance("""
                (module
                  (import "host" "raw" (func $raw (param i32) (result i32)))
                  (import "host" "dynamic" (func $dynamic (param i32) (result i32)))
                  (import "host" "operator" (func $operator (param i32) (result i32)))
                  (import "host" "handle" (func $handle (param i32 externref) (result i32)))
                  (func (export "run") (param i32 externref) (result i32)
                    (call $handle (call $operator (call $dynamic (call $raw (local.get 0)))) (local.get 1))))""");
        assertThat(instance.func("run").call(Val.i32(5), Val.externref("abc")))
                .containsExactly(Val.i32((5 + 1) * 2 - 3 + "abc".length() + "host data".length()));
    }

    @SuppressWarnings("UnusedMethod") // found by name
    private static int describe(Caller<?> caller, int number, Object text) {
        return number + text.toString().length() + caller.data().toString().length();
    }

    @Test
    @DisplayName("R93: a caller sees every kind of export of the calling instance")
    void callersSeeEveryExport() {
        List<Extern> seen = new ArrayList<>();
        guests.linker.func("host", "look", FuncType.of(List.of(), List.of()), (caller, _, _) -> {
            for (String name : List.of("f", "m", "t", "g", "e")) {
                seen.add(caller.export(name).orElseThrow());
            }
            assertThat(caller.export("nothing")).isEmpty();
        });
        Instance instance = guests.instance("""
                (module
                  (import "host" "look" (func $look))
                  (func (export "f") (call $look))
                  (memory (export "m") 1) (table (export "t") 1 funcref) (global (export "g") i32 (i32.const 1))
                  (tag (export "e")))""");
        instance.func("f").call();
        assertThat(seen).hasSize(5);
        assertThat(seen.get(0)).isInstanceOf(Func.class).isEqualTo(instance.func("f"));
        assertThat(seen.get(1)).isInstanceOf(Memory.class).isEqualTo(instance.memory("m"));
        assertThat(seen.get(2)).isInstanceOf(Table.class).isEqualTo(instance.table("t"));
        assertThat(seen.get(3)).isInstanceOf(Global.class).isEqualTo(instance.global("g"));
        assertThat(seen.get(4)).isInstanceOf(Tag.class).isEqualTo(instance.tag("e"));
    }

    @Test
    void externalReferencesKeepTheirIdentity() throws Throwable {
        Func id = guests.instance("(module (func (export \"id\") (param externref) (result externref) local.get 0))")
                .func("id");
        Object object = new Object();
        assertThat(id.call(Val.externref(object))[0].asExtern()).isSameAs(object);
        assertThat(id.call(Val.externref(null))[0].asExtern()).isNull();
        assertThat((Object) id.handle().invokeExact(object)).isSameAs(object);
        assertThatThrownBy(() -> id.as(BinaryOperator.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void functionReferencesPassBothWays() throws Throwable {
        Instance instance = guests.instance("""
                (module (type $f (func (result i32)))
                  (func (export "call") (param (ref null $f)) (result i32) (call_ref $f (local.get 0)))
                  (func $seven (result i32) i32.const 7) (elem declare func $seven)
                  (func (export "get") (result (ref $f)) (ref.func $seven)))""");
        Func seven = (Func) instance.func("get").handle().invokeExact();
        assertThat(seven.as(IntSupplier.class).getAsInt()).isEqualTo(7);
        assertThat(instance.func("call").call(Val.funcref(seven))).containsExactly(Val.i32(7));
        Func wrongType = instance.func("call");
        assertThatThrownBy(() -> instance.func("call").call(Val.funcref(wrongType)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
