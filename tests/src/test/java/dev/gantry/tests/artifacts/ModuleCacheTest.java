package dev.gantry.tests.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.gantry.CacheConfig;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.ModuleCache;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.component.Component;
import dev.gantry.environ.artifact.CacheKey;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.text.TextParser;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cache makes things faster and nothing else, whatever happens to its folder.
class ModuleCacheTest {
    private static final byte[] MODULE = Artifacts.adder();

    private final FileSystem files = Jimfs.newFileSystem(Configuration.unix());
    private Path folder = files.getPath("/home/user/cache");

    @AfterEach
    void close() throws IOException {
        files.close();
    }

    private CacheConfig settings() {
        return CacheConfig.of(folder).withMinModuleBytes(0);
    }

    /// Runs the module by an engine of its own, and gives the numbers of its cache.
    private static ModuleCache.Statistics run(CacheConfig settings, Config config) {
        try (Engine engine = new Engine(config.cache(settings));
                Module module = Module.of(engine, MODULE);
                Store<String> store = new Store<>(engine, "")) {
            Instance instance = new Linker<String>(engine).instantiate(store, module);
            assertThat(instance.func("through").call(Val.i32(0))).containsExactly(Val.i32(42));
            return engine.cache().orElseThrow().statistics();
        }
    }

    private ModuleCache.Statistics run() {
        return run(settings(), new Config());
    }

    private static ModuleCache.Statistics hit() {
        return new ModuleCache.Statistics(1, 0, 0);
    }

    private static ModuleCache.Statistics miss() {
        return new ModuleCache.Statistics(0, 1, 0);
    }

    private static ModuleCache.Statistics failure() {
        return new ModuleCache.Statistics(0, 1, 1);
    }

    private List<Path> stored() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.toString().endsWith(".gwasm"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void modulesAreFoundByLaterEngines() throws IOException {
        assertThat(run()).isEqualTo(miss());
        assertThat(run()).isEqualTo(hit());
        assertThat(stored()).hasSize(1);
        ModuleCache.Entry entry = ModuleCache.at(settings()).entries().getFirst();
        assertThat(entry.name()).isEqualTo("adder");
        assertThat(entry.wasmBytes()).isEqualTo(MODULE.length);
        assertThat(entry.bytes()).isEqualTo(Files.size(stored().getFirst()));
        try (Engine engine = new Engine()) {
            assertThat(entry.strategy()).isEqualTo(engine.strategy().name());
        }
        assertThat(entry.isReadable()).isTrue();
    }

    @Test
    void componentsAreFoundByLaterEngines() throws IOException {
        assertThat(runComponent()).isEqualTo(miss());
        assertThat(runComponent()).isEqualTo(hit());
        assertThat(stored()).hasSize(1);
        ModuleCache.Entry entry = ModuleCache.at(settings()).entries().getFirst();
        assertThat(entry.name()).isEqualTo("greeter");
        assertThat(entry.isReadable()).isTrue();
        byte[] damaged = Files.readAllBytes(stored().getFirst());
        damaged[damaged.length / 2] ^= 1;
        Files.write(stored().getFirst(), damaged);
        assertThat(runComponent()).isEqualTo(miss());
        assertThat(runComponent()).isEqualTo(hit());
    }

    private ModuleCache.Statistics runComponent() {
        try (Engine engine = new Engine(new Config().cache(settings()));
                Store<String> store = new Store<>(engine, "")) {
            var linker = new dev.gantry.component.Linker<String>(engine);
            assertThat(linker.instantiate(store, Component.ofText(engine, Artifacts.GREETER))
                            .instance("inner")
                            .func("seven")
                            .call())
                    .contains(dev.gantry.component.Val.u32(7));
            return engine.cache().orElseThrow().statistics();
        }
    }

    @Test
    void theCacheIsOffUnlessAskedFor() {
        try (Engine engine = new Engine()) {
            assertThat(engine.cache()).isEmpty();
        }
    }

    @Test
    void smallModulesAreNotKept() {
        assertThat(run(CacheConfig.of(folder), new Config())).isEqualTo(new ModuleCache.Statistics(0, 0, 0));
        assertThat(folder).doesNotExist();
    }

    @Test
    void cachedModulesSerializeAsFreshOnesDo() {
        assertThat(run()).isEqualTo(miss());
        try (Engine fresh = new Engine();
                Engine cached = new Engine(new Config().cache(settings()))) {
            assertThat(cached.precompileModule(MODULE)).isEqualTo(fresh.precompileModule(MODULE));
            assertThat(cached.cache().orElseThrow().statistics()).isEqualTo(hit());
        }
    }

    @Test
    void otherSettingsAreOtherModules() throws IOException {
        assertThat(run()).isEqualTo(miss());
        assertThat(run(settings(), new Config().optLevel(0))).isEqualTo(miss());
        assertThat(run(settings(), Artifacts.allFeatures())).isEqualTo(miss());
        assertThat(run(settings(), new Config().optLevel(0))).isEqualTo(hit());
        assertThat(stored()).hasSize(3);
    }

    @Test
    void invalidModulesStayInvalid() {
        byte[] invalid = TextParser.parseModule("(module (func (result i32) (i64.const 1)))");
        for (int round = 0; round < 2; round++) {
            try (Engine engine = new Engine(new Config().cache(settings()))) {
                org.assertj.core.api.Assertions.assertThatThrownBy(() -> Module.of(engine, invalid))
                        .isInstanceOf(ValidationException.class);
            }
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void damagedFilesAreReplaced() throws IOException {
        assertThat(run()).isEqualTo(miss());
        Path file = stored().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int size = 0; size < whole.length; size += 97) {
            Files.write(file, Arrays.copyOf(whole, size));
            assertThat(run()).isEqualTo(miss());
            assertThat(file).hasBinaryContent(whole);
        }
        for (int bit = 0; bit < whole.length * 8; bit += 1013) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            assertThat(run()).isEqualTo(miss());
            assertThat(file).hasBinaryContent(whole);
        }
        assertThat(run()).isEqualTo(hit());
    }

    @Test
    void aWholeFileOfAnotherModuleIsNotUsed() throws IOException {
        assertThat(run()).isEqualTo(miss());
        Path file = stored().getFirst();
        byte[] right = Files.readAllBytes(file);
        String other = Artifacts.ADDER.replace("i32.const 40", "i32.const 41").replace("i32.add", "i32.sub");
        try (Engine engine = new Engine()) {
            Files.write(file, engine.precompileModule(TextParser.parseModule(other)));
        }
        assertThat(run()).isEqualTo(miss());
        assertThat(file).hasBinaryContent(right);
        try (Engine engine = new Engine(new Config().optLevel(0))) {
            Files.write(file, engine.precompileModule(MODULE));
        }
        assertThat(run()).isEqualTo(miss());
        assertThat(file).hasBinaryContent(right);
    }

    /// Names of files are checksums, which two binaries may share: the binary in the file decides.
    @Test
    void aWholeFileOfAnotherBinaryOfTheSameNameIsNotUsed() throws IOException {
        assertThat(run()).isEqualTo(miss());
        Path file = stored().getFirst();
        byte[] right = Files.readAllBytes(file);
        String other = Artifacts.ADDER.replace("i32.const 40", "i32.const 41");
        Path theirs = files.getPath("/home/user/theirs");
        try (Engine engine =
                new Engine(new Config().cache(CacheConfig.of(theirs).withMinModuleBytes(0)))) {
            Module.ofText(engine, other).close();
        }
        try (Stream<Path> found = Files.list(theirs)) {
            Path colliding = found.filter(path -> path.toString().endsWith(".gwasm"))
                    .findFirst()
                    .orElseThrow();
            assertThat(colliding.getFileName()).isNotEqualTo(file.getFileName());
            Files.write(file, Files.readAllBytes(colliding));
        }
        assertThat(run()).isEqualTo(miss());
        assertThat(file).hasBinaryContent(right);
    }

    @Test
    void aFolderInThePlaceOfAFileCostsSpeedOnly() throws IOException {
        assertThat(run()).isEqualTo(miss());
        Path file = stored().getFirst();
        Files.delete(file);
        Files.createDirectory(file);
        Files.write(file.resolve("inside"), new byte[1]);
        assertThat(run()).isEqualTo(failure());
    }

    @Test
    void aFolderThatCannotBeMadeCostsSpeedOnly() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.write(folder, new byte[1]);
        assertThat(run()).isEqualTo(failure());
        assertThat(ModuleCache.at(settings()).entries()).isEmpty();
    }

    @Test
    void aFolderThatVanishesCostsSpeedOnly() throws IOException {
        try (Engine engine = new Engine(new Config().cache(settings()))) {
            for (int round = 0; round < 3; round++) {
                Module.of(engine, MODULE).close();
                assertThat(stored()).hasSize(1);
                try (Stream<Path> all = Files.list(folder)) {
                    for (Path file : all.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
            assertThat(engine.cache().orElseThrow().statistics()).isEqualTo(new ModuleCache.Statistics(0, 3, 0));
        }
    }

    @Test
    void aReadOnlyFolderIsReadAndNotWritten(@TempDir Path real) throws IOException {
        Path zip = real.resolve("cache.zip");
        try (FileSystem writable = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            folder = writable.getPath("/cache");
            assertThat(run()).isEqualTo(miss());
            Files.setLastModifiedTime(
                    stored().getFirst(), FileTime.from(Instant.now().minus(Duration.ofDays(3))));
        }
        try (FileSystem readOnly = FileSystems.newFileSystem(zip, Map.of("accessMode", "readOnly"))) {
            folder = readOnly.getPath("/cache");
            assertThat(run()).isEqualTo(hit());
            assertThat(run(settings(), new Config().optLevel(0))).isEqualTo(failure());
        }
    }

    @Test
    void aFullDiskCostsSpeedOnly() throws IOException {
        try (FileSystem small = Jimfs.newFileSystem(
                Configuration.unix().toBuilder().setMaxSize(16 << 10).build())) {
            folder = small.getPath("/cache");
            Files.createDirectories(folder);
            Files.write(folder.resolve("filler"), new byte[15 << 10]);
            assertThat(run()).isEqualTo(failure());
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.map(file -> file.getFileName().toString())).containsExactly("filler");
            }
            Files.delete(folder.resolve("filler"));
            assertThat(run()).isEqualTo(miss());
            assertThat(run()).isEqualTo(hit());
        }
    }

    @Test
    void theSizeIsBounded() throws IOException {
        byte[] big = new byte[150 << 10]; // a file holds it twice: the binary lies behind the artifact
        long bound = 2 << 20;
        try (Engine engine = new Engine(new Config().cache(settings().withMaxBytes(bound)))) {
            for (int number = 0; number < 20; number++) {
                String data = "x".repeat(big.length) + number;
                Module.ofText(engine, "(module (memory 10) (data (i32.const 0) \"" + data + "\"))")
                        .close();
                long total = 0;
                for (Path file : stored()) {
                    total += Files.size(file);
                }
                assertThat(total).isPositive().isLessThanOrEqualTo(bound);
            }
            assertThat(engine.cache().orElseThrow().statistics()).isEqualTo(new ModuleCache.Statistics(0, 20, 0));
        }
        assertThat(stored()).hasSizeBetween(4, 7);
    }

    @Test
    void filesLargerThanTheBoundAreNotKept() {
        assertThat(run(settings().withMaxBytes(100), new Config())).isEqualTo(failure());
        assertThat(folder).doesNotExist();
    }

    @Test
    void whatNobodyUsesIsDeleted() throws IOException {
        assertThat(run()).isEqualTo(miss());
        Path used = stored().getFirst();
        age(used, Duration.ofDays(29));
        assertThat(run()).isEqualTo(hit());
        assertThat(Files.getLastModifiedTime(used).toInstant())
                .isAfter(Instant.now().minusSeconds(3600));
        assertThat(run(settings(), new Config().optLevel(0))).isEqualTo(miss());
        Path unused =
                stored().stream().filter(file -> !file.equals(used)).findFirst().orElseThrow();
        Path unfinished = Files.write(folder.resolve("0".repeat(CacheKey.DIGITS) + ".12-34.tmp"), new byte[5]);
        Path foreign = Files.write(folder.resolve("notes.tmp"), new byte[5]);
        age(unused, Duration.ofDays(31));
        age(unfinished, Duration.ofHours(2));
        age(foreign, Duration.ofDays(100));
        age(folder.resolve("stored"), Duration.ofDays(2));
        assertThat(run(settings(), new Config().optLevel(1))).isEqualTo(miss());
        assertThat(used).exists();
        assertThat(unused).doesNotExist();
        assertThat(unfinished).doesNotExist();
        assertThat(foreign).exists();
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    @Test
    void clearingDeletesWhatCachesMade() throws IOException {
        assertThat(run()).isEqualTo(miss());
        assertThat(run(settings(), new Config().optLevel(0))).isEqualTo(miss());
        Path foreign = Files.write(folder.resolve("other.gwasm"), new byte[3]);
        Files.write(stored().getFirst(), new byte[3]);
        ModuleCache cache = ModuleCache.at(settings());
        assertThat(cache.entries()).extracting(ModuleCache.Entry::isReadable).containsExactlyInAnyOrder(true, false);
        assertThat(cache.clear()).isEqualTo(2);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(foreign);
        }
        assertThat(cache.clear()).isZero();
        assertThat(run()).isEqualTo(miss());
    }

    @Test
    void threadsShareAFolder(@TempDir Path real) throws InterruptedException, ExecutionException, IOException {
        folder = real.resolve("cache");
        try (var pool = Executors.newFixedThreadPool(8)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int level = thread % 3;
                runs.add(pool.submit(() -> {
                    for (int round = 0; round < 20; round++) {
                        var numbers = run(settings(), new Config().optLevel(level));
                        assertThat(numbers.hits() + numbers.misses()).isEqualTo(1);
                        // whoever clears the folder may take a file away that is being written
                        assertThat(numbers.failures()).isLessThanOrEqualTo(numbers.misses());
                        if (round % 5 == level) {
                            ModuleCache.at(settings()).clear();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        }
        assertThat(run()).isNotNull();
        assertThat(run()).isEqualTo(hit());
    }

    @Test
    void processesShareAFolder(@TempDir Path real) throws IOException, InterruptedException {
        folder = real.resolve("cache");
        List<Process> processes = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            CacheUser.class.getName(),
                            folder.toString(),
                            Integer.toString(number))
                    .redirectErrorStream(true)
                    .start());
        }
        processes.getFirst().destroyForcibly();
        for (Process process : processes.subList(1, processes.size())) {
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            assertThat(output).contains("results are right");
        }
        assertThat(ModuleCache.at(settings()).entries()).allMatch(ModuleCache.Entry::isReadable);
    }
}
