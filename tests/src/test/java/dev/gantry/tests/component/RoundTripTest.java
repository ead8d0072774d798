package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Store;
import dev.gantry.component.Component;
import dev.gantry.component.Func;
import dev.gantry.component.FuncType;
import dev.gantry.component.Instance;
import dev.gantry.component.Linker;
import dev.gantry.component.Type;
import dev.gantry.component.Val;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Values of random types come out of host and guest as they went in (R76): from the host to a guest, from
/// there to a function of the host, and both ways back, in each string encoding (R77), flat or through memory
/// (R50, R78).
class RoundTripTest {
    private static final int CALLS = 5;
    private static final long SEED = Long.getLong("seed", 20_2608);

    /// How many values pass; each call passes parameters and a result twice.
    private static int components() {
        return Integer.getInteger("gantry.roundtrips", Boolean.getBoolean("gantry.full") ? 20_000 : 300);
    }

    @Test
    void valuesComeOutAsTheyWentIn() {
        Config config = new Config();
        EchoComponent.FEATURES.forEach(feature -> config.feature(feature, true));
        try (Engine engine = new Engine(config)) {
            for (int number = 0; number < components(); number++) {
                roundTrip(engine, SEED + number);
            }
        }
    }

    private static void roundTrip(Engine engine, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Component component = Component.ofBinary(engine, EchoComponent.make(random));
        RandomVals vals = new RandomVals(random);
        List<List<Val>> seen = new ArrayList<>();
        List<Val> answers = new ArrayList<>();
        Linker<Void> linker = new Linker<>(engine);
        linker.root().func("echo", (_, args) -> {
            seen.add(args);
            return answers.isEmpty() ? null : answers.getLast();
        });
        try (Store<Void> store = Store.of(engine)) {
            Instance instance = linker.instantiate(store, component);
            Func call = instance.func("call");
            FuncType type = call.type();
            for (int at = 0; at < CALLS; at++) {
                Val[] args = type.params().stream()
                        .map(Type.Field::type)
                        .map(vals::of)
                        .toArray(Val[]::new);
                type.result().ifPresent(result -> answers.add(vals.of(result)));
                assertThat(call.call(args))
                        .as("result, seed %d", seed)
                        .isEqualTo(answers.isEmpty() ? Optional.empty() : Optional.of(answers.getLast()));
                assertThat(seen.getLast()).as("arguments, seed %d", seed).containsExactly(args);
                var _ = instance.func("reset").call();
            }
        }
    }
}
