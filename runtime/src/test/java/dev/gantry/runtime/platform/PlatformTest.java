package dev.gantry.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class PlatformTest {
    /// What machine code is not made for is told before any is made (R94).
    @Test
    void obstaclesAreNamed() {
        assertThat(PlatformChoice.find("Linux", "amd64", "", false, () -> null)).isNull();
        assertThat(PlatformChoice.find("Linux", "x86_64", "true", false, () -> null))
                .isNull();
        assertThat(PlatformChoice.find("Windows 11", "amd64", "", false, () -> null))
                .isEqualTo("expected Linux, found Windows 11");
        assertThat(PlatformChoice.find("Linux", "aarch64", "", false, () -> null))
                .isEqualTo("expected a processor of type amd64, found aarch64");
        assertThat(PlatformChoice.find("Linux", "amd64", "false", false, () -> null))
                .isEqualTo("switched off by the system property gantry.native");
        assertThat(PlatformChoice.find("Linux", "amd64", "", true, () -> null)).isEqualTo("native access is denied");
    }

    @Test
    void processorsThatLackSomethingAreAnObstacle() throws IOException {
        Path description = Files.createTempFile("processor", ".txt");
        try {
            Files.writeString(description, "processor\t: 0\nflags\t\t: fpu sse2 pni ssse3 sse4_1 sse4_2 popcnt\n\n");
            assertThat(Processor.obstacle(description, "")).isNull();
            assertThat(Processor.obstacle(description, "sse4_2,popcnt"))
                    .isEqualTo("the processor lacks sse4_2, popcnt");
            Files.writeString(description, "flags\t\t: fpu sse2 pni ssse3\nflags\t\t: sse4_1 sse4_2 popcnt\n");
            String obstacle = Processor.obstacle(description, "");
            assertThat(obstacle).isEqualTo("the processor lacks sse4_1, sse4_2, popcnt");
            assertThat(PlatformChoice.find("Linux", "amd64", "", false, () -> obstacle))
                    .isEqualTo(obstacle);
            assertThat(PlatformChoice.find("Linux", "amd64", "", true, () -> obstacle))
                    .isEqualTo("native access is denied");
            Files.writeString(description, "Features\t: fp asimd\n");
            assertThat(Processor.obstacle(description, "")).contains("not known");
        } finally {
            Files.delete(description);
        }
        assertThat(Processor.obstacle(description, "")).contains("not known");
    }

    @Test
    void denialIsSeenOnTheCommandLineAndInVariables() {
        String denial = "--illegal-native-access=deny";
        assertThat(PlatformChoice.isDenied(List.of("java", denial, "Main"), Map.of()))
                .isTrue();
        assertThat(PlatformChoice.isDenied(List.of("java"), Map.of("JDK_JAVA_OPTIONS", "-ea " + denial)))
                .isTrue();
        assertThat(PlatformChoice.isDenied(List.of("java", "Main"), Map.of("JAVA_TOOL_OPTIONS", "-ea")))
                .isFalse();
    }

    @Test
    @EnabledIf("dev.gantry.runtime.platform.Platform#isAvailable")
    void aSystemWithoutExecutableMemoryIsFound() {
        assertThat(PlatformChoice.canExecute(StrictPlatform.withoutCode())).isFalse();
        assertThat(PlatformChoice.canExecute(Platform.current())).isTrue();
    }

    /// The system that the native strategies are made for; on others their tests have nothing to test.
    @Test
    void linuxOnAmd64IsAvailable() {
        boolean isOurs = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64")
                && !"false".equals(System.getProperty(Platform.SWITCH));
        assertThat(Platform.isAvailable()).isEqualTo(isOurs);
        assertThat(Platform.obstacle() == null).isEqualTo(isOurs);
    }
}
