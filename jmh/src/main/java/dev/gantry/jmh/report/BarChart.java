package dev.gantry.jmh.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// A chart of grouped horizontal bars as SVG: one group for each row, one bar for each series. The axis is
/// logarithmic when the values differ much. Colours follow the reader's preference for light or dark.
///
/// ```
///            legend
///   row a  |######## 1.20 µs
///          |##### 800 ns
///   row b  |############ 2.00 µs
///          +----+----+----+
/// ```
public final class BarChart {
    /// Values that differ by more than this factor get a logarithmic axis.
    private static final double LOG_FROM = 30;

    private static final int WIDTH = 960;
    private static final int BAR = 15;
    private static final int GROUP_GAP = 10;
    private static final int MARGIN = 16;
    /// Room right of the longest bar for its value.
    private static final int VALUE_WIDTH = 80;
    /// The mean width of a character at the chart's font size, with some room.
    private static final double CHARACTER = 6.9;

    private static final List<String> COLOURS =
            List.of("#3b82c4", "#e08a2e", "#4f9d5a", "#b0559b", "#8a7440", "#c44e52", "#3aa6a0", "#8b8f98");

    private final String title;
    private final List<String> rows;
    private final List<String> series;
    private final double[][] values;
    private final DoubleFunction<String> text;
    private final StringBuilder svg = new StringBuilder();
    private final double labelWidth;
    private final double low;
    private final double high;
    private final boolean isLog;

    /// A chart.
    ///
    /// @param title  its heading
    /// @param rows   the names of the groups
    /// @param series the names of the bars of each group
    /// @param values for each row a value for each series; NaN for none; none is negative
    /// @param text   writes a value
    public BarChart(
            String title, List<String> rows, List<String> series, double[][] values, DoubleFunction<String> text) {
        this.title = title;
        this.rows = rows;
        this.series = series;
        this.values = values;
        this.text = text;
        double[] shown = Arrays.stream(values)
                .flatMapToDouble(Arrays::stream)
                .filter(value -> value > 0)
                .toArray();
        double max = Arrays.stream(shown).max().orElse(1);
        double min = Arrays.stream(shown).min().orElse(1);
        this.isLog = max / min > LOG_FROM;
        this.low = isLog ? decadeBelow(min) : 0;
        this.high = max;
        this.labelWidth = MARGIN
                + CHARACTER * rows.stream().mapToInt(String::length).max().orElse(0)
                + 8;
    }

    private static double decadeBelow(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return value / decade < 1.2 ? decade / 10 : decade;
    }

    /// Writes the chart.
    ///
    /// @param file the file
    /// @throws IOException if it cannot be written
    public void write(Path file) throws IOException {
        Files.writeString(file, svg());
    }

    /// The chart as SVG.
    ///
    /// @return the text of the file
    String svg() {
        svg.setLength(0);
        int legendLines = legendLines().size();
        int top = MARGIN + 24 + 20 * legendLines;
        int bottom = top + rows.size() * (series.size() * BAR + GROUP_GAP) + GROUP_GAP;
        int height = bottom + 28 + (isLog ? 16 : 0);
        line("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">"
                .formatted(WIDTH, height, WIDTH, height));
        line("<title>" + escaped(title) + "</title>");
        line("""
                <style>
                  text { font: 12px system-ui, sans-serif; fill: #24292f; }
                  .title { font-weight: 600; font-size: 15px; }
                  .faint { fill: #57606a; }
                  .back { fill: #ffffff; }
                  .grid { stroke: #d0d7de; }
                  @media (prefers-color-scheme: dark) {
                    text { fill: #e6edf3; }
                    .faint { fill: #9da7b3; }
                    .back { fill: #0d1117; }
                    .grid { stroke: #30363d; }
                  }
                </style>""");
        line("<rect class=\"back\" width=\"%d\" height=\"%d\" rx=\"6\"/>".formatted(WIDTH, height));
        label(MARGIN, MARGIN + 10, "start", "title", title);
        legend();
        grid(top, bottom);
        int y = top + GROUP_GAP;
        for (int row = 0; row < rows.size(); row++) {
            group(row, y);
            y += series.size() * BAR + GROUP_GAP;
        }
        if (isLog) {
            label(WIDTH - MARGIN, height - 8, "end", "faint", "logarithmic scale");
        }
        return svg.append("</svg>\n").toString();
    }

    /// The series, as many in a line as there is room for.
    private List<List<Integer>> legendLines() {
        List<List<Integer>> lines = new ArrayList<>();
        if (series.size() == 1) {
            return lines;
        }
        double x = WIDTH;
        for (int index = 0; index < series.size(); index++) {
            double width = legendWidth(index);
            if (x + width > WIDTH - MARGIN) {
                lines.add(new ArrayList<>());
                x = MARGIN;
            }
            lines.getLast().add(index);
            x += width;
        }
        return lines;
    }

    private double legendWidth(int index) {
        return 36 + CHARACTER * series.get(index).length();
    }

    private void legend() {
        double y = MARGIN + 32;
        for (List<Integer> names : legendLines()) {
            double x = MARGIN;
            for (int index : names) {
                bar(x, y - 9, 12, 10, index);
                label(x + 17, y, "start", "", series.get(index));
                x += legendWidth(index);
            }
            y += 20;
        }
    }

    private void grid(int top, int bottom) {
        double lastEnd = 0;
        for (double tick : ticks()) {
            double x = x(tick);
            line("<line class=\"grid\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/>"
                    .formatted(number(x), top, number(x), bottom));
            String name = text.apply(tick).replaceFirst("\\.0+(?= )|(?<=\\.\\d)0+(?= )", "");
            double half = CHARACTER * name.length() / 2;
            if (x - half > lastEnd) {
                label(x, bottom + 16, "middle", "faint", name);
                lastEnd = x + half + 6;
            }
        }
    }

    private List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (isLog) {
            for (double tick = low; tick <= high * 1.0001; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        double rough = high / 5;
        double decade = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = decade * (rough / decade >= 5 ? 5 : rough / decade >= 2 ? 2 : 1);
        for (int tick = 0; tick * step <= high; tick++) {
            ticks.add(tick * step);
        }
        return ticks;
    }

    private void group(int row, int top) {
        double middle = top + series.size() * BAR / 2.0;
        label(labelWidth - 8, middle + 4, "end", "", rows.get(row));
        for (int index = 0; index < series.size(); index++) {
            double value = values[row][index];
            int y = top + index * BAR;
            if (Double.isNaN(value)) {
                label(labelWidth + 4, y + 11, "start", "faint", "–");
                continue;
            }
            double end = x(value);
            bar(labelWidth, y + 1, Math.max(1, end - labelWidth), BAR - 2, index);
            label(Math.max(labelWidth + 1, end) + 5, y + 11, "start", "", text.apply(value));
        }
    }

    private double x(double value) {
        double room = WIDTH - MARGIN - VALUE_WIDTH - labelWidth;
        double part = isLog ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : value / high;
        return labelWidth + room * part;
    }

    private void bar(double x, double y, double width, int height, int index) {
        line("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%d\" rx=\"2\" fill=\"%s\"/>"
                .formatted(number(x), number(y), number(width), height, COLOURS.get(index % COLOURS.size())));
    }

    private void label(double x, double y, String anchor, String style, String content) {
        line("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\"%s>%s</text>"
                .formatted(
                        number(x),
                        number(y),
                        anchor,
                        style.isEmpty() ? "" : " class=\"" + style + "\"",
                        escaped(content)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }

    private static String escaped(String content) {
        return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void line(String content) {
        svg.append(content).append('\n');
    }
}
