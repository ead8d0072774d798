package dev.gantry.wasi.internal;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// `random_get`.
final class RandomCalls {
    private static final int CHUNK = 1 << 16;

    private Optional<RandomGenerator> generator;

    RandomCalls(Settings settings) {
        generator = settings.random();
    }

    void get(GuestMemory memory, int buffer, int length) {
        long left = Integer.toUnsignedLong(length);
        memory.check(buffer, left);
        if (generator.isEmpty()) {
            // Made when first needed: setting up the provider costs more than the start of a small guest.
            generator = Optional.of(new SecureRandom());
        }
        RandomGenerator source = generator.get();
        byte[] bytes = new byte[(int) Math.min(left, CHUNK)];
        int pointer = buffer;
        while (left > 0) {
            int count = (int) Math.min(left, bytes.length);
            source.nextBytes(bytes);
            memory.set(pointer, bytes, 0, count);
            pointer += count;
            left -= count;
        }
    }
}
