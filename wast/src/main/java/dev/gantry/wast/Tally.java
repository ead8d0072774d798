package dev.gantry.wast;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts what became of the directives of one script, or of many.
///
/// Threading: thread-safe: the threads of a script count together.
public final class Tally {
    private long passed;
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Long> skipped = new TreeMap<>();

    /// A tally without counts.
    public Tally() {}

    synchronized void pass() {
        passed++;
    }

    synchronized void fail(String message) {
        failures.add(message);
    }

    synchronized void skip(String reason, long count) {
        skipped.merge(reason, count, Long::sum);
    }

    synchronized void add(Tally other) {
        passed += other.passed();
        failures.addAll(other.failures());
        other.skipped().forEach((reason, count) -> skipped.merge(reason, count, Long::sum));
    }

    /// How many directives did what they demand.
    ///
    /// @return the number
    public synchronized long passed() {
        return passed;
    }

    /// The directives that did not, as `file:line: message`.
    ///
    /// @return a copy
    public synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /// How many directives were not executed, by reason.
    ///
    /// @return a copy
    public synchronized Map<String, Long> skipped() {
        return new TreeMap<>(skipped);
    }

    /// How many directives were not executed.
    ///
    /// @return the number
    public synchronized long skippedCount() {
        return skipped.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Whether nothing failed and something passed.
    ///
    /// @return true if so
    public synchronized boolean isSuccess() {
        return failures.isEmpty() && passed > 0;
    }

    /// The closing line: `N passed, N failed, N skipped`.
    @Override
    public synchronized String toString() {
        return passed + " passed, " + failures.size() + " failed, " + skippedCount() + " skipped";
    }
}
