package dev.gantry.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.gantry.runtime.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Engines find traps by signals where they can, and by explicit checks where another library has replaced the
/// handlers or the system refuses them.
@Timeout(120)
@EnabledIf("isAvailable")
class ReplacedHandlersTest {
    private static final String REPLACED =
            "feature not built: traps by signals: another library has replaced the signal handlers";

    private static final String REFUSED =
            "feature not built: traps by signals: the system refuses handlers of signal 11";

    @TempDir
    private Path folder;

    static boolean isAvailable() {
        return Platform.isAvailable();
    }

    /// Refused are a store of an engine whose code relies on signals, engines that must, and an artifact that does
    /// (R108).
    @Test
    void newEnginesGoOnWithExplicitChecks() throws IOException, InterruptedException {
        ChildJvm.Output output = ChildJvm.of("-Xmx256m").run(ReplacedHandlers.class, folder.toString());
        assertThat(output.text().lines())
                .containsExactly(
                        REPLACED,
                        REPLACED,
                        REPLACED,
                        "artifact made with other settings: signals-based-traps=y instead of n",
                        "done");
        assertThat(output.exitCode()).isZero();
    }

    /// As in a sandbox that lets only some system calls through.
    @Test
    void soTheyDoWhereTheSystemRefusesHandlers() throws IOException, InterruptedException {
        ChildJvm.Output output = ChildJvm.of("-Xmx256m").run(RefusedHandlers.class);
        assertThat(output.exitCode()).as(output.text()).isZero();
        assumeFalse(output.text().startsWith("no filters"), "SKIPPED: this system has no filters of system calls");
        assertThat(output.text().lines()).containsExactly(REFUSED, REFUSED, REFUSED, REFUSED, "done");
    }
}
