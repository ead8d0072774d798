package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.component.Component;
import dev.gantry.component.Func;
import dev.gantry.component.FuncType;
import dev.gantry.component.Instance;
import dev.gantry.component.ItemType;
import dev.gantry.component.Type;
import dev.gantry.component.Val;
import dev.gantry.wasm.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Functions that components export, called with values that are checked when they are passed.
@EachStrategy
class ComponentFuncTest {
    private final Host host;

    ComponentFuncTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    /// R5, R65
    @Test
    void thunksAreCalled() {
        Instance instance = host.instance("""
                (core module $m (func (export "thunk")) (func (export "trap") unreachable))
                (core instance $i (instantiate $m))
                (func (export "thunk") (canon lift (core func $i "thunk")))
                (func (export "trap") (canon lift (core func $i "trap")))
                """);
        assertThat(instance.func("thunk").call()).isEmpty();
        assertThatThrownBy(() -> instance.func("trap").call())
                .isInstanceOf(Trap.class)
                .hasMessage("unreachable");
    }

    /// R67: what is wrong is told before the guest is entered, so the instance stays usable.
    @Test
    void argumentsAreCheckedBeforeAnythingHappens() {
        Func f = host.identity("u8", "i32").func("f");
        assertThatThrownBy(f::call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 1 arguments, found 0");
        assertThatThrownBy(() -> f.call(Val.u16(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x: expected u8, found U16[value=1]");
        assertThatThrownBy(() -> Val.u8(256)).isInstanceOf(IllegalArgumentException.class);
        assertThat(f.call(Val.u8(255))).contains(Val.u8(255));
    }

    private Val lifted(String type, String core, String constant) {
        Instance instance = host.instance("""
                (core module $m (func (export "f") (result %s) %s))
                (core instance $i (instantiate $m))
                (func (export "f") (result %s) (canon lift (core func $i "f")))
                """.formatted(core, constant, type));
        return instance.func("f").call().orElseThrow();
    }

    /// R54
    @Test
    void liftingIgnoresBitsBeyondTheType() {
        assertThat(lifted("u8", "i32", "i32.const 0xfff01")).isEqualTo(Val.u8(1));
        assertThat(lifted("s8", "i32", "i32.const 0xff")).isEqualTo(Val.s8(-1));
        assertThat(lifted("u16", "i32", "i32.const 0xf0003")).isEqualTo(Val.u16(3));
        assertThat(lifted("s16", "i32", "i32.const 0x1ffff")).isEqualTo(Val.s16(-1));
        assertThat(lifted("bool", "i32", "i32.const 256")).isEqualTo(Val.bool(true));
        assertThat(lifted("bool", "i32", "i32.const 0")).isEqualTo(Val.bool(false));
        assertThat(lifted("u32", "i32", "i32.const -1")).isEqualTo(Val.u32(0xFFFF_FFFFL));
    }

    /// R55
    @Test
    void floatsThatAreNoNumberBecomeTheCanonicalOne() {
        Val.F32 narrow = (Val.F32) lifted("f32", "f32", "f32.const -nan:0x400001");
        assertThat(Float.floatToRawIntBits(narrow.value())).isEqualTo(0x7FC0_0000);
        Val.F64 wide = (Val.F64) lifted("f64", "f64", "f64.const nan:0x4000000000001");
        assertThat(Double.doubleToRawLongBits(wide.value())).isEqualTo(0x7FF8_0000_0000_0000L);
        List<Integer> seen = new ArrayList<>();
        Instance identity = host.instance("""
                (core module $m (func (export "f") (param f32) (result i32) local.get 0 i32.reinterpret_f32))
                (core instance $i (instantiate $m))
                (func (export "f") (param "x" f32) (result s32) (canon lift (core func $i "f")))
                """);
        identity.func("f")
                .call(Val.f32(Float.intBitsToFloat(0xFFC0_1234)))
                .ifPresent(bits -> seen.add(((Val.S32) bits).value()));
        assertThat(seen).containsExactly(0x7FC0_0000);
    }

    @Test
    void charactersAreScalarValues() {
        assertThat(lifted("char", "i32", "i32.const 0x10ffff")).isEqualTo(Val.character(0x10FFFF));
        for (String wrong : List.of("0xd800", "0xdfff", "0x110000", "-1")) {
            assertThatThrownBy(() -> lifted("char", "i32", "i32.const " + wrong))
                    .isInstanceOf(Trap.class)
                    .hasMessageContaining("invalid `char` bit pattern");
        }
    }

    /// R64: what a payload leaves of the shared slots is zero, and narrow values in wide slots are
    /// zero-extended.
    @Test
    void casesShareTheirSlots() {
        Instance instance = host.instance("""
                (core module $m
                  (func (export "f") (param i32 i64) (result i64) local.get 1))
                (core instance $i (instantiate $m))
                (type $v (variant (case "a" s32) (case "b" f32) (case "c" u64) (case "d") (case "e" f64)))
                (export $v2 "v" (type $v))
                (func (export "f") (param "x" $v2) (result u64) (canon lift (core func $i "f")))
                """);
        Func f = instance.func("f");
        assertThat(f.call(Val.variant("a", Val.s32(-1)))).contains(Val.u64(0xFFFF_FFFFL));
        assertThat(f.call(Val.variant("b", Val.f32(-0f)))).contains(Val.u64(0x8000_0000L));
        assertThat(f.call(Val.variant("c", Val.u64(-1)))).contains(Val.u64(-1));
        assertThat(f.call(Val.variant("d"))).contains(Val.u64(0));
        assertThat(f.call(Val.variant("e", Val.f64(1)))).contains(Val.u64(Double.doubleToRawLongBits(1)));
        assertThatThrownBy(() -> f.call(Val.variant("d", Val.u64(1)))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> f.call(Val.variant("x"))).isInstanceOf(IllegalArgumentException.class);
    }

    /// R61
    @Test
    void casesAreCountedInOneTwoOrFourBytes() {
        for (int cases : new int[] {256, 257, 9_999}) {
            StringBuilder names = new StringBuilder();
            for (int at = 0; at < cases; at++) {
                names.append(" \"c").append(at).append('"');
            }
            Instance instance = host.instance("""
                    (core module $m (func (export "f") (param i32) (result i32) local.get 0))
                    (core instance $i (instantiate $m))
                    (type $e (enum %s))
                    (export $e2 "e" (type $e))
                    (func (export "f") (param "x" $e2) (result $e2) (canon lift (core func $i "f")))
                    """.formatted(names));
            Val last = Val.enumeration("c" + (cases - 1));
            assertThat(instance.func("f").call(last)).contains(last);
        }
    }

    private Instance reading(String type, int address, String data) {
        return host.instance("""
                (core module $m
                  (memory (export "memory") 1)
                  (data (i32.const 16) "%s")
                  (func (export "f") (result i32) i32.const %d))
                (core instance $i (instantiate $m))
                (func (export "f") (result %s) (canon lift (core func $i "f") (memory $i "memory")))
                """.formatted(data, address, type));
    }

    /// R44
    @Test
    void pointersAreAlignedAndInBounds() {
        assertThatThrownBy(() -> reading("(tuple u32 u32)", 17, "").func("f").call())
                .isInstanceOf(Trap.class)
                .hasMessage("pointer not aligned");
        assertThatThrownBy(
                        () -> reading("(tuple u32 u32)", 65_532, "").func("f").call())
                .isInstanceOf(Trap.class)
                .hasMessage("pointer out of bounds of memory");
        assertThatThrownBy(() -> reading("(list u32)", 16, "\\02\\00\\00\\00\\01\\00\\00\\00")
                        .func("f")
                        .call())
                .isInstanceOf(Trap.class)
                .hasMessage("pointer not aligned");
        assertThatThrownBy(() -> reading("(list u32)", 16, "\\04\\00\\00\\00\\ff\\ff\\ff\\00")
                        .func("f")
                        .call())
                .isInstanceOf(Trap.class)
                .hasMessage("list pointer/length out of bounds of memory");
    }

    /// R57, R58, R65, R66, R10
    @Test
    void typesCanBeAskedFor() {
        Component component = host.component("""
                (core module $m (func (export "f") (param i32 f64 i32 i32)))
                (core instance $i (instantiate $m))
                (type $r (record (field "a" u8) (field "b" f64)))
                (export $r2 "r" (type $r))
                (func (export "f") (param "x" $r2) (param "y" (result (error u8))) (canon lift (core func $i "f")))
                """);
        Type record = new Type.RecordType(
                List.of(new Type.Field("a", Type.Primitive.U8), new Type.Field("b", Type.Primitive.F64)));
        FuncType expected = new FuncType(
                List.of(
                        new Type.Field("x", record),
                        new Type.Field("y", new Type.ResultType(Optional.empty(), Optional.of(Type.Primitive.U8)))),
                Optional.empty(),
                false);
        assertThat(component.exports())
                .containsEntry("f", new ItemType.OfFunc(expected))
                .containsEntry("r", new ItemType.OfType(record));
        assertThat(host.linker.instantiate(host.store, component).func("f").type())
                .isEqualTo(expected);
    }

    /// R70: after a trap nobody enters the instance any more; other instances are not touched.
    @Test
    void aTrapPoisonsTheInstance() {
        String fields = """
                (core module $m (func (export "trap") unreachable) (func (export "ok")))
                (core instance $i (instantiate $m))
                (func (export "trap") (canon lift (core func $i "trap")))
                (func (export "ok") (canon lift (core func $i "ok")))
                """;
        Instance instance = host.instance(fields);
        Instance other = host.instance(fields);
        assertThat(instance.func("ok").call()).isEmpty();
        assertThatThrownBy(() -> instance.func("trap").call()).isInstanceOf(Trap.class);
        assertThatThrownBy(() -> instance.func("ok").call())
                .isInstanceOf(Trap.class)
                .hasMessage("cannot enter component instance");
        assertThat(other.func("ok").call()).isEmpty();
    }

    /// R71
    @Test
    void whatTheGuestCleansUpIsCleanedUpInTheCall() {
        Instance instance = host.instance("""
                (core module $m
                  (global $cleaned (mut i32) (i32.const 0))
                  (func (export "f") (result i32) i32.const 7)
                  (func (export "post") (param i32) (global.set $cleaned (local.get 0)))
                  (func (export "cleaned") (result i32) (global.get $cleaned)))
                (core instance $i (instantiate $m))
                (func (export "f") (result u32) (canon lift (core func $i "f") (post-return (func $i "post"))))
                (func (export "cleaned") (result u32) (canon lift (core func $i "cleaned")))
                """);
        assertThat(instance.func("f").call()).contains(Val.u32(7));
        assertThat(instance.func("cleaned").call()).contains(Val.u32(7));
    }

    /// R25, R26: one body for each type, and a trap, not an error when it is compiled.
    @Test
    void functionsLiftedAndLoweredInOneInstanceTrap() {
        Instance instance = host.instance("""
                (core module $m (func (export "f")))
                (core instance $i (instantiate $m))
                (func $lifted (canon lift (core func $i "f")))
                (core func $lowered (canon lower (func $lifted)))
                (core module $n (import "" "f" (func $f)) (func (export "g") call $f))
                (core instance $j (instantiate $n (with "" (instance (export "f" (func $lowered))))))
                (func (export "g") (canon lift (core func $j "g")))
                """);
        assertThatThrownBy(() -> instance.func("g").call())
                .isInstanceOf(Trap.class)
                .hasMessage("cannot enter component instance");
    }
}
