package dev.gantry.fuzz;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// How long to fuzz and from which seed. `-Dseed=S` replays a run, `-Dgantry.fuzz.first=N -Dgantry.fuzz.count=1`
/// one mutant of it.
final class FuzzSettings {
    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");
    /// An odd number that spreads the seeds of neighbouring mutants.
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /// The seed of all campaigns.
    static final long SEED = Long.getLong("seed", 20_251_121L);

    /// The first mutant.
    static final int FIRST = Integer.getInteger("gantry.fuzz.first", 0);

    private FuzzSettings() {}

    /// Whether the long runs are wanted.
    static boolean isFull() {
        return Boolean.getBoolean("gantry.full");
    }

    /// The number of mutants: what `gantry.fuzz.count` says, else one of two numbers.
    static int count(int quick, int full) {
        return Integer.getInteger("gantry.fuzz.count", isFull() ? full : quick);
    }

    /// The numbers that one mutant is made from.
    static RandomGenerator random(int mutant) {
        return generator(SEED + SPREAD * mutant);
    }

    /// Numbers from a seed.
    static RandomGenerator generator(long seed) {
        return GENERATORS.create(seed);
    }
}
