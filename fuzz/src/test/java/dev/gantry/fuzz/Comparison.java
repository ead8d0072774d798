package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.fuzz.run.Plan;
import dev.gantry.fuzz.v8.V8;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// A campaign of plans that two engines carry out side by side, batch by batch.
///
/// Plan N depends on the seed and N alone, as in [Campaign]; modules on which the engines differ are in
/// `target/fuzz`.
final class Comparison {
    private static final int BATCH = 100;
    private static final int MAX_FINDS = 10;
    private static final Path FOLDER = Path.of("target", "fuzz");

    private final String name;
    private final int count;
    private final List<String> finds = new ArrayList<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();

    Comparison(String name, int count) {
        this.name = name;
        this.count = count;
    }

    /// Compares all plans.
    ///
    /// @param maker  makes a plan of random numbers
    /// @param runner our engine
    /// @throws AssertionError if there is a difference, with the first ones
    void run(Function<RandomGenerator, Plan> maker, Function<Plan, List<String>> runner, V8 v8)
            throws InterruptedException {
        long startNanos = System.nanoTime();
        int end = FuzzSettings.FIRST + count;
        Deque<Plan> open = new ArrayDeque<>();
        int compared = FuzzSettings.FIRST;
        for (int number = FuzzSettings.FIRST; number < end && finds.size() < MAX_FINDS; number++) {
            Plan plan = maker.apply(FuzzSettings.random(number));
            open.add(plan);
            v8.send(plan);
            if (open.size() >= 2 * BATCH) {
                v8.flush();
                while (open.size() > BATCH) {
                    compare(compared++, open.removeFirst(), runner, v8);
                }
            }
        }
        v8.flush();
        while (!open.isEmpty()) {
            compare(compared++, open.removeFirst(), runner, v8);
        }
        System.out.printf(
                "%s: %d modules, seed %d, %s, %d s%n",
                name, count, FuzzSettings.SEED, outcomes, (System.nanoTime() - startNanos) / 1_000_000_000);
        assertThat(String.join("\n", finds)).as("differences").isEmpty();
    }

    private void compare(int number, Plan plan, Function<Plan, List<String>> runner, V8 v8)
            throws InterruptedException {
        String ours;
        try {
            ours = String.join("|", runner.apply(plan));
        } catch (RuntimeException | AssertionError e) {
            ours = "undocumented " + e;
        }
        String theirs = v8.receive();
        for (String outcome : ours.split("\\|", -1)) {
            String kind = outcome.startsWith("=") ? "results" : outcome.replaceFirst(" host .*", "");
            if (outcome.contains(" host ")) {
                outcomes.merge(kind, 1, Integer::sum);
            }
        }
        if (!ours.equals(theirs)) {
            Path file = FOLDER.resolve(name + "-" + number + ".wasm");
            try {
                Files.createDirectories(FOLDER);
                Files.write(file, plan.module());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            finds.add("seed " + FuzzSettings.SEED + ", module " + number + " (" + file + ")\n  calls  " + plan.calls()
                    + "\n  ours   " + ours + "\n  theirs " + theirs);
        }
    }
}
