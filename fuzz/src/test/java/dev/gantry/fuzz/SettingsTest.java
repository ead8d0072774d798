package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Config;
import dev.gantry.fuzz.generate.GeneratorOptions;
import dev.gantry.fuzz.generate.ModuleGenerator;
import dev.gantry.fuzz.run.GantryRunner;
import dev.gantry.fuzz.run.Plan;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Settings that change code but not meaning: generated modules do the same with each of them.
class SettingsTest {
    private static final int QUICK = 3_000;
    private static final int FULL = 1_000_000;

    @Test
    void generatedModulesDoTheSameWithAllSettings() throws InterruptedException {
        ModuleGenerator generator = new ModuleGenerator(GeneratorOptions.all());
        try (GantryRunner plain = new GantryRunner(new Config());
                GantryRunner counting = new GantryRunner(new Config()
                        .consumeFuel(true)
                        .epochInterruption(true)
                        .tableLazyInit(false)
                        .nanCanonicalization(true))) {
            new Campaign("settings", "wasm", FuzzSettings.count(QUICK, FULL))
                    .run(random -> new Campaign.Input("generated", generator.make(random)), bytes -> {
                        // the calls depend on the module alone, so that a saved one can be run again
                        Plan plan = Plan.of(bytes, FuzzSettings.random(Arrays.hashCode(bytes)), false);
                        List<String> outcomes = plain.run(plan);
                        assertThat(counting.run(plan))
                                .as("with fuel, epochs, eager tables and canonical NaNs")
                                .isEqualTo(outcomes);
                        return outcomes.getFirst().startsWith("=") ? "called" : "refused";
                    });
        }
    }
}
