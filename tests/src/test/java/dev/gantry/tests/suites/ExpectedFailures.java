package dev.gantry.tests.suites;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// The directives of the suites that are known to fail under a strategy: those of
/// `tests/expected-failures/STRATEGY.txt`, one `folder/file.wast:line` each, relative to the suites' folder, with
/// the reason behind a `#`. Without that file there are none. The list may only shrink: a directive that is listed
/// and passes fails the test too.
record ExpectedFailures(Set<String> places) {
    static ExpectedFailures of(String strategy) throws IOException {
        Path file = Path.of(System.getProperty("gantry.root", ".."), "tests", "expected-failures", strategy + ".txt");
        Set<String> places = new TreeSet<>();
        if (!Files.exists(file)) {
            return new ExpectedFailures(places);
        }
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
