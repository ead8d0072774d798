package dev.gantry.wasm.binary;

import static dev.gantry.wasm.binary.Samples.bytes;
import static dev.gantry.wasm.binary.Samples.module;
import static dev.gantry.wasm.binary.Samples.section;
import static dev.gantry.wasm.binary.Samples.sized;
import static dev.gantry.wasm.binary.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.NameSection.Space;
import dev.gantry.wasm.module.ModuleDef;
import org.junit.jupiter.api.Test;

class NameSectionTest {
    private static ModuleDef read(byte[] binary) {
        return ModuleReader.read(binary, WasmFeature.defaults());
    }

    private static NameSection names(Object... payload) {
        return NameSection.of(read(module(section(0, "name", bytes(payload)))));
    }

    @Test
    void everySpaceHasNames() {
        NameSection names = NameSection.of(read(Samples.everything()));
        assertThat(names.module()).isEqualTo("every\u00f6thing");
        assertThat(names.func(1)).isEqualTo("start");
        assertThat(names.func(4)).isNull();
        assertThat(names.name(Space.LOCAL, 2, 3)).isEqualTo("y");
        assertThat(names.name(Space.LOCAL, 2, 1)).isNull();
        assertThat(names.name(Space.LOCAL, 1, 0)).isNull();
        assertThat(names.name(Space.LABEL, 2, 1)).isEqualTo("in");
        assertThat(names.name(Space.TYPE, 3)).isEqualTo("node");
        assertThat(names.name(Space.FIELD, 3, 2)).isEqualTo("next");
        assertThat(names.name(Space.TAG, 1)).isEqualTo("oops");
        assertThat(names.name(Space.MEMORY, 0)).isNull();
    }

    @Test
    void aModuleWithoutNamesHasNone() {
        assertThat(NameSection.of(read(module()))).isSameAs(NameSection.NONE);
        assertThat(NameSection.NONE.module()).isNull();
        assertThat(NameSection.NONE.func(0)).isNull();
    }

    @Test
    void malformedSubsectionsAreIgnoredAndTheOthersHold() {
        NameSection names = names(
                bytes(0, sized("m")),
                bytes(1, sized(vector(bytes(0, bytes(2, 0xFF, 0xFF))))),
                bytes(4, sized(vector(bytes(0, "t")))),
                bytes(99, sized(1, 2, 3)),
                bytes(7, sized(vector(bytes(1, "b"), bytes(0, "a")))));
        assertThat(names.module()).isEqualTo("m");
        assertThat(names.func(0)).isNull();
        assertThat(names.name(Space.TYPE, 0)).isEqualTo("t");
        assertThat(names.name(Space.GLOBAL, 0)).isNull();
    }

    @Test
    void aTruncatedSectionKeepsWhatStoodBeforeTheCut() {
        NameSection names = names(bytes(0, sized("m")), bytes(1, 100, 1));
        assertThat(names.module()).isEqualTo("m");
        assertThat(names.func(0)).isNull();
    }

    @Test
    void producersAreRead() {
        Producers producers = Producers.of(read(Samples.everything()));
        assertThat(producers.fields()).hasSize(1);
        assertThat(producers.fields().getFirst().name()).isEqualTo("language");
        assertThat(producers.fields().getFirst().values()).containsExactly(new Producers.Value("C", "23"));
        assertThat(Producers.of(read(module(section(0, "producers", 5))))).isEqualTo(Producers.NONE);
    }
}
