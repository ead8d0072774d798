package dev.gantry;

import dev.gantry.wasm.WasmFeature;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// The settings of an [Engine]. An engine copies them; changing a config later has no effect on it.
///
/// Threading: confined to one thread.
public final class Config {
    private Strategy strategy = Strategy.AUTO;
    private Collector collector = Collector.AUTO;
    private final Set<WasmFeature> features = EnumSet.copyOf(WasmFeature.defaults());
    private boolean consumeFuel;
    private boolean epochInterruption;
    private @Nullable Boolean signalsBasedTraps;
    private boolean tableLazyInit = true;
    private boolean nanCanonicalization;
    private boolean relaxedSimdDeterministic = true;
    private boolean parallelCompilation = true;
    private int optLevel = 2;
    private long maxWasmStackBytes = 1L << 20;
    private int maxBacktraceFrames = 200;
    private @Nullable CacheConfig cache;
    private long gcHeapInitialSizeBytes = 64 << 10;
    private long gcHeapMaxSizeBytes = 4L << 30;
    private int gcZeal;
    private @Nullable ThreadFactory asyncThreads;
    private Profiling profiling = Profiling.NONE;

    /// The default settings: WebAssembly 3.0, the best strategy there is, no fuel, no epochs.
    public Config() {}

    Config(Config other) {
        this.strategy = other.strategy;
        this.collector = other.collector;
        this.features.clear();
        this.features.addAll(other.features);
        this.consumeFuel = other.consumeFuel;
        this.epochInterruption = other.epochInterruption;
        this.signalsBasedTraps = other.signalsBasedTraps;
        this.tableLazyInit = other.tableLazyInit;
        this.nanCanonicalization = other.nanCanonicalization;
        this.relaxedSimdDeterministic = other.relaxedSimdDeterministic;
        this.parallelCompilation = other.parallelCompilation;
        this.optLevel = other.optLevel;
        this.maxWasmStackBytes = other.maxWasmStackBytes;
        this.maxBacktraceFrames = other.maxBacktraceFrames;
        this.cache = other.cache;
        this.gcHeapInitialSizeBytes = other.gcHeapInitialSizeBytes;
        this.gcHeapMaxSizeBytes = other.gcHeapMaxSizeBytes;
        this.gcZeal = other.gcZeal;
        this.asyncThreads = other.asyncThreads;
        this.profiling = other.profiling;
    }

    /// Selects how code is run.
    ///
    /// @param strategy the strategy
    /// @return this config
    public Config strategy(Strategy strategy) {
        this.strategy = strategy;
        return this;
    }

    /// How code is run.
    ///
    /// @return the strategy
    public Strategy strategy() {
        return strategy;
    }

    /// Selects the garbage collector.
    ///
    /// @param collector the collector
    /// @return this config
    public Config collector(Collector collector) {
        this.collector = collector;
        return this;
    }

    /// The garbage collector.
    ///
    /// @return the collector
    public Collector collector() {
        return collector;
    }

    /// Switches a feature of the language on or off.
    ///
    /// @param feature   the feature; [WasmFeature#MVP] stays on
    /// @param isEnabled whether modules may use it
    /// @return this config
    public Config feature(WasmFeature feature, boolean isEnabled) {
        if (isEnabled || feature == WasmFeature.MVP) {
            features.add(feature);
        } else {
            features.remove(feature);
        }
        return this;
    }

    /// The features that modules may use.
    ///
    /// @return a copy
    public Set<WasmFeature> features() {
        return EnumSet.copyOf(features);
    }

    /// Makes code count fuel: see [Store#fuel(long)].
    ///
    /// @param consumeFuel whether to count
    /// @return this config
    public Config consumeFuel(boolean consumeFuel) {
        this.consumeFuel = consumeFuel;
        return this;
    }

    /// Whether code counts fuel.
    ///
    /// @return true if it does
    public boolean consumeFuel() {
        return consumeFuel;
    }

    /// Makes code compare the engine's epoch with the store's deadline at loop heads, function entries, and in long
    /// ranges of memory that are filled or copied: see [Engine#incrementEpoch] and [Store#epochDeadline].
    ///
    /// @param epochInterruption whether to compare
    /// @return this config
    public Config epochInterruption(boolean epochInterruption) {
        this.epochInterruption = epochInterruption;
        return this;
    }

    /// Whether code watches the epoch.
    ///
    /// @return true if it does
    public boolean epochInterruption() {
        return epochInterruption;
    }

    /// Decides whether machine code relies on hardware faults instead of explicit checks, which makes it faster.
    /// Unless this is called, each engine decides when it is made: it relies on faults if the handlers of signals
    /// can be installed and no other library has replaced them. [Engine#signalsBasedTraps] tells. The meaning of
    /// programs does not depend on it, but artifacts do. Strategies without machine code ignore it.
    ///
    /// @param signalsBasedTraps true to refuse the engine if its machine code cannot rely on faults; false for
    ///     explicit checks, without installing a handler
    /// @return this config
    public Config signalsBasedTraps(boolean signalsBasedTraps) {
        this.signalsBasedTraps = signalsBasedTraps;
        return this;
    }

    /// Whether machine code must rely on faults, or must not.
    ///
    /// @return what was decided; empty if engines decide
    public Optional<Boolean> signalsBasedTraps() {
        return Optional.ofNullable(signalsBasedTraps);
    }

    /// Fills tables with functions at first use (fast instantiation) instead of at instantiation (R133).
    ///
    /// @param tableLazyInit whether to fill lazily
    /// @return this config
    public Config tableLazyInit(boolean tableLazyInit) {
        this.tableLazyInit = tableLazyInit;
        return this;
    }

    /// Whether tables are filled at first use.
    ///
    /// @return true if they are
    public boolean tableLazyInit() {
        return tableLazyInit;
    }

    /// Makes every float result that is a NaN the canonical one, so that results do not depend on the platform.
    ///
    /// @param nanCanonicalization whether to canonicalize
    /// @return this config
    public Config nanCanonicalization(boolean nanCanonicalization) {
        this.nanCanonicalization = nanCanonicalization;
        return this;
    }

    /// Whether NaNs are canonicalized.
    ///
    /// @return true if they are
    public boolean nanCanonicalization() {
        return nanCanonicalization;
    }

    /// Makes relaxed vector instructions give the results of the deterministic profile on every platform.
    ///
    /// @param relaxedSimdDeterministic whether results must not depend on the platform
    /// @return this config
    public Config relaxedSimdDeterministic(boolean relaxedSimdDeterministic) {
        this.relaxedSimdDeterministic = relaxedSimdDeterministic;
        return this;
    }

    /// Whether relaxed vector instructions are deterministic.
    ///
    /// @return true if they are
    public boolean relaxedSimdDeterministic() {
        return relaxedSimdDeterministic;
    }

    /// Lets validation and compilation of one module use several threads.
    ///
    /// @param parallelCompilation whether they may
    /// @return this config
    public Config parallelCompilation(boolean parallelCompilation) {
        this.parallelCompilation = parallelCompilation;
        return this;
    }

    /// Whether one module is compiled by several threads.
    ///
    /// @return true if it may be
    public boolean parallelCompilation() {
        return parallelCompilation;
    }

    /// How much work compilers invest.
    ///
    /// @param optLevel 0 (fast compilation) to 2 (fast code)
    /// @return this config
    /// @throws IllegalArgumentException if it is outside of 0 to 2
    public Config optLevel(int optLevel) {
        if (optLevel < 0 || optLevel > 2) {
            throw new IllegalArgumentException("expected an optimization level from 0 to 2, found " + optLevel);
        }
        this.optLevel = optLevel;
        return this;
    }

    /// How much work compilers invest.
    ///
    /// @return 0 to 2
    public int optLevel() {
        return optLevel;
    }

    /// Bounds the stack that wasm frames of one store may use; beyond it calls trap with "call stack exhausted".
    /// Machine code has a stack of its own for them. The interpreter and host functions take Java frames as well,
    /// which the stack of the calling thread bounds: deep guests want a thread with a large one.
    ///
    /// @param bytes at least 4,096
    /// @return this config
    /// @throws IllegalArgumentException if it is smaller
    public Config maxWasmStack(long bytes) {
        if (bytes < 4096) {
            throw new IllegalArgumentException("expected at least 4096 bytes of wasm stack, found " + bytes);
        }
        this.maxWasmStackBytes = bytes;
        return this;
    }

    /// The bound on wasm frames.
    ///
    /// @return bytes
    public long maxWasmStack() {
        return maxWasmStackBytes;
    }

    /// Bounds the number of frames in a backtrace; the innermost ones are kept.
    ///
    /// @param frames at least zero
    /// @return this config
    /// @throws IllegalArgumentException if it is negative
    public Config maxBacktraceFrames(int frames) {
        if (frames < 0) {
            throw new IllegalArgumentException("expected a number of frames, found " + frames);
        }
        this.maxBacktraceFrames = frames;
        return this;
    }

    /// The bound on backtraces.
    ///
    /// @return frames
    public int maxBacktraceFrames() {
        return maxBacktraceFrames;
    }

    /// Sets the size that the heap of collected objects of a store begins with. There is no heap before the first
    /// object.
    ///
    /// @param bytes at least zero
    /// @return this config
    /// @throws IllegalArgumentException if it is negative
    public Config gcHeapInitialSize(long bytes) {
        this.gcHeapInitialSizeBytes = checkSize(bytes);
        return this;
    }

    /// The size that heaps of collected objects begin with.
    ///
    /// @return bytes
    public long gcHeapInitialSize() {
        return gcHeapInitialSizeBytes;
    }

    /// Bounds the heap of collected objects of each store; allocation beyond it is the trap "out of memory". Growth
    /// is also charged to the store's [ResourceLimiter], like that of memories. Strategies without machine code
    /// cannot have heaps of more than 2 GiB.
    ///
    /// @param bytes at least zero
    /// @return this config
    /// @throws IllegalArgumentException if it is negative
    public Config gcHeapMaxSize(long bytes) {
        this.gcHeapMaxSizeBytes = checkSize(bytes);
        return this;
    }

    /// The bound on heaps of collected objects.
    ///
    /// @return bytes
    public long gcHeapMaxSize() {
        return gcHeapMaxSizeBytes;
    }

    private static long checkSize(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("expected a size of a heap, found " + bytes);
        }
        return bytes;
    }

    /// Makes collectors work hard, to find errors in them: collect at every n-th allocation, overwrite what is
    /// freed, check the heap after each collection.
    ///
    /// @param allocations how many allocations lie between two collections; 0, the default, for none of this
    /// @return this config
    /// @throws IllegalArgumentException if it is negative
    public Config gcZeal(int allocations) {
        if (allocations < 0) {
            throw new IllegalArgumentException("expected a number of allocations, found " + allocations);
        }
        this.gcZeal = allocations;
        return this;
    }

    /// How many allocations lie between two forced collections.
    ///
    /// @return the number, 0 if none are forced
    public int gcZeal() {
        return gcZeal;
    }

    /// Selects the threads that [asynchronous calls][Func#callAsync] run on, one for each call. The default is
    /// virtual threads; their Java stack is as large as that of threads with the default size, so very deep guests
    /// may want others.
    ///
    /// @param asyncThreads makes a thread for each call, not started
    /// @return this config
    public Config asyncThreads(ThreadFactory asyncThreads) {
        this.asyncThreads = asyncThreads;
        return this;
    }

    /// What makes the threads of asynchronous calls.
    ///
    /// @return the factory; empty for virtual threads
    public Optional<ThreadFactory> asyncThreads() {
        return Optional.ofNullable(asyncThreads);
    }

    /// Tells a profiler of the system where the code of each function is.
    ///
    /// @param profiling which one; [Profiling#NONE] by default
    /// @return this config
    public Config profiling(Profiling profiling) {
        this.profiling = profiling;
        return this;
    }

    /// Which profiler is told of the code.
    ///
    /// @return the profiler
    public Profiling profiling() {
        return profiling;
    }

    /// Keeps compiled modules in a folder, where later engines and processes find them. Off unless this is called.
    ///
    /// @param cache the folder and its bounds
    /// @return this config
    public Config cache(CacheConfig cache) {
        this.cache = cache;
        return this;
    }

    /// Keeps compiled modules in a folder, within the default bounds.
    ///
    /// @param directory the folder
    /// @return this config
    public Config cache(Path directory) {
        return cache(CacheConfig.of(directory));
    }

    /// Where compiled modules are kept.
    ///
    /// @return the folder and its bounds; empty if they are not kept
    public Optional<CacheConfig> cache() {
        return Optional.ofNullable(cache);
    }
}
