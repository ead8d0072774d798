package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.fuzz.generate.LegacyBodies;
import dev.gantry.runtime.platform.Platform;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.text.TextParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Exceptions of the former kind, mixed with those of today, do the same in machine code as in the interpreter:
/// results, what is left of the fuel, and what was done on the way. See [FuzzSettings] for how to replay.
class LegacyExceptionsFuzzTest {
    private static final int QUICK = 800;
    private static final int FULL = 500_000;
    private static final int FUEL = 5_000;

    private static Engine engine(Strategy strategy) {
        return new Engine(new Config()
                .strategy(strategy)
                .consumeFuel(true)
                .parallelCompilation(false)
                .feature(WasmFeature.LEGACY_EXCEPTIONS, true));
    }

    @Test
    void machineCodeAndInterpreterAgreeOnLegacyExceptions() throws InterruptedException {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        try (Engine interpreter = engine(Strategy.INTERPRETER);
                Engine winch = engine(Strategy.WINCH)) {
            new Campaign("legacy", "wasm", FuzzSettings.count(QUICK, FULL))
                    .run(
                            random ->
                                    new Campaign.Input("generated", TextParser.parseModule(LegacyBodies.make(random))),
                            bytes -> {
                                String expected = outcome(interpreter, bytes);
                                assertThat(outcome(winch, bytes))
                                        .as("outcomes under winch")
                                        .isEqualTo(expected);
                                return expected.substring(0, expected.indexOf(' '));
                            });
        }
    }

    private static String outcome(Engine engine, byte[] bytes) {
        StringBuilder text = new StringBuilder();
        try (Module module = Module.of(engine, bytes);
                Store<Void> store = Store.of(engine)) {
            store.fuel(FUEL);
            Instance instance = Instance.of(store, module, List.of());
            for (int argument = 0; argument < 4; argument++) {
                text.append(call(instance, argument))
                        .append(", trace ")
                        .append(instance.global("trace").get().asI32())
                        .append(", fuel ")
                        .append(store.fuel())
                        .append("; ");
            }
        }
        return text.toString();
    }

    private static String call(Instance instance, int argument) {
        try {
            return "result "
                    + instance.func("run")
                            .call(Val.i32(argument), Val.i32(7))[0]
                            .asI32();
        } catch (GuestException _) {
            return "exception";
        } catch (Trap trap) {
            return "trap " + trap.failure();
        }
    }
}
