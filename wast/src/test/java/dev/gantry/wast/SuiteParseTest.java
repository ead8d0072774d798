package dev.gantry.wast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.binary.ModuleWriter;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.ModulePrinter;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.validate.Validator;
import dev.gantry.wast.Directive.ModuleFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// All scripts of the suites parse, and every module in them gets the verdict that its directive demands, from text to
/// validation.
final class SuiteParseTest {
    private static final Set<WasmFeature> OLD_THREADS_OFF =
            EnumSet.of(WasmFeature.MULTI_MEMORY, WasmFeature.REFERENCE_TYPES, WasmFeature.MEMORY64, WasmFeature.GC);

    private final List<String> failures = new ArrayList<>();

    private static Set<WasmFeature> features(String folder) {
        Set<WasmFeature> features = WasmFeature.defaults();
        if (folder.startsWith("wasmtime") || folder.contains("threads")) {
            features.add(WasmFeature.THREADS);
        }
        if (folder.equals("spec/proposals/threads")) {
            features.removeAll(OLD_THREADS_OFF);
        }
        if (folder.startsWith("wasmtime") || folder.contains("proposals")) {
            features.addAll(EnumSet.of(WasmFeature.WIDE_ARITHMETIC, WasmFeature.CUSTOM_PAGE_SIZES));
        }
        if (folder.equals("spec/custom")) {
            features.add(WasmFeature.BRANCH_HINTING);
        }
        return features;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spec/core",
                "spec/custom",
                "spec/proposals/threads",
                "spec/proposals/wide-arithmetic",
                "spec/proposals/custom-page-sizes",
                "wasmtime/misc",
                "wasmtime/custom-page-sizes",
                "wasmtime/function-references",
                "wasmtime/memory64",
                "wasmtime/multi-memory",
                "wasmtime/simd",
                "wasmtime/tail-call",
                "wasmtime/threads",
                "wasmtime/winch",
                "wasmtime/gc"
            })
    void modulesGetTheVerdictOfTheirDirective(String folder) throws IOException {
        Set<WasmFeature> features = features(folder);
        for (Path file : SuiteScripts.in(folder)) {
            if (file.endsWith("stack-switching-and-gc.wast")) {
                continue; // continuation types are no part of the language yet
            }
            for (Directive directive : SuiteScripts.parse(file).directives()) {
                check(file.getFileName().toString(), directive, features);
            }
        }
        assertThat(failures).isEmpty();
    }

    private void check(String file, Directive directive, Set<WasmFeature> features) {
        switch (directive) {
            case Directive.Module module -> expect(file, module.line(), null, module.module(), features);
            case Directive.AssertModule module ->
                expect(file, module.line(), module.fault(), module.module(), features);
            case Directive.Thread thread -> thread.directives().forEach(inner -> check(file, inner, features));
            case Directive.ModuleInstance _,
                    Directive.Register _,
                    Directive.Perform _,
                    Directive.AssertReturn _,
                    Directive.AssertAbrupt _,
                    Directive.Wait _,
                    Directive.OfComponent _ -> {}
        }
    }

    private void expect(
            String file, int line, @Nullable ModuleFault phase, ModuleSource source, Set<WasmFeature> features) {
        String place = file + ":" + line + ": ";
        ModuleFault found = null;
        String message = "";
        try {
            byte[] binary = source.encode();
            ModuleDef module = ModuleReader.read(binary, features);
            Validator.validate(module, features, new TypeInterner());
            checkRoundTrips(place, source, module, features);
        } catch (MalformedException e) {
            found = ModuleFault.MALFORMED;
            message = e.getMessage();
        } catch (ValidationException e) {
            found = ModuleFault.INVALID;
            message = e.getMessage();
        } catch (WasmException | IllegalArgumentException e) {
            failures.add(place + e);
            return;
        }
        ModuleFault wanted = phase == ModuleFault.MALFORMED_CUSTOM
                ? ModuleFault.MALFORMED
                : phase == ModuleFault.INVALID_CUSTOM ? ModuleFault.INVALID : phase;
        boolean isLate = phase == ModuleFault.UNLINKABLE || phase == ModuleFault.TRAPS;
        if (found != (isLate ? null : wanted)) {
            failures.add(place + "expected " + phase + ", found " + found + " " + message);
        }
    }

    /// Encoding what was decoded gives the same bytes where the bytes were ours; printing and parsing gives them too.
    private void checkRoundTrips(String place, ModuleSource source, ModuleDef module, Set<WasmFeature> features) {
        byte[] again = ModuleWriter.write(module);
        if (!(source instanceof ModuleSource.Binary) && !Arrays.equals(again, module.bytes())) {
            failures.add(place + "encoded again differently");
        }
        byte[] thrice = ModuleWriter.write(ModuleReader.read(again, features));
        if (!Arrays.equals(again, thrice)) {
            failures.add(place + "encoding is not stable");
        }
        byte[] printed = TextParser.parseModule(ModulePrinter.print(module));
        ModuleDef reparsed = ModuleReader.read(printed, features);
        // Custom sections may stand between empty sections, which text does not have.
        ModuleDef same = source instanceof ModuleSource.Binary
                ? ModuleReader.read(TextParser.parseModule(ModulePrinter.print(reparsed)), features)
                : module;
        if (!ModulePrinter.print(reparsed).equals(ModulePrinter.print(same))) {
            failures.add(place + "printed text parses to another module");
        }
    }

    /// The figures of the suites' own page, but for three modules `((@a) module …)` that its count overlooks, and the
    /// one call of a component in `wasmtime/gc`.
    @ParameterizedTest
    @CsvSource({
        "spec/core, 2251, 78, 357, 52636, 4977, 2712, 1940, 200, 15, 18",
        "spec/custom, 8, 0, 0, 0, 0, 1, 19, 0, 0, 0",
        "spec/proposals/threads, 114, 2, 59, 214, 53, 96, 22, 59, 0, 0",
        "spec/proposals/wide-arithmetic, 2, 0, 0, 99, 0, 8, 0, 0, 0, 0",
        "spec/proposals/custom-page-sizes, 41, 2, 0, 27, 4, 19, 112, 2, 0, 0",
        "wasmtime/misc, 97, 6, 19, 325, 169, 1, 1, 9, 4, 6",
        "wasmtime/function-references, 17, 3, 2, 96, 25, 30, 0, 0, 0, 0",
        "wasmtime/memory64, 21, 0, 4, 9, 13, 0, 0, 4, 0, 0",
        "wasmtime/winch, 31, 1, 0, 338, 15, 0, 0, 0, 0, 0",
        "wasmtime/gc, 129, 4, 9, 182, 26, 0, 0, 0, 0, 0"
    })
    void directivesAreThoseThatTheSuitesCount(
            String folder,
            int modules,
            int registers,
            int invokes,
            int returns,
            int traps,
            int invalid,
            int malformed,
            int unlinkable,
            int exhaustions,
            int exceptions)
            throws IOException {
        Map<String, Integer> counts = SuiteScripts.count(folder, SuiteParseTest::name);
        Map<String, Integer> wanted = new TreeMap<>(Map.of(
                "module", modules,
                "register", registers,
                "invoke", invokes,
                "assert_return", returns,
                "assert_trap", traps,
                "INVALID", invalid,
                "MALFORMED", malformed,
                "UNLINKABLE", unlinkable,
                "assert_exhaustion", exhaustions,
                "assert_exception", exceptions));
        wanted.values().removeIf(count -> count == 0);
        counts.keySet().removeAll(Set.of("thread", "wait", "component", "assert_suspension"));
        assertThat(counts).isEqualTo(wanted);
    }

    private static String name(Directive directive) {
        return switch (directive) {
            case Directive.Module _, Directive.ModuleInstance _ -> "module";
            case Directive.Register _ -> "register";
            case Directive.Perform _ -> "invoke";
            case Directive.AssertReturn _ -> "assert_return";
            case Directive.AssertAbrupt abrupt ->
                "assert_" + abrupt.how().toString().toLowerCase(Locale.ROOT);
            case Directive.AssertModule module ->
                module.fault() == ModuleFault.TRAPS
                        ? "assert_trap"
                        : module.fault().toString().replace("_CUSTOM", "");
            case Directive.Thread _ -> "thread";
            case Directive.Wait _ -> "wait";
            case Directive.OfComponent _ -> "component";
        };
    }

    @Test
    void scriptsAboutComponentsParseToo() throws IOException {
        for (String folder : List.of("component-model", "wasmtime", "spec")) {
            for (Path file : SuiteScripts.in(folder)) {
                assertThat(SuiteScripts.parse(file).directives())
                        .as(file.toString())
                        .isNotNull();
            }
        }
    }
}
