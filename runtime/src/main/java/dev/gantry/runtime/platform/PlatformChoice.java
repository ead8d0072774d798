package dev.gantry.runtime.platform;

import dev.gantry.runtime.ResourceException;
import dev.gantry.wasm.UnsupportedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which platform there is, and why there is none.
///
/// Threading: thread-safe, everything is found out once.
final class PlatformChoice {
    private static final List<String> OPTION_VARIABLES = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS");
    private static final String DENIAL = "--illegal-native-access=deny";

    private PlatformChoice() {}

    /// Found out at first use, without touching anything native.
    private static final class Obstacle {
        static final @Nullable String TEXT = find(
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""),
                System.getProperty(Platform.SWITCH, ""),
                isDenied(),
                Processor::obstacle);
    }

    /// Linked at first use. An obstacle that shows only then is kept, since it is there to stay.
    private static final class Linked {
        static final Object PLATFORM_OR_REASON = link();

        private static Object link() {
            try {
                Platform platform = new LinuxPlatform();
                return canExecute(platform) ? platform : "the system permits no executable memory";
            } catch (IllegalCallerException e) { // what the command line did not tell
                return "native access is denied: " + e.getMessage();
            }
        }
    }

    /// Whether pages that were written may be executed, which some systems forbid.
    static boolean canExecute(Platform platform) {
        long page = platform.reserve(platform.pageBytes());
        try {
            platform.protect(page, platform.pageBytes(), Protection.READ_WRITE);
            platform.protect(page, platform.pageBytes(), Protection.READ_EXECUTE);
            return true;
        } catch (ResourceException _) {
            return false;
        } finally {
            platform.release(page, platform.pageBytes());
        }
    }

    static @Nullable String obstacle() {
        return Obstacle.TEXT;
    }

    static Platform linked() {
        if (Linked.PLATFORM_OR_REASON instanceof Platform platform) {
            return platform;
        }
        throw new UnsupportedException("machine code: " + Linked.PLATFORM_OR_REASON);
    }

    /// The obstacle on a system of these properties.
    ///
    /// @param ofProcessor what stands against machine code on a processor of the right type
    static @Nullable String find(
            String system,
            String processor,
            String isSwitchedOn,
            boolean isDenied,
            Supplier<@Nullable String> ofProcessor) {
        if (isSwitchedOn.equals("false")) {
            return "switched off by the system property " + Platform.SWITCH;
        }
        if (!system.equals("Linux")) {
            return "expected Linux, found " + system;
        }
        if (!processor.equals("amd64") && !processor.equals("x86_64")) {
            return "expected a processor of type amd64, found " + processor;
        }
        return isDenied ? "native access is denied" : ofProcessor.get();
    }

    /// Whether options forbid native access to this module. There is no way to ask the JVM that would not print a
    /// warning when the answer is no, and options in files are not seen: then linking fails.
    private static boolean isDenied() {
        return !PlatformChoice.class.getModule().isNativeAccessEnabled() && isDenied(commandLine(), System.getenv());
    }

    static boolean isDenied(List<String> commandLine, Map<String, String> environment) {
        Stream<String> fromVariables = OPTION_VARIABLES.stream()
                .flatMap(name -> Stream.of(environment.getOrDefault(name, "").split("\\s+")));
        return Stream.concat(commandLine.stream(), fromVariables).anyMatch(DENIAL::equals);
    }

    private static List<String> commandLine() {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
            return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException | SecurityException _) { // then linking tells
            return List.of();
        }
    }
}
