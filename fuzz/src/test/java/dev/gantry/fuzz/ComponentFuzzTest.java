package dev.gantry.fuzz;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Changed components give documented errors, in time and without large allocations, or are written back as they are.
/// See [FuzzSettings] for how to replay.
class ComponentFuzzTest {
    private static final int QUICK = 8_000;
    private static final int FULL = 1_000_000;

    @Test
    void mutantsGiveDocumentedErrorsOrSurvive() throws IOException, InterruptedException {
        ComponentCorpus corpus = ComponentCorpus.load();
        new Campaign("component", "wasm", FuzzSettings.count(QUICK, FULL))
                .run(
                        random -> {
                            Campaign.Input component = corpus.choose(random);
                            byte[] other = corpus.choose(random).content();
                            byte[] mutant = new ComponentMutator(random).mutate(component.content(), other);
                            return new Campaign.Input(component.name(), mutant);
                        },
                        ComponentOracle::check);
    }
}
