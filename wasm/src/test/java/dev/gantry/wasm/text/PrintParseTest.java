package dev.gantry.wasm.text;

import static dev.gantry.wasm.binary.Samples.bytes;
import static dev.gantry.wasm.binary.Samples.module;
import static dev.gantry.wasm.binary.Samples.moduleWithBody;
import static dev.gantry.wasm.binary.Samples.section;
import static dev.gantry.wasm.binary.Samples.sized;
import static dev.gantry.wasm.binary.Samples.u32;
import static dev.gantry.wasm.binary.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.binary.Samples;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/// Printed modules parse back to modules that are printed the same: what fuzzing has found otherwise.
class PrintParseTest {
    private static String print(byte[] binary) {
        return ModulePrinter.print(ModuleReader.read(binary, EnumSet.allOf(WasmFeature.class)));
    }

    private static void assertParsesBack(byte[] binary) {
        String text = print(binary);
        assertThat(print(TextParser.parseModule(text, "printed.wat"))).isEqualTo(text);
    }

    @Test
    void everySection() {
        assertParsesBack(Samples.everything());
    }

    @Test
    void fieldsWithEmptyNames() {
        byte[] names = bytes(10, sized(vector(bytes(0, vector(bytes(0, ""))))));
        assertParsesBack(module(section(1, vector(bytes(0x5F, 1, 0x7F, 0))), section(0, "name", names)));
    }

    @Test
    void severalNameSections() {
        byte[] first = bytes(1, sized(vector(bytes(0, "f"))));
        byte[] second = bytes(4, sized(vector(bytes(0, "t"))));
        assertParsesBack(bytes(moduleWithBody(0, 0x0B), section(0, "name", first), section(0, "name", second)));
    }

    @Test
    void localsOfOneTypeInSeveralGroups() {
        assertParsesBack(moduleWithBody(4, 1, 0x7F, 2, 0x7F, 0, 0x7E, u32(3), 0x7F, 0x0B));
    }
}
