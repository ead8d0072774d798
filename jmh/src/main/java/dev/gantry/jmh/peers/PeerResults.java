package dev.gantry.jmh.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What was measured, read from the lines that the processes printed. Times are milliseconds.
final class PeerResults {
    /// Runs whose median is compared with the best.
    private static final int WINDOW = 5;

    /// The part of the best speed that counts as warm.
    private static final double WARM = 0.9;

    /// What JavaScript prints of a function that gives nothing.
    private static final String NO_RESULT = "undefined";

    /// One run of a program.
    ///
    /// @param end  when it ended, since before the module was loaded
    /// @param wall how long it took
    /// @param cpu  the processor time of its thread
    record Run(double end, double wall, double cpu) {}

    /// An engine and a program.
    record Key(String engine, String workload) {}

    /// What is known about one engine with one program.
    static final class Cell {
        private final List<Run> runs = new ArrayList<>();
        private final Map<String, String> bench = new HashMap<>();
        private @Nullable String failure;

        /// What went wrong with a program: it gave a wrong result, did not finish, or failed.
        Optional<String> failure(Workload workload) {
            return isWrong(workload)
                    ? Optional.of("wrong result " + bench.get("result"))
                    : Optional.ofNullable(failure);
        }

        /// Processor time of the running thread, best of all runs of both processes: the steady
        /// state. None if a result was wrong.
        OptionalDouble steady(Workload workload) {
            double best = field("cpumin").orElse(Double.POSITIVE_INFINITY);
            for (Run run : runs) {
                best = Math.min(best, run.cpu());
            }
            return isWrong(workload) || Double.isInfinite(best) ? OptionalDouble.empty() : OptionalDouble.of(best);
        }

        private boolean isWrong(Workload workload) {
            String found = bench.get("result");
            return found != null && !found.equals(NO_RESULT) && !workload.accepts(Long.parseLong(found));
        }

        /// The duration of the first call in a fresh JVM.
        OptionalDouble first() {
            return runs.isEmpty()
                    ? field("first")
                    : OptionalDouble.of(runs.getFirst().wall());
        }

        /// The time from the bytes to the end of the first call.
        OptionalDouble firstResult() {
            return runs.isEmpty()
                    ? field("ttfr")
                    : OptionalDouble.of(runs.getFirst().end());
        }

        /// The time from the bytes to the start of the first run that has at least 90 % of the
        /// peak speed, as has the median of the five runs that start with it. The peak is the
        /// best such median. With fewer than ten runs, half of them stand for five.
        OptionalDouble warmedUp() {
            if (runs.size() < 2) {
                return OptionalDouble.empty();
            }
            int window = Math.clamp(runs.size() / 2, 1, WINDOW);
            double[] medians = new double[runs.size() - window + 1];
            for (int run = 0; run < medians.length; run++) {
                medians[run] = median(runs.subList(run, run + window));
            }
            double enough = Arrays.stream(medians).min().orElseThrow() / WARM;
            for (int run = 0; run < medians.length; run++) {
                if (medians[run] <= enough && runs.get(run).cpu() <= enough) {
                    return OptionalDouble.of(runs.get(run).end() - runs.get(run).wall());
                }
            }
            return OptionalDouble.empty();
        }

        private static double median(List<Run> runs) {
            double[] sorted = runs.stream().mapToDouble(Run::cpu).sorted().toArray();
            return sorted[sorted.length / 2];
        }

        /// A figure of `Bench` by its name.
        OptionalDouble field(String name) {
            String text = bench.get(name);
            return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
        }
    }

    private final Map<Key, Cell> cells = new HashMap<>();

    /// Reads the lines of all processes.
    static PeerResults read(Path file) throws IOException {
        return of(Files.readAllLines(file, StandardCharsets.UTF_8));
    }

    /// Takes lines apart: those that say nothing about a cell are left out.
    static PeerResults of(List<String> lines) {
        PeerResults results = new PeerResults();
        for (String line : lines) {
            List<String> words = List.of(line.strip().split("\\s+", -1));
            if (words.size() > 3) {
                results.add(words);
            }
        }
        return results;
    }

    private void add(List<String> words) {
        Cell cell = cells.computeIfAbsent(new Key(words.get(1), words.get(2)), _ -> new Cell());
        switch (words.getFirst()) {
            case "RUN" -> cell.runs.add(new Run(number(words.get(3)), number(words.get(4)), number(words.get(5))));
            case "RES" -> pairs(words.subList(3, words.size()), cell.bench);
            case "LOAD" -> pairs(words.subList(5, words.size()), cell.bench);
            case "FAIL" -> cell.failure = String.join(" ", words.subList(3, words.size()));
            default -> {
                // START, and what a peer prints by itself
            }
        }
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    private static void pairs(List<String> words, Map<String, String> fields) {
        for (int word = 0; word + 1 < words.size(); word += 2) {
            fields.put(words.get(word), words.get(word + 1));
        }
    }

    /// The cell of an engine and a program; empty if nothing was measured.
    Cell cell(String engine, String workload) {
        return cells.getOrDefault(new Key(engine, workload), new Cell());
    }
}
