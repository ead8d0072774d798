package dev.gantry.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class PlatformTest {
    @Test
    void obstaclesAreNamed() {
        assertThat(PlatformChoice.find("Linux", "amd64", "", false)).isNull();
        assertThat(PlatformChoice.find("Linux", "x86_64", "true", false)).isNull();
        assertThat(PlatformChoice.find("Windows 11", "amd64", "", false)).isEqualTo("expected Linux, found Windows 11");
        assertThat(PlatformChoice.find("Linux", "aarch64", "", false))
                .isEqualTo("expected a processor of type amd64, found aarch64");
        assertThat(PlatformChoice.find("Linux", "amd64", "false", false))
                .isEqualTo("switched off by the system property gantry.native");
        assertThat(PlatformChoice.find("Linux", "amd64", "", true)).isEqualTo("native access is denied");
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
        Platform real = Platform.current();
        assertThat(PlatformChoice.canExecute(new StrictPlatform(real, Long.MAX_VALUE, false)))
                .isFalse();
        assertThat(PlatformChoice.canExecute(real)).isTrue();
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
