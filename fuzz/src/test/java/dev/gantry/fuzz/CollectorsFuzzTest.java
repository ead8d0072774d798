package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Strategy;
import dev.gantry.fuzz.generate.GeneratorOptions;
import dev.gantry.fuzz.generate.ModuleGenerator;
import dev.gantry.fuzz.run.GantryRunner;
import dev.gantry.fuzz.run.Plan;
import dev.gantry.runtime.platform.Platform;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// R112: generated modules do the same with each collector, in heaps that begin small, and when there is a collection
/// at each allocation, which frees, moves and poisons what it can.
class CollectorsFuzzTest {
    private static final int QUICK = 3_000;
    private static final int FULL = 1_000_000;
    private static final long SMALL_HEAP = 512;

    @Test
    void generatedModulesDoTheSameWithAllCollectors() throws InterruptedException {
        Map<String, GantryRunner> runners = new LinkedHashMap<>();
        for (Collector collector : List.of(Collector.NULL, Collector.COPYING, Collector.DRC)) {
            runners.put(collector.name(), runner(collector, 0));
        }
        runners.put("copying, at each allocation", runner(Collector.COPYING, 1));
        runners.put("drc, at each allocation", runner(Collector.DRC, 1));
        check("collectors", runners);
    }

    /// The same with allocation, accesses and barriers as machine code of each collector.
    @Test
    void generatedModulesDoTheSameInMachineCodeWithAllCollectors() throws InterruptedException {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        Map<String, GantryRunner> runners = new LinkedHashMap<>();
        runners.put("null, interpreted", runner(Collector.NULL, 0));
        for (Collector collector : List.of(Collector.NULL, Collector.COPYING, Collector.DRC)) {
            runners.put(collector.name() + ", winch", machineRunner(collector, 0));
            runners.put(collector.name() + ", winch, at each allocation", machineRunner(collector, 1));
        }
        check("collectors-winch", runners);
    }

    private static void check(String name, Map<String, GantryRunner> runners) throws InterruptedException {
        ModuleGenerator generator = new ModuleGenerator(GeneratorOptions.all());
        try {
            new Campaign(name, "wasm", FuzzSettings.count(QUICK, FULL))
                    .run(random -> new Campaign.Input("generated", generator.make(random)), bytes -> {
                        // the calls depend on the module alone, so that a saved one can be run again
                        Plan plan = Plan.of(bytes, FuzzSettings.random(Arrays.hashCode(bytes)), false);
                        List<String> wanted = null;
                        for (Map.Entry<String, GantryRunner> entry : runners.entrySet()) {
                            List<String> outcomes = entry.getValue().run(plan);
                            assertThat(outcomes)
                                    .as("with the collector %s", entry.getKey())
                                    .isEqualTo(wanted == null ? outcomes : wanted);
                            wanted = outcomes;
                        }
                        return wanted.getFirst().startsWith("=") ? "called" : "refused";
                    });
        } finally {
            runners.values().forEach(GantryRunner::close);
        }
    }

    private static GantryRunner runner(Collector collector, int zeal) {
        return new GantryRunner(config(collector, zeal).strategy(Strategy.INTERPRETER));
    }

    private static GantryRunner machineRunner(Collector collector, int zeal) {
        return new GantryRunner(config(collector, zeal).strategy(Strategy.named("winch")));
    }

    private static Config config(Collector collector, int zeal) {
        return new Config().collector(collector).gcHeapInitialSize(SMALL_HEAP).gcZeal(zeal);
    }
}
