package dev.gantry.wasm.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.TypeInterner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every module of the specification's suite gets the verdict that the suite says: valid, invalid or malformed.
class SuiteVerdictTest {
    /// A part of the suite and the features it is for.
    record Part(String folder, Set<WasmFeature> features) {
        static Part of(String folder, WasmFeature... on) {
            Set<WasmFeature> features = WasmFeature.defaults();
            features.addAll(List.of(on));
            return new Part(folder, features);
        }

        @Override
        public String toString() {
            return folder;
        }
    }

    static Stream<Part> parts() {
        Part threads = Part.of("proposals/threads", WasmFeature.THREADS);
        threads.features.removeAll(EnumSet.of(
                WasmFeature.MULTI_MEMORY, WasmFeature.REFERENCE_TYPES, WasmFeature.MEMORY64, WasmFeature.GC));
        return Stream.of(
                Part.of("core"),
                Part.of("custom", WasmFeature.BRANCH_HINTING),
                threads,
                Part.of("proposals/wide-arithmetic", WasmFeature.WIDE_ARITHMETIC),
                Part.of("proposals/custom-page-sizes", WasmFeature.CUSTOM_PAGE_SIZES));
    }

    private enum Verdict {
        VALID,
        INVALID,
        MALFORMED,
        CRASH
    }

    /// What a script can begin with, unless it is a module without `(module …)`.
    private static final List<String> COMMANDS = List.of(
            "module",
            "register",
            "invoke",
            "assert_malformed",
            "assert_invalid",
            "assert_malformed_custom",
            "assert_return",
            "assert_trap");
    private static final Pattern HEAD = Pattern.compile("^\\(module\\s+(definition\\s+)?(\\$[^\\s()]+\\s+)?");

    private final List<String> failures = new ArrayList<>();
    private int modules;

    @ParameterizedTest
    @MethodSource("parts")
    void modulesGetTheVerdictOfTheSuite(Part part) throws IOException {
        Path folder = ProgramsTest.shared().resolve("suites/spec").resolve(part.folder);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".wast"))
                    .sorted()
                    .toList()) {
                checkScript(file, part);
            }
        }
        assertThat(failures).isEmpty();
        System.out.println(part + ": " + modules + " modules");
    }

    private void checkScript(Path file, Part part) throws IOException {
        String source = Files.readString(file);
        List<ScriptForms.Form> forms = ScriptForms.of(source);
        if (!forms.isEmpty() && COMMANDS.stream().noneMatch(forms.getFirst()::startsWith)) {
            check(file, new ScriptForms.Form("(module " + source + ")", 1), Verdict.VALID, part);
            return;
        }
        for (ScriptForms.Form form : forms) {
            if (form.startsWith("module")) {
                check(file, form, Verdict.VALID, part);
            } else if (form.startsWith("assert_invalid") || form.startsWith("assert_invalid_custom")) {
                check(file, form.inner().getFirst(), Verdict.INVALID, part);
            } else if (form.startsWith("assert_malformed") || form.startsWith("assert_malformed_custom")) {
                check(file, form.inner().getFirst(), Verdict.MALFORMED, part);
            } else if (form.startsWith("assert_unlinkable") || form.startsWith("assert_trap")) {
                ScriptForms.Form module = form.inner().getFirst();
                if (module.startsWith("module")) {
                    check(file, module, Verdict.VALID, part);
                }
            }
        }
    }

    private void check(Path file, ScriptForms.Form module, Verdict wanted, Part part) {
        Verdict found = Verdict.VALID;
        @Nullable String message = "";
        TypeInterner interner = new TypeInterner();
        try {
            byte[] bytes = bytes(module);
            if (bytes == null) {
                return;
            }
            Validator.validate(ModuleReader.read(bytes, part.features), part.features, interner)
                    .close();
        } catch (MalformedException error) {
            found = Verdict.MALFORMED;
            message = error.getMessage();
        } catch (ValidationException error) {
            found = Verdict.INVALID;
            message = error.getMessage();
        } catch (RuntimeException | AssertionError error) { // a bug; the other modules are of interest all the same
            found = Verdict.CRASH;
            message = error.toString();
        }
        modules++;
        if (found != wanted) {
            failures.add(
                    file.getFileName() + ":" + module.line() + " is " + found + ", not " + wanted + ": " + message);
        }
        assertThat(interner.groupCount())
                .as("types left by %s:%d", file, module.line())
                .isZero();
    }

    /// The module in the binary format; null for forms that define none.
    private static byte @Nullable [] bytes(ScriptForms.Form module) {
        String head = HEAD.matcher(module.text()).replaceFirst("");
        if (head.startsWith("binary")) {
            return ScriptForms.strings(module);
        }
        if (head.startsWith("quote")) {
            return TextParser.parseModule(ScriptForms.strings(module), "quote");
        }
        return head.startsWith("instance") ? null : TextParser.parseModule(module.text());
    }
}
