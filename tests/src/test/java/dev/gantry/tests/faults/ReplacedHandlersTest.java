package dev.gantry.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Engines find traps by signals where they can, and by explicit checks where another library has replaced the
/// handlers.
@Timeout(120)
@EnabledIf("isAvailable")
class ReplacedHandlersTest {
    private static final String REPLACED =
            "feature not built: traps by signals: another library has replaced the signal handlers";

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
}
