package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Engine;
import dev.gantry.component.Component;
import dev.gantry.component.Val;
import dev.gantry.fuzz.component.EchoComponent;
import dev.gantry.fuzz.component.EchoRun;
import dev.gantry.fuzz.component.EchoTypes;
import dev.gantry.fuzz.component.RandomVals;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Guests that break the canonical ABI, with wrong pointers, lengths, discriminants, handles and allocators, give other
/// values or the traps that the specification names, the same under every strategy (R44, R53, R70). See [FuzzSettings]
/// for how to replay.
class HostileGuestTest {
    private static final int QUICK = 600;
    private static final int FULL = 200_000;
    private static final int CALLS = 3;

    @Test
    void brokenRulesTrapOrGiveOtherValues() throws InterruptedException {
        List<Engine> engines = EchoRun.engines();
        new Campaign("hostile", "seed", FuzzSettings.count(QUICK, FULL)).run(Campaign::seed, seed -> {
            RandomGenerator random = Campaign.random(seed);
            byte[] binary = EchoComponent.makeHostile(EchoTypes.random(random), random);
            long vals = random.nextLong();
            List<List<String>> outcomes = engines.stream()
                    .map(engine -> outcomes(engine, binary, FuzzSettings.generator(vals)))
                    .distinct()
                    .toList();
            assertThat(outcomes).as("outcomes under the strategies").hasSize(1);
            return outcomes.getFirst().getLast();
        });
        engines.forEach(Engine::close);
    }

    /// What became of the calls: what the host saw, and the result or the trap; last the kind of the last one.
    private static List<String> outcomes(Engine engine, byte[] binary, RandomGenerator random) {
        RandomVals vals = new RandomVals(random);
        List<String> outcomes = new ArrayList<>();
        try (EchoRun run = new EchoRun(engine, Component.ofBinary(engine, binary))) {
            for (int at = 0; at < CALLS; at++) {
                Val[] args = run.args(vals);
                Optional<Val> answer = run.decideAnswer(vals);
                try {
                    outcomes.add(run.call(args) + " after " + answer + " for " + run.seen());
                    run.reset();
                } catch (Trap trap) {
                    outcomes.add("trap for " + run.seen());
                    outcomes.add(trap.failure().name());
                    checkClosed(run, vals);
                    return outcomes;
                }
            }
        }
        outcomes.add("ends");
        return outcomes;
    }

    private static void checkClosed(EchoRun run, RandomVals vals) {
        assertThatThrownBy(() -> run.call(run.args(vals)))
                .isInstanceOf(Trap.class)
                .hasMessageContaining(Failure.CANNOT_ENTER_COMPONENT.text());
    }
}
