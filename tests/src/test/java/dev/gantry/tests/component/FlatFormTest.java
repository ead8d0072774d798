package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.component.ComponentTranslation;
import dev.gantry.environ.component.CoreDef;
import dev.gantry.environ.component.GlobalInitializer;
import dev.gantry.environ.component.Inliner;
import dev.gantry.environ.component.Trampoline;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.text.ComponentParser;
import org.junit.jupiter.api.Test;

/// A component becomes one flat list of steps, whatever its nesting (R14).
class FlatFormTest {
    private static ComponentTranslation flat(String fields) {
        byte[] binary = ComponentParser.parseComponent("(component " + fields + ")");
        return Inliner.inline(ComponentReader.read(binary, WasmFeature.defaults()), new TypeRegistry());
    }

    /// R2, R3, R12: two instantiations of one nested component are two steps with one module.
    @Test
    void nestedComponentsAreGone() {
        ComponentTranslation flat = flat("""
                (component $c
                  (core module $m (func (export "f")))
                  (core instance $i (instantiate $m))
                  (func (export "f") (canon lift (core func $i "f"))))
                (instance $a (instantiate $c))
                (instance $b (instantiate $c))
                (export "a" (instance $a))
                """);
        assertThat(flat.modules()).hasSize(1);
        assertThat(flat.initializers())
                .hasSize(2)
                .allSatisfy(step -> assertThat(step).isInstanceOf(GlobalInitializer.InstantiateModule.class));
        assertThat(flat.parents()).containsExactly(-1, 0, 0);
    }

    /// R21: instances have numbers, and what belongs to one says to which.
    @Test
    void functionsAndHandlesBelongToTheirInstance() {
        ComponentTranslation flat = flat("""
                (import "f" (func $f))
                (component $c
                  (import "f" (func $f))
                  (core func $lowered (canon lower (func $f)))
                  (type $r (resource (rep i32)))
                  (core func $new (canon resource.new $r))
                  (core module $m (import "" "f" (func)) (import "" "new" (func (param i32) (result i32))))
                  (core instance (instantiate $m
                    (with "" (instance (export "f" (func $lowered)) (export "new" (func $new)))))))
                (instance (instantiate $c (with "f" (func $f))))
                (instance (instantiate $c (with "f" (func $f))))
                """);
        assertThat(flat.parents()).containsExactly(-1, 0, 0);
        assertThat(flat.trampolines().stream()
                        .filter(Trampoline.LowerImport.class::isInstance)
                        .map(lower -> flat.options()
                                .get(((Trampoline.LowerImport) lower).options())
                                .instance()))
                .containsExactly(1, 2);
        assertThat(flat.trampolines()).contains(new Trampoline.ResourceNew(0, 1), new Trampoline.ResourceNew(1, 2));
    }

    /// Core types that imported modules name are held while the flat form is in use, or not at all if there is none.
    @Test
    void coreTypesAreNotHeldForRefusedComponents() {
        TypeRegistry types = new TypeRegistry();
        byte[] binary = ComponentParser.parseComponent("""
                (component
                  (import "m" (core module (import "" "f" (func (param i32 i64 f32))) (export "g" (func (param f64)))))
                  (import "c" (component)))
                """);
        ComponentDef component = ComponentReader.read(binary, WasmFeature.defaults());
        assertThatThrownBy(() -> Inliner.inline(component, types)).isInstanceOf(UnsupportedException.class);
        assertThat(types.interner().groupCount()).isZero();
    }

    @Test
    void coreTypesAreReleasedWithTheFlatForm() throws InterruptedException {
        TypeRegistry types = new TypeRegistry();
        byte[] binary = ComponentParser.parseComponent("""
                (component
                  (import "m" (core module (import "" "f" (func (param i32 i64 f32))) (export "g" (func (param f64))))))
                """);
        ComponentDef component = ComponentReader.read(binary, WasmFeature.defaults());
        assertThat(Inliner.inline(component, types).importedModules()).isOne();
        for (int round = 0; round < 100 && types.interner().groupCount() > 0; round++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(types.interner().groupCount()).isZero();
    }

    /// R4, R6, R15: arguments are exports by number, in the order of the imports, however many aliases lie
    /// between.
    @Test
    void aliasesAndNamesAreGone() {
        ComponentTranslation flat = flat("""
                (core module $m (memory (export "mem") 1) (func (export "f")))
                (core instance $i (instantiate $m))
                (alias core export $i "f" (core func $f))
                (alias core export $i "mem" (core memory $mem))
                (core instance $bag (export "g" (func $f)) (export "memory" (memory $mem)))
                (core module $n (import "x" "memory" (memory 1)) (import "x" "g" (func)))
                (core instance (instantiate $n (with "x" (instance $bag))))
                """);
        assertThat(flat.initializers()).hasSize(2);
        GlobalInitializer.InstantiateModule last =
                (GlobalInitializer.InstantiateModule) flat.initializers().getLast();
        assertThat(last.args()).hasSize(2).allSatisfy(arg -> {
            CoreDef.InstanceExport export = (CoreDef.InstanceExport) arg;
            assertThat(export.instance()).isZero();
            assertThat(export.export()).isNotNull();
        });
        assertThat(((CoreDef.InstanceExport) last.args().getFirst()).name()).isEqualTo("mem");
    }

    /// R26
    @Test
    void functionsThatAlwaysTrapAreMadeOnceForEachType() {
        ComponentTranslation flat = flat("""
                (core module $m (func (export "f")) (func (export "g") (param i32)))
                (core instance $i (instantiate $m))
                (func $f (canon lift (core func $i "f")))
                (func $g (param "x" u32) (canon lift (core func $i "g")))
                (core func (canon lower (func $f)))
                (core func (canon lower (func $f)))
                (core func (canon lower (func $g)))
                """);
        assertThat(flat.trampolines())
                .hasSize(2)
                .allSatisfy(made -> assertThat(made).isInstanceOf(Trampoline.AlwaysTrap.class));
    }
}
