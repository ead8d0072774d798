package dev.gantry.tests.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.wasm.ArtifactException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Damage is found: every truncation, every flipped bit, and any handful of changed bytes. `-Dgantry.full=true` flips a
/// million bits.
class ArtifactDamageTest {
    private static final long SEED = Long.getLong("seed", 20_251_121L);
    private static final boolean IS_FULL = Boolean.getBoolean("gantry.full");
    private static final int FLIPS = IS_FULL ? 1_000_000 : 50_000;
    private static final int FORGERIES = IS_FULL ? 300_000 : 20_000;

    private final Engine engine = new Engine(Artifacts.allFeatures());
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    @AfterEach
    void close() {
        engine.close();
    }

    private void assertRefused(byte[] artifact, String what) {
        assertThatThrownBy(() -> Module.deserialize(engine, artifact)).as(what).isInstanceOf(ArtifactException.class);
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        List<byte[]> modules = Artifacts.corpus(engine);
        assertThat(modules).hasSizeGreaterThan(3);
        for (byte[] module : modules) {
            byte[] artifact = engine.precompileModule(module);
            for (int size = 0; size < artifact.length; size++) {
                assertRefused(Arrays.copyOf(artifact, size), "cut to " + size);
            }
            assertRefused(Arrays.copyOf(artifact, artifact.length + 1), "one byte more");
        }
    }

    @Test
    void everyFlippedBitIsRefused() {
        byte[] artifact = engine.precompileModule(Artifacts.adder());
        for (int bit = 0; bit < artifact.length * 8; bit++) {
            artifact[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(artifact, "bit " + bit + " flipped");
            artifact[bit / 8] ^= (byte) (1 << bit % 8);
        }
        Module.deserialize(engine, artifact).close();
    }

    @Test
    void flippedBitsOfAnyNumberAreRefused() {
        System.out.println("seed " + SEED);
        byte[] artifact = engine.precompileModule(Artifacts.adder());
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

    /// Checksums do not guard against malice, but whoever reads a forged artifact gets a module or the documented
    /// error.
    @Test
    void forgedArtifactsEndInDocumentedErrors() {
        System.out.println("seed " + SEED);
        byte[] artifact = engine.precompileModule(Artifacts.adder());
        int refused = 0;
        for (int round = 0; round < FORGERIES; round++) {
            byte[] forged = artifact.clone();
            forged[random.nextInt(forged.length)] = (byte) random.nextInt();
            try (Module module = Module.deserialize(engine, Artifacts.sealed(forged))) {
                assertThat(module.serialize()).hasSameSizeAs(artifact);
            } catch (ArtifactException _) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
