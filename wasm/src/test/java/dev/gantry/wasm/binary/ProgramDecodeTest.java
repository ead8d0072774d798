package dev.gantry.wasm.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.ModuleDef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every program beside the project decodes, and every body walks to its end.
class ProgramDecodeTest {
    private static final int COMPONENT_LAYER_OFFSET = 6;

    static List<Path> programs() {
        Path folder = Path.of(System.getProperty("gantry.suites", "")).resolve("programs");
        assumeTrue(Files.isDirectory(folder), "SKIPPED: no programs at " + folder);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".wasm"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isComponent(byte[] bytes) {
        return bytes[COMPONENT_LAYER_OFFSET] == 1;
    }

    @Test
    void everyProgramDecodesAndItsBodiesWalkToTheEnd() throws IOException {
        long instructions = 0;
        int modules = 0;
        for (Path file : programs()) {
            byte[] bytes = Files.readAllBytes(file);
            if (isComponent(bytes)) {
                continue;
            }
            ModuleDef module = ModuleReader.read(bytes, EnumSet.allOf(WasmFeature.class));
            instructions += walk(module);
            modules++;
        }
        System.out.println(modules + " programs, " + instructions + " instructions");
        assertThat(modules).isPositive();
        assertThat(instructions).isPositive();
    }

    private static long walk(ModuleDef module) {
        long count = 0;
        for (int i = 0; i < module.funcs().size(); i++) {
            InstrReader instrs = FuncBody.read(module, i).reader(module);
            while (instrs.next()) {
                count++;
            }
            assertThat(instrs.offset()).isEqualTo(module.funcs().get(i).body().end());
        }
        for (ElemSegment segment : module.elems()) {
            assertThat(segment.size()).isNotNegative();
        }
        return count;
    }

    /// R110.
    @Test
    void componentsAreRecognised() throws IOException {
        List<Path> components = new ArrayList<>();
        for (Path file : programs()) {
            byte[] bytes = Files.readAllBytes(file);
            if (!isComponent(bytes)) {
                continue;
            }
            components.add(file);
            assertThatExceptionOfType(MalformedException.class)
                    .as(file.toString())
                    .isThrownBy(() -> ModuleReader.read(bytes, WasmFeature.defaults()))
                    .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.COMPONENT_INSTEAD_OF_MODULE));
        }
        System.out.println(components.size() + " components");
    }
}
