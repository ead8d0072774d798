package dev.gantry.wast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Config;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.binary.ComponentWriter;
import dev.gantry.wasm.component.validate.ComponentValidator;
import dev.gantry.wasm.component.validate.ValidComponent;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wast.Directive.ModuleFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Decoder and validator say of every component of the suites what the suites say: valid, invalid or malformed
/// (R1, R10, R11). What is read is written back as it was.
///
/// Verdicts that differ are listed in `component-verdicts.txt`, each with its reason; the list may only shrink.
final class ComponentVerdictTest {
    /// What the suite of the specification is run with, besides the defaults.
    private static final List<WasmFeature> SPEC_FEATURES = List.of(
            WasmFeature.COMPONENT_MODEL_MORE_ASYNC_BUILTINS,
            WasmFeature.COMPONENT_MODEL_THREADING,
            WasmFeature.COMPONENT_MODEL_ASYNC_STACKFUL,
            WasmFeature.COMPONENT_MODEL_IMPLEMENTS,
            WasmFeature.COMPONENT_MODEL_FIXED_LENGTH_LISTS,
            WasmFeature.COMPONENT_MODEL_MAP,
            WasmFeature.THREADS);

    private static Path suites() {
        Path suites = Path.of(System.getProperty("gantry.suites", "../shared")).resolve("suites");
        assumeTrue(Files.isDirectory(suites), "no suites at " + suites + ": set -Dgantry.suites");
        return suites;
    }

    private static Set<String> expectedDifferences() throws IOException {
        try (@Nullable InputStream in = ComponentVerdictTest.class.getResourceAsStream("component-verdicts.txt")) {
            Set<String> lines = new TreeSet<>();
            new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(lines::add);
            return lines;
        }
    }

    @ParameterizedTest
    @CsvSource({"component-model, 660", "wasmtime/component-model, 212", "wasmtime/component-model-threading, 10"})
    void verdictsAreThoseOfTheSuite(String folder, int count) throws IOException {
        Path suites = suites();
        List<Path> files;
        try (Stream<Path> paths = Files.walk(suites.resolve(folder))) {
            files = paths.filter(path -> path.toString().endsWith(".wast"))
                    .sorted()
                    .toList();
        }
        Set<String> differences = new TreeSet<>();
        int components = 0;
        for (Path file : files) {
            String name = suites.relativize(file).toString().replace('\\', '/');
            Script script = Script.parse(Files.readAllBytes(file), name);
            Set<WasmFeature> features = features(file, script);
            for (Directive directive : script.directives()) {
                ComponentSource source = source(directive);
                if (source == null) {
                    continue;
                }
                components++;
                String verdict = verdict(source, features);
                if (!verdict.startsWith(wanted(directive))) {
                    differences.add(name + ":" + directive.line() + " " + verdict);
                }
            }
        }
        Set<String> expected = new TreeSet<>(expectedDifferences());
        expected.removeIf(line -> !line.startsWith(folder + "/"));
        assertThat(differences).isEqualTo(expected);
        assertThat(components).isEqualTo(count);
    }

    private static Set<WasmFeature> features(Path file, Script script) {
        Config config = new Config();
        SPEC_FEATURES.forEach(
                feature -> config.feature(feature, !file.toString().contains("wasmtime")));
        ScriptSettings.apply(file, script.header(), config);
        return config.features();
    }

    private static @Nullable ComponentSource source(Directive directive) {
        return switch (directive) {
            case Directive.Component component -> component.component();
            case Directive.AssertComponent component -> component.component();
            default -> null;
        };
    }

    private static String wanted(Directive directive) {
        if (!(directive instanceof Directive.AssertComponent expected)) {
            return "valid";
        }
        return expected.fault() == ModuleFault.INVALID
                ? "invalid"
                : expected.fault() == ModuleFault.MALFORMED ? "malformed" : "valid";
    }

    private static String verdict(ComponentSource source, Set<WasmFeature> features) {
        TypeInterner interner = new TypeInterner();
        try {
            byte[] binary = source.encode();
            ComponentDef component = ComponentReader.read(binary, features);
            byte[] written = ComponentWriter.write(component);
            if (source instanceof ComponentSource.Text) {
                assertThat(written).isEqualTo(binary);
            }
            assertThat(ComponentWriter.write(ComponentReader.read(written, features)))
                    .isEqualTo(written);
            try (ValidComponent valid = ComponentValidator.validate(component, features, interner, Runnable::run)) {
                assertThat(valid.component()).isSameAs(component);
            }
            return "valid";
        } catch (MalformedException _) {
            return "malformed";
        } catch (ValidationException _) {
            return "invalid";
        } catch (UnsupportedException e) {
            return "unsupported: " + e.feature();
        } finally {
            assertThat(interner.groupCount()).as("types that are still held").isZero();
        }
    }
}
