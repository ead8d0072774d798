package dev.gantry.jmh.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What JMH found for one benchmark with one choice of parameters. Times are nanoseconds per operation.
///
/// @param benchmark the class's simple name and the method, with a point between
/// @param params    names of parameters to values
/// @param low       the 10th percentile of the iterations of a fork; the lowest of all forks
/// @param median    the median of all iterations
/// @param error     half of the 99.9 % confidence interval of the mean, as JMH computes it; NaN for too few
/// iterations
public record Measurement(String benchmark, Map<String, String> params, double low, double median, double error) {
    /// Reads JMH's results.
    ///
    /// @param json a file in JMH's JSON format, in ns/op
    /// @return the measurements, in order
    /// @throws IOException if it cannot be read
    public static List<Measurement> read(Path json) throws IOException {
        try (Reader in = Files.newBufferedReader(json)) {
            return stream(JsonParser.parseReader(in).getAsJsonArray())
                    .map(element -> of(element.getAsJsonObject()))
                    .toList();
        }
    }

    private static Stream<JsonElement> stream(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Measurement of(JsonObject result) {
        JsonObject metric = result.getAsJsonObject("primaryMetric");
        String unit = metric.get("scoreUnit").getAsString();
        if (!unit.equals("ns/op")) {
            throw new IllegalArgumentException("expected ns/op, found " + unit);
        }
        Map<String, String> params = new TreeMap<>();
        if (result.has("params")) {
            result.getAsJsonObject("params")
                    .entrySet()
                    .forEach(
                            param -> params.put(param.getKey(), param.getValue().getAsString()));
        }
        double low = Double.POSITIVE_INFINITY;
        List<Double> all = new ArrayList<>();
        for (JsonElement fork : metric.getAsJsonArray("rawData")) {
            double[] iterations = stream(fork.getAsJsonArray())
                    .mapToDouble(JsonElement::getAsDouble)
                    .toArray();
            low = Math.min(low, percentile(iterations, 10));
            Arrays.stream(iterations).forEach(all::add);
        }
        String name = result.get("benchmark").getAsString();
        return new Measurement(
                name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
                params,
                low,
                percentile(all.stream().mapToDouble(Double::doubleValue).toArray(), 50),
                metric.get("scoreError").getAsDouble());
    }

    /// A percentile with linear interpolation between the neighbours.
    ///
    /// @param values  at least one
    /// @param percent 0 to 100
    /// @return the percentile
    static double percentile(double[] values, double percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double position = percent / 100 * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
