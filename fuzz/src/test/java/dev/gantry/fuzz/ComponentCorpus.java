package dev.gantry.fuzz;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.text.ComponentParser;
import dev.gantry.wasm.text.SourceText;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import dev.gantry.wasm.text.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// What mutants of components are made of: a few texts of our own, and the components of the suites and programs beside
/// the project when they are there.
final class ComponentCorpus {
    private static final int MAX_BYTES = 32 << 10;
    private static final Path SHARED = Path.of(System.getProperty("gantry.suites", ""));
    private static final List<String> OWN = List.of("(component)", """
            (component
              (core module $m
                (memory (export "mem") 1)
                (func (export "f") (param i32 i32) (result i32) unreachable)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
              (core instance $i (instantiate $m))
              (alias core export $i "mem" (core memory $mem))
              (alias core export $i "realloc" (core func $realloc))
              (type $rec (record (field "a" u8) (field "b" (list string))))
              (import "rec" (type $r (eq $rec)))
              (import "g" (func $g (param "x" $r) (result (option $r))))
              (core func (canon lower (func $g) (memory $mem) (realloc $realloc) string-encoding=utf16))
              (func $f (param "s" string) (result u32)
                (canon lift (core func $i "f") (memory $mem) (realloc $realloc)))
              (export "f" (func $f)))
            """, """
            (component
              (component $c
                (import "s" (type $s (sub resource)))
                (import "i" (instance $i (export "r" (type $r (sub resource))) (export "f" (func (param "x" (own $r))))))
                (type $t (resource (rep i32)))
                (export $e "t" (type $t))
                (export "g" (func $i "f"))
                (export "s2" (type $s)))
              (type $y (resource (rep i32)))
              (import "k" (instance $k (export "r" (type $r (sub resource))) (export "f" (func (param "x" (own $r))))))
              (instance $a (instantiate $c (with "s" (type $y)) (with "i" (instance $k))))
              (instance $b (instantiate $c (with "s" (type $a "t")) (with "i" (instance $k))))
              (export "b" (instance $b)))
            """, """
            (component
              (core type $f (func (param i32)))
              (core type (module (alias outer 1 $f (type)) (import "a" "b" (func (type 0))) (export "t" (table 1 funcref))))
              (type $ct (component
                (import "r" (type $r (sub resource)))
                (import "[method]r.m" (func (param "self" (borrow $r)) (result (result (list u8) (error string)))))
                (export "x" (instance (export "e" (type (eq $r)))))))
              (component (import "c" (component (type $ct))))
              (type $s (stream u8)) (type $u (future (tuple u8 f64)))
              (canon stream.new $s (core func)) (canon future.drop-readable $u (core func))
              (canon waitable-set.new (core func)) (canon task.return (result u8) (core func))
              (canon context.get i32 0 (core func)) (canon thread.yield (core func)))
            """);

    private final List<Campaign.Input> binaries = new ArrayList<>();
    private final List<Campaign.Input> texts = new ArrayList<>();

    private ComponentCorpus() {}

    static ComponentCorpus load() throws IOException {
        ComponentCorpus corpus = new ComponentCorpus();
        for (int number = 0; number < OWN.size(); number++) {
            corpus.addText("own " + number, OWN.get(number));
        }
        if (!SHARED.toString().isEmpty()) {
            for (String folder : List.of("programs/components", "suites/component-model", "suites/wasmtime")) {
                corpus.addFolder(SHARED.resolve(folder));
            }
        }
        System.out.printf("corpus: %d components, %d of them as text%n", corpus.binaries.size(), corpus.texts.size());
        return corpus;
    }

    /// One of the components, small ones more often.
    Campaign.Input choose(RandomGenerator random) {
        return smaller(binaries, random);
    }

    /// One of the components that are there as text, in UTF-8.
    Campaign.Input chooseText(RandomGenerator random) {
        return smaller(texts, random);
    }

    private static Campaign.Input smaller(List<Campaign.Input> inputs, RandomGenerator random) {
        Campaign.Input one = inputs.get(random.nextInt(inputs.size()));
        Campaign.Input other = inputs.get(random.nextInt(inputs.size()));
        return random.nextInt(4) == 0 || one.content().length < other.content().length ? one : other;
    }

    private void add(String name, byte[] bytes) {
        if (bytes.length <= MAX_BYTES && ComponentReader.isComponent(bytes)) {
            binaries.add(new Campaign.Input(name, bytes));
        }
    }

    private void addText(String name, String text) {
        add(name, ComponentParser.parseComponent(text));
        if (text.length() <= MAX_BYTES) {
            texts.add(new Campaign.Input(name, text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void addFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".wasm")) {
                    add(file.getFileName().toString(), Files.readAllBytes(file));
                } else if (file.toString().endsWith(".wast")) {
                    addScript(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
    }

    /// Adds the components that are written as text in a script.
    private void addScript(String name, String source) {
        Tokens tokens = Tokens.of(new SourceText(source, name));
        TokenCursor cursor = new TokenCursor(tokens, 0);
        while (cursor.kind() != TokenKind.END) {
            int form = cursor.position();
            if (cursor.acceptForm("component")) {
                try {
                    addText(name, component(source.substring(tokens.start(form), tokens.end(tokens.match(form)))));
                } catch (MalformedException _) {
                    // a component in another form, or one that is malformed on purpose
                }
                cursor.seek(tokens.match(form) + 1);
            } else {
                cursor.next();
            }
        }
    }

    /// The text of a component without the word that says that it is only defined.
    private static String component(String form) {
        return form.replaceFirst("^\\(\\s*component\\s+definition\\b", "(component");
    }
}
