package dev.gantry.fuzz;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.ExternKind;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.validate.Validator;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Valid mutants run: with fuel and limits every call ends, with results or a documented exception, twice the same.
/// See [FuzzSettings] for how to replay.
class ExecutionFuzzTest {
    private static final int QUICK = 2_500;
    private static final int FULL = 50_000;
    private static final int MAX_BYTES = 8_000;
    private static final int MAX_TRIES = 30;
    private static final int MAX_EXPORTS = 6;
    private static final Set<WasmFeature> FEATURES =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(WasmFeature.LEGACY_EXCEPTIONS)));

    @Test
    void validMutantsEndWithResultsOrDocumentedExceptions() throws IOException, InterruptedException {
        List<Campaign.Input> modules = Corpus.load().binaries().stream()
                .filter(input -> input.content().length <= MAX_BYTES && isValid(input.content()))
                .map(ExecutionFuzzTest::withExports)
                .toList();
        try (ExecutionOracle oracle = new ExecutionOracle()) {
            new Campaign("run", "wasm", FuzzSettings.count(QUICK, FULL))
                    .run(random -> validMutant(modules, random), oracle::check);
        }
    }

    /// The module with exports of its first functions, if it exports none.
    private static Campaign.Input withExports(Campaign.Input input) {
        ModuleDef module = ModuleReader.read(input.content(), FEATURES);
        boolean hasFunctions = module.exports().stream().anyMatch(export -> export.kind() == ExternKind.FUNC);
        int count = Math.min(MAX_EXPORTS, module.funcs().size());
        return hasFunctions || count == 0
                ? input
                : new Campaign.Input(
                        input.name(), BinaryParts.withExports(input.content(), module.importedFuncs(), count));
    }

    private static Campaign.Input validMutant(List<Campaign.Input> modules, RandomGenerator random) {
        Campaign.Input module = modules.get(random.nextInt(modules.size()));
        BinaryMutator mutator = new BinaryMutator(random);
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Campaign.Input other = modules.get(random.nextInt(modules.size()));
            byte[] mutant = mutator.mutate(module.content(), other.content());
            if (isValid(mutant)) {
                return new Campaign.Input(module.name(), mutant);
            }
        }
        return module;
    }

    private static boolean isValid(byte[] binary) {
        try {
            Validator.validate(ModuleReader.read(binary, FEATURES), FEATURES, new TypeInterner(), Runnable::run)
                    .close();
            return true;
        } catch (MalformedException | ValidationException _) {
            return false;
        }
    }
}
