package dev.gantry.jmh.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class BarChartTest {
    private static List<Element> elements(BarChart chart, String name) throws Exception {
        NodeList nodes = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(chart.svg())))
                .getElementsByTagName(name);
        List<Element> found = new ArrayList<>();
        for (int node = 0; node < nodes.getLength(); node++) {
            found.add((Element) nodes.item(node));
        }
        return found;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static List<Double> barWidths(BarChart chart) throws Exception {
        return elements(chart, "rect").stream()
                .filter(rect -> number(rect, "height") == 13)
                .map(rect -> number(rect, "width"))
                .toList();
    }

    private static BarChart chart(double... values) {
        double[][] rows = new double[values.length][];
        List<String> names = new ArrayList<>();
        for (int row = 0; row < rows.length; row++) {
            rows[row] = new double[] {values[row]};
            names.add("row " + row);
        }
        return new BarChart("a < b & c", names, List.of("time"), rows, Figures::time);
    }

    @Test
    void nearValuesAreProportional() throws Exception {
        List<Double> widths = barWidths(chart(100, 200, 50));
        assertThat(widths.get(1) / widths.get(0)).isBetween(1.99, 2.01);
        assertThat(widths.get(0) / widths.get(2)).isBetween(1.99, 2.01);
        assertThat(chart(100, 200, 50).svg()).doesNotContain("logarithmic");
    }

    @Test
    void farValuesAreLogarithmic() throws Exception {
        List<Double> widths = barWidths(chart(20, 200, 2_000));
        assertThat(widths.get(2) - widths.get(1)).isCloseTo(widths.get(1) - widths.get(0), within(0.3));
        assertThat(chart(20, 200, 2_000).svg()).contains("logarithmic scale");
    }

    @Test
    void missingValuesHaveADash() throws Exception {
        BarChart chart = chart(1, Double.NaN, 2);
        assertThat(barWidths(chart)).hasSize(2);
        assertThat(elements(chart, "text")).extracting(Element::getTextContent).contains("–");
    }

    /// The calls have most: two strategies, two kinds of call, with and without a hook.
    @Test
    void eightSeriesHaveEightColours() throws Exception {
        List<String> series = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        BarChart chart = new BarChart(
                "colours", List.of("row"), series, new double[][] {{1, 2, 3, 4, 5, 6, 7, 8}}, Figures::time);
        assertThat(elements(chart, "rect").stream()
                        .filter(rect -> number(rect, "height") == 13)
                        .map(rect -> rect.getAttribute("fill")))
                .hasSize(8)
                .doesNotHaveDuplicates();
    }

    /// Baselines of labels on one side of the plot are at least a line apart, and nothing leaves the picture.
    @Test
    void labelsDoNotOverlap() throws Exception {
        double[][] values = new double[12][3];
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < values.length; row++) {
            rows.add("core - host-to-wasm - unchecked - nop-params-and-results " + row);
            values[row] = new double[] {row + 1, 1_000 * (row + 1), 1_000_000};
        }
        BarChart chart = new BarChart("labels", rows, List.of("one", "two", "three"), values, Figures::time);
        List<Double> baselines = elements(chart, "text").stream()
                .filter(text -> rows.contains(text.getTextContent()))
                .map(text -> number(text, "y"))
                .toList();
        assertThat(baselines).hasSize(rows.size());
        for (int row = 1; row < baselines.size(); row++) {
            assertThat(baselines.get(row) - baselines.get(row - 1)).isGreaterThan(14);
        }
        assertThat(elements(chart, "rect")).allMatch(rect -> number(rect, "width") <= 960);
    }
}
