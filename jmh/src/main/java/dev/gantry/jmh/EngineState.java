package dev.gantry.jmh;

import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Strategy;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What the state of every benchmark starts from: strategy and collector are parameters of all of them.
/// [BenchmarkRun] sets the strategies to those on the class path.
@State(Scope.Thread)
public abstract class EngineState {
    /// The name of the strategy.
    @Param("interpreter")
    public String strategy;

    /// The name of the collector; `auto` is the engine's choice.
    @Param("auto")
    public String collector;

    /// The settings with strategy and collector chosen.
    final Config config() {
        return new Config().strategy(Strategy.named(strategy)).collector(Collector.named(collector));
    }

    /// An engine with the default settings otherwise.
    final Engine engine() {
        return new Engine(config());
    }
}
