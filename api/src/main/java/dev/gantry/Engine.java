package dev.gantry;

import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactInfo;
import dev.gantry.environ.artifact.BuildId;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.CompilerProvider;
import dev.gantry.environ.spi.EngineObserver;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.runtime.spi.Executor;
import dev.gantry.runtime.vm.EpochCounter;
import dev.gantry.runtime.vm.GcSettings;
import dev.gantry.runtime.vm.LoadedCode;
import dev.gantry.runtime.vm.VmModule;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.SubType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// What modules and stores share: settings, strategy, canonical types, the epoch.
///
/// Threading: thread-safe.
public final class Engine implements AutoCloseable {
    private static final int PREFIX_BYTES = 64;

    private final Config config;
    private final StrategyChoice choice;
    private final @Nullable GcSettings gcSettings;
    private final TypeRegistry types = new TypeRegistry();
    private final EpochCounter epoch = new EpochCounter();
    private final @Nullable Compiler compiler;
    private final @Nullable ModuleCache cache;
    private final @Nullable EngineObserver observer;
    private volatile @Nullable ArtifactInfo artifactInfo;
    private final ThreadFactory asyncThreads;
    private volatile boolean isClosed;

    /// An engine with the default settings.
    ///
    /// @throws IllegalArgumentException if there is no strategy on the module path or class path
    public Engine() {
        this(new Config());
    }

    /// An engine with the given settings.
    ///
    /// @param config the settings, copied
    /// @throws IllegalArgumentException if the strategy or the collector is not on the module path or class path;
    ///     the message names those that are
    /// @throws dev.gantry.wasm.UnsupportedException if a strategy was named that cannot run here, or if
    ///     [Config#signalsBasedTraps(boolean)] asks for signals and another library has replaced their handlers
    public Engine(Config config) {
        this.config = new Config(config);
        CacheConfig kept = config.cache().orElse(null);
        if (kept != null) {
            // checksums of classes take 20 ms in a process that has just begun: beside what an engine needs itself
            Thread _ = Thread.ofPlatform().daemon().name("gantry-build").start(Engine::findBuild);
        }
        GcRuntimeProvider collector = Collectors.choose(config.collector());
        this.gcSettings = collector == null ? null : Collectors.settings(collector, config);
        Tunables chosen = new Tunables(
                config.consumeFuel(),
                config.epochInterruption(),
                false,
                config.tableLazyInit(),
                config.nanCanonicalization(),
                config.relaxedSimdDeterministic(),
                true,
                config.optLevel(),
                collector == null ? Tunables.NO_COLLECTOR : collector.name());
        this.choice = StrategyChoice.of(config.strategy(), chosen, config.signalsBasedTraps());
        Tunables tunables = choice.tunables();
        CompilerProvider compilers = choice.compiler();
        this.compiler = compilers == null
                ? null
                : collector == null ? compilers.compiler(tunables) : compilers.compiler(tunables, collector);
        this.cache = kept == null ? null : ModuleCache.at(kept);
        this.observer = ServiceLoader.load(EngineObserver.class, Engine.class.getClassLoader())
                .findFirst()
                .orElse(null);
        this.asyncThreads = config.asyncThreads()
                .orElseGet(() -> Thread.ofVirtual().name("gantry-call-", 0).factory());
    }

    /// Reads what [#artifactInfo] needs of every engine.
    private static void findBuild() {
        String _ = BuildId.of(Opcode.class, ArtifactInfo.class, VmModule.class);
    }

    /// A copy of the settings.
    ///
    /// @return the settings
    public Config config() {
        return new Config(config);
    }

    /// The strategy in use; never [Strategy#AUTO].
    ///
    /// @return the strategy
    public Strategy strategy() {
        return choice.strategy();
    }

    /// What [Strategy#AUTO] would have preferred to [#strategy], and why each of them cannot run here: the system,
    /// a denied permission, a missing module.
    ///
    /// @return the reasons, best strategy first; empty if the best was taken, or if a strategy was named
    public Map<Strategy, String> passedOver() {
        return choice.passedOver();
    }

    /// Whether traps of this engine's code are found by signals: chosen when the engine was made, unless
    /// [Config#signalsBasedTraps(boolean)] said it.
    ///
    /// @return false if code has explicit checks, or is no machine code
    public boolean signalsBasedTraps() {
        return tunables().signalsBasedTraps();
    }

    /// Advances the epoch by one. Stores whose deadline is reached are interrupted at their next loop head or
    /// function entry, if [Config#epochInterruption] is on. Costs a few nanoseconds; callable from any thread.
    public void incrementEpoch() {
        epoch.increment();
    }

    /// Registers a struct, array or function type, so that it can be named by canonical id: for objects that the
    /// host makes, and in other types (R118, R119).
    ///
    /// @param type the structure, final and without supertype; heap types inside it are abstract or canonical
    /// @return the heap type that names it; valid for the life of this engine
    public HeapType.Id register(CompositeType type) {
        return new HeapType.Id(types.register(type));
    }

    /// Registers a type with its supertype and whether it is final (R120).
    ///
    /// @param type the type; heap types inside it are abstract or canonical
    /// @return the heap type that names it; valid for the life of this engine
    /// @throws IllegalArgumentException if its supertype is final or does not fit
    public HeapType.Id register(SubType type) {
        return new HeapType.Id(types.register(type));
    }

    /// The function type that a canonical id stands for.
    ///
    /// @param id from an import or export type, or from [#register]
    /// @return parameters and results
    /// @throws IllegalArgumentException if it is a struct or an array
    public FuncType funcType(HeapType.Id id) {
        if (!types.isFuncType(id.typeId())) {
            throw new IllegalArgumentException("expected a function type, found type " + id.typeId());
        }
        return types.funcType(id.typeId());
    }

    /// The cache of compiled modules.
    ///
    /// @return the cache; empty unless [Config#cache(CacheConfig)] asked for one
    public Optional<ModuleCache> cache() {
        return Optional.ofNullable(cache);
    }

    /// Compiles a module ahead of its use, as [Module#serialize] would give it. The result depends on the module,
    /// the settings and the build of the engine only (R106, R107).
    ///
    /// @param bytes the binary, or the text in UTF-8
    /// @return an artifact for [Module#deserialize], in engines with the same settings
    /// @throws dev.gantry.wasm.WasmException see [Module#of]
    public byte[] precompileModule(byte[] bytes) {
        try (Module module = Module.of(this, bytes)) {
            return module.serialize();
        }
    }

    /// Compiles a component ahead of its use, as [dev.gantry.component.Component#serialize] would give it. The
    /// result depends on the component, the settings and the build of the engine only (R106, R107).
    ///
    /// @param bytes the binary, or the text in UTF-8
    /// @return an artifact for [dev.gantry.component.Component#deserialize], in engines with the same settings
    /// @throws dev.gantry.wasm.WasmException see [dev.gantry.component.Component#of]
    public byte[] precompileComponent(byte[] bytes) {
        return ComponentArtifacts.write(
                this, ComponentArtifacts.compile(this, ComponentArtifacts.binary(bytes, "<bytes>")));
    }

    /// Tells whether bytes are something that was compiled ahead. Only the first bytes are looked at; whether it
    /// can be loaded shows when it is loaded.
    ///
    /// @param bytes all bytes, or at least the first 64
    /// @return what it is; empty for everything else, WebAssembly binaries included
    public static Optional<Precompiled> detectPrecompiled(byte[] bytes) {
        return ElfImage.kind(bytes).map(kind -> switch (kind) {
            case MODULE -> Precompiled.MODULE;
            case COMPONENT -> Precompiled.COMPONENT;
        });
    }

    /// Tells whether a file is something that was compiled ahead, by its first bytes.
    ///
    /// @param file the file
    /// @return what it is; empty for everything else
    /// @throws IOException if it cannot be read
    public static Optional<Precompiled> detectPrecompiled(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return detectPrecompiled(in.readNBytes(PREFIX_BYTES));
        }
    }

    /// Closes the engine: no module or store can be made any more. Existing ones stay usable.
    @Override
    public void close() {
        isClosed = true;
    }

    void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException("the engine is closed");
        }
    }

    Compiler compiler() {
        if (compiler == null) {
            throw new IllegalStateException("there is no compiler for strategy " + strategy()
                    + " on the module path: only precompiled modules load");
        }
        return compiler;
    }

    /// What artifacts of this engine have in common.
    ArtifactInfo artifactInfo() {
        ArtifactInfo info = artifactInfo;
        if (info == null) {
            String build = BuildId.of(Opcode.class, ArtifactInfo.class, VmModule.class, choice.executorType());
            info = new ArtifactInfo(build, strategy().name(), tunables(), config.features());
            artifactInfo = info;
        }
        return info;
    }

    @Nullable
    ModuleCache moduleCache() {
        return cache;
    }

    /// The build of the compiler, by which caches tell its code from that of others.
    String compilerBuild() {
        return BuildId.of(compiler().getClass());
    }

    /// Makes the code of an artifact ready to run.
    VmModule load(Artifact artifact) {
        return loaded(artifact, executor().load(artifact));
    }

    /// Makes the code of a component's modules ready to run.
    List<VmModule> load(List<Artifact> artifacts) {
        List<? extends LoadedCode> code = executor().loadTogether(artifacts);
        List<VmModule> modules = new ArrayList<>(code.size());
        for (int module = 0; module < code.size(); module++) {
            modules.add(loaded(artifacts.get(module), code.get(module)));
        }
        return modules;
    }

    private VmModule loaded(Artifact artifact, LoadedCode code) {
        VmModule module = new VmModule(artifact, code);
        if (config.profiling() == Profiling.PERF_MAP) {
            executor().watchStubs(PerfMap.ofProcess());
            PerfMap.ofProcess().append(module);
        }
        if (observer != null) {
            observer.loaded(
                    strategy().name(), module.names().module(), artifact.text().limit());
        }
        return module;
    }

    /// Is told what the engine does, if anything is.
    @Nullable
    EngineObserver observer() {
        return observer;
    }

    Executor executor() {
        return choice.executor();
    }

    Tunables tunables() {
        return choice.tunables();
    }

    @Nullable
    GcSettings gcSettings() {
        return gcSettings;
    }

    TypeRegistry types() {
        return types;
    }

    EpochCounter epoch() {
        return epoch;
    }

    ThreadFactory asyncThreads() {
        return asyncThreads;
    }

    Config settings() {
        return config;
    }
}
