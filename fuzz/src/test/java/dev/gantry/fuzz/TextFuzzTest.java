package dev.gantry.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Changed texts are parsed or refused with line and column, in time, without large allocations and without using
/// up the stack. See [FuzzSettings] for how to replay.
class TextFuzzTest {
    private static final int QUICK = 6_000;
    private static final int FULL = 1_000_000;

    @Test
    void mutantsAreParsedOrRefusedWithLineAndColumn() throws IOException, InterruptedException {
        Corpus corpus = Corpus.load();
        new Campaign("text", "utf16", FuzzSettings.count(QUICK, FULL))
                .run(
                        random -> {
                            Campaign.Input text = corpus.text(random);
                            Campaign.Input other = corpus.text(random);
                            String mutant =
                                    new TextMutator(random).mutate(string(text.content()), string(other.content()));
                            return new Campaign.Input(text.name(), mutant.getBytes(StandardCharsets.UTF_16LE));
                        },
                        input -> TextOracle.check(new String(input, StandardCharsets.UTF_16LE)));
    }

    private static String string(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
