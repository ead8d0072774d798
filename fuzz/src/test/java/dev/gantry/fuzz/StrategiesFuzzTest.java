package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Config;
import dev.gantry.Strategy;
import dev.gantry.fuzz.generate.GeneratorOptions;
import dev.gantry.fuzz.generate.ModuleGenerator;
import dev.gantry.runtime.platform.Platform;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Generated modules give the same under machine code and under the interpreter: results to the last bit of canonical
/// NaNs, traps with their backtraces, and the fuel that is left. See [FuzzSettings] for how to replay.
class StrategiesFuzzTest {
    private static final int QUICK = 2_000;
    private static final int FULL = 500_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void machineCodeAndInterpreterAgree(boolean signals) throws InterruptedException {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        ModuleGenerator generator = new ModuleGenerator(GeneratorOptions.withNanBits());
        Config machine = new Config().strategy(Strategy.WINCH).signalsBasedTraps(signals);
        try (ExecutionOracle interpreter = new ExecutionOracle(new Config().strategy(Strategy.INTERPRETER));
                ExecutionOracle winch = new ExecutionOracle(machine)) {
            new Campaign("strategies-" + (signals ? "signals" : "checks"), "wasm", FuzzSettings.count(QUICK, FULL))
                    .run(random -> new Campaign.Input("generated", generator.make(random)), bytes -> {
                        Optional<List<String>> expected = interpreter.outcomes(bytes);
                        Optional<List<String>> found = winch.outcomes(bytes);
                        if (expected.isEmpty() || found.isEmpty()) {
                            return "not compared";
                        }
                        assertThat(found).as("outcomes under winch").isEqualTo(expected);
                        boolean hasTrap = expected.get().stream().anyMatch(outcome -> outcome.startsWith("trap"));
                        return hasTrap ? "same, with traps" : "same";
                    });
        }
    }
}
