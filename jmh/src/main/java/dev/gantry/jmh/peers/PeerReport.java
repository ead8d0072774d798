package dev.gantry.jmh.peers;

import dev.gantry.jmh.report.BarChart;
import dev.gantry.jmh.report.Figures;
import dev.gantry.jmh.report.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The report of a run beside peers: `peers.md` and its plots.
final class PeerReport {
    /// A figure of a cell, in milliseconds.
    private interface Figure {
        OptionalDouble of(PeerResults.Cell cell, Workload workload);
    }

    private static final Map<String, String> MEANINGS = Map.of(
            "gantry-interpreter", "this project with its interpreter",
            "endive-interp", "the interpreter of Endive 1.0.0",
            "graal-plain", "GraalWasm 25.0.0 on the same JDK without its compiler",
            "v8-liftoff", "V8 in Node.js with its baseline compiler alone");

    private final Machine machine;
    private final List<String> engines;
    private final List<Workload> workloads;
    private final PeerResults results;
    private final int limitSeconds;
    private final List<String> lines = new ArrayList<>();

    PeerReport(Machine machine, List<String> engines, List<Workload> workloads, PeerResults results, int limitSeconds) {
        this.machine = machine;
        this.engines = engines;
        this.workloads = workloads;
        this.results = results;
        this.limitSeconds = limitSeconds;
    }

    void write(Path folder) throws IOException {
        lines.clear();
        head();
        ratios(folder);
        table("Steady state", "Processor time of the running thread, best of all runs.", PeerResults.Cell::steady);
        failures();
        table("First call", "Duration of the first call in a fresh JVM.", (cell, _) -> cell.first());
        table(
                "Bytes to first result",
                "Loading, instantiation and the first call, in a fresh JVM.",
                (cell, _) -> cell.firstResult());
        table("Time to 90 % of peak", """
                From the bytes to the start of the first run that has at least 90 % of the peak speed, as has the median of the five \
                runs that start with it; the peak is the best such median, which the table of the steady state compares.\
                """, (cell, _) -> cell.warmedUp());
        chart(folder, "peers-first", "First call", (cell, _) -> cell.first());
        chart(folder, "peers-warm", "Time to 90 % of peak", (cell, _) -> cell.warmedUp());
        loads();
        Files.writeString(folder.resolve("peers.md"), String.join("\n", lines) + "\n");
    }

    private List<String> peers() {
        return engines.subList(1, engines.size());
    }

    private List<Workload> programs() {
        return workloads.stream().filter(workload -> !workload.isLoad()).toList();
    }

    private void head() {
        lines.add("# Beside other engines");
        lines.add("");
        lines.add(
                "Made by `jmh/peers`: the same binaries on every engine, on one machine in one run; all engines of a program"
                        + " after each other, one process at a time. `gantry` is this project with its default strategy"
                        + peers().stream()
                                .map(peer ->
                                        ", `" + peer + "` " + MEANINGS.getOrDefault(peer, "what the harness calls so"))
                                .collect(Collectors.joining())
                        + ".");
        lines.add("");
        lines.addAll(machine.lines());
    }

    private OptionalDouble steady(String engine, Workload workload) {
        return results.cell(engine, workload.name()).steady(workload);
    }

    /// How many times longer a peer takes than we do; NaN if one of the two has no figure.
    private double ratio(String peer, Workload workload) {
        OptionalDouble own = steady(PeerEngine.GANTRY, workload);
        OptionalDouble other = steady(peer, workload);
        return own.isPresent() && other.isPresent() ? other.getAsDouble() / own.getAsDouble() : Double.NaN;
    }

    private void ratios(Path folder) throws IOException {
        lines.add("");
        lines.add("## How many times faster than each peer");
        lines.add("");
        lines.add(
                "The peer's processor time divided by ours, steady state; above 1 we are faster. Geometric means are over the"
                        + " programs that the peer finishes in " + limitSeconds + " s of processor time.");
        lines.add("");
        lines.add("| program | " + String.join(" | ", peers()) + " |");
        lines.add("|---|" + "--:|".repeat(peers().size()));
        double[][] values = new double[programs().size()][];
        for (int row = 0; row < values.length; row++) {
            Workload workload = programs().get(row);
            values[row] =
                    peers().stream().mapToDouble(peer -> ratio(peer, workload)).toArray();
            StringBuilder line = new StringBuilder("| " + workload.name() + " |");
            for (double value : values[row]) {
                line.append(Double.isNaN(value) ? " – |" : " " + Figures.ratio(value) + " |");
            }
            lines.add(line.toString());
        }
        means("**geometric mean**", _ -> true);
        means("geometric mean without hostcalls and nopcall", workload -> !workload.isCrossing());
        lines.add("");
        lines.add("![How many times faster](peers-ratio.svg)");
        new BarChart(
                        "How many times faster than each peer",
                        programs().stream().map(Workload::name).toList(),
                        peers(),
                        values,
                        Figures::ratio)
                .write(folder.resolve("peers-ratio.svg"));
    }

    private void means(String name, Predicate<Workload> isCounted) {
        StringBuilder line = new StringBuilder("| " + name + " |");
        for (String peer : peers()) {
            double[] ratios = programs().stream()
                    .filter(isCounted)
                    .mapToDouble(workload -> ratio(peer, workload))
                    .filter(ratio -> !Double.isNaN(ratio))
                    .toArray();
            line.append(' ').append(Figures.ratio(geometricMean(ratios)));
            line.append(" (").append(ratios.length).append(" programs) |");
        }
        lines.add(line.toString());
    }

    static double geometricMean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += Math.log(value);
        }
        return Math.exp(sum / values.length);
    }

    private void failures() {
        List<String> found = new ArrayList<>();
        for (Workload workload : workloads) {
            for (String engine : engines) {
                results.cell(engine, workload.name())
                        .failure(workload)
                        .ifPresent(reason -> found.add(
                                "- " + engine + ", " + workload.name() + ": `" + reason.replace("`", "'") + "`"));
            }
        }
        if (!found.isEmpty()) {
            lines.add("");
            lines.add("Not finished or failed, and not counted where there is no figure:");
            lines.add("");
            lines.addAll(found);
        }
    }

    private void table(String title, String text, Figure figure) {
        lines.add("");
        lines.add("## " + title);
        lines.add("");
        lines.add(text);
        lines.add("");
        rows(programs(), figure);
    }

    private void rows(List<Workload> rows, Figure figure) {
        lines.add("| program | " + String.join(" | ", engines) + " |");
        lines.add("|---|" + "--:|".repeat(engines.size()));
        for (Workload workload : rows) {
            StringBuilder line = new StringBuilder("| " + workload.name() + " |");
            for (String engine : engines) {
                OptionalDouble value = figure.of(results.cell(engine, workload.name()), workload);
                line.append(value.isPresent() ? " " + Figures.time(value.getAsDouble() * 1e6) + " |" : " – |");
            }
            lines.add(line.toString());
        }
    }

    private void chart(Path folder, String file, String title, Figure figure) throws IOException {
        double[][] values = programs().stream()
                .map(workload -> engines.stream()
                        .mapToDouble(engine -> figure.of(results.cell(engine, workload.name()), workload)
                                .orElse(Double.NaN))
                        .map(millis -> millis * 1e6)
                        .toArray())
                .toArray(double[][]::new);
        new BarChart(title, programs().stream().map(Workload::name).toList(), engines, values, Figures::time)
                .write(folder.resolve(file + ".svg"));
        lines.add("");
        lines.add("![" + title + "](" + file + ".svg)");
    }

    private void loads() {
        List<Workload> loads = workloads.stream().filter(Workload::isLoad).toList();
        if (loads.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("## Loading a module");
        lines.add("");
        lines.add("Bytes to a module ready to run, as far as the engine does that at load time. First in a fresh JVM:");
        lines.add("");
        rows(loads, (cell, _) -> cell.field("first"));
        lines.add("");
        lines.add("Best of the repetitions, warm:");
        lines.add("");
        rows(loads, (cell, _) -> cell.field("best"));
    }
}
