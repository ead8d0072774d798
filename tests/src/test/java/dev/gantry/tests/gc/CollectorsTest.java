package dev.gantry.tests.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.environ.spi.GcRuntimeProvider;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All collectors that are found, through their SPI alone (R111), against a model. `-Dseed=` repeats a run, and
/// with `-Dgantry.full=true` runs are long.
class CollectorsTest {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int STEPS = Boolean.getBoolean("gantry.full") ? 10_000_000 : 200_000;

    static Stream<GcRuntimeProvider> collectors() {
        return ServiceLoader.load(GcRuntimeProvider.class).stream().map(ServiceLoader.Provider::get);
    }

    static Stream<GcRuntimeProvider> reclaimingCollectors() {
        return collectors().filter(provider -> !provider.name().equals("null"));
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void heapsAgreeWithTheModel(GcRuntimeProvider provider) {
        System.out.println("CollectorsTest: -Dseed=" + SEED);
        HeapModel model = new HeapModel(provider, 1 << 20, new Random(SEED), true, false);
        for (int step = 0; step < STEPS; step++) {
            model.step();
            if (step % 2_000 == 0) {
                model.compare();
            }
            if (step % 20_000 == 0) {
                model.gc.collect();
                model.compare();
            }
        }
        model.compare();
    }

    /// R113, R117: what is dropped is room for others, and a heap can be used again by another store.
    @ParameterizedTest
    @MethodSource("reclaimingCollectors")
    void garbageIsReclaimedAndResetLeavesNothing(GcRuntimeProvider provider) {
        HeapModel model = new HeapModel(provider, 1 << 18, new Random(SEED), false, false);
        for (int step = 0; step < 20_000; step++) {
            model.step();
        }
        model.gc.collect();
        long before = model.gc.usedBytes();
        model.dropRoots();
        model.gc.collect();
        assertThat(model.gc.usedBytes()).isLessThanOrEqualTo(before);
        model.gc.reset();
        assertThat(model.gc.usedBytes()).isZero();
        assertThat(model.heap.bytes).containsOnly(0);
        for (int step = 0; step < 20_000; step++) {
            model.step();
        }
        model.compare();
    }

    /// Heaps of which every byte is live, as far as there can be such: the copying collector had halves of different
    /// sizes.
    @ParameterizedTest
    @MethodSource("collectors")
    void fullHeapsAreCollectedWithoutLoss(GcRuntimeProvider provider) {
        for (int sizeBytes = 64; sizeBytes <= 1024; sizeBytes += 8) {
            FullHeap full = new FullHeap(provider, sizeBytes);
            full.fill();
            for (int round = 0; round < 3; round++) {
                full.gc.collect();
                full.check();
            }
        }
    }

    /// R114: whatever the header of an object says, a root that a collection has visited is a reference to an object:
    /// the copying collector believed what overwritten headers said about where objects had gone.
    @ParameterizedTest
    @MethodSource("collectors")
    void rootsStayReferencesToObjectsWhenHeadersLie_R114(GcRuntimeProvider provider) {
        for (int kind = 0; kind < 32; kind++) {
            for (int word : new int[] {0, 1, 6, 12, 64, -8, 1 << 30, 1 << 31}) {
                FullHeap full = new FullHeap(provider, 256);
                full.fill();
                full.overwriteHeaders(kind << 27 | 5, word);
                try {
                    full.gc.collect();
                } catch (IndexOutOfBoundsException _) { // what the SPI says
                }
                full.checkRoots();
            }
        }
    }

    /// R114: a heap of random bytes leads to an exception that becomes a trap, or to wrong data; to nothing else.
    @ParameterizedTest
    @MethodSource("collectors")
    void corruptHeapsDoNoHarm(GcRuntimeProvider provider) {
        Random random = new Random(SEED);
        int found = 0;
        for (int round = 0; round < (STEPS > 1_000_000 ? 2_000 : 200); round++) {
            HeapModel model = new HeapModel(provider, 1 << 14, random, false, false);
            for (int step = 0; step < 200; step++) {
                model.step();
            }
            model.corrupt();
            try {
                for (int step = 0; step < 400; step++) {
                    model.step();
                }
                model.gc.collect();
                model.gc.forEachObject(_ -> {});
            } catch (IndexOutOfBoundsException _) { // what the SPI says
                found++;
            }
        }
        assertThat(found).isPositive();
    }

    /// R112: what a collector describes for compilers does the same as its runtime; `verify` would find lost
    /// counts.
    @ParameterizedTest
    @MethodSource("collectors")
    void emittedCodeDoesWhatTheRuntimeDoes(GcRuntimeProvider provider) {
        HeapModel model = new HeapModel(provider, 1 << 18, new Random(SEED), true, true);
        for (int step = 0; step < 40_000; step++) {
            model.step();
            if (step % 4_000 == 0) {
                model.gc.collect();
                model.compare();
            }
        }
        model.compare();
    }

    /// R112: code makes objects without a call, in a new heap and in one that had others: `drc` took a call for each.
    @ParameterizedTest
    @MethodSource("collectors")
    void mostObjectsAreMadeWithoutCalls(GcRuntimeProvider provider) {
        FullHeap full = new FullHeap(provider, 64 << 10);
        full.fill();
        int first = full.gc.allocationCalls();
        assertThat(first).isLessThan(full.count() / 20);
        if (!provider.name().equals("null")) {
            full.drop();
            full.gc.collect();
            full.fill();
            full.check();
            assertThat(full.gc.allocationCalls() - first).isLessThan(full.count() / 20);
        }
    }

    @Test
    void thereAreThree() {
        assertThat(collectors().map(GcRuntimeProvider::name)).containsExactlyInAnyOrder("copying", "drc", "null");
    }
}
