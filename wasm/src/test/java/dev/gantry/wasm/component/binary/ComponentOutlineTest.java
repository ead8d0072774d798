package dev.gantry.wasm.component.binary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ComponentCustomSection;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.text.ComponentParser;
import dev.gantry.wasm.module.FuncDef;
import dev.gantry.wasm.module.ModuleDef;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Components without bodies: everything else is there, and places are those of the binary.
class ComponentOutlineTest {
    private static final String TEXT = """
            (component $outer
              (core module $m (memory (export "mem") 1) (data (i32.const 0) "abc") (func (export "f") unreachable))
              (component $inner
                (core module $n (import "" "f" (func)) (func $g (export "g") i32.const 1 drop) (func nop nop nop))
                (core type (module (import "a" "b" (func))))
                (import "x" (func)))
              (@custom "note" "text")
              (type (record (field "a" u32)))
              (core module (func)))
            """;

    private static List<ModuleDef> modules(ComponentDef component) {
        ComponentDef inner = component.definitions().stream()
                .filter(Definition.Component.class::isInstance)
                .map(one -> ((Definition.Component) one).component())
                .findFirst()
                .orElseThrow();
        return List.of(module(component, 0), module(inner, 0), module(component, 1));
    }

    private static ModuleDef module(ComponentDef component, int number) {
        return component.definitions().stream()
                .filter(Definition.CoreModule.class::isInstance)
                .map(one -> ((Definition.CoreModule) one).module())
                .skip(number)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anOutlineKnowsEverythingButTheBodies() {
        byte[] binary = ComponentParser.parseComponent(TEXT);
        ComponentDef component = ComponentReader.read(binary, WasmFeature.defaults());
        byte[] outline = ComponentOutline.write(component);
        byte[] framed = new byte[outline.length + 20];
        System.arraycopy(outline, 0, framed, 10, outline.length);
        ComponentDef read = ComponentReader.readOutline(framed, 10, 10 + outline.length);

        assertThat(read.range().size()).isEqualTo(outline.length);
        assertThat(read.definitions()).hasSameSizeAs(component.definitions());
        assertThat(read.customs())
                .extracting(ComponentCustomSection::name)
                .isEqualTo(component.customs().stream()
                        .map(ComponentCustomSection::name)
                        .toList());
        for (int number = 0; number < 3; number++) {
            ModuleDef fresh = modules(component).get(number);
            ModuleDef kept = modules(read).get(number);
            assertThat(kept.hasBodies()).isFalse();
            assertThat(kept.funcs())
                    .extracting(FuncDef::body)
                    .isEqualTo(fresh.funcs().stream().map(FuncDef::body).toList());
            assertThat(kept.codeSection()).isEqualTo(fresh.codeSection());
            assertThat(kept.exports()).hasSameSizeAs(fresh.exports());
            assertThat(kept.types()).isEqualTo(fresh.types());
        }
        ModuleDef first = modules(read).getFirst();
        var data = first.datas().getFirst().bytes();
        assertThat(Arrays.copyOfRange(framed, data.start(), data.end())).containsExactly('a', 'b', 'c');
    }

    @Test
    void offsetsOfModulesCountFromTheStartOfTheComponent() {
        byte[] binary = ComponentParser.parseComponent(TEXT);
        ComponentDef component = ComponentReader.read(binary, WasmFeature.defaults());
        for (ModuleDef module : modules(component)) {
            assertThat(module.bytes()).isSameAs(binary);
            int start = module.range().start();
            assertThat(Arrays.copyOfRange(binary, start, start + 4)).containsExactly(0, 'a', 's', 'm');
            assertThat(module.codeSection().start()).isGreaterThan(start);
        }
    }
}
