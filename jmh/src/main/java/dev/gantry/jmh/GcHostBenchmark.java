package dev.gantry.jmh;

import dev.gantry.Instance;
import dev.gantry.RootScope;
import dev.gantry.StructRef;
import dev.gantry.Val;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.StructType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// One struct of an `i32` and an `i64` that the host makes, in scopes of a thousand and without a scope, and one of
/// its fields read.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class GcHostBenchmark {
    private static final int SCOPES = 10;
    private static final int OBJECTS = 1_000;

    /// A store and a type of the host's.
    public static class Host extends CollectedState {
        private HeapType.Id type;
        private StructRef struct;

        @Override
        String text() {
            return "(module)";
        }

        @Override
        void instantiated(Instance instance) {
            type = engine.register(
                    new StructType(List.of(new FieldType(NumType.I32, true), new FieldType(NumType.I64, true))));
            struct = make(1);
        }

        private StructRef make(int value) {
            return StructRef.of(store, type, Val.i32(value), Val.i64(value));
        }
    }

    @Benchmark
    @OperationsPerInvocation(SCOPES * OBJECTS)
    public void inScope(Host state, Blackhole hole) {
        state.allocating(SCOPES * OBJECTS);
        for (int scope = 0; scope < SCOPES; scope++) {
            try (RootScope _ = state.store.rootScope()) {
                for (int object = 0; object < OBJECTS; object++) {
                    hole.consume(state.make(object));
                }
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(OBJECTS)
    public void withoutScope(Host state, Blackhole hole) {
        state.allocating(OBJECTS);
        for (int object = 0; object < OBJECTS; object++) {
            hole.consume(state.make(object));
        }
    }

    @Benchmark
    public Val readField(Host state) {
        return state.struct.get(1);
    }
}
