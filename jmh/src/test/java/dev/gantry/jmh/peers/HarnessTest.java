package dev.gantry.jmh.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our side of the peer harness compiles with the harness's classes, and runs.
class HarnessTest {
    private static final Path SUITES = Path.of(System.getProperty("gantry.suites", "../shared"));
    private static final Path OWN = Path.of(System.getProperty("gantry.root", "."), "jmh/src/harness/java");

    @Test
    void gantryRunsAWorkloadOfTheHarness(@TempDir Path folder) throws Exception {
        Path common = SUITES.resolve("peers/src/common");
        assumeTrue(Files.isDirectory(common), "SKIPPED: no peer harness at " + common);
        Workload fib = Workload.read(SUITES.resolve("programs/benchmarks.json")).stream()
                .filter(workload -> workload.name().equals("fib"))
                .findFirst()
                .orElseThrow();
        String path = System.getProperty("java.class.path");
        List<String> compilation = new ArrayList<>(List.of("-nowarn", "-d", folder.toString(), "-cp", path));
        try (Stream<Path> theirs = Files.list(common);
                Stream<Path> ours = Files.list(OWN)) {
            Stream.concat(theirs, ours).map(Path::toString).forEach(compilation::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, compilation.toArray(String[]::new)))
                .isZero();

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dname=gantry",
                        "-Dseconds=0",
                        "-cp",
                        folder + File.pathSeparator + path,
                        "WarmUp",
                        "GantryPeer",
                        fib.name(),
                        fib.kind(),
                        SUITES.resolve("programs/benchmarks/" + fib.module() + ".wasm")
                                .toString(),
                        fib.callArgs().getFirst(),
                        "10")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        PeerResults.Cell cell = PeerResults.of(output.lines().toList()).cell("gantry", "fib");
        assertThat(cell.steady(fib)).isPresent();
        assertThat(cell.first()).isPresent();
        assertThat(cell.warmedUp()).isPresent();
    }
}
