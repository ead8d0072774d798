package dev.gantry.jmh.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.jmh.report.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerResultsTest {
    private static final Workload FIB =
            new Workload("fib", "fn", "micro", List.of("fib", "32"), OptionalDouble.of(2_178_309));
    private static final Workload MATMUL =
            new Workload("matmul", "fn", "micro", List.of("matmul", "200"), OptionalDouble.of(12_016));

    private static String bench(String engine, String workload, double cpu, long result) {
        return "RES %s %s load 1.0 first 300.0 ttfr 310.0 median 120.0 cpumin %s n 9 result %d"
                .formatted(engine, workload, cpu, result);
    }

    @Test
    void steadyStateIsTheBestOfBothProcesses() {
        List<String> lines = List.of(
                "START us fib 5.0",
                "RUN us fib 400 390 350",
                "RUN us fib 500 100 90",
                bench("us", "fib", 95, 2_178_309));
        assertThat(PeerResults.of(lines).cell("us", "fib").steady(FIB)).hasValue(90);
        assertThat(PeerResults.of(lines.subList(3, 4)).cell("us", "fib").steady(FIB))
                .hasValue(95);
        assertThat(PeerResults.of(lines).cell("us", "sieve").steady(FIB)).isEmpty();
    }

    @Test
    void wrongResultsAreNotCounted() {
        PeerResults.Cell cell =
                PeerResults.of(List.of(bench("us", "fib", 95, 7))).cell("us", "fib");
        assertThat(cell.steady(FIB)).isEmpty();
        assertThat(cell.failure(FIB)).hasValue("wrong result 7");
    }

    @Test
    void aFunctionWithoutResultIsCounted() {
        String line = bench("v8", "fib", 95, 0).replace("result 0", "result undefined");
        PeerResults.Cell cell = PeerResults.of(List.of(line)).cell("v8", "fib");
        assertThat(cell.steady(FIB)).hasValue(95);
        assertThat(cell.failure(FIB)).isEmpty();
    }

    @Test
    void floatsAreAcceptedAsNumbersAndAsBits() {
        assertThat(MATMUL.accepts(12_016)).isTrue();
        assertThat(MATMUL.accepts(Double.doubleToRawLongBits(12_016))).isTrue();
        assertThat(MATMUL.accepts(12_017)).isFalse();
    }

    /// Slow runs, one of which is as fast as the peak by chance, then the peak.
    @Test
    void warmIsTheFirstRunFromWhichOnSpeedStays() {
        List<String> lines = new ArrayList<>();
        double[] cpu = {400, 105, 300, 300, 300, 108, 100, 101, 100, 150, 100, 100, 100};
        double end = 50;
        for (double time : cpu) {
            end += time;
            lines.add("RUN us fib %s %s %s".formatted(end, time, time));
        }
        assertThat(PeerResults.of(lines).cell("us", "fib").warmedUp()).hasValue(50 + 400 + 105 + 900);
        assertThat(PeerResults.of(lines).cell("us", "fib").first()).hasValue(400);
        assertThat(PeerResults.of(lines).cell("us", "fib").firstResult()).hasValue(450);
        assertThat(PeerResults.of(lines.subList(0, 1)).cell("us", "fib").warmedUp())
                .isEmpty();
    }

    @Test
    void theReportComparesWhatBothFinish(@TempDir Path folder) throws Exception {
        PeerResults results = PeerResults.of(List.of(
                bench("gantry", "fib", 100, 2_178_309),
                bench("other", "fib", 800, 2_178_309),
                bench("gantry", "matmul", 100, 12_016),
                bench("other", "matmul", 200, 12_016),
                bench("gantry", "slow", 100, 0),
                "FAIL other slow not finished in 120 s",
                "LOAD gantry load-x 882749 bytes first 589.3 firstcpu 450.0 best 50.1 bestcpu 50.0 n 9 rss_mb 171"));
        Workload slow = new Workload("slow", "cmd", "slow", List.of(), OptionalDouble.empty());
        Workload load = new Workload("load-x", "load", "x", List.of(), OptionalDouble.empty());
        new PeerReport(Machine.here(), List.of("gantry", "other"), List.of(FIB, MATMUL, slow, load), results, 120)
                .write(folder);
        assertThat(Files.readAllLines(folder.resolve("peers.md")))
                .contains(
                        "| fib | 8.00 × |",
                        "| slow | – |",
                        "| **geometric mean** | 4.00 × (2 programs) |",
                        "| fib | 100 ms | 800 ms |",
                        "- other, slow: `not finished in 120 s`",
                        "| load-x | 50.1 ms | – |");
        assertThat(folder.resolve("peers-ratio.svg")).exists();
    }
}
