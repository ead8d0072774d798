package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The training run gets through all examples: the launcher keeps nothing of a run that fails, and is slow from then
/// on.
class TrainingTest {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("gantry.root", ".."), "examples").toAbsolutePath();

    @Test
    void trainingGetsThroughAllExamples() {
        assertThatCode(() -> Training.main(new String[] {EXAMPLES.toString()})).doesNotThrowAnyException();
    }
}
