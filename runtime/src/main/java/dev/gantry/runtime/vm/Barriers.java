package dev.gantry.runtime.vm;

import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.GcCompiler;
import dev.gantry.environ.spi.GcEmitter;

/// Which barriers a collector has, found out by asking for their code and seeing whether there is any.
///
/// Strategies that do not put a collector's code into theirs call [dev.gantry.environ.spi.GcRuntime] instead, where
/// there is something to call.
///
/// Threading: immutable.
///
/// @param hasRead  whether something follows the load of a reference
/// @param hasWrite whether something comes before the store of one
public record Barriers(boolean hasRead, boolean hasWrite) {
    /// The barriers of a collector.
    ///
    /// @param compiler its description
    /// @return which ones there are
    public static Barriers of(GcCompiler compiler) {
        Counter read = new Counter();
        compiler.emitReadBarrier(read, read.constant(0));
        Counter write = new Counter();
        compiler.emitWriteBarrier(write, write.constant(0), write.constant(0));
        return new Barriers(read.effects > 0, write.effects > 0);
    }

    /// Whether there is any.
    ///
    /// @return true if there is one of either kind
    public boolean any() {
        return hasRead || hasWrite;
    }

    /// Counts what has an effect.
    private static final class Counter implements GcEmitter {
        int effects;
        private int handles;

        @Override
        public int constant(long value) {
            return handles++;
        }

        @Override
        public int add(int left, int right) {
            return handles++;
        }

        @Override
        public int and(int left, int right) {
            return handles++;
        }

        @Override
        public int state(int word) {
            return handles++;
        }

        @Override
        public void state(int word, int value) {
            effects++;
        }

        @Override
        public int load(int at, int offsetBytes, int widthBytes) {
            return handles++;
        }

        @Override
        public void store(int at, int offsetBytes, int widthBytes, int value) {
            effects++;
        }

        @Override
        public int variable(int value) {
            return handles++;
        }

        @Override
        public void set(int variable, int value) {
            // no effect outside of the sequence
        }

        @Override
        public int label() {
            return handles++;
        }

        @Override
        public void place(int label) {
            // no effect
        }

        @Override
        public void branchIfBelow(int left, int right, int label) {
            // no effect
        }

        @Override
        public void branchIfEqual(int left, int right, int label) {
            // no effect
        }

        @Override
        public void branch(int label) {
            // no effect
        }

        @Override
        public int call(Builtin builtin, int... args) {
            effects++;
            return handles++;
        }
    }
}
