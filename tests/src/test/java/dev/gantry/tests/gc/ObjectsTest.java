package dev.gantry.tests.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.AnyRef;
import dev.gantry.ArrayRef;
import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.RootScope;
import dev.gantry.Store;
import dev.gantry.StructRef;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.ValType;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What hosts see of the collected heap (R127), with every collector.
class ObjectsTest {
    private static final String LIST = """
            (module
              (type $node (struct (field $value i32) (field $next (mut (ref null $node)))))
              (global $head (export "head") (mut (ref null $node)) (ref.null $node))
              (func (export "push") (param i32)
                (global.set $head (struct.new $node (local.get 0) (global.get $head))))
              (func (export "sum") (result i32) (local $at (ref null $node)) (local $sum i32)
                (local.set $at (global.get $head))
                (loop $next
                  (if (i32.eqz (ref.is_null (local.get $at)))
                    (then
                      (local.set $sum (i32.add (local.get $sum) (struct.get $node $value (local.get $at))))
                      (local.set $at (struct.get $node $next (local.get $at)))
                      (br $next))))
                (local.get $sum))
              (func (export "clear") (global.set $head (ref.null $node)))
              (func (export "churn") (param i32)
                (loop $again
                  (drop (struct.new $node (i32.const 1) (ref.null $node)))
                  (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                  (br_if $again (local.get 0)))))
            """;

    private static Engine engine(String collector) {
        return new Engine(new Config().collector(Collector.named(collector)).gcHeapMaxSize(8 << 20));
    }

    private static final FieldType MUTABLE_I32 = new FieldType(ValType.I32, true);

    /// R118, R119: types of hosts, and objects made by hosts.
    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc", "null"})
    void hostsMakeStructsAndArrays(String collector) {
        try (Engine engine = engine(collector);
                Store<Void> store = Store.of(engine)) {
            HeapType.Id bytes = engine.register(new ArrayType(new FieldType(PackedType.I8, true)));
            HeapType.Id pair = engine.register(
                    new StructType(List.of(MUTABLE_I32, new FieldType(new RefType(true, bytes), true))));
            ArrayRef array = ArrayRef.of(store, bytes, 3, Val.i32(0x1FF));
            StructRef struct = StructRef.of(store, pair, Val.i32(7), Val.anyref(array));
            array.set(1, Val.i32(5));
            store.gc();
            assertThat(array.elements()).containsExactly(Val.i32(0xFF), Val.i32(5), Val.i32(0xFF));
            assertThat(struct.get(1)).isEqualTo(Val.anyref(array));
            assertThat(struct.get(0)).isEqualTo(Val.i32(7));
            struct.set(0, Val.i32(8));
            assertThat(struct.fields()).first().isEqualTo(Val.i32(8));
            assertThatThrownBy(() -> struct.set(1, Val.anyref(struct))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> array.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> StructRef.of(store, pair, Val.i32(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> engine.funcType(pair)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// R115: a reference of a closed scope or of another store is refused.
    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc", "null"})
    void referencesEndWithTheirScope(String collector) {
        try (Engine engine = engine(collector);
                Store<Void> store = Store.of(engine);
                Store<Void> other = Store.of(engine)) {
            HeapType.Id type = engine.register(new StructType(List.of(MUTABLE_I32)));
            StructRef outside = StructRef.of(store, type, Val.i32(1));
            StructRef inside;
            try (RootScope _ = store.rootScope()) {
                inside = StructRef.of(store, type, Val.i32(2));
                store.gc();
                assertThat(inside.get(0)).isEqualTo(Val.i32(2));
            }
            assertThat(outside.get(0)).isEqualTo(Val.i32(1));
            assertThatThrownBy(() -> inside.get(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the scope of the reference is closed");
            HeapType.Id holder = engine.register(new StructType(List.of(new FieldType(RefType.ANYREF, true))));
            assertThatThrownBy(() -> StructRef.of(other, holder, Val.anyref(outside)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the reference belongs to another store");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc", "null"})
    void whatTheGuestHoldsSurvivesAndGarbageGoes(String collector) {
        try (Engine engine = engine(collector);
                Module module = Module.ofText(engine, LIST);
                Store<Void> store = Store.of(engine)) {
            Instance instance = new Linker<Void>(engine).instantiate(store, module);
            for (int value = 1; value <= 100; value++) {
                instance.func("push").call(Val.i32(value));
            }
            store.gc();
            assertThat(instance.func("sum").call()).containsExactly(Val.i32(5050));
            long held = store.gcStatistics().usedBytes();
            if (collector.equals("null")) {
                assertThatThrownBy(() -> instance.func("churn").call(Val.i32(1_000_000)))
                        .isInstanceOfSatisfying(
                                Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_MEMORY));
                return;
            }
            instance.func("churn").call(Val.i32(1_000_000));
            store.gc();
            assertThat(store.gcStatistics().usedBytes()).isEqualTo(held);
            assertThat(store.gcStatistics().collections()).isGreaterThan(2);
            assertThat(instance.func("sum").call()).containsExactly(Val.i32(5050));
            instance.func("clear").call();
            store.gc();
            assertThat(store.gcStatistics().usedBytes()).isZero();
        }
    }

    /// Java objects keep their identity through `externref` and `anyref`, and are released when the guest drops
    /// them.
    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc", "null"})
    void hostObjectsKeepIdentityAndAreReleased(String collector) throws InterruptedException {
        String text = """
                (module
                  (type $box (struct (field (mut externref))))
                  (global $box (mut (ref null $box)) (ref.null $box))
                  (func (export "keep") (param externref)
                    (global.set $box (struct.new $box (local.get 0))))
                  (func (export "get") (result anyref)
                    (any.convert_extern (struct.get $box 0 (global.get $box))))
                  (func (export "back") (param anyref) (result externref) (extern.convert_any (local.get 0)))
                  (func (export "drop") (struct.set $box 0 (global.get $box) (ref.null extern))))
                """;
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        try (Engine engine = engine(collector);
                Module module = Module.ofText(engine, text);
                Store<Void> store = Store.of(engine)) {
            Instance instance = new Linker<Void>(engine).instantiate(store, module);
            PhantomReference<Object> phantom = keep(instance, store, queue);
            instance.func("drop").call();
            store.gc();
            assertThat(store.gcStatistics().hostObjects()).isZero();
            for (int attempt = 0; attempt < 50 && !phantom.refersTo(null); attempt++) {
                System.gc();
                if (queue.remove(100) != null) {
                    return;
                }
            }
            assertThat(phantom.refersTo(null)).as("released").isTrue();
        }
    }

    private static PhantomReference<Object> keep(Instance instance, Store<Void> store, ReferenceQueue<Object> queue) {
        Object object = new Object();
        instance.func("keep").call(Val.externref(object));
        store.gc();
        Val any = instance.func("get").call()[0];
        assertThat(any).isEqualTo(Val.anyref(new AnyRef.Extern(object)));
        assertThat(instance.func("back").call(any)[0].asExtern()).isSameAs(object);
        return new PhantomReference<>(object, queue);
    }

    /// A collection in the middle of calls between host and guest, with references in frames of both.
    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc"})
    void collectionsInHostFunctionsFindAllFrames(String collector) {
        String text = """
                (module
                  (type $s (struct (field i32)))
                  (import "" "gc" (func $gc (param anyref) (result anyref)))
                  (func $inner (param $a (ref $s)) (param i64) (param $b (ref $s)) (result i32)
                    (local $c (ref null $s))
                    (local.set $c (struct.new $s (i32.const 4)))
                    (i32.add
                      (struct.get $s 0 (struct.new $s (i32.const 8)))
                      (i32.add
                        (struct.get $s 0 (ref.cast (ref $s) (call $gc (local.get $a))))
                        (i32.add (struct.get $s 0 (local.get $b)) (struct.get $s 0 (local.get $c))))))
                  (func (export "run") (result i32)
                    (struct.new $s (i32.const 16))
                    (call $inner (struct.new $s (i32.const 1)) (i64.const -8) (struct.new $s (i32.const 2)))
                    (i32.add (struct.get $s 0 (struct.new $s (i32.const 32))))
                    drop
                    (struct.get $s 0)
                    (i32.add (call $inner (struct.new $s (i32.const 1)) (i64.const 8) (struct.new $s (i32.const 2))))))
                """;
        Config config = new Config().collector(Collector.named(collector)).gcZeal(1);
        try (Engine engine = new Engine(config);
                Module module = Module.ofText(engine, text);
                Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            linker.funcDynamic("", "gc", FuncType.of(List.of(RefType.ANYREF), List.of(RefType.ANYREF)), (_, args) -> {
                store.gc();
                return args;
            });
            Instance instance = linker.instantiate(store, module);
            assertThat(instance.func("run").call()).containsExactly(Val.i32(31));
        }
    }

    /// A module whose types, globals and tables name no references but those to functions can have exceptions in its
    /// frames.
    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc", "null"})
    void exceptionsInFramesSurviveCollections(String collector) {
        String text = """
                (module
                  (import "" "gc" (func $gc))
                  (tag $e (param i32))
                  (func (export "run") (result i32) (local $exn exnref)
                    (block $caught (result i32)
                      (try_table (result i32) (catch $e $caught)
                        (block $all (result exnref)
                          (try_table (result exnref) (catch_all_ref $all) (throw $e (i32.const 7))))
                        (local.set $exn)
                        (call $gc)
                        (throw_ref (local.get $exn)))))
                  (func (export "legacy") (result i32)
                    (try (result i32)
                      (do
                        (try (do (throw $e (i32.const 8))) (catch_all (call $gc) (rethrow 0)))
                        (i32.const 0))
                      (catch $e))))
                """;
        Config config = new Config().collector(Collector.named(collector)).feature(WasmFeature.LEGACY_EXCEPTIONS, true);
        try (Engine engine = new Engine(config);
                Module module = Module.ofText(engine, text);
                Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            linker.funcDynamic("", "gc", FuncType.of(List.of(), List.of()), (_, args) -> {
                store.gc();
                return args;
            });
            Instance instance = linker.instantiate(store, module);
            assertThat(instance.func("run").call()).containsExactly(Val.i32(7));
            assertThat(instance.func("legacy").call()).containsExactly(Val.i32(8));
        }
    }

    /// Objects in payloads, below and inside of legacy clauses, while every allocation moves them.
    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc"})
    void legacyClausesKeepTheirObjects(String collector) {
        String text = """
                (module
                  (type $s (struct (field i32)))
                  (tag $e (param (ref $s)))
                  (tag $f)
                  (func $new (param i32) (result (ref $s)) (struct.new $s (local.get 0)))
                  (func (export "run") (result i32) (local $caught i32)
                    (call $new (i32.const 1))
                    (try (result (ref $s))
                      (do
                        (try $t
                          (do (try (do (throw $e (call $new (i32.const 2)))) (delegate $t)))
                          (catch $f)
                          (catch $e
                            (drop (call $new (i32.const 200)))
                            (drop)
                            (try (do (throw $f)) (catch $f (drop (call $new (i32.const 300))) (rethrow $t)))))
                        (call $new (i32.const 100)))
                      (catch $e (drop (call $new (i32.const 400)))))
                    (drop (call $new (i32.const 500)))
                    (local.set $caught (struct.get $s 0))
                    (i32.add (struct.get $s 0) (i32.mul (i32.const 10) (local.get $caught)))))
                """;
        Config config = new Config()
                .collector(Collector.named(collector))
                .gcZeal(1)
                .feature(WasmFeature.LEGACY_EXCEPTIONS, true);
        try (Engine engine = new Engine(config);
                Module module = Module.ofText(engine, text);
                Store<Void> store = Store.of(engine)) {
            Instance instance = new Linker<Void>(engine).instantiate(store, module);
            assertThat(instance.func("run").call()).containsExactly(Val.i32(21));
        }
    }

    /// `array.new_fixed` copies locals to the stack before it allocates; the copies were not seen by a collection.
    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc"})
    void arraysOfLocalsAreMadeWhileTheseMove(String collector) {
        String text = """
                (module
                  (type $s (struct (field i32)))
                  (type $a (array (ref null $s)))
                  (func (export "run") (result i32) (local $x (ref null $s)) (local $a (ref null $a))
                    (local.set $x (struct.new $s (i32.const 5)))
                    (drop (struct.new $s (i32.const 6)))
                    (local.set $a (array.new_fixed $a 3 (ref.null $s) (local.get $x) (local.get $x)))
                    (drop (struct.new $s (i32.const 7)))
                    (i32.add
                      (struct.get $s 0 (array.get $a (local.get $a) (i32.const 1)))
                      (struct.get $s 0 (array.get $a (local.get $a) (i32.const 2))))))
                """;
        Config config = new Config().collector(Collector.named(collector)).gcZeal(1);
        try (Engine engine = new Engine(config);
                Module module = Module.ofText(engine, text);
                Store<Void> store = Store.of(engine)) {
            Instance instance = new Linker<Void>(engine).instantiate(store, module);
            assertThat(instance.func("run").call()).containsExactly(Val.i32(10));
        }
    }

    /// A collector that does nothing has taken no time.
    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc", "null"})
    void statisticsTellOfCollections(String collector) {
        try (Engine engine = engine(collector);
                Store<Void> store = Store.of(engine)) {
            HeapType.Id type = engine.register(new StructType(List.of(MUTABLE_I32)));
            StructRef struct = StructRef.of(store, type, Val.i32(1));
            store.gc();
            assertThat(struct.get(0)).isEqualTo(Val.i32(1));
            assertThat(store.gcStatistics().collections()).isEqualTo(collector.equals("null") ? 0 : 1);
            assertThat(store.gcStatistics().time()).isLessThan(Duration.ofMinutes(1));
            assertThat(store.gcStatistics().longest())
                    .isLessThanOrEqualTo(store.gcStatistics().time());
        }
    }
}
