package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Strategy;
import dev.gantry.fuzz.generate.GeneratorOptions;
import dev.gantry.fuzz.generate.ModuleGenerator;
import dev.gantry.runtime.platform.Platform;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Generated modules give the same under machine code and under the interpreter: results, traps, and the fuel that is
/// left. See [FuzzSettings] for how to replay.
class StrategiesFuzzTest {
    private static final int QUICK = 2_000;
    private static final int FULL = 500_000;

    @Test
    void machineCodeAndInterpreterAgree() throws InterruptedException {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        ModuleGenerator generator = new ModuleGenerator(GeneratorOptions.all());
        try (ExecutionOracle interpreter = new ExecutionOracle(Strategy.INTERPRETER);
                ExecutionOracle winch = new ExecutionOracle(Strategy.named("winch"))) {
            new Campaign("strategies", "wasm", FuzzSettings.count(QUICK, FULL))
                    .run(random -> new Campaign.Input("generated", generator.make(random)), bytes -> {
                        Optional<List<String>> expected = interpreter.outcomes(bytes);
                        Optional<List<String>> found = winch.outcomes(bytes);
                        if (expected.isEmpty() || found.isEmpty()) {
                            return "not compared";
                        }
                        assertThat(found).as("outcomes under winch").isEqualTo(expected);
                        return "same";
                    });
        }
    }
}
