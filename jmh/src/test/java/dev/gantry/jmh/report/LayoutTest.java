package dev.gantry.jmh.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayoutTest {
    /// JMH's annotation processor lists what it found; each has its place in the report.
    @Test
    void everyBenchmarkHasExactlyOneSource() throws IOException {
        List<String> sources = Layout.groups().stream()
                .flatMap(group -> group.sources().stream())
                .map(Layout.Source::benchmark)
                .toList();
        assertThat(sources).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(benchmarks());
    }

    private static List<String> benchmarks() throws IOException {
        try (InputStream list = LayoutTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(list).isNotNull();
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(LayoutTest::name)
                    .toList();
        }
    }

    /// `JMH S 31 dev.gantry.jmh.CallBenchmark S 79 dev.gantry.jmh.jmh_generated.… S 8 methodName …`.
    private static String name(String line) {
        List<String> words = List.of(line.split(" ", -1));
        String type = words.get(3);
        return type.substring(type.lastIndexOf('.') + 1) + "." + words.get(9);
    }

    @Test
    void templatesAreFilledWithParameters() {
        assertThat(Layout.fill("many/{modules} of {unknown}", Map.of("modules", "8")))
                .isEqualTo("many/8 of ?");
    }
}
