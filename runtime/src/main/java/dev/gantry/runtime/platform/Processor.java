package dev.gantry.runtime.platform;

import dev.gantry.asm.x64.CpuFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the processor can do, as the kernel tells it, and what machine code needs of that.
///
/// Compilers ask for nothing more at run time: an instruction of any other feature is a bug of theirs.
///
/// Threading: immutable.
public final class Processor {
    /// The system property that names features, separated by commas, which machine code takes for missing.
    public static final String SWITCH = "gantry.native.lacks";

    /// The kernel's names of the features that all machine code may use, beside those of every x86-64 processor.
    private static final Map<CpuFeature, String> REQUIRED = required();

    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    private Processor() {}

    private static Map<CpuFeature, String> required() {
        Map<CpuFeature, String> names = new EnumMap<>(CpuFeature.class);
        names.put(CpuFeature.SSE3, "pni");
        names.put(CpuFeature.SSSE3, "ssse3");
        names.put(CpuFeature.SSE41, "sse4_1");
        names.put(CpuFeature.SSE42, "sse4_2");
        names.put(CpuFeature.POPCNT, "popcnt");
        return Collections.unmodifiableMap(names);
    }

    /// Whether machine code may use a feature without asking.
    ///
    /// @param feature what an instruction needs
    /// @return true if no machine code runs where it is missing
    public static boolean isRequired(CpuFeature feature) {
        return feature == CpuFeature.BASE || REQUIRED.containsKey(feature);
    }

    /// What stands against machine code on this processor.
    ///
    /// @return a reason for users, or null
    static @Nullable String obstacle() {
        return obstacle(DESCRIPTION, System.getProperty(SWITCH, ""));
    }

    /// As above.
    ///
    /// @param description the kernel's description of the processors
    /// @param lacking     the value of [#SWITCH]
    static @Nullable String obstacle(Path description, String lacking) {
        Set<String> flags = flags(description);
        if (flags.isEmpty()) {
            return "the features of the processor are not known, " + description + " does not tell them";
        }
        Arrays.asList(lacking.split(",", -1)).forEach(flags::remove);
        List<String> missing = new ArrayList<>();
        for (String name : REQUIRED.values()) {
            if (!flags.contains(name)) {
                missing.add(name);
            }
        }
        return missing.isEmpty() ? null : "the processor lacks " + String.join(", ", missing);
    }

    /// The features of the first processor; there are no machines whose processors differ in those we ask for.
    private static Set<String> flags(Path description) {
        try (BufferedReader lines = Files.newBufferedReader(description)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("flags")) {
                    return new HashSet<>(Arrays.asList(
                            line.substring(line.indexOf(':') + 1).trim().split(" ", -1)));
                }
            }
        } catch (IOException | SecurityException _) { // then they are not known, which is said
        }
        return Set.of();
    }
}
