package dev.gantry.cli;

import dev.gantry.CacheConfig;
import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Profiling;
import dev.gantry.StoreLimits;
import dev.gantry.Strategy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the options of a command line mean for engines and stores.
final class EngineSettings {
    /// The compiler itself is new in each process: a module of 28 KiB takes it 80 ms, and loading it 10 ms.
    private static final int MIN_CACHED_BYTES = 2 << 10;

    private EngineSettings() {}

    /// An engine.
    ///
    /// @throws CommandException if there is none with these settings
    static Engine engine(Options options) {
        return engine(config(options));
    }

    private static Engine engine(Config config) {
        try {
            return new Engine(config);
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), ExitCodes.USAGE);
        }
    }

    /// An engine that keeps compiled modules, unless the options or the environment say otherwise.
    ///
    /// @throws CommandException if there is none with these settings
    static Engine cachingEngine(Options options) {
        Config config = config(options);
        Path folder = CacheLocation.ofUser().orElse(null);
        if (folder != null && options.get(Setting.CACHE, 1) != 0) {
            config.cache(CacheConfig.of(folder).withMinModuleBytes(MIN_CACHED_BYTES));
        }
        return engine(config);
    }

    /// How an engine runs code and finds traps, and why it is not done better.
    ///
    /// @return lines of a key and a text
    static List<String> describe(Engine engine) {
        List<String> lines = new ArrayList<>();
        lines.add("%-35s %s".formatted("strategy", engine.strategy()));
        lines.add("%-35s %s".formatted("traps", engine.signalsBasedTraps() ? "by signals" : "by explicit checks"));
        engine.passedOver().forEach((better, reason) -> lines.add("%-35s %s".formatted("not " + better, reason)));
        return lines;
    }

    /// The settings of an engine.
    static Config config(Options options) {
        Config config = new Config()
                .strategy(Strategy.named(options.strategy()))
                .collector(Collector.named(options.collector()));
        options.toggledFeatures().forEach(config::feature);
        options.values().forEach((setting, value) -> apply(config, setting, value));
        return config;
    }

    private static void apply(Config config, Setting setting, long value) {
        switch (setting) {
            case FUEL -> config.consumeFuel(true);
            case TIMEOUT -> config.epochInterruption(true);
            case MAX_WASM_STACK -> config.maxWasmStack(value);
            case NAN_CANONICALIZATION -> config.nanCanonicalization(value != 0);
            case RELAXED_SIMD_DETERMINISTIC -> config.relaxedSimdDeterministic(value != 0);
            case OPT_LEVEL -> config.optLevel((int) value);
            case SIGNALS_BASED_TRAPS -> config.signalsBasedTraps(value != 0);
            case TABLE_LAZY_INIT -> config.tableLazyInit(value != 0);
            case PARALLEL_COMPILATION -> config.parallelCompilation(value != 0);
            case GC_HEAP_INITIAL_SIZE -> config.gcHeapInitialSize(value);
            case GC_HEAP_MAX_SIZE -> config.gcHeapMaxSize(value);
            case GC_ZEAL -> config.gcZeal((int) Math.min(value, Integer.MAX_VALUE));
            case MAX_BACKTRACE_FRAMES -> config.maxBacktraceFrames((int) Math.min(value, Integer.MAX_VALUE));
            case PERF_MAP -> config.profiling(value != 0 ? Profiling.PERF_MAP : Profiling.NONE);
            case MAX_MEMORY_SIZE, MAX_TABLE_ELEMENTS, MAX_INSTANCES, TRAP_ON_GROW_FAILURE -> {} // of stores
            case CACHE -> {} // of commands that run modules
        }
    }

    /// The limits of a store.
    static StoreLimits limits(Options options) {
        StoreLimits defaults = StoreLimits.defaults();
        return defaults.withMaxMemoryBytes(options.get(Setting.MAX_MEMORY_SIZE, defaults.maxMemoryBytes()))
                .withMaxTableElements(options.get(Setting.MAX_TABLE_ELEMENTS, defaults.maxTableElements()))
                .withMaxInstances(
                        (int) Math.min(options.get(Setting.MAX_INSTANCES, defaults.maxInstances()), Integer.MAX_VALUE))
                .withTrapOnGrowFailure(options.get(Setting.TRAP_ON_GROW_FAILURE, 0) != 0);
    }
}
