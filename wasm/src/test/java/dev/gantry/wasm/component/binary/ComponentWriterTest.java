package dev.gantry.wasm.component.binary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.text.ComponentParser;
import java.util.EnumSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Components are written as they were read. The suites' components are tested by the runner of scripts.
final class ComponentWriterTest {
    private static final EnumSet<WasmFeature> ALL = EnumSet.allOf(WasmFeature.class);

    private static ComponentDef read(byte[] bytes) {
        return ComponentReader.read(bytes, ALL);
    }

    @Test
    void whatIsReadIsWrittenBack() {
        byte[] binary = ComponentParser.parseComponent("""
                (component $c
                  (@custom "a" "before")
                  (core type (sub (func)))
                  (core rec (type (func (param (ref null 1)))) (type (struct)))
                  (core type (module (alias outer 1 0 (type)) (import "m" "f" (func (type 0))) (export "t" (memory 1))))
                  (core module $m (memory (export "mem") 1) (func (export "f") (param i32)))
                  (core instance $i (instantiate $m (with "x" (instance (export "q" (memory 0))))))
                  (alias core export $i "f" (core func $f))
                  (type $r (resource (rep i32) (dtor (core func $f))))
                  (type $s (resource (rep i32)))
                  (type (func async (param "a" (borrow $r)) (result (result (own $s) (error string)))))
                  (type (component
                    (type u8)
                    (alias outer 1 $r (type))
                    (import "i" (instance (export "t" (type (eq 0)))))
                    (export "c" (component (type 0)))
                    (export "v" (value u8))
                    (export "m" (core module (type 0)))))
                  (import "a" (external-id "id") (func $g (type 2)))
                  (import "b" (implements "a:b/c") (versionsuffix ".1") (instance))
                  (component (alias outer 1 $m (core module)))
                  (instance (instantiate 0 (with "n" (func $g))))
                  (instance (export "e" (external-id "x") (instance 0)))
                  (canon lower (func $g) string-encoding=latin1+utf16 (memory 0) (realloc $f) (core func))
                  (canon lift (core func $f) (post-return $f) (callback $f) async (func (type 2)))
                  (canon task.return (result u8) (memory 0) (core func))
                  (canon context.get i32 1 (core func))
                  (start $g (value 0))
                  (@custom "b" "after")
                  (export "x" (func $g) (func (type 2))))
                """);
        ComponentDef component = read(binary);
        assertThat(component.customs()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(ComponentWriter.write(component)).isEqualTo(binary);
    }

    @Test
    void integersGetTheirShortestFormAndSectionsAreJoined() {
        byte[] odd = HexFormat.of()
                .parseHex("0061736d0d000100" + "07818000" + "00" + "078280808000" + "017f" + "0704" + "037f7e7d");
        ComponentDef component = read(odd);
        byte[] written = ComponentWriter.write(component);
        assertThat(HexFormat.of().formatHex(written)).isEqualTo("0061736d0d000100" + "0705" + "047f7f7e7d");
        assertThat(ComponentWriter.write(read(written))).isEqualTo(written);
    }

    @Test
    void customSectionsStayWhereTheyAre() {
        byte[] binary = HexFormat.of()
                .parseHex("0061736d0d000100" + "00020161" + "0702017f" + "00030162ff" + "0702017e" + "00020163");
        assertThat(ComponentWriter.write(read(binary))).isEqualTo(binary);
    }
}
