package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cache of the command. The build names a folder for it that tests may fill and clear.
class CacheCommandTest {
    private static final Path CACHE = Path.of(System.getenv(CacheLocation.VARIABLE));

    @TempDir
    private Path folder;

    private String module;

    @BeforeEach
    void write() throws IOException {
        CliRun.of("cache", "clear");
        String data = "x".repeat(40 << 10);
        module = Files.writeString(
                        folder.resolve("large.wat"),
                        "(module $large (memory 1) (data (i32.const 0) \"" + data + "\")"
                                + " (func (export \"f\") (result i32) (i32.load8_u (i32.const 9))))")
                .toString();
    }

    @AfterEach
    void clear() {
        CliRun.of("cache", "clear");
    }

    private static Path stored() throws IOException {
        try (Stream<Path> files = Files.list(CACHE)) {
            return files.filter(file -> file.toString().endsWith(".gwasm"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void assertRuns(String... options) {
        String[] line = Stream.of(Stream.of("run"), Stream.of(options), Stream.of("--invoke", "f", module))
                .flatMap(words -> words)
                .toArray(String[]::new);
        assertThat(CliRun.of(line)).isEqualTo(new CliRun(0, "120\n", ""));
    }

    @Test
    void runsKeepWhatTheyCompile() throws IOException {
        assertThat(CliRun.of("cache").out()).startsWith("0 modules, 0 B of 512.0 MiB, in " + CACHE);
        assertRuns("--strategy", "interpreter");
        byte[] whole = Files.readAllBytes(stored());
        assertRuns("--strategy", "interpreter");
        CliRun shown = CliRun.of("cache", "show");
        assertThat(shown.out())
                .contains("now ", "40.1 KiB", "interpreter", "large", "1 module, ")
                .hasLineCount(3);
        Files.write(stored(), new byte[] {1, 2, 3});
        assertThat(CliRun.of("cache", "show").out()).contains("(unreadable)");
        assertRuns("--strategy", "interpreter");
        assertThat(stored()).hasBinaryContent(whole);
        assertThat(CliRun.of("cache", "clear").out()).isEqualTo("deleted 1 module from " + CACHE + "\n");
        assertThat(CliRun.of("cache", "show").out()).startsWith("0 modules");
    }

    @Test
    void lookingAtTheCacheIsNoUse() throws IOException {
        assertRuns();
        Files.setLastModifiedTime(stored(), FileTime.from(Instant.now().minus(Duration.ofHours(5))));
        assertThat(CliRun.of("cache").out()).contains("\n5 h ");
        assertThat(CliRun.of("cache").out()).contains("\n5 h ");
        assertRuns();
        assertThat(CliRun.of("cache").out()).contains("\nnow ");
    }

    @Test
    void keptModulesAreArtifacts() throws IOException {
        assertRuns();
        CliRun dump = CliRun.of("objdump", stored().toString());
        assertThat(dump.code()).isZero();
        assertThat(dump.out()).contains("precompiled module", "large");
    }

    @Test
    void theCacheCanBeSwitchedOff() {
        assertRuns("-O", "cache=n");
        assertThat(CliRun.of("cache", "show").out()).startsWith("0 modules");
        assertThat(CliRun.of("settings").out()).containsPattern("cache=y\\|n +y ");
    }

    @Test
    void otherActionsAreErrors() {
        CliRun run = CliRun.of("cache", "burn");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: expected show, clear or path, found burn\n");
        assertThat(CliRun.of("cache", "path").out()).isEqualTo(CACHE + "\n");
    }

    @Test
    void theFolderIsThatOfTheUser() {
        assertThat(CacheLocation.of(Map.of("GANTRY_CACHE_DIR", "/a/b", "XDG_CACHE_HOME", "/c"), "/home/u"))
                .contains(Path.of("/a/b"));
        assertThat(CacheLocation.of(Map.of("GANTRY_CACHE_DIR", ""), "/home/u")).isEmpty();
        assertThat(CacheLocation.of(Map.of("XDG_CACHE_HOME", "/c"), "/home/u")).contains(Path.of("/c/gantry/modules"));
        assertThat(CacheLocation.of(Map.of("XDG_CACHE_HOME", "relative"), "/home/u"))
                .contains(Path.of("/home/u/.cache/gantry/modules"));
        assertThat(CacheLocation.of(Map.of(), null)).isEmpty();
        assertThat(CacheLocation.of(Map.of("GANTRY_CACHE_DIR", "a\0b"), "/home/u"))
                .isEmpty();
    }

    @Test
    void sizesAreReadable() {
        assertThat(CacheCommand.size(0)).isEqualTo("0 B");
        assertThat(CacheCommand.size(1023)).isEqualTo("1023 B");
        assertThat(CacheCommand.size(1536)).isEqualTo("1.5 KiB");
        assertThat(CacheCommand.size(5L << 40)).isEqualTo("5.0 TiB");
    }
}
