package dev.gantry;

import dev.gantry.cache.CacheFolder;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ArtifactWriter;
import dev.gantry.environ.artifact.CacheKey;
import dev.gantry.environ.artifact.ComponentArtifact;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.wasm.ArtifactException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Compiled modules and components on disk, which later engines and processes find by the binary and the settings.
///
/// A cache makes things faster and nothing else: a file that is damaged or belongs to something else is replaced, a
/// folder that cannot be read or written is as good as none, and processes may share a folder without waiting for
/// each other.
///
/// Threading: thread-safe.
public final class ModuleCache {
    private final CacheConfig config;
    private final CacheFolder folder;
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    private ModuleCache(CacheConfig config) {
        this.config = config;
        this.folder = new CacheFolder(config.directory(), config.maxBytes(), config.maxAge());
    }

    /// A cache in a folder. Nothing is read or written yet.
    ///
    /// @param config the folder and its bounds
    /// @return the cache
    public static ModuleCache at(CacheConfig config) {
        return new ModuleCache(config);
    }

    /// What a cache has done since it was opened.
    ///
    /// @param hits     modules that were found
    /// @param misses   modules that had to be compiled
    /// @param failures modules that could not be kept
    public record Statistics(long hits, long misses, long failures) {}

    /// A compiled module or component in a cache.
    ///
    /// @param name        the module's own name; empty if it has none
    /// @param wasmBytes   the size of the binary
    /// @param bytes       the size of the file
    /// @param strategy    the strategy that compiled it
    /// @param settings    the short name of the settings
    /// @param lastUse     when it was last used, to the hour
    /// @param isReadable  whether the file is whole; if not, only `bytes` and `lastUse` are known
    public record Entry(
            String name,
            long wasmBytes,
            long bytes,
            String strategy,
            String settings,
            Instant lastUse,
            boolean isReadable) {}

    /// The folder.
    ///
    /// @return where the files are
    public Path directory() {
        return config.directory();
    }

    /// What this cache has done.
    ///
    /// @return the numbers
    public Statistics statistics() {
        return new Statistics(hits.get(), misses.get(), failures.get());
    }

    /// Whether a module is large enough to be kept.
    boolean keeps(byte[] binary) {
        return binary.length >= config.minModuleBytes();
    }

    /// Finds a module, or compiles and keeps it.
    ///
    /// @param engine the engine
    /// @param binary the module
    Artifact get(Engine engine, byte[] binary) {
        return get(engine, binary, new OfModule(engine, binary));
    }

    /// Finds a component, or compiles and keeps it.
    ///
    /// @param engine the engine
    /// @param binary the component
    ComponentArtifact getComponent(Engine engine, byte[] binary) {
        return get(engine, binary, new OfComponent(engine, binary));
    }

    /// How something of one kind is read, made and written.
    private interface Kept<A> {
        A read(ElfImage image);

        A make();

        byte[] write(A made);
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares it
    private record OfModule(Engine engine, byte[] binary) implements Kept<Artifact> {
        @Override
        public Artifact read(ElfImage image) {
            return ArtifactReader.readModule(image, engine.artifactInfo(), engine.types());
        }

        @Override
        public Artifact make() {
            return Module.build(engine, binary);
        }

        @Override
        public byte[] write(Artifact made) {
            return ArtifactWriter.write(made, engine.artifactInfo().build());
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares it
    private record OfComponent(Engine engine, byte[] binary) implements Kept<ComponentArtifact> {
        @Override
        public ComponentArtifact read(ElfImage image) {
            return ArtifactReader.readComponent(image, engine.artifactInfo(), engine.types());
        }

        @Override
        public ComponentArtifact make() {
            return ComponentArtifacts.build(engine, binary);
        }

        @Override
        public byte[] write(ComponentArtifact made) {
            return ArtifactWriter.write(made, engine.artifactInfo());
        }
    }

    private <A> A get(Engine engine, byte[] binary, Kept<A> kept) {
        String key = CacheKey.of(
                binary, engine.compilerBuild() + "\n" + engine.artifactInfo().text());
        A found = find(key, binary, kept);
        if (found != null) {
            hits.incrementAndGet();
            return found;
        }
        misses.incrementAndGet();
        A made = kept.make();
        if (!folder.store(key, new CacheFolder.Content(kept.write(made), binary))) {
            failures.incrementAndGet();
        }
        return made;
    }

    /// The binary is compared, so that an artifact is used for no other one, whatever the name of the file says. In
    /// a process that has just begun, that takes less than a hash that nobody can forge. What is read meanwhile is
    /// not run.
    private <A> @Nullable A find(String key, byte[] binary, Kept<A> kept) {
        CacheFolder.Content content = folder.find(key, binary.length);
        if (content == null) {
            return null;
        }
        Comparison comparison = Comparison.of(content.from(), binary);
        try {
            A found = kept.read(ElfImage.read(content.made()));
            return comparison.isEqual() ? found : null;
        } catch (ArtifactException _) {
            return null; // damaged or foreign: it is compiled and replaced
        }
    }

    /// What is kept, in the order of last use.
    ///
    /// @return the modules; none if there is no folder
    /// @throws IOException if the folder cannot be read
    public List<Entry> entries() throws IOException {
        return folder.files().stream().map(this::entry).toList();
    }

    private Entry entry(CacheFolder.StoredFile file) {
        byte[] content = folder.read(file.key());
        try {
            ElfImage image = ElfImage.read(content == null ? new byte[0] : ElfImage.withoutTail(content));
            Map<String, String> about = ArtifactReader.about(image);
            Map<String, String> settings = ArtifactReader.settings(image);
            return new Entry(
                    about.getOrDefault("name", ""),
                    Long.parseLong(about.getOrDefault("wasm bytes", "0")),
                    file.bytes(),
                    settings.getOrDefault("strategy", ""),
                    settings.getOrDefault("settings", ""),
                    file.lastUse(),
                    true);
        } catch (ArtifactException | NumberFormatException _) {
            return new Entry("", 0, file.bytes(), "", "", file.lastUse(), false);
        }
    }

    /// Deletes everything that caches made in the folder; other files stay.
    ///
    /// @return how many modules were deleted
    /// @throws IOException if a file cannot be deleted
    public int clear() throws IOException {
        return folder.clear();
    }
}
