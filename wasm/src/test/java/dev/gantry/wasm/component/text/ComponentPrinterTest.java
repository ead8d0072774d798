package dev.gantry.wasm.component.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.binary.ComponentReader;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/// What components look like when they are printed.
final class ComponentPrinterTest {
    private static String print(String text) {
        byte[] binary = ComponentParser.parseComponent(text);
        String printed = ComponentPrinter.print(ComponentReader.read(binary, EnumSet.allOf(WasmFeature.class)));
        assertThat(ComponentParser.parseComponent(printed)).isEqualTo(binary);
        return printed;
    }

    @Test
    void abbreviationsAreSpelledOut() {
        assertThat(print("""
                        (component $c
                          (import "f" (func $f (param "x" (list u8))))
                          (core module $m (func (export "g")))
                          (core instance $i (instantiate $m (with "" (instance (export "f" (func 0))))))
                          (func $k (export "k") (canon lift (core func $i "g") async)))
                        """)).isEqualTo("""
                        (component $c
                          (type (;0;) (list u8))
                          (type (;1;) (func (param "x" 0)))
                          (import "f" (func $f (;0;) (type 1)))
                          (core module $m (;0;)
                            (type (;0;) (func))
                            (func (;0;) (type 0))
                            (export "g" (func 0)))
                          (core instance (;0;)
                            (export "f" (func 0)))
                          (core instance $i (;1;) (instantiate $m
                            (with "" (instance 0))))
                          (type (;2;) (func))
                          (alias core export $i "g" (core func (;0;)))
                          (canon lift (core func 0) async (func $k (;1;) (type 2)))
                          (export (;2;) "k" (func $k)))
                        """);
    }

    @Test
    void typesHaveTheirDeclarationsInLines() {
        assertThat(
                        print(
                                "(type (instance (export \"r\" (type (sub resource))) (export \"f\" (func (param \"x\" (own 0))))))"))
                .isEqualTo("""
                        (component
                          (type (;0;) (instance
                            (export "r" (type (;0;) (sub resource)))
                            (type (;1;) (own 0))
                            (type (;2;) (func (param "x" 1)))
                            (export "f" (func (;0;) (type 2))))))
                        """);
    }

    @Test
    void namesThatAreNoIdentifiersAreAnnotations() {
        assertThat(
                        print(
                                "(type $a u8) (type (@name \"a\") u8) (type (@name \"\") u8) (type (list 1)) (type $\"b c\" u8)"))
                .contains("(type $a (;0;) u8)")
                .contains("(type (@name \"a\") (;1;) u8)")
                .contains("(type (@name \"\") (;2;) u8)")
                .contains("(type (;3;) (list 1))")
                .contains("(type $\"b c\" (;4;) u8)");
    }

    @Test
    void aTypeBehindAnIdentifierIsNoIdentifier() {
        assertThat(print("(type $t u8) (import \"v\" (value (type $t))) (value (type $t) (binary \"a\"))"))
                .contains("(import \"v\" (value (;0;) (type $t)))")
                .contains("(value (;1;) (type $t) (binary \"a\"))");
    }

    @Test
    void modulesSayHowTheyCallThemselvesIfTheirComponentSaysOtherwise() {
        assertThat(print("(core module $a (@name \"b\")) (core module (@name \"c\")) (component $d (@name \"e\"))"))
                .contains("(core module $a (;0;) (@name \"b\"))")
                .contains("(core module (;1;) (@name \"c\"))")
                .contains("(component $d (;0;) (@name \"e\"))");
    }

    /// Identifiers out of nowhere could be those of others.
    @Test
    void nestedComponentsSayHowTheyCallThemselvesWithoutTakingAnIdentifier() {
        assertThat(print("(core module (@name \"m\")) (component (@name \"a\")) (component $a) (core module $m)"))
                .contains("(component (;0;) (@name \"a\"))")
                .contains("(core module (;0;) (@name \"m\"))")
                .contains("(component $a (;1;))");
    }
}
