package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/// Settings that change code but not meaning: generated modules do the same with each of them.
class SettingsTest {
    private static final int QUICK = 3_000;
    private static final int FULL = 1_000_000;

    @Test
    void generatedModulesDoTheSameWithAllSettings() throws InterruptedException {
        Map<String, GantryRunner> runners = new LinkedHashMap<>();
        runners.put("the defaults", new GantryRunner(new Config()));
        runners.put("fuel, epochs, eager tables and canonical NaNs", new GantryRunner(all(new Config())));
        check("settings", runners);
    }

    /// The same of machine code, held against the interpreter.
    @Test
    void generatedModulesDoTheSameInMachineCodeWithEachSetting() throws InterruptedException {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        Map<String, GantryRunner> runners = new LinkedHashMap<>();
        runners.put("the interpreter", new GantryRunner(new Config().strategy(Strategy.INTERPRETER)));
        runners.put("signals", new GantryRunner(machine(true)));
        runners.put("checks", new GantryRunner(machine(false)));
        runners.put("signals and all settings", new GantryRunner(all(machine(true))));
        runners.put("checks and all settings", new GantryRunner(all(machine(false))));
        runners.put("epochs alone", new GantryRunner(machine(true).epochInterruption(true)));
        runners.put("fuel alone", new GantryRunner(machine(false).consumeFuel(true)));
        check("settings-winch", runners);
    }

    private static Config machine(boolean signals) {
        return new Config().strategy(Strategy.WINCH).signalsBasedTraps(signals);
    }

    private static Config all(Config config) {
        return config.consumeFuel(true)
                .epochInterruption(true)
                .tableLazyInit(false)
                .nanCanonicalization(true);
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
                                    .as("with %s", entry.getKey())
                                    .isEqualTo(wanted == null ? outcomes : wanted);
                            wanted = outcomes;
                        }
                        return wanted.getFirst().startsWith("=") ? "called" : "refused";
                    });
        } finally {
            runners.values().forEach(GantryRunner::close);
        }
    }
}
