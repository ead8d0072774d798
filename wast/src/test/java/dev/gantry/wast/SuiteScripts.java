package dev.gantry.wast;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// The scripts of the official suites.
final class SuiteScripts {
    private SuiteScripts() {}

    /// The scripts of a folder and those below it; skips the test if there are no suites.
    static List<Path> in(String folder) throws IOException {
        Path suites = Path.of(System.getProperty("gantry.suites", "../shared")).resolve("suites");
        assumeTrue(Files.isDirectory(suites), "no suites at " + suites + ": set -Dgantry.suites");
        try (Stream<Path> files = Files.walk(suites.resolve(folder))) {
            return files.filter(path -> path.toString().matches(".*\\.was?t"))
                    .sorted()
                    .toList();
        }
    }

    static Script parse(Path file) throws IOException {
        return Script.parse(Files.readAllBytes(file), file.getFileName().toString());
    }

    /// How many directives of each name there are in a folder.
    static Map<String, Integer> count(String folder, Function<Directive, String> name) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (Path file : in(folder)) {
            for (Directive directive : parse(file).directives()) {
                counts.merge(name.apply(directive), 1, Integer::sum);
            }
        }
        return counts;
    }
}
