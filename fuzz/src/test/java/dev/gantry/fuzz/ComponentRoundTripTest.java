package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Engine;
import dev.gantry.component.Component;
import dev.gantry.component.FuncType;
import dev.gantry.component.ItemType;
import dev.gantry.component.Type;
import dev.gantry.component.Val;
import dev.gantry.component.Wave;
import dev.gantry.fuzz.component.EchoComponent;
import dev.gantry.fuzz.component.EchoRun;
import dev.gantry.fuzz.component.EchoTypes;
import dev.gantry.fuzz.component.RandomVals;
import dev.gantry.fuzz.component.Shapes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Values of random types come out of host and guest as they went in (R76): from the host to a guest, from
/// there to a function of the host, and both ways back, in each string encoding (R77), flat or through memory
/// (R50, R78), in memories of 32 and 64 bits, with resources of the host among them. See [FuzzSettings] for how to
/// replay.
class ComponentRoundTripTest {
    private static final int QUICK = 400;
    private static final int FULL = 100_000;
    private static final int CALLS = 10;

    @Test
    void valuesComeOutAsTheyWentIn() throws InterruptedException {
        List<Engine> engines = EchoRun.engines();
        new Campaign("round-trip", "seed", FuzzSettings.count(QUICK, FULL)).run(Campaign::seed, seed -> {
            RandomGenerator random = Campaign.random(seed);
            byte[] binary = EchoComponent.make(EchoTypes.random(random), random);
            long vals = random.nextLong();
            engines.forEach(engine -> check(engine, binary, FuzzSettings.generator(vals)));
            return "same";
        });
        engines.forEach(Engine::close);
    }

    /// The same for Java's own classes: what a typed host function is given and gives back is what dynamic calls pass,
    /// and typed calls pass the same to dynamic host functions.
    @Test
    void javaClassesStandForValues() throws InterruptedException {
        List<Engine> engines = EchoRun.engines();
        new Campaign("round-trip-typed", "seed", FuzzSettings.count(QUICK, FULL)).run(Campaign::seed, seed -> {
            RandomGenerator random = Campaign.random(seed);
            Shapes.Shape shape = Shapes.ALL.get(random.nextInt(Shapes.ALL.size()));
            byte[] binary = EchoComponent.make(shape.types(), random);
            for (Engine engine : engines) {
                checkTyped(engine, binary, shape, new RandomVals(random));
            }
            return "same";
        });
        engines.forEach(Engine::close);
    }

    private static void checkTyped(Engine engine, byte[] binary, Shapes.Shape shape, RandomVals vals) {
        Component component = Component.ofBinary(engine, binary);
        List<Object> seen = new ArrayList<>();
        try (EchoRun typedHost = new EchoRun(engine, component, shape.java(), seen::add);
                EchoRun dynamicHost = new EchoRun(engine, component)) {
            for (int at = 0; at < CALLS; at++) {
                Val[] args = typedHost.args(vals);
                Val given = RandomVals.comparable(args[0]);
                assertThat(typedHost.call(args)).as("result for %s", shape).contains(given);
                Object java =
                        shape.fresh() == null ? seen.getLast() : shape.fresh().apply(given);
                Object back = dynamicHost.callTyped(shape.java(), java);
                assertThat(dynamicHost.seen()).as("argument for %s", shape).containsExactly(given);
                if (shape.fresh() == null && !(java instanceof ByteBuffer)) {
                    assertThat(Objects.deepEquals(back, java))
                            .as("typed result for %s", shape)
                            .isTrue();
                }
                typedHost.reset();
                dynamicHost.reset();
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(shape.toString(), e);
        }
    }

    private static void check(Engine engine, byte[] binary, RandomGenerator random) {
        RandomVals vals = new RandomVals(random);
        try (EchoRun run = new EchoRun(engine, Component.ofBinary(engine, binary))) {
            for (int at = 0; at < CALLS; at++) {
                Val[] args = run.args(vals);
                List<Val> given =
                        Arrays.stream(args).map(RandomVals::comparable).toList();
                Optional<Val> answer = run.decideAnswer(vals);
                assertThat(run.call(args)).as("result").isEqualTo(answer);
                assertThat(run.seen()).as("arguments").isEqualTo(given);
                run.reset();
            }
        }
    }

    /// What values of random types are written as is read as the same values.
    @Test
    void textsOfValuesGiveTheValuesBack() throws InterruptedException {
        Engine engine = EchoRun.engines().getFirst();
        new Campaign("round-trip-text", "seed", FuzzSettings.count(QUICK, FULL)).run(Campaign::seed, seed -> {
            RandomGenerator random = Campaign.random(seed);
            Component component = Component.ofBinary(engine, EchoComponent.make(EchoTypes.random(random), random));
            if (component.exports().get("call") instanceof ItemType.OfFunc(FuncType func)) {
                RandomVals vals = new RandomVals(random);
                func.params().forEach(param -> checkText(param.type(), vals.of(param.type())));
            }
            return "same";
        });
        engine.close();
    }

    private static void checkText(Type type, Val value) {
        if (RandomVals.comparable(value).equals(value)) { // resources have no text
            String text = Wave.text(value);
            assertThat(Wave.parse(type, text)).as(text).isEqualTo(value);
        }
    }
}
