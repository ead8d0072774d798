package dev.gantry.jmh.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Where and when something was measured.
///
/// @param processor the processor's name and the number of its threads that can be used
/// @param system    the operating system
/// @param jdk       the virtual machine
/// @param date      the day, UTC
/// @param commit    the commit that was measured
/// @param load      the load of the machine when the report was made, over the last minutes
public record Machine(String processor, String system, String jdk, String date, String commit, String load) {
    /// This machine, now; the commit is in the system property `gantry.commit`.
    ///
    /// @return what is known
    public static Machine here() {
        return new Machine(
                processorName() + ", " + Runtime.getRuntime().availableProcessors() + " threads",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                LocalDate.now(ZoneOffset.UTC).toString(),
                System.getProperty("gantry.commit", "unknown"),
                String.format(
                        Locale.ROOT,
                        "%.2f",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException _) {
            return "unknown processor"; // another operating system than Linux
        }
    }

    /// A Markdown table of all of it.
    ///
    /// @return lines
    public List<String> lines() {
        return List.of(
                "| | |",
                "|---|---|",
                "| processor | " + processor + " |",
                "| system | " + system + " |",
                "| JDK | " + jdk + " |",
                "| date | " + date + " |",
                "| commit | " + commit + " |",
                "| load average at the end | " + load + " |");
    }
}
