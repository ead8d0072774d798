package dev.gantry.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.jmh.report.BenchmarkReport;
import dev.gantry.jmh.report.Machine;
import dev.gantry.jmh.report.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Every benchmark runs once, and the report has a row for each. Figures mean nothing here.
class SmokeTest {
    @Test
    void everyBenchmarkRunsAndHasItsRow(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("results.json");
        Collection<RunResult> results = new Runner(BenchmarkRun.options(List.of())
                        .param("threads", "1")
                        .param("modules", "8")
                        .param("hook", "hook-sync")
                        .param("table", "lazy")
                        .param("input", "hello", "generated-16")
                        .param("live", "1000")
                        .param("roots", "1000")
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1))
                        .verbosity(VerboseMode.SILENT)
                        .resultFormat(ResultFormatType.JSON)
                        .result(json.toString())
                        .build())
                .run();
        Set<String> classes = results.stream()
                .map(result -> result.getParams().getBenchmark().replaceFirst("\\.\\w+$", ""))
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
        assertThat(classes)
                .containsExactlyInAnyOrder(
                        "TrapBenchmark",
                        "AsyncBenchmark",
                        "CallBenchmark",
                        "CallIndirectBenchmark",
                        "ComponentCallBenchmark",
                        "ListLowerBenchmark",
                        "TranscodeBenchmark",
                        "ComponentInstantiationBenchmark",
                        "InstantiationBenchmark",
                        "CompileBenchmark",
                        "GcBenchmark",
                        "GcHostBenchmark",
                        "GcPauseBenchmark",
                        "WasiBenchmark");

        List<Measurement> measurements = Measurement.read(json);
        assertThat(measurements).hasSameSizeAs(results).allMatch(measurement -> measurement.low() > 0);
        new BenchmarkReport(Machine.here(), measurements, true).write(folder);
        String report = Files.readString(folder.resolve("report.md"));
        assertThat(report.lines().filter(line -> line.startsWith("## "))).hasSize((int) report.lines()
                .filter(line -> line.startsWith("!["))
                .peek(line -> assertThat(folder.resolve(line.replaceFirst(".*\\((.*)\\)", "$1")))
                        .content()
                        .contains("</svg>"))
                .count());
        assertThat(rows(report))
                .contains(
                        "multi-threaded-traps/1",
                        "many-modules-registered-traps/8",
                        "many-stack-frames-traps/512",
                        "core - host-to-wasm - typed - nop",
                        "core - wasm-to-host - nop-params-and-results - async-typed",
                        "component - host-to-wasm - typed - record",
                        "component - wasm-to-host - string - untyped",
                        "deserialize_file/data segments",
                        "alloc/struct",
                        "alloc/struct/1000 roots",
                        "pause/1000 live objects");
    }

    private static Set<String> rows(String report) {
        return report.lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.substring(2, line.indexOf(" |", 2)))
                .collect(Collectors.toSet());
    }
}
