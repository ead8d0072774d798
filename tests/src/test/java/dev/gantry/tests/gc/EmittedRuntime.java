package dev.gantry.tests.gc;

import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.GcCompiler;
import dev.gantry.environ.spi.GcEmitter;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcRuntimeProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/// A collector whose allocation and barriers are run as the code that it describes for compilers (R112); all
/// else is its runtime.
final class EmittedRuntime implements GcRuntime {
    private final GcCompiler compiler;
    private final GcHeap heap;
    private final GcRuntime runtime;
    private int allocationCalls;

    EmittedRuntime(GcRuntimeProvider provider, GcHeap heap, GcRuntime runtime) {
        this.compiler = provider.compiler();
        this.heap = heap;
        this.runtime = runtime;
    }

    /// How often the code has called for an allocation.
    int allocationCalls() {
        return allocationCalls;
    }

    @Override
    public int allocate(int word, int sizeBytes) {
        Machine code = new Machine();
        int size = code.constant(Integer.toUnsignedLong(sizeBytes));
        int ref = compiler.emitAllocate(code, code.constant(Integer.toUnsignedLong(word)), size);
        code.run();
        return (int) code.values[ref];
    }

    @Override
    public void readBarrier(int ref) {
        Machine code = new Machine();
        compiler.emitReadBarrier(code, code.constant(Integer.toUnsignedLong(ref)));
        code.run();
    }

    @Override
    public void writeBarrier(int oldRef, int newRef) {
        Machine code = new Machine();
        compiler.emitWriteBarrier(
                code, code.constant(Integer.toUnsignedLong(oldRef)), code.constant(Integer.toUnsignedLong(newRef)));
        code.run();
    }

    @Override
    public void collect() {
        runtime.collect();
    }

    @Override
    public void forEachObject(IntConsumer visitor) {
        runtime.forEachObject(visitor);
    }

    @Override
    public long usedBytes() {
        return runtime.usedBytes();
    }

    @Override
    public void verify() {
        runtime.verify();
    }

    @Override
    public void reset() {
        runtime.reset();
    }

    /// Keeps what is emitted, and runs it.
    private final class Machine implements GcEmitter {
        private final List<Runnable> steps = new ArrayList<>();
        private final int[] places = new int[16];
        private int labels;
        private int handles;
        private int pc;
        long[] values = new long[16];

        void run() {
            while (pc < steps.size()) {
                steps.get(pc++).run();
            }
        }

        private int handle() {
            if (handles == values.length) {
                values = Arrays.copyOf(values, 2 * handles);
            }
            return handles++;
        }

        @Override
        public int constant(long value) {
            int result = handle();
            steps.add(() -> values[result] = value);
            return result;
        }

        @Override
        public int add(int left, int right) {
            int result = handle();
            steps.add(() -> values[result] = values[left] + values[right]);
            return result;
        }

        @Override
        public int and(int left, int right) {
            int result = handle();
            steps.add(() -> values[result] = values[left] & values[right]);
            return result;
        }

        @Override
        public int state(int word) {
            int result = handle();
            steps.add(() -> values[result] = Integer.toUnsignedLong(heap.state(word)));
            return result;
        }

        @Override
        public void state(int word, int value) {
            steps.add(() -> heap.state(word, (int) values[value]));
        }

        @Override
        public int load(int at, int offsetBytes, int widthBytes) {
            int result = handle();
            steps.add(() -> values[result] = widthBytes == Integer.BYTES
                    ? Integer.toUnsignedLong(heap.load32((int) values[at] + offsetBytes))
                    : heap.load64((int) values[at] + offsetBytes));
            return result;
        }

        @Override
        public void store(int at, int offsetBytes, int widthBytes, int value) {
            steps.add(() -> {
                if (widthBytes == Integer.BYTES) {
                    heap.store32((int) values[at] + offsetBytes, (int) values[value]);
                } else {
                    heap.store64((int) values[at] + offsetBytes, values[value]);
                }
            });
        }

        @Override
        public int variable(int value) {
            int result = handle();
            set(result, value);
            return result;
        }

        @Override
        public void set(int variable, int value) {
            steps.add(() -> values[variable] = values[value]);
        }

        @Override
        public int label() {
            return labels++;
        }

        @Override
        public void place(int label) {
            places[label] = steps.size();
        }

        @Override
        public void branchIfBelow(int left, int right, int label) {
            steps.add(() -> pc = Long.compareUnsigned(values[left], values[right]) < 0 ? places[label] : pc);
        }

        @Override
        public void branchIfEqual(int left, int right, int label) {
            steps.add(() -> pc = values[left] == values[right] ? places[label] : pc);
        }

        @Override
        public void branch(int label) {
            steps.add(() -> pc = places[label]);
        }

        @Override
        public int call(Builtin builtin, int... args) {
            int result = handle();
            steps.add(() -> {
                int first = (int) values[args[0]];
                switch (builtin) {
                    case GC_ALLOC -> {
                        allocationCalls++;
                        values[result] = Integer.toUnsignedLong(runtime.allocate(first, (int) values[args[1]]));
                    }
                    case GC_READ_BARRIER -> runtime.readBarrier(first);
                    case GC_WRITE_BARRIER -> runtime.writeBarrier(first, (int) values[args[1]]);
                    default -> throw new AssertionError("a call of " + builtin);
                }
            });
            return result;
        }
    }
}
