package dev.gantry.wasm.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.TypeInterner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Real programs are valid.
class ProgramsTest {
    private static final Set<WasmFeature> FEATURES = features();

    private static Set<WasmFeature> features() {
        Set<WasmFeature> features = WasmFeature.defaults();
        features.add(WasmFeature.THREADS);
        features.add(WasmFeature.LEGACY_EXCEPTIONS);
        return features;
    }

    static Path shared() {
        String folder = System.getProperty("gantry.suites", "");
        assumeTrue(
                !folder.isEmpty() && Files.isDirectory(Path.of(folder)),
                "SKIPPED: no suites; set -Dgantry.suites= to the folder that holds suites and programs");
        return Path.of(folder);
    }

    @Test
    void allProgramsAreValid() throws IOException {
        List<String> failures = new ArrayList<>();
        int modules = 0;
        try (Stream<Path> files = Files.walk(shared().resolve("programs"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".wasm"))
                    .sorted()
                    .toList()) {
                TypeInterner interner = new TypeInterner();
                try {
                    ModuleDef module = ModuleReader.read(Files.readAllBytes(file), FEATURES);
                    Validator.validate(module, FEATURES, interner).close();
                    modules++;
                } catch (MalformedException error) {
                    if (error.failure() != Failure.COMPONENT_INSTEAD_OF_MODULE) {
                        failures.add(file + ": " + error.getMessage());
                    }
                } catch (ValidationException error) {
                    failures.add(file + ": " + error.getMessage());
                }
                assertThat(interner.groupCount())
                        .as("types of %s that were not released", file)
                        .isZero();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(modules).isGreaterThan(50);
    }
}
