package dev.gantry.fuzz;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Truncated, bit-flipped and otherwise changed modules give documented errors, in time and without large
/// allocations; mutants that are valid survive encoding and printing. See [FuzzSettings] for how to replay.
class DecodeFuzzTest {
    private static final int QUICK = 8_000;
    private static final int FULL = 1_000_000;

    @Test
    void everyModuleOfTheCorpusSurvivesEncodingAndPrinting() throws IOException, InterruptedException {
        var binaries = Corpus.load().binaries();
        var next = new AtomicInteger();
        new Campaign("corpus", "wasm", binaries.size())
                .run(_ -> binaries.get(next.getAndIncrement() % binaries.size()), ModuleOracle::check);
    }

    @Test
    void mutantsGiveDocumentedErrorsOrSurvive() throws IOException, InterruptedException {
        Corpus corpus = Corpus.load();
        new Campaign("decode", "wasm", FuzzSettings.count(QUICK, FULL))
                .run(
                        random -> {
                            Campaign.Input module = corpus.binary(random);
                            Campaign.Input other = corpus.binary(random);
                            byte[] mutant = new BinaryMutator(random).mutate(module.content(), other.content());
                            return new Campaign.Input(module.name(), mutant);
                        },
                        ModuleOracle::check);
    }
}
