package dev.gantry.wasm.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.FuncDef;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.TextParser;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ModuleOutlineTest {
    private static final String TEXT = """
            (module $m
              (import "a" "b" (func))
              (memory 1)
              (func $f (drop (i32.const 1)))
              (func)
              (func $long (param i32) (drop (i64.const 0x123456789abcdef)))
              (data (i32.const 3) "some data")
              (export "f" (func $f)))
            """;

    private static ModuleDef outline(byte[] outline, int before) {
        byte[] bytes = new byte[before + outline.length + 3];
        System.arraycopy(outline, 0, bytes, before, outline.length);
        return ModuleReader.readOutline(bytes, before, before + outline.length);
    }

    @Test
    void everythingButBodiesIsKept() {
        ModuleDef module = ModuleReader.read(TextParser.parseModule(TEXT), WasmFeature.defaults());
        ModuleDef outline = outline(ModuleOutline.write(module), 100);
        assertThat(outline.types()).isEqualTo(module.types());
        assertThat(outline.imports()).hasSameSizeAs(module.imports());
        assertThat(outline.funcSpace()).isEqualTo(module.funcSpace());
        assertThat(outline.funcs())
                .extracting(FuncDef::body)
                .isEqualTo(module.funcs().stream().map(FuncDef::body).toList());
        assertThat(outline.codeSection()).isEqualTo(module.codeSection());
        CodeRange data = outline.datas().getFirst().bytes();
        assertThat(Arrays.copyOfRange(outline.bytes(), data.start(), data.end()))
                .asString()
                .isEqualTo("some data");
        assertThat(NameSection.of(outline).func(3)).isEqualTo("long");
        assertThat(NameSection.of(outline).module()).isEqualTo("m");
        assertThat(outline.hasBodies()).isFalse();
        assertThat(module.hasBodies()).isTrue();
    }

    @Test
    void modulesWithoutCodeAreTheirOwnOutline() {
        byte[] binary = TextParser.parseModule("(module (memory 1) (data \"x\"))");
        ModuleDef module = ModuleReader.read(binary, WasmFeature.defaults());
        assertThat(ModuleOutline.write(module)).isEqualTo(binary);
        assertThat(module.codeSection().size()).isZero();
    }

    @Test
    void truncatedOutlinesAreMalformed() {
        byte[] binary = TextParser.parseModule("(module (func) (func))");
        byte[] whole = ModuleOutline.write(ModuleReader.read(binary, WasmFeature.defaults()));
        int refused = 0;
        for (int size = 0; size < whole.length; size++) {
            byte[] cut = Arrays.copyOf(whole, size);
            try {
                // a cut between two sections may leave a module without functions
                assertThat(outline(cut, 0).funcs()).isEmpty();
            } catch (MalformedException _) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(whole.length / 2);
        assertThatThrownBy(() -> outline(new byte[] {0, 'a', 's', 'm'}, 0)).isInstanceOf(MalformedException.class);
    }
}
