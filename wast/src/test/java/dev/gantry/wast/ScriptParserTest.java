package dev.gantry.wast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.types.AbsHeapType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the directives of a script are.
final class ScriptParserTest {
    private static List<Directive> parse(String source) {
        return Script.parse(source, "a.wast").directives();
    }

    private static Directive only(String source) {
        List<Directive> directives = parse(source);
        assertThat(directives).hasSize(1);
        return directives.getFirst();
    }

    private static List<Pattern> patterns(String results) {
        Directive directive = only("(assert_return (invoke \"f\") " + results + ")");
        assertThat(directive).isInstanceOf(Directive.AssertReturn.class);
        return ((Directive.AssertReturn) directive).expected();
    }

    @Test
    void directivesKnowTheirLines() {
        List<Directive> directives =
                parse("(module)\n\n(register \"x\" $m)\n(module instance $i $m)\n(invoke $i \"f\")");
        assertThat(directives.stream().map(Directive::line)).containsExactly(1, 3, 4, 5);
        assertThat(directives.get(1)).isEqualTo(new Directive.Register(3, "x", "m"));
        assertThat(directives.get(2)).isEqualTo(new Directive.ModuleInstance(4, "i", "m"));
        assertThat(directives.get(3)).isEqualTo(new Directive.Perform(5, new Action.Invoke("i", "f", List.of())));
    }

    @Test
    void modulesComeInFiveForms() {
        byte[] empty = {0, 'a', 's', 'm', 1, 0, 0, 0};
        for (String source : List.of(
                "(module $m)",
                "(module definition $m)",
                "(module binary \"\\00asm\" \"\\01\\00\\00\\00\")",
                "(module definition binary \"\\00asm\\01\\00\\00\\00\")",
                "(module quote \"(mod\" \"ule)\")",
                "(module definition $m quote \"\")")) {
            Directive.Module module = (Directive.Module) only(source);
            assertThat(module.isDefinition()).isEqualTo(source.contains("definition"));
            byte[] encoded = module.module().encode();
            assertThat(encoded).as(source).startsWith(empty);
        }
        assertThat(only(";; fields\n(func)\n(memory 1)")).isInstanceOf(Directive.Module.class);
    }

    @Test
    void malformedModulesSpoilNothingElse() {
        List<Directive> directives = parse(
                "(module (nonsense 1 2))\n(assert_malformed (module quote \"(func \\\"\") \"x\")\n(invoke \"f\")");
        assertThat(directives).hasSize(3);
        Directive.Module module = (Directive.Module) directives.getFirst();
        assertThatThrownBy(() -> module.module().encode())
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("a.wast:1:10: unknown operator");
        Directive.AssertModule quoted = (Directive.AssertModule) directives.get(1);
        assertThatThrownBy(() -> quoted.module().encode())
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("a.wast:2: quote:1:7: unclosed string");
    }

    /// A quoted module is bytes: wrong UTF-8 in it is an error of its own, not a replacement character.
    @Test
    void quotedModulesKeepTheirBytes() {
        Directive.AssertModule quoted =
                (Directive.AssertModule) only("(assert_malformed (module quote \";; \\ff\\n\") \"malformed UTF-8\")");
        assertThatThrownBy(() -> quoted.module().encode()).hasMessageContaining("malformed UTF-8 encoding");
    }

    @Test
    void resultsAreValuesOrPatterns() {
        assertThat(patterns("(i32.const -1) (i64.const 2) (f32.const 1) (f64.const nan:canonical)"))
                .containsExactly(
                        new Pattern.Exactly(new Constant.I32(-1)),
                        new Pattern.Exactly(new Constant.I64(2)),
                        new Pattern.Exactly(new Constant.F32(0x3F80_0000)),
                        new Pattern.Nan(64, false));
        assertThat(patterns("(v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 -1)"))
                .containsExactly(
                        new Pattern.Exactly(new Constant.V128(0x0807_0605_0403_0201L, 0xFF0F_0E0D_0C0B_0A09L)));
        assertThat(patterns("(v128.const f64x2 nan:arithmetic 1)"))
                .containsExactly(new Pattern.Lanes(List.of(
                        new Pattern.Nan(64, true), new Pattern.Exactly(new Constant.F64(0x3FF0_0000_0000_0000L)))));
        assertThat(patterns("(either (i32.const 1) (i32.const 2))"))
                .containsExactly(new Pattern.Either(
                        List.of(new Pattern.Exactly(new Constant.I32(1)), new Pattern.Exactly(new Constant.I32(2)))));
    }

    @Test
    void referencesAreToldByKindOrNumber() {
        assertThat(patterns(
                        "(ref.null) (ref.null any) (ref.extern 3) (ref.host 4) (ref.extern) (ref.func) (ref.func 0)"))
                .containsExactly(
                        new Pattern.AnyNull(null),
                        new Pattern.AnyNull(AbsHeapType.ANY),
                        new Pattern.Exactly(new Constant.RefExtern(3)),
                        new Pattern.Exactly(new Constant.RefHost(4)),
                        new Pattern.AnyRef(AbsHeapType.EXTERN),
                        new Pattern.AnyRef(AbsHeapType.FUNC),
                        new Pattern.AnyRef(AbsHeapType.FUNC));
        assertThat(patterns("(ref.struct) (ref.array) (ref.i31) (ref.eq) (ref.any) (ref.exn)"))
                .allMatch(pattern -> pattern instanceof Pattern.AnyRef);
    }

    @Test
    void threadsHoldDirectives() {
        Directive.Thread thread = (Directive.Thread)
                only("(thread $t (shared (module $m)) (shared (module $n))\n(register \"m\" $m) (invoke \"f\"))");
        assertThat(thread.shared()).containsExactly("m", "n");
        assertThat(thread.directives().stream().map(Directive::line)).containsExactly(2, 2);
        assertThat(only("(wait $t)")).isEqualTo(new Directive.Wait(1, "t"));
    }

    @Test
    void headersAreSettings() {
        Script script = Script.parse(
                ";;! gc = true\n;;! hogs_memory=false\n(module)".getBytes(StandardCharsets.UTF_8), "a.wast");
        assertThat(script.header()).containsEntry("gc", "true").containsEntry("hogs_memory", "false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(module",
                "module",
                "(assert_nothing)",
                "()",
                "(assert_return)",
                "(assert_return (invoke f))",
                "(assert_return (invoke \"f\" (i32.const)))",
                "(assert_return (invoke \"f\") (i32.const nan:canonical))",
                "(assert_return (invoke \"f\") (v128.const i9x9 1))",
                "(assert_return (invoke \"f\") (v128.const i32x4 1))",
                "(invoke \"f\" (ref.null))",
                "(assert_trap (invoke \"f\"))",
                "(assert_invalid (func) \"x\")",
                "(wait)",
                "(thread (module))",
                "(thread $t",
                "(register)",
                "(register \"\\ff\")",
                "(invoke \"f\") )",
                "(module binary 1)",
            })
    void malformedScriptsArePositioned(String source) {
        assertThatThrownBy(() -> parse(source))
                .isInstanceOf(MalformedException.class)
                .hasMessageMatching("(?s)a\\.wast:\\d+:\\d+: .*");
    }

    @Test
    void deepNestingIsAnError() {
        assertThatThrownBy(() -> parse("(thread $t ".repeat(40_000) + ")".repeat(40_000)))
                .isInstanceOf(MalformedException.class);
        String either = "(either ".repeat(40_000) + ")".repeat(40_000);
        assertThatThrownBy(() -> patterns(either)).isInstanceOf(MalformedException.class);
    }
}
