package dev.gantry.jmh.peers;

import dev.gantry.jmh.report.Machine;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs the benchmark programs on Gantry and on its peers, one process at a time and all engines of a program after
/// each other, and writes the report: what `jmh/peers` starts once everything is set up.
///
/// Each engine gets two processes for a program: one that shows how it warms up, and the harness's `Bench`, which
/// it does not get when its runs are so slow that `Bench` would not end in time.
///
/// Arguments: `--work FOLDER`, `--programs FOLDER`, `--out FOLDER`, `--only NAMES`, `--peers NAMES`, `--limit
/// SECONDS`, `--render`.
public final class PeerRun {
    /// Settings of the harness's `Bench`.
    private static final int WARM_SECONDS = 4;

    private static final int BUDGET_SECONDS = 3;
    private static final int RUNS = 9;
    /// `Bench` makes at least three runs: the first, one to warm up, one that is timed.
    private static final int MIN_RUNS = 3;
    /// How many times longer than the limit of processor time a process may take.
    private static final int MAX_WALL = 4;

    private Path work = Path.of(".gantry/peers");
    private Path programs = Path.of("../shared/programs");
    private Path out = Path.of("docs/benchmarks");
    private List<String> only = List.of();
    private List<String> peers = List.of("endive-interp", "graal-plain");
    private int limitSeconds = 120;
    private boolean onlyRenders;

    private PeerRun(String[] arguments) {
        List<String> left = new ArrayList<>(Arrays.asList(arguments));
        while (!left.isEmpty()) {
            String argument = left.removeFirst();
            switch (argument) {
                case "--work" -> work = Path.of(left.removeFirst());
                case "--programs" -> programs = Path.of(left.removeFirst());
                case "--out" -> out = Path.of(left.removeFirst());
                case "--only" -> only = names(left.removeFirst());
                case "--peers" -> peers = names(left.removeFirst());
                case "--limit" -> limitSeconds = Integer.parseInt(left.removeFirst());
                case "--render" -> onlyRenders = true;
                default -> throw new IllegalArgumentException("unknown argument " + argument);
            }
        }
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.split("[ ,]+", -1))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// Runs what the arguments say.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PeerRun run = new PeerRun(arguments);
        List<Workload> workloads = Workload.read(run.programs.resolve("benchmarks.json")).stream()
                .filter(workload -> run.only.isEmpty() || run.only.contains(workload.name()))
                .toList();
        Path results = run.work.resolve("results.txt");
        List<String> engines = new ArrayList<>(List.of(PeerEngine.GANTRY));
        engines.addAll(run.peers);
        if (!run.onlyRenders) {
            try (BufferedWriter lines = Files.newBufferedWriter(results)) {
                for (Workload workload : workloads) {
                    for (String engine : engines) {
                        run.measure(engine, workload, lines);
                    }
                }
            }
        }
        Files.createDirectories(run.out);
        new PeerReport(Machine.here(), engines, workloads, PeerResults.read(results), run.limitSeconds).write(run.out);
        System.out.println("the report is " + run.out.resolve("peers.md"));
    }

    private void measure(String name, Workload workload, BufferedWriter lines)
            throws IOException, InterruptedException {
        PeerEngine engine = PeerEngine.named(name).orElse(null);
        if (engine == null) {
            start(name, workload, byScript(name, workload), true, lines);
            return;
        }
        if (!workload.isLoad()) {
            long slowest = 0;
            for (String line : start(name, workload, command(engine, "WarmUp", workload), false, lines)) {
                List<String> words = List.of(line.split(" ", -1));
                if (words.getFirst().equals("RUN")) {
                    slowest = Math.max(slowest, (long) Double.parseDouble(words.get(5)));
                }
            }
            boolean isInTime = slowest > 0 && MIN_RUNS * slowest + 1_000L * WARM_SECONDS < 1_000L * limitSeconds;
            if (!isInTime) {
                return;
            }
        }
        start(name, workload, command(engine, "Bench", workload), true, lines);
    }

    private List<String> command(PeerEngine engine, String main, Workload workload) {
        List<String> command = engine.command(
                work,
                System.getProperty("java.class.path"),
                List.of(
                        "-Ddir=" + folder(workload),
                        "-Dname=" + engine.name(),
                        "-Dseconds=" + 2 * WARM_SECONDS,
                        "-Dwarm=" + WARM_SECONDS,
                        "-Dbudget=" + BUDGET_SECONDS,
                        "-Druns=" + RUNS));
        command.add(main);
        command.add(engine.type());
        command.addAll(arguments(workload));
        return command;
    }

    private List<String> arguments(Workload workload) {
        List<String> arguments = new ArrayList<>(List.of(
                workload.name(),
                workload.kind(),
                work.resolve("wasm").resolve(workload.module() + ".wasm").toString()));
        arguments.addAll(workload.callArgs());
        return arguments;
    }

    private Path folder(Workload workload) {
        Path own = work.resolve("in").resolve(workload.name());
        return Files.isDirectory(own) ? own : work.resolve("in");
    }

    private List<String> byScript(String name, Workload workload) {
        List<String> command =
                new ArrayList<>(List.of("bash", work.resolve("run.sh").toString(), name));
        command.addAll(arguments(workload));
        return command;
    }

    /// Runs a process to its end or to the limit. Its lines are kept; a process that fails adds one that says so.
    ///
    /// @param mustEnd whether the limit is a failure even if there were lines
    private List<String> start(
            String name, Workload workload, List<String> command, boolean mustEnd, BufferedWriter results)
            throws IOException, InterruptedException {
        System.err.println(name + " " + workload.name());
        Path output = Files.createTempFile(work, "run", ".out");
        Path errors = Files.createTempFile(work, "run", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment()
                .putAll(Map.of(
                        "PEERS_DIR", work.toAbsolutePath().toString(),
                        "JAVA_HOME", System.getProperty("java.home"),
                        "TIMEOUT", Integer.toString(limitSeconds),
                        "WARM", Integer.toString(WARM_SECONDS),
                        "BUDGET", Integer.toString(BUDGET_SECONDS),
                        "RUNS", Integer.toString(RUNS)));
        Process process = builder.start();
        boolean hasEnded = hasEnded(process);
        List<String> lines = new ArrayList<>(Files.readAllLines(output, StandardCharsets.UTF_8));
        boolean hasRun = lines.stream().anyMatch(line -> line.startsWith("RUN "));
        if (!hasEnded && (mustEnd || !hasRun)) {
            lines.add("FAIL %s %s not finished in %d s".formatted(name, workload.name(), limitSeconds));
        } else if (hasEnded && process.exitValue() != 0) {
            lines.add("FAIL %s %s %s".formatted(name, workload.name(), reason(errors)));
        }
        for (String line : lines) {
            results.write(line);
            results.newLine();
        }
        results.flush();
        Files.delete(output);
        Files.delete(errors);
        return lines;
    }

    /// Waits for a process and ends it at the limit, which is of processor time, so that what else runs on the machine
    /// does not decide; in any case it ends at some times as much of real time.
    private boolean hasEnded(Process process) throws InterruptedException {
        Duration limit = Duration.ofSeconds(limitSeconds);
        long start = System.nanoTime();
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
            Duration passed = Duration.ofNanos(System.nanoTime() - start);
            if (used.compareTo(limit) > 0 || passed.compareTo(limit.multipliedBy(MAX_WALL)) > 0) {
                process.destroyForcibly().waitFor();
                return false;
            }
        }
        return true;
    }

    private static String reason(Path errors) throws IOException {
        String text = Files.readAllLines(errors, StandardCharsets.UTF_8).stream()
                .filter(line -> line.contains("Exception") || line.contains("Error") || line.contains("error"))
                .findFirst()
                .orElse("failed without a message");
        return text.substring(0, Math.min(160, text.length()));
    }
}
