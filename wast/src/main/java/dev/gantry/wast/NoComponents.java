package dev.gantry.wast;

import dev.gantry.wasm.UnsupportedException;
import org.jspecify.annotations.Nullable;

/// A stage for a build that does not execute components.
final class NoComponents implements ComponentStage {
    private record Decoded() implements Definition {}

    @Override
    public Definition compile(byte[] binary) {
        return new Decoded();
    }

    @Override
    public Running instantiate(Definition definition, @Nullable String id) {
        throw new UnsupportedException("components");
    }

    @Override
    public void close() {}
}
