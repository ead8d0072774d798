package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Strategy;
import dev.gantry.fuzz.heap.HeapVandal;
import dev.gantry.fuzz.heap.ObjectGuest;
import dev.gantry.runtime.platform.Platform;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// R114: a heap that is overwritten leads to traps or to wrong data of the guest, whatever the collector: never to
/// another exception, to a call that does not end, or to an object of the host that the guest was not given.
class CorruptHeapTest {
    private static final int QUICK = 1_500;
    private static final int FULL = 200_000;

    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc", "null"})
    void overwrittenHeapsLeadToTrapsAndWrongDataOnly(String collector) throws InterruptedException {
        check(Strategy.INTERPRETER, collector);
    }

    /// Machine code accesses the heap by address: nothing it finds there may lead it elsewhere.
    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc", "null"})
    void machineCodeDoesNotTrustTheHeapEither(String collector) throws InterruptedException {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        check(Strategy.named("winch"), collector);
    }

    private static void check(Strategy strategy, String collector) throws InterruptedException {
        Config config = new Config()
                .strategy(strategy)
                .collector(Collector.named(collector))
                .gcHeapInitialSize(4 << 10)
                .gcHeapMaxSize(64 << 10)
                .parallelCompilation(false);
        try (Engine engine = new Engine(config);
                ObjectGuest guest = new ObjectGuest(engine)) {
            Campaign.ofSeeds(
                    "corrupt-" + collector + "-" + strategy.name(), FuzzSettings.count(QUICK, FULL), choice -> {
                        try (ObjectGuest.Run run = guest.start()) {
                            for (int steps = choice.between(1, 30); steps > 0; steps--) {
                                run.act(choice);
                            }
                            HeapVandal.overwrite(run.store(), choice);
                            for (int steps = choice.between(5, 40); steps > 0; steps--) {
                                run.act(choice);
                                if (choice.oneIn(10)) {
                                    HeapVandal.overwrite(run.store(), choice);
                                }
                            }
                            assertThat(run.strangers())
                                    .as("objects of the host that nobody gave")
                                    .isEmpty();
                            return run.hasTrapped() ? "trap" : "no trap";
                        }
                    });
        }
    }
}
