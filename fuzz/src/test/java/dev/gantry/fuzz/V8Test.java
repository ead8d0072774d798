package dev.gantry.fuzz;

import dev.gantry.Config;
import dev.gantry.Strategy;
import dev.gantry.fuzz.generate.GeneratorOptions;
import dev.gantry.fuzz.generate.ModuleGenerator;
import dev.gantry.fuzz.run.GantryRunner;
import dev.gantry.fuzz.run.Plan;
import dev.gantry.fuzz.v8.V8;
import dev.gantry.runtime.platform.Platform;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Generated modules do in V8 what they do here: results, traps, globals, memories, calls of the host.
class V8Test {
    private static final int QUICK = 4_000;
    private static final int FULL = 1_000_000;

    @Test
    void generatedModulesDoTheSameInV8() throws InterruptedException {
        compare("v8", Strategy.INTERPRETER);
    }

    @Test
    void generatedModulesDoTheSameInV8AsMachineCode() throws InterruptedException {
        Assumptions.assumeTrue(Platform.isAvailable(), "machine code");
        compare("v8-winch", Strategy.WINCH);
    }

    private static void compare(String name, Strategy strategy) throws InterruptedException {
        Optional<V8> started = V8.start();
        Assumptions.assumeTrue(started.isPresent(), "Node.js 24 or newer");
        ModuleGenerator generator = new ModuleGenerator(GeneratorOptions.comparableWithV8());
        try (V8 v8 = started.orElseThrow();
                GantryRunner runner = new GantryRunner(new Config().strategy(strategy))) {
            new Comparison(name, FuzzSettings.count(QUICK, FULL))
                    .run(random -> Plan.of(generator.make(random), random, true), runner::run, v8);
        }
    }
}
