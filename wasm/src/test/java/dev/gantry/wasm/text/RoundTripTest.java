package dev.gantry.wasm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.binary.Samples;
import dev.gantry.wasm.module.ModuleDef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Printed text parses back to the same module.
class RoundTripTest {
    private static final int HEADER_BYTES = 8;
    private static final List<String> FOLDERS = List.of(
            "spec/core",
            "spec/custom",
            "spec/proposals",
            "wasmtime/custom-page-sizes",
            "wasmtime/function-references",
            "wasmtime/gc",
            "wasmtime/memory64",
            "wasmtime/misc",
            "wasmtime/multi-memory",
            "wasmtime/simd",
            "wasmtime/tail-call",
            "wasmtime/threads",
            "wasmtime/winch");
    /// A proposal we do not know, and a script that breaks the grammar of folded instructions.
    private static final List<String> NOT_PARSED = List.of("custom-descriptors", "anyref_that_is_i31_barriers");

    private static final int MAX_PROGRAM_BYTES = 900_000;

    private static ModuleDef read(byte[] binary) {
        return ModuleReader.read(binary, EnumSet.allOf(WasmFeature.class));
    }

    private static Path suites(String folder) {
        Path path = Path.of(System.getProperty("gantry.suites", "")).resolve(folder);
        assumeTrue(Files.isDirectory(path), "SKIPPED: no folder " + path);
        return path;
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /// The sections that are not custom.
    private static byte[] withoutCustoms(byte[] binary) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = HEADER_BYTES;
        while (at < binary.length) {
            int start = at++;
            long size = 0;
            int shift = 0;
            int piece;
            do {
                piece = binary[at++];
                size |= (piece & 0x7FL) << shift;
                shift += 7;
            } while (piece < 0);
            at += (int) size;
            if (binary[start] != 0) {
                out.write(binary, start, at - start);
            }
        }
        return out.toByteArray();
    }

    @Test
    void aModuleWithEverythingSurvives() {
        String text = ModulePrinter.print(read(Samples.everything()));
        byte[] again = TextParser.parseModule(text);
        assertThat(ModulePrinter.print(read(again))).isEqualTo(text);
    }

    /// Binaries made by the encoder come back byte by byte, but for custom sections.
    @Test
    void modulesOfTheSuiteSurvive() throws IOException {
        int modules = 0;
        List<String> different = new ArrayList<>();
        for (String folder : FOLDERS) {
            for (Path file : files(suites("suites/" + folder), ".wast")) {
                if (NOT_PARSED.stream().anyMatch(file.toString()::contains)) {
                    continue;
                }
                for (WastModules.Text module : WastModules.of(Files.readString(file, StandardCharsets.UTF_8))) {
                    modules++;
                    String problem = problem(module.text());
                    if (problem != null) {
                        different.add(file.getFileName() + ":" + module.line() + ": " + problem);
                    }
                }
            }
        }
        assertThat(different).isEmpty();
        assertThat(modules).isGreaterThan(1000);
    }

    private static @Nullable String problem(String source) {
        byte[] binary = TextParser.parseModule(source);
        String text = ModulePrinter.print(read(binary));
        try {
            byte[] again = TextParser.parseModule(text);
            String textAgain = ModulePrinter.print(read(again));
            if (!textAgain.equals(text)) {
                return "text differs\n" + text + "\n" + textAgain;
            }
            return Arrays.equals(withoutCustoms(binary), withoutCustoms(again)) ? null : "binary differs";
        } catch (MalformedException | ValidationException e) {
            return e.getMessage() + "\n" + text;
        }
    }

    @Test
    void programsSurvive() throws IOException {
        List<String> different = new ArrayList<>();
        for (Path file : files(suites("programs"), ".wasm")) {
            byte[] binary = Files.readAllBytes(file);
            if (binary.length > MAX_PROGRAM_BYTES || binary[6] == 1) {
                continue;
            }
            String text = ModulePrinter.print(read(binary));
            String again = ModulePrinter.print(read(TextParser.parseModule(text)));
            if (!again.equals(text)) {
                different.add(file.toString());
            }
        }
        assertThat(different).isEmpty();
    }
}
