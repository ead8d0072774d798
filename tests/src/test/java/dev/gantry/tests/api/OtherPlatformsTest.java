package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.tests.faults.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// JVMs that think they run elsewhere.
class OtherPlatformsTest {
    private static List<String> output(String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("-Xmx256m");
        ChildJvm.Output output = ChildJvm.of(all.toArray(String[]::new)).run(OtherPlatforms.class);
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text().lines().toList();
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, aarch64, 'expected a processor of type amd64, found aarch64'",
        "Linux, s390x, 'expected a processor of type amd64, found s390x'",
        "Mac OS X, aarch64, 'expected Linux, found Mac OS X'",
        "Windows 11, amd64, 'expected Linux, found Windows 11'"
    })
    @DisplayName("R94: without machine code for a platform it is refused by name, and stacks are walked all the same")
    void stacksAreWalkedWithoutMachineCode(String system, String processor, String reason)
            throws IOException, InterruptedException {
        List<String> found = output("-Dos.name=" + system, "-Dos.arch=" + processor);
        assertThat(found.subList(0, 2))
                .containsExactly("interpreter [" + reason + "]", "feature not built: machine code: " + reason);
        assertThat(found.subList(2, found.size())).hasSize(5).isEqualTo(output().subList(2, 7));
    }
}
