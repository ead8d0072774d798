package dev.gantry.tests.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Engine;
import dev.gantry.component.Component;
import dev.gantry.wasm.ArtifactException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Damage to artifacts of components is found, as that of modules ([ArtifactDamageTest]).
class ComponentDamageTest {
    private static final long SEED = Long.getLong("seed", 20_261_121L);
    private static final boolean IS_FULL = Boolean.getBoolean("gantry.full");
    private static final int FLIPS = IS_FULL ? 300_000 : 10_000;
    private static final int FORGERIES = IS_FULL ? 100_000 : 5_000;

    private final Engine engine = new Engine();
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    private final byte[] artifact = engine.precompileComponent(Artifacts.GREETER.getBytes(StandardCharsets.UTF_8));

    @AfterEach
    void close() {
        engine.close();
    }

    private void assertRefused(byte[] damaged, String what) {
        assertThatThrownBy(() -> Component.deserialize(engine, damaged))
                .as(what)
                .isInstanceOf(ArtifactException.class);
    }

    @Test
    void everyTruncationIsRefused() {
        for (int size = 0; size < artifact.length; size++) {
            assertRefused(Arrays.copyOf(artifact, size), "cut to " + size);
        }
        assertRefused(Arrays.copyOf(artifact, artifact.length + 1), "one byte more");
    }

    @Test
    void everyFlippedBitIsRefused() {
        byte[] damaged = artifact.clone();
        for (int bit = 0; bit < damaged.length * 8; bit++) {
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(damaged, "bit " + bit + " flipped");
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(Component.deserialize(engine, damaged).exports()).hasSize(4);
    }

    @Test
    void flippedBitsOfAnyNumberAreRefused() {
        System.out.println("seed " + SEED);
        for (int round = 0; round < FLIPS; round++) {
            byte[] damaged = artifact.clone();
            int flips = 1 + random.nextInt(8);
            for (int flip = 0; flip < flips; flip++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (!Arrays.equals(damaged, artifact)) {
                assertRefused(damaged, "round " + round);
            }
        }
    }

    /// Checksums do not guard against malice, but whoever reads a forged artifact gets a component or the documented
    /// error.
    @Test
    void forgedArtifactsEndInDocumentedErrors() {
        System.out.println("seed " + SEED);
        int refused = 0;
        for (int round = 0; round < FORGERIES; round++) {
            byte[] forged = artifact.clone();
            forged[random.nextInt(forged.length)] = (byte) random.nextInt();
            try {
                assertThat(Component.deserialize(engine, Artifacts.sealed(forged))
                                .serialize())
                        .hasSameSizeAs(artifact);
            } catch (ArtifactException _) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
