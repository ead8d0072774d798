package dev.gantry.jmh;

import dev.gantry.Engine;
import dev.gantry.Store;
import dev.gantry.component.Component;
import dev.gantry.component.Instance;
import dev.gantry.component.InstancePre;
import dev.gantry.component.Linker;
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

/// One instance of a compiled component, with the store it lives in made and closed.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class ComponentInstantiationBenchmark {
    /// A component to be instantiated.
    public static class Guest extends EngineState {
        /// What it is.
        @Param({"empty", "one function", "two modules, four imports"})
        public String component;

        private Engine engine;
        private InstancePre<Void> pre;

        @Setup(Level.Trial)
        public void compile() {
            engine = engine();
            pre = switch (component) {
                case "empty" -> new Linker<Void>(engine).instantiatePre(Component.ofText(engine, "(component)"));
                case "one function" -> new Linker<Void>(engine).instantiatePre(Component.ofText(engine, """
                        (component
                          (core module $m (func (export "f")))
                          (core instance $i (instantiate $m))
                          (func (export "f") (canon lift (core func $i "f"))))
                        """));
                case "two modules, four imports" ->
                    ComponentGuest.linker(engine, "typed").instantiatePre(ComponentGuest.compile(engine, "utf8"));
                default -> throw new IllegalArgumentException(component);
            };
        }
    }

    @Benchmark
    public Instance sequential(Guest state) {
        try (Store<Void> store = Store.of(state.engine)) {
            return state.pre.instantiate(store);
        }
    }
}
