package dev.gantry.environ;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.text.TextParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleTranslationTest {
    private final TypeRegistry types = new TypeRegistry();

    private ModuleTranslation translate(String text) {
        return ModuleTranslation.translate(
                TextParser.parseModule(text), WasmFeature.defaults(), types, Tunables.defaults(), false);
    }

    @Test
    void equalTypesOfDifferentModulesHaveEqualIds() {
        ModuleTranslation one =
                translate("(module (type (func)) (type (func (param i32))) (func (type 1) unreachable))");
        ModuleTranslation other = translate("(module (type (func (param i32))) (func (type 0)))");
        assertThat(one.typeIds()[1]).isEqualTo(other.typeIds()[0]).isNotEqualTo(one.typeIds()[0]);
        assertThat(one.funcTypeId(0)).isEqualTo(other.funcTypeId(0));
        assertThat(one.funcType(0).toString()).isEqualTo("(func (param i32))");
    }

    @Test
    void escapedFunctionsAreThoseThatCanBecomeReferences() {
        ModuleTranslation t = translate("""
                (module
                  (func) (func (export "e")) (func) (func) (func (call 0) (drop (ref.func 2)))
                  (elem declare func 2)
                  (global funcref (ref.func 3)))
                """);
        assertThat(t.escapedFuncs().stream().boxed().toList()).isEqualTo(List.of(1, 2, 3));
    }

    @Test
    void exportTypesHaveIds() {
        ModuleTranslation t = translate("""
                (module (type $t (func (param i32)))
                  (func (export "f") (type $t))
                  (table (export "t") 1 2 (ref null $t))
                  (memory (export "m") 1)
                  (global (export "g") (mut (ref null $t)) (ref.null $t))
                  (tag (export "x") (type $t)))
                """);
        int id = t.typeIds()[0];
        assertThat(t.def().exports().stream()
                        .map((Export export) -> t.exportType(export).toString()))
                .containsExactly(
                        "(func (type type#" + id + "))",
                        "(table 1 2 (ref null type#" + id + "))",
                        "(memory 1)",
                        "(global (mut (ref null type#" + id + ")))",
                        "(tag (type type#" + id + "))");
    }

    @Test
    void invalidModulesLeaveNoTypesBehind() {
        assertThatThrownBy(() -> translate("(module (type (func (param f64 f64))) (func (result i32)))"))
                .isInstanceOf(ValidationException.class);
        assertThat(types.interner().groupCount()).isZero();
    }

    @Test
    void constantExpressionsThatAllocateNeedACollector() {
        String text = "(module (type $a (array i8)) (table 1 anyref (array.new_default $a (i32.const 3))))";
        assertThatThrownBy(() -> translate(text))
                .isInstanceOfSatisfying(
                        UnsupportedException.class,
                        unsupported -> assertThat(unsupported.feature()).isEqualTo("gc allocation"));
    }

    @Test
    void namesComeFromTheNameSection() {
        ModuleTranslation t = translate("(module $m (func $f))");
        assertThat(t.names().module()).isEqualTo("m");
        assertThat(t.names().func(0)).isEqualTo("f");
    }
}
