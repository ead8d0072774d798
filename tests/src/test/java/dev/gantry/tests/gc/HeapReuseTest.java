package dev.gantry.tests.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.gc.ArrayHeap;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.runtime.vm.EpochCounter;
import dev.gantry.runtime.vm.GcSettings;
import dev.gantry.runtime.vm.HeapPool;
import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.NumType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// R117: heaps of closed stores are used again by other stores of the engine, and nothing can be seen of what was in
/// them.
class HeapReuseTest {
    private static final int SIZE = 64 << 10;

    private final TypeRegistry types = new TypeRegistry();
    private final int numbers = types.register(new ArrayType(new FieldType(NumType.I64, true)));

    static Stream<GcRuntimeProvider> collectors() {
        return CollectorsTest.collectors();
    }

    private VmStore store(GcSettings settings) {
        VmStore store = new VmStore(Tunables.defaults(), types, new EpochCounter());
        store.gcSettings = settings;
        return store;
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void theNextStoreHasTheSameHeapAndNothingIsInIt_R117(GcRuntimeProvider provider) {
        HeapPool pool = new HeapPool();
        GcSettings settings = new GcSettings(provider, SIZE, 4 * SIZE, 0, pool, null);
        byte[] bytes;
        int first;
        long usedBytes;
        try (VmStore store = store(settings)) {
            VmHeap heap = store.heap();
            first = heap.allocateArray(numbers, 100);
            usedBytes = heap.gc.usedBytes();
            bytes = ((ArrayHeap) heap.heap).bytes;
            Arrays.fill(bytes, (byte) 0x5A); // as a guest could that has got at the whole heap
        }
        assertThat(pool.size()).isEqualTo(1);
        try (VmStore store = store(settings)) {
            VmHeap heap = store.heap();
            assertThat(((ArrayHeap) heap.heap).bytes)
                    .isSameAs(bytes)
                    .containsOnly(0)
                    .hasSize(SIZE);
            assertThat(heap.gc.usedBytes()).isZero();
            assertThat(heap.allocateArray(numbers, 100)).isEqualTo(first);
            assertThat(heap.gc.usedBytes()).isEqualTo(usedBytes);
            heap.gc.verify();
            try (VmStore other = store(settings)) {
                assertThat(((ArrayHeap) other.heap().heap).bytes)
                        .as("two stores at a time")
                        .isNotSameAs(bytes);
            }
        }
        assertThat(pool.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void thePoolIsBoundedAndKeepsNoHeapThatHasGrown_R117(GcRuntimeProvider provider) {
        HeapPool pool = new HeapPool();
        GcSettings settings = new GcSettings(provider, SIZE, 16 * SIZE, 0, pool, null);
        List<VmStore> stores = new ArrayList<>();
        for (int count = 0; count < 2 * HeapPool.MAX_HEAPS; count++) {
            stores.add(store(settings));
            assertThat(stores.getLast().heap().heap.sizeBytes()).isEqualTo(SIZE);
        }
        stores.forEach(VmStore::close);
        assertThat(pool.size()).isEqualTo(HeapPool.MAX_HEAPS);
        try (VmStore store = store(settings)) {
            assertThat(store.heap().allocateArray(numbers, SIZE / Long.BYTES)).isNotZero();
            assertThat(store.heap().heap.sizeBytes()).isGreaterThan(SIZE);
        }
        assertThat(pool.size()).isEqualTo(HeapPool.MAX_HEAPS - 1);

        HeapPool other = new HeapPool();
        GcSettings large = new GcSettings(provider, 2 * HeapPool.MAX_BYTES, 4 * HeapPool.MAX_BYTES, 0, other, null);
        try (VmStore store = store(large)) {
            assertThat(store.heap().heap.sizeBytes()).isEqualTo(2 * HeapPool.MAX_BYTES);
        }
        assertThat(other.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void aStoreWithoutPermissionLeavesTheHeapToOthers_R117(GcRuntimeProvider provider) {
        HeapPool pool = new HeapPool();
        GcSettings settings = new GcSettings(provider, SIZE, SIZE, 0, pool, null);
        try (VmStore store = store(settings)) {
            assertThat(store.heap().heap.sizeBytes()).isEqualTo(SIZE);
        }
        try (VmStore store = store(settings)) {
            store.limiter = new NoGrowth();
            assertThat(store.heap().heap.sizeBytes()).isZero();
            assertThat(pool.size()).isEqualTo(1);
        }
        assertThat(pool.size()).isEqualTo(1);
    }

    /// Many short stores in several threads: each sees its own objects only.
    @ParameterizedTest
    @MethodSource("collectors")
    void storesOfSeveralThreadsDoNotMixTheirObjects_R117(GcRuntimeProvider provider) throws Exception {
        String text = """
                (module
                  (type $cells (array (mut i32)))
                  (global $cells (mut (ref null $cells)) (ref.null $cells))
                  (func (export "make") (param $value i32) (result i32) (local $at i32) (local $sum i32)
                    (global.set $cells (array.new_default $cells (i32.const 500)))
                    (loop $next
                      (local.set $sum (i32.add (local.get $sum) (array.get $cells (global.get $cells) (local.get $at))))
                      (array.set $cells (global.get $cells) (local.get $at) (local.get $value))
                      (local.set $at (i32.add (local.get $at) (i32.const 1)))
                      (br_if $next (i32.lt_u (local.get $at) (i32.const 500))))
                    (local.get $sum))
                  (func (export "get") (param i32) (result i32)
                    (array.get $cells (global.get $cells) (local.get 0))))
                """;
        try (Engine engine = new Engine(new Config().collector(Collector.named(provider.name())));
                Module module = Module.ofText(engine, text);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int task = 0; task < 4; task++) {
                int value = 1 + task;
                tasks.add(() -> {
                    for (int round = 0; round < 200; round++) {
                        try (Store<Void> store = Store.of(engine)) {
                            Instance instance = Instance.of(store, module, List.of());
                            assertThat(instance.func("make").call(Val.i32(value)))
                                    .as("the sum of new elements")
                                    .containsExactly(Val.i32(0));
                            assertThat(instance.func("get").call(Val.i32(round)))
                                    .containsExactly(Val.i32(value));
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
    }
}
