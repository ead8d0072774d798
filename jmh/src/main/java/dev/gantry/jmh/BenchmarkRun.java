package dev.gantry.jmh;

import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.jmh.report.BenchmarkReport;
import dev.gantry.jmh.report.Machine;
import dev.gantry.jmh.report.Measurement;
import dev.gantry.runtime.spi.ExecutorProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs benchmarks and writes the report: what `jmh/report` starts.
///
/// Arguments: `--quick` (one fork, short iterations), `--forks N` (instead of two), `--render` (no run, only the report
/// of the last results), `--json FILE` (where JMH's results are kept), `--out FOLDER` (where the report goes), and
/// regular expressions that select benchmarks.
public final class BenchmarkRun {
    private static final String PACKAGE = "dev\\.gantry\\.jmh\\.";

    private boolean isQuick;
    private boolean onlyRenders;
    private int forks;
    private Path json = Path.of("benchmarks.json");
    private Path out = Path.of("docs/benchmarks");
    private final List<String> filters = new ArrayList<>();

    private BenchmarkRun(String[] arguments) {
        List<String> left = new ArrayList<>(Arrays.asList(arguments));
        while (!left.isEmpty()) {
            String argument = left.removeFirst();
            switch (argument) {
                case "--quick" -> isQuick = true;
                case "--render" -> onlyRenders = true;
                case "--forks" -> forks = Integer.parseInt(left.removeFirst());
                case "--json" -> json = Path.of(left.removeFirst());
                case "--out" -> out = Path.of(left.removeFirst());
                default -> filters.add(argument);
            }
        }
    }

    /// Runs what the arguments say.
    public static void main(String[] arguments) throws RunnerException, IOException {
        BenchmarkRun run = new BenchmarkRun(arguments);
        if (!run.onlyRenders) {
            Files.createDirectories(run.json.toAbsolutePath().getParent());
            new Runner(run.options().build()).run();
        }
        Files.createDirectories(run.out);
        new BenchmarkReport(Machine.here(), Measurement.read(run.json), run.isQuick).write(run.out);
        System.out.println("the report is " + run.out.resolve("report.md"));
    }

    private ChainedOptionsBuilder options() {
        ChainedOptionsBuilder options = options(filters)
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString())
                .jvmArgsAppend("-Xmx2g", "-Xms2g");
        if (forks > 0 || isQuick) {
            options.forks(Math.max(1, forks));
        }
        if (isQuick) {
            options.warmupIterations(5)
                    .warmupTime(TimeValue.milliseconds(100))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.milliseconds(50));
        }
        return options;
    }

    /// Options with strategies, heaps and modules set to what there is.
    ///
    /// @param filters regular expressions; all benchmarks if there are none
    static ChainedOptionsBuilder options(List<String> filters) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .param("strategy", strategies())
                .param("heap", collectors())
                .param("input", GuestFiles.names().toArray(String[]::new))
                .shouldFailOnError(true);
        if (filters.isEmpty()) {
            options.include(PACKAGE);
        }
        filters.forEach(options::include);
        return options;
    }

    private static String[] strategies() {
        return ServiceLoader.load(ExecutorProvider.class).stream()
                .map(provider -> provider.get().name())
                .sorted()
                .toArray(String[]::new);
    }

    private static String[] collectors() {
        return ServiceLoader.load(GcRuntimeProvider.class).stream()
                .map(provider -> provider.get().name())
                .sorted()
                .toArray(String[]::new);
    }
}
