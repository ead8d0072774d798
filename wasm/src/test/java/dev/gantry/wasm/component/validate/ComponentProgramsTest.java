package dev.gantry.wasm.component.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.binary.ComponentWriter;
import dev.gantry.wasm.types.TypeInterner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Real components, made by other tools, are valid with the default features, but for a few without a callback.
final class ComponentProgramsTest {
    private static final Set<WasmFeature> FEATURES = features();

    private static Set<WasmFeature> features() {
        Set<WasmFeature> features = WasmFeature.defaults();
        features.add(WasmFeature.COMPONENT_MODEL_ASYNC_STACKFUL);
        return features;
    }

    private static Path shared() {
        String folder = System.getProperty("gantry.suites", "");
        assumeTrue(
                !folder.isEmpty() && Files.isDirectory(Path.of(folder)),
                "SKIPPED: no suites; set -Dgantry.suites= to the folder that holds suites and programs");
        return Path.of(folder);
    }

    @Test
    void allComponentsAreValid() throws IOException {
        List<String> failures = new ArrayList<>();
        int components = 0;
        for (String folder : List.of("programs", "suites/wasi")) {
            for (Path file : binaries(shared().resolve(folder))) {
                byte[] bytes = Files.readAllBytes(file);
                if (ComponentReader.isComponent(bytes)) {
                    components++;
                    validate(bytes, file, failures);
                }
            }
        }
        assertThat(failures).isEmpty();
        assertThat(components).isGreaterThan(90);
    }

    private static List<Path> binaries(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.toString().endsWith(".wasm"))
                    .sorted()
                    .toList();
        }
    }

    private static void validate(byte[] bytes, Path file, List<String> failures) {
        TypeInterner interner = new TypeInterner();
        try {
            ComponentDef component = ComponentReader.read(bytes, FEATURES);
            byte[] written = ComponentWriter.write(component);
            assertThat(ComponentWriter.write(ComponentReader.read(written, FEATURES)))
                    .as(file.toString())
                    .isEqualTo(written);
            ComponentValidator.validate(component, FEATURES, interner, Runnable::run)
                    .close();
        } catch (MalformedException | ValidationException e) {
            failures.add(file + ": " + e.getMessage());
        }
        assertThat(interner.groupCount())
                .as("types of %s that were not released", file)
                .isZero();
    }
}
