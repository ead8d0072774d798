package dev.gantry.tests.artifacts;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.text.TextParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// Modules that tests of artifacts are made of, and changes to artifacts that a plain checksum would not find.
final class Artifacts {
    static final String ADDER = """
            (module $adder
              (memory (export "mem") 1)
              (data (i32.const 8) "hello")
              (global $g (export "g") (mut i32) (i32.const 40))
              (table 2 funcref)
              (elem (i32.const 0) $add $fail)
              (type $binary (func (param i32 i32) (result i32)))
              (func $add (export "add") (type $binary) (i32.add (local.get 0) (local.get 1)))
              (func $fail (export "fail") (param i32 i32) (result i32)
                (drop (i32.div_s (local.get 0) (i32.const 0)))
                (unreachable))
              (func (export "through") (param i32) (result i32)
                (call_indirect (type $binary) (global.get $g) (i32.const 2) (local.get 0))))
            """;

    static final String GREETER = """
            (component $greeter
              (core module $main
                (memory (export "memory") 1)
                (data (i32.const 16) "Hi, ")
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
                (func (export "greet") (param i32 i32) (result i32)
                  (memory.copy (i32.const 20) (local.get 0) (local.get 1))
                  (i32.store (i32.const 0) (i32.const 16))
                  (i32.store (i32.const 4) (i32.add (local.get 1) (i32.const 4)))
                  (i32.const 0))
                (func $fail (export "fail") (drop (i32.div_s (i32.const 1) (i32.const 0)))))
              (core instance $main (instantiate $main))
              (core module $lib (func (export "seven") (result i32) (i32.const 7)))
              (core instance $seven (instantiate $lib))
              (func $seven (result u32) (canon lift (core func $seven "seven")))
              (instance $inner (export "seven" (func $seven)))
              (func (export "greet") (param "name" string) (result string)
                (canon lift (core func $main "greet") (memory $main "memory") (realloc (func $main "realloc"))))
              (export "inner" (instance $inner))
              (func (export "fail") (canon lift (core func $main "fail")))
              (export "lib" (core module $lib)))
            """;

    private static final Path CORPUS =
            Path.of(System.getProperty("gantry.root", "..")).resolve("tests/corpus");
    private static final int CHECKSUM_AT = 72;

    private Artifacts() {}

    static byte[] adder() {
        return TextParser.parseModule(ADDER);
    }

    /// Settings with every feature of the language that there is.
    static Config allFeatures() {
        Config config = new Config();
        for (WasmFeature feature : WasmFeature.values()) {
            config.feature(feature, feature != WasmFeature.LEGACY_EXCEPTIONS);
        }
        return config;
    }

    /// The project's own modules, in binary form, that an engine can compile.
    static List<byte[]> corpus(Engine engine) throws IOException {
        List<byte[]> modules = new ArrayList<>();
        try (Stream<Path> files = Files.list(CORPUS)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".wat"))
                    .sorted()
                    .toList()) {
                byte[] module = TextParser.parseModule(Files.readString(file), file.toString());
                if (isSupported(engine, module)) {
                    modules.add(module);
                }
            }
        }
        return modules;
    }

    private static boolean isSupported(Engine engine, byte[] module) {
        try (Module _ = Module.of(engine, module)) {
            return true;
        } catch (UnsupportedException _) {
            return false;
        }
    }

    /// Replaces a text in an artifact by one of the same length, and makes the checksums fit again.
    static byte[] forge(byte[] artifact, String from, String to) {
        byte[] forged = artifact.clone();
        byte[] old = from.getBytes(StandardCharsets.UTF_8);
        byte[] with = to.getBytes(StandardCharsets.UTF_8);
        if (old.length != with.length) {
            throw new IllegalArgumentException("texts differ in length");
        }
        for (int at = 0; at + old.length <= forged.length; at++) {
            if (Arrays.equals(forged, at, at + old.length, old, 0, old.length)) {
                System.arraycopy(with, 0, forged, at, with.length);
                return sealed(forged);
            }
        }
        throw new IllegalArgumentException("no text " + from);
    }

    /// Makes the checksums fit.
    static byte[] sealed(byte[] artifact) {
        CRC32C first = new CRC32C();
        CRC32 second = new CRC32();
        for (var checksum : List.of(first, second)) {
            checksum.update(artifact, 0, CHECKSUM_AT);
            checksum.update(artifact, CHECKSUM_AT + Long.BYTES, artifact.length - CHECKSUM_AT - Long.BYTES);
        }
        ByteBuffer.wrap(artifact)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(CHECKSUM_AT, first.getValue() << Integer.SIZE | second.getValue());
        return artifact;
    }
}
