package dev.gantry.jmh.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The report of a run: `report.md` and a plot for each group.
public final class BenchmarkReport {
    private final Machine machine;
    private final List<Measurement> measurements;
    private final boolean isQuick;
    private final boolean namesEngines;
    private final List<String> lines = new ArrayList<>();

    /// A report.
    ///
    /// @param machine      where it was measured
    /// @param measurements what was measured
    /// @param isQuick      whether the settings were those of a quick run, which the report then says
    public BenchmarkReport(Machine machine, List<Measurement> measurements, boolean isQuick) {
        this.machine = machine;
        this.measurements = measurements;
        this.isQuick = isQuick;
        TreeSet<String> engines = new TreeSet<>();
        measurements.forEach(measurement -> engines.add(engine(measurement)));
        this.namesEngines = engines.size() > 1;
    }

    private static String engine(Measurement measurement) {
        String collector = measurement.params().getOrDefault("collector", "auto");
        return measurement.params().getOrDefault("strategy", "?")
                + (collector.equals("auto") ? "" : " with " + collector);
    }

    /// Writes all files.
    ///
    /// @param folder an existing folder
    /// @throws IOException if something cannot be written
    public void write(Path folder) throws IOException {
        lines.clear();
        head();
        for (Layout.Group group : Layout.groups()) {
            Map<String, Map<String, Measurement>> table = table(group);
            if (!table.isEmpty()) {
                group(folder, group, table);
            }
        }
        Files.writeString(folder.resolve("report.md"), String.join("\n", lines) + "\n");
    }

    private void head() {
        TreeSet<String> strategies = new TreeSet<>();
        measurements.forEach(measurement -> strategies.add(measurement.params().getOrDefault("strategy", "?")));
        lines.add("# Benchmarks");
        lines.add("");
        lines.add("Made by `jmh/report" + (isQuick ? " --quick` (short runs: figures are rough)" : "`")
                + "; strategies: " + String.join(", ", strategies) + ".");
        lines.add("");
        lines.addAll(machine.lines());
        lines.add("");
        lines.add(
                "Times are per operation: the 10th percentile of the iterations of a fork, the lower of the forks. In tables of one"
                        + " column the median of all iterations follows, and half of the 99.9 % confidence interval of the mean; in tables of"
                        + " several columns the median is in brackets. Plots show the 10th percentile. Throughput is the row's number of"
                        + " elements in the time of one operation.");
    }

    /// Rows to columns to measurements, in the order of the layout.
    private Map<String, Map<String, Measurement>> table(Layout.Group group) {
        Map<String, Map<String, Measurement>> table = new LinkedHashMap<>();
        for (Layout.Source source : group.sources()) {
            for (Measurement measurement : measurements) {
                if (measurement.benchmark().equals(source.benchmark())) {
                    String column = Layout.fill(source.column(), measurement.params());
                    table.computeIfAbsent(Layout.fill(source.row(), measurement.params()), _ -> new LinkedHashMap<>())
                            .put(namesEngines ? engine(measurement) + ": " + column : column, measurement);
                }
            }
        }
        return table;
    }

    private void group(Path folder, Layout.Group group, Map<String, Map<String, Measurement>> table)
            throws IOException {
        List<String> columns = new ArrayList<>();
        table.values()
                .forEach(row -> row.keySet().stream()
                        .filter(column -> !columns.contains(column))
                        .forEach(columns::add));
        lines.add("");
        lines.add("## " + group.title());
        lines.add("");
        lines.add(group.text());
        lines.add("");
        if (columns.size() == 1) {
            single(group, table);
        } else {
            several(columns, table);
        }
        lines.add("");
        lines.add("![" + group.title() + "](" + group.file() + ".svg)");
        chart(group, columns, table).write(folder.resolve(group.file() + ".svg"));
    }

    private void single(Layout.Group group, Map<String, Map<String, Measurement>> table) {
        boolean hasRate = !group.elements().isEmpty();
        lines.add("| benchmark | time | median | error |" + (hasRate ? " throughput |" : ""));
        lines.add("|---|--:|--:|--:|" + (hasRate ? "--:|" : ""));
        table.forEach((name, row) -> {
            Measurement measurement = row.values().iterator().next();
            lines.add("| " + name + " | " + Figures.time(measurement.low()) + " | " + Figures.time(measurement.median())
                    + " | " + error(measurement) + " |" + (hasRate ? " " + rate(group, measurement) + " |" : ""));
        });
    }

    private static String error(Measurement measurement) {
        return Double.isNaN(measurement.error()) ? "–" : "± " + Figures.time(measurement.error());
    }

    private static String rate(Layout.Group group, Measurement measurement) {
        double elements = Double.parseDouble(measurement.params().getOrDefault(group.elements(), "0"));
        return elements == 0 ? "–" : Figures.rate(elements / measurement.low() * 1e9);
    }

    private void several(List<String> columns, Map<String, Map<String, Measurement>> table) {
        lines.add("| benchmark | " + String.join(" | ", columns) + " |");
        lines.add("|---|" + "--:|".repeat(columns.size()));
        table.forEach((name, row) -> {
            StringBuilder line = new StringBuilder("| " + name + " |");
            for (String column : columns) {
                line.append(' ').append(cell(row.get(column))).append(" |");
            }
            lines.add(line.toString());
        });
    }

    private static String cell(@Nullable Measurement measurement) {
        return measurement == null
                ? "–"
                : Figures.time(measurement.low()) + " (" + Figures.time(measurement.median()) + ")";
    }

    private static BarChart chart(
            Layout.Group group, List<String> columns, Map<String, Map<String, Measurement>> table) {
        double[][] values = table.values().stream()
                .map(row -> columns.stream()
                        .mapToDouble(column -> Optional.ofNullable(row.get(column))
                                .map(Measurement::low)
                                .orElse(Double.NaN))
                        .toArray())
                .toArray(double[][]::new);
        return new BarChart(group.title(), List.copyOf(table.keySet()), columns, values, Figures::time);
    }
}
