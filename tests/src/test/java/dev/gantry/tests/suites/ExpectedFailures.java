package dev.gantry.tests.suites;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// The list of directives of the suites that are known to fail under a strategy.
record ExpectedFailures(Set<String> places) {
    static ExpectedFailures of(String strategy) throws IOException {
        Path file = Path.of(System.getProperty("gantry.root", ".."), "tests", "expected-failures", strategy + ".txt");
        Set<String> places = new TreeSet<>();
        for (String line : Files.readAllLines(file)) {
            String place = line.replaceFirst("#.*", "").strip();
            if (!place.isEmpty()) {
                places.add(place);
            }
        }
        return new ExpectedFailures(places);
    }

    /// Those below a folder.
    Set<String> below(String folder) {
        Set<String> found = new TreeSet<>(places);
        found.removeIf(place -> !place.startsWith(folder + "/"));
        return found;
    }
}
