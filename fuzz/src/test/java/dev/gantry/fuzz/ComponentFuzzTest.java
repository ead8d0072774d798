package dev.gantry.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Changed components give documented errors, in time and without large allocations, or are written and printed back as
/// they are. See [FuzzSettings] for how to replay.
class ComponentFuzzTest {
    private static final int QUICK = 8_000;
    private static final int QUICK_TEXTS = 4_000;
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

    @Test
    void mutantsOfTextsAreParsedOrRefusedWithLineAndColumn() throws IOException, InterruptedException {
        ComponentCorpus corpus = ComponentCorpus.load();
        new Campaign("component-text", "utf16", FuzzSettings.count(QUICK_TEXTS, FULL))
                .run(
                        random -> {
                            Campaign.Input text = corpus.chooseText(random);
                            Campaign.Input other = corpus.chooseText(random);
                            String mutant = TextMutator.ofComponents(random)
                                    .mutate(
                                            new String(text.content(), StandardCharsets.UTF_8),
                                            new String(other.content(), StandardCharsets.UTF_8));
                            return new Campaign.Input(text.name(), mutant.getBytes(StandardCharsets.UTF_16LE));
                        },
                        input -> ComponentOracle.checkText(new String(input, StandardCharsets.UTF_16LE)));
    }
}
