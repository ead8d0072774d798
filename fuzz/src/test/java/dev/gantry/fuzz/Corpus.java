package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.text.TextParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// What mutants are made of: the project's own texts, and the modules of the suites and programs beside the project
/// when they are there.
final class Corpus {
    private static final int MAX_BYTES = 64 << 10;
    /// A few programs that are larger; they are chosen seldom.
    private static final int MAX_LARGE_BYTES = 300 << 10;

    private static final int MAX_LARGE = 6;
    private static final int LARGE_ONE_IN = 400;
    static final Path OWN = Path.of(System.getProperty("gantry.root", "..")).resolve("tests/corpus");
    private static final Path SHARED = Path.of(System.getProperty("gantry.suites", ""));

    private final List<Campaign.Input> binaries = new ArrayList<>();
    private final List<Campaign.Input> large = new ArrayList<>();
    private final List<Campaign.Input> texts = new ArrayList<>();
    private final Set<ByteBuffer> seen = new HashSet<>();

    private Corpus() {}

    /// Reads everything that is there.
    static Corpus load() throws IOException {
        Corpus corpus = new Corpus();
        for (Path file : files(OWN, ".wat")) {
            String text = Files.readString(file);
            assertThat(ModuleOracle.check(TextParser.parseModule(text, file.toString())))
                    .as(file.toString())
                    .isEqualTo("valid");
            corpus.addText(file.getFileName().toString(), text);
        }
        if (corpus.binaries.isEmpty()) {
            throw new IOException("no modules in " + OWN.toAbsolutePath());
        }
        if (Files.isDirectory(SHARED.resolve("suites")) && !SHARED.toString().isEmpty()) {
            corpus.addShared();
        } else {
            System.out.println("SKIPPED: fuzzing without the suites, which are not at " + SHARED);
        }
        System.out.printf(
                "corpus: %d binaries, %d large ones, %d texts%n",
                corpus.binaries.size(), corpus.large.size(), corpus.texts.size());
        return corpus;
    }

    /// One of the binaries, small ones more often.
    Campaign.Input binary(RandomGenerator random) {
        if (!large.isEmpty() && random.nextInt(LARGE_ONE_IN) == 0) {
            return large.get(random.nextInt(large.size()));
        }
        return smaller(binaries, random);
    }

    /// One of the texts, short ones more often.
    Campaign.Input text(RandomGenerator random) {
        return smaller(texts, random);
    }

    /// All binaries but the large ones.
    List<Campaign.Input> binaries() {
        return binaries;
    }

    private static Campaign.Input smaller(List<Campaign.Input> inputs, RandomGenerator random) {
        Campaign.Input one = inputs.get(random.nextInt(inputs.size()));
        Campaign.Input other = inputs.get(random.nextInt(inputs.size()));
        return random.nextInt(4) == 0 || one.content().length < other.content().length ? one : other;
    }

    private static List<Path> files(Path folder, String extension) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .sorted()
                    .toList();
        }
    }

    private void addShared() throws IOException {
        for (String folder : List.of("programs", "suites/wasi")) {
            for (Path file : files(SHARED.resolve(folder), ".wasm")) {
                if (Files.size(file) <= MAX_LARGE_BYTES) {
                    addBinary(SHARED.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
        for (String folder : List.of("suites/spec", "suites/wasmtime")) {
            for (Path file : files(SHARED.resolve(folder), ".wast")) {
                addScript(SHARED.relativize(file).toString(), Files.readString(file));
            }
        }
    }

    private void addBinary(String name, byte[] bytes) {
        boolean isComponent = bytes.length > 6 && bytes[6] == 1;
        if (isComponent || !seen.add(ByteBuffer.wrap(bytes))) {
            return;
        }
        if (bytes.length <= MAX_BYTES) {
            binaries.add(new Campaign.Input(name, bytes));
        } else if (large.size() < MAX_LARGE) {
            large.add(new Campaign.Input(name, bytes));
        }
    }

    private void addText(String name, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= MAX_BYTES && seen.add(ByteBuffer.wrap(utf8))) {
            texts.add(new Campaign.Input(name, utf8));
        }
        try {
            addBinary(name, TextParser.parseModule(text, name));
        } catch (MalformedException _) {
            // some texts of the suite are malformed on purpose
        }
    }

    private void addScript(String name, String source) {
        try {
            ScriptModules modules = ScriptModules.of(source, name);
            modules.texts().forEach(text -> addText(name, text));
            modules.binaries().forEach(binary -> addBinary(name, binary));
        } catch (MalformedException e) {
            System.out.println("no script: " + e.getMessage());
        }
    }
}
