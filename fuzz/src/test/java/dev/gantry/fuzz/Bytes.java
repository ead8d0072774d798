package dev.gantry.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Random numbers that a fuzzer can steer: the bytes of its input, then numbers that only depend on them.
///
/// Threading: confined to one thread.
final class Bytes implements RandomGenerator {
    private final ByteBuffer input;
    private final RandomGenerator rest;

    Bytes(byte[] input) {
        this.input = ByteBuffer.wrap(input);
        rest = FuzzSettings.random(Arrays.hashCode(input));
    }

    @Override
    public int nextInt() {
        return input.remaining() >= Integer.BYTES ? input.getInt() : rest.nextInt();
    }

    @Override
    public long nextLong() {
        return input.remaining() >= Long.BYTES ? input.getLong() : rest.nextLong();
    }
}
