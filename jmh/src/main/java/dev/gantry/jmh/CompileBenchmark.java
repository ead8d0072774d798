package dev.gantry.jmh;

import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactBuilder;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.CompilerProvider;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.validate.ValidModule;
import dev.gantry.wasm.validate.Validator;
import java.io.IOException;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/// From bytes to a module that can be instantiated: the stages on one thread, each from the result of the one
/// before, and all of them as [Module#of] does them.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class CompileBenchmark {
    /// The bytes of a module.
    public abstract static class Guest extends EngineState {
        /// Which one.
        @Param({"hello", "generated-16", "generated-1024", "regex", "quickjs-provider"})
        public String input;

        byte[] bytes;

        void read() throws IOException {
            bytes = GuestFiles.read(input);
        }
    }

    /// A module at the start of each stage.
    public static class Stages extends Guest {
        private final Set<WasmFeature> features = WasmFeature.defaults();
        private final TypeRegistry types = new TypeRegistry();
        private ModuleDef decoded;
        private ModuleTranslation translation;
        private Compiler compiler;

        @Setup(Level.Trial)
        public void prepare() throws IOException {
            read();
            decoded = ModuleReader.read(bytes, features);
            translation = ModuleTranslation.translate(bytes, features, types, Tunables.defaults(), false);
            compiler = ServiceLoader.load(CompilerProvider.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(provider -> provider.name().equals(strategy))
                    .findFirst()
                    .orElseThrow()
                    .compiler(Tunables.defaults());
        }
    }

    /// Bytes to a decoded module.
    @Benchmark
    public ModuleDef decode(Stages state) {
        return ModuleReader.read(state.bytes, state.features);
    }

    /// A decoded module to a valid one.
    @Benchmark
    public int validate(Stages state) {
        try (ValidModule valid =
                Validator.validate(state.decoded, state.features, state.types.interner(), Runnable::run)) {
            return valid.typeIds().length;
        }
    }

    /// A valid module to an artifact.
    @Benchmark
    public Artifact translate(Stages state) {
        return ArtifactBuilder.build(state.strategy, state.compiler, state.translation, false);
    }

    /// An engine that compiles.
    public static class Whole extends Guest {
        /// Whether several threads may work on one module.
        @Param({"sequential", "parallel"})
        public String workers;

        private Engine engine;

        @Setup(Level.Trial)
        public void prepare() throws IOException {
            read();
            engine = new Engine(config().parallelCompilation(workers.equals("parallel")));
        }
    }

    /// Bytes to a module.
    @Benchmark
    public Module module(Whole state) {
        return Module.of(state.engine, state.bytes);
    }

    /// A module compiled ahead.
    public static class Compiled extends Guest {
        private Engine engine;
        private byte[] artifact;

        @Setup(Level.Trial)
        public void prepare() throws IOException {
            read();
            engine = engine();
            artifact = Module.of(engine, bytes).serialize();
        }
    }

    /// An artifact to a module.
    @Benchmark
    public Module deserialize(Compiled state) {
        return Module.deserialize(state.engine, state.artifact);
    }
}
