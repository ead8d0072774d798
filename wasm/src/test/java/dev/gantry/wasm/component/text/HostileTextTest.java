package dev.gantry.wasm.component.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.text.SourceText;
import dev.gantry.wasm.text.Tokens;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Texts with tokens taken out, put in and exchanged: parsing ends with a documented error or a binary, and what can be
/// decoded is printed and parsed to the same binary. `-Dseed=` replays a run, `-Dmutants=` makes it longer.
final class HostileTextTest {
    private static final long SEED = Long.getLong("seed", 20_251_121L);
    private static final int MUTANTS = Integer.getInteger("mutants", 5_000);
    private static final String SAMPLE = """
            (component $c (@name "named")
              (core module $m (export "inline") (@custom "x" "y")
                (type $t (func (param i32) (result i32)))
                (memory (export "mem") 1)
                (func (export "f") (type $t) local.get 0))
              (core type $ct (module (type $a (func)) (alias outer 1 0 (type $b)) (import "a" "b" (func (param i32)))
                (export "c" (func (type $a))) (export "g" (global (mut i64))) (export "t" (table 1 2 funcref))))
              (core type (sub (struct (field i32)))) (core rec (type $r1 (array (ref $r2))) (type $r2 (func)))
              (core instance $i (instantiate $m (with "" (instance (export "m" (memory 0 "m"))))))
              (alias core export $i "mem" (core memory $mem)) (alias export 0 "x" (core module)) (alias outer $c 0 (type $o))
              (type $r (resource (rep i32) (dtor (core func $i "d"))))
              (type $v (variant (case "a" (list u8)) (case "b"))) (type (record (field "x" $v) (field "y" (option $r))))
              (type (tuple s8 (result u8 (error string)) (list f32 3) (map string char))) (type (flags "p" "q"))
              (type $f (func async (param "s" (stream u8)) (result (future)))) (type (enum "e"))
              (type (component (import "q" (type $q (sub resource))) (export "o" (func (result (own $q))))))
              (type (instance (alias outer $c $v (type)) (export "b" (type (eq 0))) (type (borrow 0))))
              (import "imp" (implements "a:b/c") (external-id "z") (instance $inst (export "f" (func (param "x" u8)))))
              (import "m" (core module $im (import "a" "b" (memory 1)))) (import "co" (component))
              (func $lifted (export "lifted") (param "a" string) (result u32)
                (canon lift (core func $i "f") string-encoding=utf16 (memory $mem) (realloc (core func $i "r")) async
                  (callback 0) (post-return (func 0))))
              (canon lower (func $inst "f") (memory (core memory $i "m")) (core func $low))
              (core func $new (canon resource.new $r)) (core func (canon task.return (result (list u8)) (memory 0)))
              (core func (canon stream.read 0 async (memory 0))) (core func (canon context.get i32 1))
              (core func (canon waitable-set.wait cancellable (memory 0))) (core func (canon thread.new-indirect 0 0))
              (component $nested (export "n") (type (list $v)) (instance (instantiate 0)) (func (import "z") (type 0)))
              (component $nested2) (instance $ni (instantiate $nested2 (with "a" (func $lifted)) (with "b" (instance))))
              (instance $bag (export "e" (external-id "i") (func $ni "g"))) (export $e "ex" (instance $bag) (instance))
              (start $lifted (value 0) (result (value $val))) (value u8 (binary "\\01")) (@custom "data" "bytes"))
            """;

    private final Random random = new Random(SEED);
    private final List<String> tokens = tokens();

    private static List<String> tokens() {
        Tokens lexed = Tokens.of(new SourceText(SAMPLE, ""));
        List<String> texts = new ArrayList<>();
        for (int token = 0; token < lexed.count(); token++) {
            texts.add(lexed.text(token));
        }
        return texts;
    }

    private String mutant() {
        List<String> mutant = new ArrayList<>(tokens);
        for (int change = random.nextInt(3); change >= 0 && !mutant.isEmpty(); change--) {
            int place = random.nextInt(mutant.size());
            String other = tokens.get(random.nextInt(tokens.size()));
            switch (random.nextInt(5)) {
                case 0 -> mutant.remove(place);
                case 1 -> mutant.add(place, other);
                case 2 -> mutant.set(place, other);
                case 3 -> mutant.set(place, Integer.toString(random.nextInt(4)));
                default -> removeForm(mutant, place);
            }
        }
        return String.join(" ", mutant);
    }

    private static void removeForm(List<String> mutant, int start) {
        int depth = 0;
        do {
            String token = mutant.remove(start);
            depth += token.startsWith("(") ? 1 : token.equals(")") ? -1 : 0;
        } while (depth > 0 && start < mutant.size());
    }

    @Test
    void brokenTextsGiveDocumentedErrors() {
        int parsed = 0;
        int decoded = 0;
        for (int number = 0; number < MUTANTS; number++) {
            String text = mutant();
            byte[] binary;
            try {
                binary = ComponentParser.parseComponent(text);
            } catch (MalformedException | UnsupportedException _) {
                continue;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + SEED + ", mutant " + number + ": " + text, e);
            }
            parsed++;
            if (printsTheSame(binary, text, number)) {
                decoded++;
            }
        }
        assertThat(parsed).isGreaterThan(MUTANTS / 50);
        assertThat(decoded).isGreaterThan(MUTANTS / 100);
    }

    private static boolean printsTheSame(byte[] binary, String text, int number) {
        ComponentDef component;
        try {
            component = ComponentReader.read(binary, EnumSet.allOf(WasmFeature.class));
        } catch (MalformedException | ValidationException | UnsupportedException _) {
            // Not every parsed text is a component that can be decoded.
            return false;
        }
        try {
            String printed = ComponentPrinter.print(component);
            assertThat(ComponentParser.parseComponent(printed)).as(printed).isEqualTo(binary);
            return true;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + SEED + ", mutant " + number + ": " + text, e);
        }
    }

    @Test
    void theSampleItselfPrintsTheSame() {
        assertThat(printsTheSame(ComponentParser.parseComponent(SAMPLE), SAMPLE, -1))
                .isTrue();
    }
}
