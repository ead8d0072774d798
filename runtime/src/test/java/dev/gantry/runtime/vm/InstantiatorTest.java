package dev.gantry.runtime.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.ResourceException;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstantiatorTest {
    private final TestModules engine = new TestModules();
    private final VmStore store = engine.store();

    private static long global(VmInstance instance, String name) {
        return TestModules.export(instance, name, VmGlobal.class).lo;
    }

    /// R124.
    @Test
    void constantExpressionsMayHaveManyInstructions() {
        VmInstance instance = engine.instance(store, """
                (module
                  (global $a (export "a") i32 (i32.sub (i32.mul (i32.const 0x10001) (i32.const 0x10001)) (i32.const 3)))
                  (global (export "b") i64 (i64.add (i64.const -1) (i64.mul (i64.const 2) (i64.const 5))))
                  (global (export "c") i32 (global.get $a))
                  (global (export "d") f32 (f32.const -0.0))
                  (global (export "e") i31ref (ref.i31 (i32.const -1)))
                  (global (export "f") f64 (f64.const 1))
                  (global $v (export "v") v128 (v128.const i64x2 1 2))
                  (global (export "w") v128 (global.get $v)))
                """);
        assertThat(global(instance, "a")).isEqualTo(0x1FFFE);
        assertThat(global(instance, "b")).isEqualTo(9);
        assertThat(global(instance, "c")).isEqualTo(global(instance, "a"));
        assertThat(global(instance, "d")).isEqualTo(0xFFFF_FFFF_8000_0000L);
        assertThat(global(instance, "e")).isEqualTo(0xFFFF_FFFFL);
        assertThat(global(instance, "f")).isEqualTo(Double.doubleToRawLongBits(1));
        VmGlobal vector = TestModules.export(instance, "w", VmGlobal.class);
        assertThat(vector.lo).isEqualTo(1);
        assertThat(vector.hi).isEqualTo(2);
    }

    /// R125, R126, R157.
    @Test
    void elementsAndOffsetsAreConstantExpressions() {
        VmGlobal func = store.createGlobal(
                new GlobalType(RefType.FUNCREF, false),
                store.register(engine.host(store, List.of(), List.of(), (_, _, _) -> {})),
                0);
        VmInstance instance = engine.instance(store, """
                (module
                  (import "" "f" (global $f funcref))
                  (table (export "t") 10 funcref (global.get $f))
                  (table (export "u") 3 i31ref (ref.i31 (i32.const 7)))
                  (memory (export "m") 1)
                  (global $two i32 (i32.const 2))
                  (elem (offset (i32.add (global.get $two) (i32.const 3))) funcref
                    (item (global.get $f)) (item (ref.null func)) (item (ref.func 0)))
                  (data (offset (i32.mul (global.get $two) (i32.const 8))) "hi")
                  (func))
                """, func);
        VmTable table = TestModules.export(instance, "t", VmTable.class);
        assertThat(table.get(0)).isEqualTo((int) func.lo);
        assertThat(table.get(5)).isEqualTo((int) func.lo);
        assertThat(table.get(6)).isZero();
        assertThat(store.func(table.get(7))).isSameAs(instance.func(0));
        assertThat(TestModules.export(instance, "u", VmTable.class).get(2)).isEqualTo(15);
        assertThat(TestModules.export(instance, "m", VmMemory.class).load16(16)).isEqualTo((short) ('h' | 'i' << 8));
        assertThat(instance.elem(0)).isEmpty();
        assertThat(instance.dataSize(0)).isZero();
    }

    @Test
    void passiveSegmentsStayAndDeclarativeOnesAreDropped() {
        VmInstance instance = engine.instance(
                store, "(module (func) (memory 1) (data \"abc\") (elem func 0 0) (elem declare func 0))");
        assertThat(instance.dataSize(0)).isEqualTo(3);
        assertThat(instance.elem(0)).hasSize(2).containsOnly(instance.func(0).id);
        assertThat(instance.elem(1)).isEmpty();
        instance.dropElem(0);
        instance.dropData(0);
        assertThat(instance.elem(0)).isEmpty();
        assertThat(instance.dataSize(0)).isZero();
    }

    @Test
    void whatWasWrittenBeforeASegmentTrapsStays() {
        VmMemory memory = store.createMemory(MemoryType.of(Limits.atLeast(1)));
        assertThatThrownBy(() -> engine.instance(store, """
                        (module
                          (import "" "m" (memory 1))
                          (data (i32.const 0) "a")
                          (data (i32.const 65536) "b"))
                        """, memory))
                .isInstanceOfSatisfying(
                        Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS));
        assertThat(memory.load8(0)).isEqualTo((byte) 'a');
    }

    @Test
    void theStartFunctionRunsLast() {
        List<Integer> ran = new ArrayList<>();
        VmModule module = engine.module(
                "(module (memory (export \"m\") 1) (data (i32.const 0) \"a\") (func) (func) (start 1))",
                (instance, index, _, _) -> {
                    assertThat(instance.memories[0].load8(0)).isEqualTo((byte) 'a');
                    ran.add(index);
                });
        Instantiator.instantiate(store, module, new VmExtern[0]);
        assertThat(ran).containsExactly(1);
    }

    @Test
    void missingImportsNameTheType() {
        VmModule module = engine.module("(module (import \"env\" \"f\" (func (param i32) (result i64))))");
        assertThatThrownBy(() -> Instantiator.instantiate(store, module, new @Nullable VmExtern[1]))
                .isInstanceOf(LinkException.class)
                .hasMessage("unknown import: env.f: expected (func (param i32) (result i64))");
    }

    private void assertDoesNotFit(String importText, VmExtern given, String expected, String found) {
        assertThatThrownBy(() -> engine.instance(store, "(module (import \"a\" \"b\" " + importText + "))", given))
                .isInstanceOf(LinkException.class)
                .hasMessage("incompatible import type: a.b: expected " + expected + ", found " + found);
    }

    @Test
    void importsThatDoNotFitNameBothTypes() {
        VmFunc func = engine.host(store, List.of(ValType.I32), List.of(), (_, _, _) -> {});
        assertDoesNotFit("(func)", func, "(func)", "(func (param i32))");
        assertDoesNotFit("(memory 1)", func, "(memory 1)", "(func (param i32))");
        VmMemory memory = store.createMemory(MemoryType.of(Limits.of(1, 2)));
        assertDoesNotFit("(memory 2)", memory, "(memory 2)", "(memory 1 2)");
        assertDoesNotFit("(memory 1 1)", memory, "(memory 1 1)", "(memory 1 2)");
        assertDoesNotFit("(memory i64 1)", memory, "(memory i64 1)", "(memory 1 2)");
        assertDoesNotFit("(memory 1 2 shared)", memory, "(memory 1 2 shared)", "(memory 1 2)");
        VmGlobal global = store.createGlobal(new GlobalType(ValType.I32, true), 0, 0);
        assertDoesNotFit("(global i32)", global, "(global i32)", "(global (mut i32))");
        assertDoesNotFit("(global (mut i64))", global, "(global (mut i64))", "(global (mut i32))");
        VmTag tag = store.createTag(engine.type(List.of(ValType.I32), List.of()));
        assertDoesNotFit("(tag)", tag, "(tag (func))", "(tag (func (param i32)))");
        VmTable table = store.createTable(new TableType(false, Limits.atLeast(1), RefType.FUNCREF), 0);
        assertDoesNotFit("(table 1 externref)", table, "(table 1 externref)", "(table 1 funcref)");
    }

    @Test
    void grownMemoriesFitLargerImports() {
        VmMemory memory = store.createMemory(MemoryType.of(Limits.of(1, 3)));
        assertThat(memory.grow(1)).isEqualTo(1);
        engine.instance(store, "(module (import \"\" \"\" (memory 2 3)))", memory);
    }

    /// R123, R157: the host gives a subtype that the module never declared.
    @Test
    void functionsOfSubtypesFit() {
        int base = engine.types.register(new SubType(false, null, FuncType.of(List.of(RefType.EXTERNREF), List.of())));
        int lower = engine.types.register(
                new SubType(true, new HeapType.Id(base), FuncType.of(List.of(RefType.EXTERNREF), List.of())));
        HostFunc func = new HostFunc(store, lower, (_, _, _) -> {});
        VmInstance instance = engine.instance(
                store, "(module (type $t (sub (func (param externref)))) (import \"\" \"\" (func (type $t))))", func);
        assertThat(instance.func(0)).isSameAs(func);
        int trampoline = engine.types.trampolineType(lower);
        assertThat(engine.types.trampolineType(base)).isEqualTo(trampoline);
        VmFunc upper = new HostFunc(store, base, (_, _, _) -> {});
        assertThatThrownBy(() -> engine.instance(
                        store,
                        "(module (type $t (sub (func (param externref)))) (type $u (sub final $t (func (param externref))))"
                                + " (import \"\" \"\" (func (type $u))))",
                        upper))
                .isInstanceOf(LinkException.class);
        engine.instance(
                store,
                "(module (type $t (sub (func (param externref)))) (type $u (sub final $t (func (param externref))))"
                        + " (import \"\" \"\" (func (type $u))))",
                func);
    }

    @Test
    void nonNullableGlobalsFitNullableImports() {
        HostFunc func = engine.host(store, List.of(), List.of(), (_, _, _) -> {});
        VmGlobal global = store.createGlobal(
                new GlobalType(new RefType(false, AbsHeapType.FUNC), false), store.register(func), 0);
        engine.instance(store, "(module (import \"\" \"\" (global funcref)))", global);
    }

    @Test
    void wrongStoresNumbersAndEnginesAreErrorsOfTheHost() {
        VmModule module = engine.module("(module (import \"\" \"\" (func)))");
        VmFunc foreign = engine.host(engine.store(), List.of(), List.of(), (_, _, _) -> {});
        assertThatThrownBy(() -> Instantiator.instantiate(store, module, new VmExtern[] {foreign}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Instantiator.instantiate(store, module, new VmExtern[0]))
                .isInstanceOf(IllegalArgumentException.class);
        VmModule elsewhere = new TestModules().module("(module)");
        assertThatThrownBy(() -> Instantiator.instantiate(store, elsewhere, new VmExtern[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusedInstanceGivesBackWhatItHad() {
        for (int attempt = 0; attempt < 10; attempt++) {
            assertThatThrownBy(() -> engine.instance(store, "(module (memory 65535) (memory 65535))"))
                    .isInstanceOf(ResourceException.class);
        }
        VmInstance instance = engine.instance(store, "(module (memory 65536))");
        assertThat(instance.memories[0].pages()).isEqualTo(65_536);
        store.close();
    }

    @Test
    void instancesAreCounted() {
        store.limiter = new DefaultLimiter() {
            @Override
            public int maxInstances() {
                return 2;
            }
        };
        engine.instance(store, "(module)");
        engine.instance(store, "(module)");
        assertThatThrownBy(() -> engine.instance(store, "(module)"))
                .isInstanceOf(ResourceException.class)
                .hasMessage("the store may not have more than 2 instances");
    }

    @Test
    void allocationInConstantExpressionsIsRefusedWithoutACollector() {
        assertThatThrownBy(() -> engine.module(
                        "(module (type $s (struct (field i32))) (global (ref $s) (struct.new $s (i32.const 1))))"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("gc allocation");
        engine.instance(store, "(module (type $s (struct (field i32))) (global (ref null $s) (ref.null $s)))");
    }

    /// R153: every part of a new instance is set before any code can run.
    @Test
    void nothingInAnInstanceIsUninitialized() {
        VmModule module = engine.module(
                "(module (import \"\" \"\" (func)) (table 1 funcref) (memory 1) (global i32 (i32.const 1)) (tag)"
                        + " (func) (start 1))",
                (instance, _, _, _) -> {
                    assertThat(instance.store).isSameAs(store);
                    assertThat(instance.tables).doesNotContainNull();
                    assertThat(instance.memories).doesNotContainNull();
                    assertThat(instance.globals).doesNotContainNull();
                    assertThat(instance.tags).doesNotContainNull();
                    assertThat(instance.func(0)).isNotNull();
                });
        HostFunc func = engine.host(store, List.of(), List.of(), (_, _, _) -> {});
        assertThat(Instantiator.instantiate(store, module, new VmExtern[] {func}).funcs[1])
                .isNotNull();
    }
}
