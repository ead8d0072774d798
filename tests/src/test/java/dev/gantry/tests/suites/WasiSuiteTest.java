package dev.gantry.tests.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gantry.Engine;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.wasi.ExitException;
import dev.gantry.wasi.Wasi;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasi.WasiContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every test of WASI preview 1 passes. This is the one test of WASI that touches the real file system: a fresh copy of
/// the fixtures in a temporary folder.
class WasiSuiteTest {
    private static final Path FOLDER = Path.of(System.getProperty("gantry.suites", "../shared"), "suites", "wasi");

    /// One test.
    ///
    /// @param file the command
    /// @param json what it is given and what is expected; may be empty
    record Command(Path file, JsonObject json) {
        static Command of(Path file) {
            Path json = file.resolveSibling(file.getFileName().toString().replace(".wasm", ".json"));
            try {
                return new Command(
                        file,
                        Files.exists(json)
                                ? JsonParser.parseString(Files.readString(json)).getAsJsonObject()
                                : new JsonObject());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return FOLDER.relativize(file).toString();
        }
    }

    @TempDir
    Path fresh;

    static Stream<Command> commands() throws IOException {
        assumeTrue(Files.isDirectory(FOLDER), "SKIPPED: no WASI suite at " + FOLDER);
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<Command> commands = files.filter(file -> file.toString().endsWith(".wasm"))
                    .filter(file -> file.getParent().endsWith("wasm32-wasip1"))
                    .sorted()
                    .map(Command::of)
                    .toList();
            assertThat(commands).isNotEmpty();
            return commands.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void commandBehavesAsExpected(Command command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = 0;
        try (Engine engine = new Engine();
                Module module = Module.fromFile(engine, command.file());
                WasiContext context = WasiContext.of(config(command, out, err));
                Store<WasiContext> store = new Store<>(engine, context)) {
            Linker<WasiContext> linker = Wasi.addTo(new Linker<>(engine), state -> state);
            linker.instantiate(store, module).func("_start").call();
        } catch (ExitException e) {
            exit = e.code();
        }
        JsonElement code = command.json().get("exit_code");
        assertThat(exit)
                .as("exit code; stderr: %s", err.toString(StandardCharsets.UTF_8))
                .isEqualTo(code == null ? 0 : code.getAsInt());
        JsonElement stdout = command.json().get("stdout");
        if (stdout != null) {
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(stdout.getAsString());
        }
    }

    private WasiConfig config(Command command, ByteArrayOutputStream out, ByteArrayOutputStream err)
            throws IOException {
        WasiConfig.Builder config = WasiConfig.builder()
                .args(command.file().getFileName().toString())
                .stdout(out)
                .stderr(err);
        JsonObject json = command.json();
        if (json.has("args")) {
            json.getAsJsonArray("args").forEach(arg -> config.args(arg.getAsString()));
        }
        if (json.has("env")) {
            for (Map.Entry<String, JsonElement> variable :
                    json.getAsJsonObject("env").entrySet()) {
                config.env(variable.getKey(), variable.getValue().getAsString());
            }
        }
        if (json.has("root")) {
            copy(command.file().resolveSibling(json.get("root").getAsString()));
            config.preopen(fresh, "/");
        }
        return config.build();
    }

    /// Copies the fixtures, but for the files that keep empty folders in the repository.
    private void copy(Path fixtures) throws IOException {
        try (Stream<Path> files = Files.walk(fixtures)) {
            for (Path file : files.toList()) {
                Path copy = fresh.resolve(fixtures.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (!file.endsWith(".keep")) {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
